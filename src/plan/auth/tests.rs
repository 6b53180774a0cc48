//! What the tests of accounts are given.

use crate::model::{Auth, Database, Model, Operation};
use crate::plan::bodies::{Bodies, Purpose};
use crate::plan::own_bodies::password_bounds;
use crate::plan::statements::table;
use crate::plan::tests::{Pair, is_creatable};
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
    /// The test module of accounts, where they are made through the API as well.
    pub maker: Option<String>,
    /// Likewise, and with passwords that people would guess.
    pub makes_weak: bool,
    /// Administrators change any account.
    pub admin_updates: bool,
    /// Administrators delete any account.
    pub admin_deletes: bool,
    pub key_member: String,
    /// Members of a unique that has nothing to do with the address, Rust strings.
    pub unique_members: Vec<String>,
    /// Relations that whoever registers cannot set, Rust strings.
    pub unseen_members: Vec<String>,
    /// Statements, as Rust strings.
    pub unverify: String,
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
    let (no, minute) = match model.database {
        Database::Sqlite => ("0", "60000000"),
        Database::Postgres => ("false", "interval '1 minute'"),
    };
    let verified = confirmation(model, auth);
    let expire = |table: &str| rust::string(&format!("update {table} set expires_at = created_at"));
    let key = entity.key_columns().next().map(|key| key.member.json(model.json_case));
    let makes = is_creatable(model, auth.account);
    let guesses = least <= 9 && most >= 16;
    let long = format!("{NEW:x<least$}");
    TestsView {
        registers: auth.register_open && complete,
        maker: makes.then(|| bodies.names.module.clone()),
        makes_weak: makes && guesses,
        admin_updates: entity.offers(Operation::Update) && entity.access.update.everything(auth.admin),
        admin_deletes: entity.offers(Operation::Delete) && entity.access.delete.everything(auth.admin),
        key_member: key.unwrap_or_default(),
        unseen_members: entity
            .fields
            .iter()
            .filter(|field| bodies.is_unseen(field))
            .flat_map(|field| &field.columns)
            .map(|column| rust::string(&column.member.json(model.json_case)))
            .collect(),
        unique_members: unique_members(bodies, auth, &sample),
        unverify: rust::string(&match auth.email_verified_at {
            Some(verified) => {
                format!("update {table} set {} = null where {} = $1", column(verified), column(auth.email))
            }
            None => String::new(),
        }),
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

/// `, email_verified_at = now()`, behind what else an update sets; nothing where addresses are not confirmed.
pub fn confirmation(model: &Model, auth: &Auth) -> String {
    let Some(verified) = auth.email_verified_at else { return String::new() };
    let column = &model.entity(auth.account).fields[verified].columns[0];
    let now = if model.database == Database::Sqlite { "1" } else { "now()" };
    format!(", {} = {now}", sql::quote(&column.name))
}

fn unique_members(bodies: &Bodies<'_>, auth: &Auth, sample: &[Pair]) -> Vec<String> {
    let entity = bodies.entity;
    let uniques =
        entity.uniques.iter().filter(|unique| unique.filter.is_none() && !unique.fields.contains(&auth.email));
    let members = uniques.map(|unique| {
        let columns = unique.fields.iter().flat_map(|&index| &entity.fields[index].columns);
        columns.map(|column| rust::string(&column.member.json(bodies.model.json_case))).collect::<Vec<_>>()
    });
    let mut known = members.filter(|names| names.iter().all(|name| sample.iter().any(|member| member.name == *name)));
    known.next().unwrap_or_default()
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
