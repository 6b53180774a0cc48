//! The tables of accounts that no resource is made of: sessions, tokens, and registrations that wait.

use super::fields;
use super::types::MAX_LENGTH;
use crate::model::{
    Access, Api, Column, Entity, EntityId, Field, FieldKind, FieldOrigin, Index, IndexColumn, OnDelete, Rule, ToOne,
    Type,
};
use crate::name::{Name, constraint};

/// Names of all tables made here.
pub(super) const TABLES: [&str; 4] = ["auth_sessions", "auth_refresh_tokens", "auth_mail_tokens", "auth_registrations"];

/// Tables of the service's own, which follow `entities` entities in the order of their ids.
pub(super) fn tables(entities: usize, account: EntityId, key: &Column, mailed: Mailed) -> Vec<Entity> {
    let sessions = EntityId(entities);
    let id = || Column { name: "id".to_owned(), member: Name::new("id"), ty: Type::Uuid };
    let mut tables = vec![
        table(
            "AuthSession",
            "auth_sessions",
            vec![
                scalar("id", Type::Uuid),
                relation("auth_sessions", "account", account, key),
                scalar("created_at", Type::DateTime),
                scalar("last_used_at", Type::DateTime),
                scalar("expires_at", Type::DateTime),
                optional(scalar("user_agent", Type::String { min: 0, max: 200 })),
                optional(scalar("address", Type::String { min: 0, max: 45 })),
            ],
        )
        .with_index(4),
        table(
            "AuthRefreshToken",
            "auth_refresh_tokens",
            vec![
                scalar("hash", HASH),
                relation("auth_refresh_tokens", "session", sessions, &id()),
                scalar("created_at", Type::DateTime),
                scalar("expires_at", Type::DateTime),
                optional(scalar("used_at", Type::DateTime)),
            ],
        ),
        mail_tokens(account, key, mailed.verified),
    ];
    tables.extend(mailed.claimed.then(registrations));
    tables
}

/// What letters are for, besides setting a password.
#[derive(Clone, Copy)]
pub(super) struct Mailed {
    /// Addresses are confirmed.
    pub verified: bool,
    /// Accounts are registered by whoever confirms the address.
    pub claimed: bool,
}

/// Tokens that are mailed to accounts. One for another address has that.
fn mail_tokens(account: EntityId, key: &Column, verified: bool) -> Entity {
    let mut fields = vec![
        scalar("hash", HASH),
        relation("auth_mail_tokens", "account", account, key),
        scalar("purpose", Type::String { min: 1, max: 20 }),
        scalar("created_at", Type::DateTime),
        scalar("expires_at", Type::DateTime),
    ];
    fields.extend(verified.then(|| optional(scalar("email", EMAIL))));
    table("AuthMailToken", "auth_mail_tokens", fields).with_index(4)
}

/// Registrations that nobody has confirmed yet, each by the hash of its token: the account to be, as JSON.
fn registrations() -> Entity {
    let fields = vec![
        scalar("hash", HASH),
        scalar("email", EMAIL),
        scalar("account", Type::Text { min: 0, max: MAX_LENGTH }),
        scalar("created_at", Type::DateTime),
        scalar("expires_at", Type::DateTime),
    ];
    table("AuthRegistration", "auth_registrations", fields).with_index(1).with_index(4)
}

const EMAIL: Type = Type::String { min: 1, max: 254 };

/// A SHA-256 digest.
const HASH: Type = Type::Bytes { min: 32, max: 32 };

fn scalar(name: &str, ty: Type) -> Field {
    let name = Name::new(name);
    let mut field = fields::blank(name.clone(), FieldOrigin::Spec, FieldKind::Scalar(ty.clone()));
    field.columns = vec![Column { name: name.snake().to_owned(), member: name, ty }];
    field.required = true;
    field
}

fn optional(field: Field) -> Field {
    Field { required: false, ..field }
}

/// A required relation to a key of one column, which ends with what it points at.
fn relation(table: &str, name: &str, target: EntityId, key: &Column) -> Field {
    let name = Name::new(name);
    let member = Name::new(&format!("{}_id", name.snake()));
    let column = member.snake().to_owned();
    let to_one = ToOne {
        target,
        inverse: None,
        on_delete: OnDelete::Cascade,
        one_to_one: false,
        references: vec![key.name.clone()],
        constraint: constraint(table, &[column.as_str()], "fkey"),
    };
    let mut field = fields::blank(name, FieldOrigin::Spec, FieldKind::ToOne(to_one));
    field.columns = vec![Column { name: column, member, ty: key.ty.clone() }];
    field.required = true;
    field
}

/// A table whose first field is its key; every relation has an index.
fn table(name: &str, table: &str, fields: Vec<Field>) -> Entity {
    let name = Name::new(name);
    let index = |field: &Field| index(table, field);
    Entity {
        plural: name.plural(),
        table: table.to_owned(),
        path: String::new(),
        doc: None,
        was: None,
        indexes: fields.iter().filter(|field| matches!(field.kind, FieldKind::ToOne(_))).map(index).collect(),
        fields,
        key: vec![0],
        many_to_many: Vec::new(),
        uniques: Vec::new(),
        checks: Vec::new(),
        soft_delete: false,
        owner: None,
        access: Access::same(Rule::default()),
        api: Api { operations: Vec::new(), max_page: 1 },
        seed: 0,
        name,
    }
}

fn index(table: &str, field: &Field) -> Index {
    let column = field.columns[0].name.as_str();
    Index {
        name: constraint(table, &[column], "idx"),
        columns: vec![IndexColumn { name: column.to_owned(), descending: false }],
        filter: None,
        method: None,
        sql: None,
    }
}

impl Entity {
    /// The same with an index over a field.
    fn with_index(mut self, field: usize) -> Self {
        self.indexes.push(index(&self.table, &self.fields[field]));
        self
    }
}
