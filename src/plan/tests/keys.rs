//! Keys that no row has, and keys that cannot be read.

use crate::model::{Column, Entity, Model, Type};
use crate::target::rust;

/// The segments of a key that no row has.
pub fn unknown_key(model: &Model, entity: &Entity) -> String {
    entity.key_columns().map(|column| unknown_part(model, &column.ty)).collect::<Vec<_>>().join("/")
}

fn unknown_part(model: &Model, ty: &Type) -> String {
    match ty {
        Type::Uuid => "0197d5b4-6a00-7000-8000-00000000ffff".into(),
        Type::SmallInt => "32000".into(),
        Type::Int | Type::BigInt => "2000000000".into(),
        Type::Float | Type::Decimal { .. } => "0".into(),
        Type::Bool => "true".into(),
        Type::Date => "1000-01-01".into(),
        Type::Time => "23:59:59.999999".into(),
        Type::DateTime => "1000-01-01T00:00:00.000000Z".into(),
        Type::Timestamp => "1000-01-01T00:00:00.000000".into(),
        Type::Duration => "P9999D".into(),
        Type::Enum(id) => model.enumeration(*id).values.last().map(|value| value.name.clone()).unwrap_or_default(),
        _ => "unknown".into(),
    }
}

/// Keys of the right form that cannot be read: text that no database takes, and where not every text will do, that
/// which is none of the type.
pub fn malformed_keys(entity: &Entity) -> Vec<String> {
    let columns: Vec<&Column> = entity.key_columns().collect();
    let readable = columns.iter().all(|column| column.ty.is_text());
    let parts = (!readable).then_some("not-a-key").into_iter().chain(["%00"]);
    parts.map(|part| vec![part; columns.len()].join("/")).collect()
}

/// A key that no row has, as it stands in a body.
pub fn unknown_json(model: &Model, entity: &Entity) -> String {
    let part = entity.key_columns().next().map(|column| (unknown_part(model, &column.ty), column.ty.is_integer()));
    match part {
        Some((text, true)) => text,
        Some((text, false)) => rust::string(&text),
        None => "null".into(),
    }
}
