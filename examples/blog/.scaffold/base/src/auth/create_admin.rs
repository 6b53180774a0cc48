//! Makes an administrator from the command line: the way to the first one.

use std::io::{self, BufRead as _, IsTerminal as _};

use anyhow::{Context as _, bail};
use clap::Args;
use serde_json::{Map, Value, json};

use super::{common, events::Event};
use crate::{
    body,
    db::Db,
    enums::UserRole,
    error::Error,
    password,
    resources::users::{self, UserInput},
};

/// Variable that may hold the password, for scripts.
const VARIABLE: &str = "ADMIN_PASSWORD";

#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Arguments {
    /// E-mail address of the administrator
    email: String,

    /// Further members of the account, as JSON
    #[arg(long, default_value = "{}", value_parser = members)]
    with: Map<String, Value>,
}

pub async fn run(db: &Db, arguments: Arguments) -> anyhow::Result<()> {
    let mut members = arguments.with;
    members.insert("email".to_owned(), json!(arguments.email));
    members.insert("password".to_owned(), json!(read_password()?));
    members.insert("role".to_owned(), json!(UserRole::Admin));
    let input: UserInput = body::decode(members).map_err(in_words)?;
    common::check("/password", &input.password, &[&input.email]).map_err(in_words)?;
    let password_hash = password::hash(&input.password).await?;
    let mut db = db.write().await?;
    let user = users::queries::insert(&mut db, &input, &password_hash).await.map_err(in_words)?;
    db.commit().await?;
    Event::Registered.log(Some(&user.id), None);
    tracing::info!("{} is an administrator now", user.email);
    Ok(())
}

/// From the environment, from a person at a terminal, or from standard input: never from an argument, which others
/// on the machine can see.
fn read_password() -> anyhow::Result<String> {
    if let Ok(password) = std::env::var(VARIABLE) {
        return Ok(password);
    }
    if !io::stdin().is_terminal() {
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line).context("cannot read the password")?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    let password = rpassword::prompt_password("Password: ").context("cannot read the password")?;
    if rpassword::prompt_password("Once more: ").context("cannot read the password")? != password {
        bail!("the two passwords differ");
    }
    Ok(password)
}

fn members(text: &str) -> Result<Map<String, Value>, serde_json::Error> {
    serde_json::from_str(text)
}

/// What is wrong, member by member.
fn in_words(error: Error) -> anyhow::Error {
    match &error {
        Error::Taken(faults) | Error::Invalid(faults) if !faults.is_empty() => {
            let lines =
                faults.iter().map(|fault| format!("\n  {} {}", fault.pointer, fault.message));
            anyhow::anyhow!("the account cannot be made:{}", lines.collect::<String>())
        }
        _ => error.into(),
    }
}
