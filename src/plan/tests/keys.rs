//! Keys that no row has, and keys that cannot be read.

use crate::model::{Column, Entity, EntityId, FieldKind, Model, Type};
use crate::target::rust;
use crate::target::sample::Samples;
use serde_json::Value;
use std::collections::BTreeMap;

/// A key that no row has.
pub struct UnknownKey {
    /// Its segments in a path.
    pub path: String,
    /// How it stands in a body, where it has one part.
    pub json: String,
}

/// None where the rows of a test may have every key there is.
pub fn unknown_key(model: &Model, id: EntityId, samples: &BTreeMap<EntityId, Samples<'_>>) -> Option<UnknownKey> {
    let columns: Vec<&Column> = model.entity(id).key_columns().collect();
    let mut found = false;
    let parts = columns.iter().map(|column| {
        let taken = early(model, id, &column.name, samples);
        let mut parts = unknown_parts(model, &column.ty);
        let free = parts.iter().position(|part| !taken.contains(part));
        found |= free.is_some();
        parts.swap_remove(free.unwrap_or_default())
    });
    let path = parts.collect::<Vec<_>>().join("/");
    let json = if columns[0].ty.is_integer() { path.clone() } else { rust::string(&path) };
    found.then_some(UnknownKey { path, json })
}

/// What stands in a column of the first rows of a test.
fn early(model: &Model, id: EntityId, column: &str, samples: &BTreeMap<EntityId, Samples<'_>>) -> Vec<String> {
    let place = model.entity(id).fields.iter().enumerate().find_map(|(index, field)| {
        let part = field.columns.iter().position(|own| own.name == column)?;
        Some((index, field, part))
    });
    match place.map(|(index, field, part)| (index, &field.kind, part)) {
        Some((_, FieldKind::ToOne(relation), part)) => {
            early(model, relation.target, &relation.references[part], samples)
        }
        Some((index, FieldKind::Scalar(_), _)) => {
            let text = |value: Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            samples[&id].early(index).map(text).collect()
        }
        None => Vec::new(),
    }
}

/// Parts of keys of a type, the most unusual first.
fn unknown_parts(model: &Model, ty: &Type) -> Vec<String> {
    let parts: &[&str] = match ty {
        Type::Uuid => &["0197d5b4-6a00-7000-8000-00000000ffff"],
        Type::SmallInt => &["32000", "-32000"],
        Type::Int | Type::BigInt => &["2000000000", "-2000000000"],
        Type::Date => &["1000-01-01", "9000-01-01"],
        Type::Enum(id) => {
            return model.enumeration(*id).values.iter().rev().map(|value| value.name.clone()).collect();
        }
        _ => &["unknown", "unheard-of"],
    };
    parts.iter().map(|part| (*part).to_owned()).collect()
}

/// Keys of the right form that cannot be read: text that no database takes, and where not every text will do, that
/// which is none of the type.
pub fn malformed_keys(entity: &Entity) -> Vec<String> {
    let columns: Vec<&Column> = entity.key_columns().collect();
    let readable = columns.iter().all(|column| column.ty.is_text());
    let parts = (!readable).then_some("not-a-key").into_iter().chain(["%00"]);
    parts.map(|part| vec![part; columns.len()].join("/")).collect()
}
