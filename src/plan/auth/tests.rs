//! What the tests of accounts are given.

use crate::model::{Auth, Database};
use crate::plan::bodies::{Bodies, Purpose};
use crate::plan::own_bodies::password_bounds;
use crate::plan::statements::table;
use crate::plan::tests::Pair;
use crate::target::{rust, sql};
use serde::Serialize;

/// Words of a password that no rule is against.
const NEW: &str = "another staple entirely";

#[derive(Debug, Serialize)]
pub struct TestsView {
    /// Everything that somebody must write to register is known.
    pub registers: bool,
    pub sample: Vec<Pair>,
    /// Rust strings.
    pub password_sample: String,
    pub new_password: String,
    pub login_member: String,
    pub login_is_email: bool,
    pub active_member: String,
    /// Passwords may be so short that people would guess them.
    pub guesses: bool,
    /// The name of the service makes a bad password.
    pub contexts: bool,
    /// Statements, as Rust strings.
    pub admit: String,
    pub disable: String,
    pub disable_all: String,
    pub count_accounts: String,
    pub select_hash: String,
    pub age_uses: String,
    pub expire_tokens: String,
    pub expire_sessions: String,
    pub expire_mail: String,
}

pub fn view(bodies: &Bodies<'_>, auth: &Auth) -> TestsView {
    let (model, entity) = (bodies.model, bodies.entity);
    let field = |index: usize| &entity.fields[index];
    let member = |index: usize| field(index).columns[0].member.json(model.json_case);
    let column = |index: usize| sql::quote(&field(index).columns[0].name).into_owned();
    let (least, most) = password_bounds(field(auth.password));
    let (least, most) = (least as usize, most as usize);
    let sample = sample(bodies);
    let needed = entity.fields.iter().filter(|field| bodies.accepts(field, Purpose::Register) && field.required);
    let complete = needed.flat_map(|field| &field.columns).all(|column| {
        let name = rust::string(&column.member.json(model.json_case));
        sample.iter().any(|member| member.name == name)
    });
    let password = bodies.samples.expression(auth.password).filter(|text| text.starts_with('"'));
    let (table, active) = (table(entity), column(auth.is_active));
    let (now, minute) = match model.database {
        Database::Sqlite => ("1", "60000000"),
        Database::Postgres => ("now()", "interval '1 minute'"),
    };
    let verified = auth.email_verified_at.map(|index| format!(", {} = {now}", column(index))).unwrap_or_default();
    let no = if model.database == Database::Sqlite { "0" } else { "false" };
    let expire = |table: &str| rust::string(&format!("update {table} set expires_at = created_at"));
    let guesses = least <= 9 && most >= 16;
    let long = format!("{NEW:x<least$}");
    TestsView {
        registers: auth.register_open && complete,
        sample,
        password_sample: password.unwrap_or_else(|| rust::string("correct horse battery")),
        new_password: rust::string(&long.chars().take(most).collect::<String>()),
        login_member: member(auth.login),
        login_is_email: auth.login == auth.email,
        active_member: member(auth.is_active),
        guesses,
        contexts: guesses && (3..=30).contains(&model.name.len()) && most >= 64,
        admit: rust::string(&format!(
            "update {table} set {} = $1{verified} where {} = $2",
            column(auth.password),
            column(auth.email)
        )),
        disable: rust::string(&format!("update {table} set {active} = {no} where {} = $1", column(auth.email))),
        disable_all: rust::string(&format!("update {table} set {active} = {no}")),
        count_accounts: rust::string(&format!("select count(*) from {table}")),
        select_hash: rust::string(&format!("select {} from {table}", column(auth.password))),
        age_uses: rust::string(&format!("update auth_refresh_tokens set used_at = used_at - {minute}")),
        expire_tokens: expire("auth_refresh_tokens"),
        expire_sessions: expire("auth_sessions"),
        expire_mail: expire("auth_mail_tokens"),
    }
}

fn sample(bodies: &Bodies<'_>) -> Vec<Pair> {
    let fields = bodies.entity.fields.iter().enumerate();
    let members = fields.filter(|(_, field)| bodies.accepts(field, Purpose::Register));
    members
        .filter_map(|(index, field)| {
            let value = bodies.samples.expression(index)?;
            let name = rust::string(&field.columns[0].member.json(bodies.model.json_case));
            Some(Pair { name, value })
        })
        .collect()
}
