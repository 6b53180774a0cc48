//! Values for rows that exist when a column comes in.

use crate::model::{Column, Database, Default, Entity, Field, FieldKind, FieldOrigin, Model, Type};
use crate::target::sql;

/// A hash that is well formed, so that trying it takes as long as any other, and that no password has.
const NOBODYS: &str =
    "'$argon2id$v=19$m=19456,t=2,p=1$c2NhZmZvbGRuZXZlcmZpdHM$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'";

/// What rows that exist could be given where the spec says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Need {
    /// One value for all of them.
    Value,
    /// A value for each.
    OwnValue,
    /// The same, and the account cannot do without.
    Login,
    /// The key of a row of this table, which is their owner or not.
    Key { table: String, owner: bool },
}

pub fn need(model: &Model, entity: &Entity, field: &Field, column: &Column) -> Need {
    let is_unique = entity.uniques.iter().any(|unique| unique.columns == [column.name.as_str()]);
    let is_login = model.auth.as_ref().is_some_and(|auth| {
        let account = model.entity(auth.account);
        account.table == entity.table
            && [auth.login, auth.email].iter().any(|&index| account.fields[index].name == field.name)
    });
    match &field.kind {
        _ if is_login => Need::Login,
        _ if is_unique || field.columns.len() > 1 => Need::OwnValue,
        FieldKind::ToOne(relation) => {
            let index = entity.fields.iter().position(|other| other.name == field.name);
            let owner = entity.owner.as_ref().is_some_and(|owner| owner.path.first().copied() == index);
            Need::Key { table: model.entity(relation.target).table.clone(), owner }
        }
        FieldKind::Scalar(_) => Need::Value,
    }
}

/// What rows that exist get by a backfill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filling {
    One,
    /// Not the same for all of them, so that it cannot come in with the column at no cost.
    Each,
    NobodysPassword,
    /// The moment from which on an account may log in.
    Verified,
}

pub fn filling(model: &Model, entity: &Entity, field: &Field, column: &Column) -> Filling {
    let is_given = field.backfill.is_some() || !field.required;
    match (&column.ty, &field.default) {
        _ if verifies(model, entity, field) => Filling::Verified,
        (Type::Password { .. }, _) if !is_given => Filling::NobodysPassword,
        (_, Some(Default::Uuid | Default::Sql(_))) if !is_given => Filling::Each,
        _ => Filling::One,
    }
}

/// Whether an account may log in only where it has this. Those that could until now still can.
fn verifies(model: &Model, entity: &Entity, field: &Field) -> bool {
    let verified = model.auth.as_ref().and_then(|auth| {
        let account = model.entity(auth.account);
        Some((&account.table, &account.fields[auth.email_verified_at?].name))
    });
    verified == Some((&entity.table, &field.name))
}

/// An SQL expression for the rows that have no value yet: `backfill=` or, where they must have one, the default; none
/// where the spec has neither.
pub fn backfill(model: &Model, entity: &Entity, field: &Field, column: &Column) -> Option<String> {
    if let Some(value) = &field.backfill {
        return Some(sql::literal(model, &column.ty, value));
    }
    if verifies(model, entity, field) {
        return Some(now(model.database, &column.ty).to_owned());
    }
    if !field.required {
        return None;
    }
    match &field.default {
        Some(Default::Literal(value)) => Some(sql::literal(model, &column.ty, value)),
        Some(Default::Sql(expression)) => Some(format!("({expression})")),
        Some(Default::Now | Default::Today) => Some(now(model.database, &column.ty).to_owned()),
        Some(Default::Uuid) => Some(uuid(model.database).to_owned()),
        None if matches!(field.origin, FieldOrigin::CreatedAt | FieldOrigin::UpdatedAt) => {
            Some(now(model.database, &column.ty).to_owned())
        }
        None => match (&column.ty, model.database) {
            (Type::List { min: 0, .. }, Database::Sqlite) => Some("'[]'".to_owned()),
            (Type::List { min: 0, .. }, Database::Postgres) => Some("'{}'".to_owned()),
            (Type::Password { .. }, _) => Some(NOBODYS.to_owned()),
            _ => None,
        },
    }
}

/// The present moment, in the form in which the type is stored.
fn now(database: Database, ty: &Type) -> &'static str {
    match (database, ty) {
        (Database::Sqlite, Type::Date) => "date('now')",
        (Database::Sqlite, Type::Time) => "strftime('%H:%M:%f000', 'now')",
        (Database::Sqlite, _) => "(unixepoch() * 1000000)",
        (Database::Postgres, Type::Date) => "(now() at time zone 'utc')::date",
        (Database::Postgres, Type::Time) => "(now() at time zone 'utc')::time",
        (Database::Postgres, Type::Timestamp) => "(now() at time zone 'utc')",
        (Database::Postgres, _) => "now()",
    }
}

/// A random uuid (version 4), one for each row.
fn uuid(database: Database) -> &'static str {
    match database {
        Database::Sqlite => {
            "unhex(hex(randomblob(6)) || '4' || substr(hex(randomblob(2)), 2) || '8' || substr(hex(randomblob(8)), 2))"
        }
        Database::Postgres => "gen_random_uuid()",
    }
}
