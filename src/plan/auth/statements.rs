//! The SQL of accounts, with the names that the spec gives table and columns.

use crate::model::{Auth, Column, Database, Entity, FieldOrigin, Model};
use crate::plan::shape::deleted_at;
use crate::plan::statements::{literal, table};
use crate::target::sql;
use serde::Serialize;

/// Statements about accounts, as Rust literals.
#[derive(Debug, Serialize)]
pub struct Statements {
    pub find_active: String,
    pub find: String,
    pub find_by_login: String,
    pub find_by_email: String,
    pub find_by_token: String,
    pub confirm: String,
    pub set_password: String,
    pub set_verified: String,
    pub set_email: String,
}

/// Whether keys of accounts come from clients, so that one can be that of another account later.
pub fn is_natural(entity: &Entity) -> bool {
    entity.key_fields().any(|field| field.origin != FieldOrigin::Key)
}

pub fn statements(model: &Model, auth: &Auth) -> Statements {
    let entity = model.entity(auth.account);
    let quoted = |column: &Column| sql::quote(&column.name).into_owned();
    let column = |index: usize| quoted(&entity.fields[index].columns[0]);
    let key = entity.key_columns().next().map(quoted).unwrap_or_default();
    let (table, active) = (table(entity), column(auth.is_active));
    let living = deleted_at(entity).map(|column| format!(" and {column} is null")).unwrap_or_default();
    let credentials = |condition: String, lock: &str| {
        let mut lines = credentials(entity, auth, &key);
        lines.push(format!("where {condition}{living}{lock}"));
        literal(&lines)
    };
    let is_postgres = model.database == Database::Postgres;
    let lock = if is_postgres { " for share" } else { "" };
    // Before its tokens, of which each request has one: they would wait for each other.
    let first = if is_postgres { " for no key update" } else { "" };
    let verified = auth.email_verified_at.map(column);
    let when_verified = |lines: &dyn Fn(&str) -> Vec<String>| {
        verified.as_ref().map(|verified| literal(&lines(verified))).unwrap_or_default()
    };
    let updated = entity.generated(FieldOrigin::UpdatedAt).map(|field| quoted(&field.columns[0]));
    let updated = updated.map(|column| format!(", {column} = $3")).unwrap_or_default();
    let session = "  and exists (select 1 from auth_sessions where id = $2 and account_id = $1)";
    let mut find_active = vec![
        format!("select {key} as id, {} as role", column(auth.role)),
        format!("from {table}"),
        format!("where {key} = $1 and {active}{living}"),
    ];
    find_active.extend(is_natural(entity).then(|| session.to_owned()));
    Statements {
        find_active: literal(&find_active),
        find: credentials(format!("{key} = $1"), ""),
        find_by_login: credentials(format!("{} = $1", column(auth.login)), ""),
        find_by_email: credentials(format!("{} = $1", column(auth.email)), lock),
        find_by_token: credentials(
            format!(
                "{active} and {key} = (\n             select account_id from auth_mail_tokens\n             \
                 where hash = $1 and purpose = $2 and expires_at > $3\n         )"
            ),
            first,
        ),
        confirm: literal(&[
            format!("select 1 from {table}"),
            format!("where {key} = $1 and {} = $2 and {active}{living}{lock}", column(auth.password)),
        ]),
        set_password: literal(&[format!(
            "update {table} set {} = $2{updated} where {key} = $1",
            column(auth.password)
        )]),
        set_verified: when_verified(&|verified| vec![format!("update {table} set {verified} = $2 where {key} = $1")]),
        set_email: when_verified(&|verified| {
            let email = column(auth.email);
            vec![format!("update {table} set {email} = $2, {verified} = $3{updated} where {key} = $1")]
        }),
    }
}

/// What an account proves itself with, without the condition.
fn credentials(entity: &Entity, auth: &Auth, key: &str) -> Vec<String> {
    let column = |index: usize| sql::quote(&entity.fields[index].columns[0].name);
    let active = column(auth.is_active);
    let may = match auth.email_verified_at {
        Some(verified) => format!("{active} and {} is not null", column(verified)),
        None => active.to_string(),
    };
    vec![
        format!("select {key} as id, {} as name, {} as email,", column(auth.login), column(auth.email)),
        format!("    {} as password, {active} as is_active,", column(auth.password)),
        format!("    {may} as may_log_in"),
        format!("from {}", table(entity)),
    ]
}
