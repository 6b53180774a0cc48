//! What the database stores for a scalar type.

use crate::model::{Column, Database, Field, Type};
use std::borrow::Cow;

/// The column type of a scalar: `varchar(200)`, `integer`, `text[]`.
pub fn column_type(database: Database, ty: &Type) -> Cow<'static, str> {
    match database {
        Database::Sqlite => Cow::Borrowed(sqlite(ty)),
        Database::Postgres => postgres(ty),
    }
}

/// The type of one column, the user's `native:` type before our own.
pub(super) fn stored_type<'a>(database: Database, field: &'a Field, column: &Column) -> Cow<'a, str> {
    field.native.as_deref().map_or_else(|| column_type(database, &column.ty), Cow::Borrowed)
}

fn sqlite(ty: &Type) -> &'static str {
    match ty {
        Type::SmallInt
        | Type::Int
        | Type::BigInt
        | Type::Decimal { .. }
        | Type::Bool
        | Type::DateTime
        | Type::Timestamp
        | Type::Duration => "integer",
        Type::Float => "real",
        Type::Uuid | Type::Bytes { .. } => "blob",
        Type::String { .. }
        | Type::Text { .. }
        | Type::Char { .. }
        | Type::Semantic { .. }
        | Type::Password { .. }
        | Type::Enum(_)
        | Type::Date
        | Type::Time
        | Type::Json
        | Type::List { .. } => "text",
    }
}

fn postgres(ty: &Type) -> Cow<'static, str> {
    let name = match ty {
        Type::String { max, .. } | Type::Semantic { max, .. } => return format!("varchar({max})").into(),
        Type::Char { length } => return format!("varchar({length})").into(),
        Type::Decimal { precision, scale } => return format!("numeric({precision}, {scale})").into(),
        Type::List { of, .. } => return format!("{}[]", postgres(of)).into(),
        Type::Text { .. } | Type::Password { .. } | Type::Enum(_) => "text",
        Type::SmallInt => "smallint",
        Type::Int => "integer",
        Type::BigInt | Type::Duration => "bigint",
        Type::Float => "double precision",
        Type::Bool => "boolean",
        Type::Date => "date",
        Type::Time => "time",
        Type::DateTime => "timestamptz",
        Type::Timestamp => "timestamp",
        Type::Uuid => "uuid",
        Type::Json => "jsonb",
        Type::Bytes { .. } => "bytea",
    };
    name.into()
}
