//! How settings are read: what is wrong with one is told, and never what it was set to, which may be a secret.

use std::error::Error as _;

use anyhow::{Context as _, bail};
use clap::{
    CommandFactory as _, Parser as _,
    error::{ContextKind, ContextValue},
};

use crate::config::Config;

/// Reads `.env` into the environment, where there is one.
pub fn read_dotenv() -> anyhow::Result<()> {
    match dotenvy::dotenv() {
        Err(dotenvy::Error::LineParse(..)) => bail!("cannot read .env: a line is no `NAME=value`"),
        Err(error) if !error.not_found() => Err(error).context("cannot read .env"),
        _ => Ok(()),
    }
}

/// Reads flags and environment; ends the process where they are wrong.
pub fn read() -> Config {
    Config::try_parse().unwrap_or_else(|error| untold(error).exit())
}

/// Refuses a value without repeating it, where it may hold a secret.
pub fn untold(error: clap::Error) -> clap::Error {
    let command = Config::command();
    let Some(ContextValue::String(argument)) = error.get(ContextKind::InvalidArg) else {
        return error;
    };
    let flag = argument.trim_start_matches('-').split(' ').next();
    let mut secrets = command.get_arguments().filter(|known| known.is_hide_env_values_set());
    let Some(secret) = secrets.find(|known| known.get_long() == flag) else { return error };
    let name = secret.get_env().unwrap_or_default().display();
    let reason = error.source().map_or_else(|| "it is malformed".to_owned(), ToString::to_string);
    command.clone().error(error.kind(), format!("{name} is refused: {reason}"))
}
