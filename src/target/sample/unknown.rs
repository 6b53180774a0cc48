//! Keys that no row of a test has.

use super::Samples;
use super::scalar::{self, Want};
use crate::model::{Entity, EntityId, Field, FieldKind, Model, ToOne, Type};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A row that no test comes to, unless there are fewer keys and it has an early one again.
const FAR: u64 = 9_999;

/// For each field, a key that it can point at in vain.
pub(super) fn keys(model: &Model, entity: &Entity, all: &BTreeMap<EntityId, Samples<'_>>) -> Vec<Option<Value>> {
    let key = |field: &Field| match &field.kind {
        FieldKind::ToOne(relation) if field.columns.len() == 1 => match field.columns[0].ty {
            Type::Uuid => Some(json!("00000000-0000-7000-8000-000000000000")),
            _ => unknown(model, relation, all.get(&relation.target)?),
        },
        _ => None,
    };
    entity.fields.iter().map(key).collect()
}

fn unknown(model: &Model, relation: &ToOne, target: &Samples<'_>) -> Option<Value> {
    let mut fields = target.entity.fields.iter();
    let index = fields.position(|field| field.columns[0].name == relation.references[0])?;
    let want = Want { distinct: true, level: 0 };
    let series = scalar::series(model, target.entity, &target.entity.fields[index], want)?;
    let last = series.distinct().map(|count| count - 1);
    let mut keys = [FAR].into_iter().chain(last).map(|row| series.at(row));
    let taken: Vec<Value> = target.early(index).collect();
    keys.find(|key| !taken.contains(key))
}
