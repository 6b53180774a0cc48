//! How many rows of each entity are seeded, and why fewer than the spec asks for.

use crate::model::{Entity, EntityId, FieldKind, Model, Operation, ToOne};
use crate::target::sample::{Bound, Samples};
use crate::target::sql;
use std::collections::{BTreeMap, BTreeSet};

/// Rows of an entity, and what they stop at.
pub struct Count {
    pub rows: u64,
    limit: Limit,
}

/// What stands against another row.
enum Limit {
    /// Nothing but the number in the spec.
    Wanted,
    /// There is no way to make one.
    NotMade,
    /// This relation needs a row that is not there.
    NoParent(usize),
    /// This relation needs a row that nothing else points at.
    OwnParent(usize),
    Values(Bound),
}

/// An entity of which fewer rows are made than it says.
pub struct Shortage {
    pub entity: EntityId,
    pub rows: u64,
    pub reason: String,
}

pub fn shortages(model: &Model, samples: &BTreeMap<EntityId, Samples<'_>>) -> Vec<Shortage> {
    let counts = counts(model, samples).into_iter();
    counts
        .filter_map(|(entity, count)| {
            let reason = count.reason(model, model.entity(entity))?;
            Some(Shortage { entity, rows: count.rows, reason })
        })
        .collect()
}

/// The counts of all entities; parents come first, since children depend on them.
pub fn counts(model: &Model, samples: &BTreeMap<EntityId, Samples<'_>>) -> BTreeMap<EntityId, Count> {
    let mut counts = BTreeMap::new();
    for id in sql::dependency_order(model) {
        let count = count(model, id, &samples[&id], &counts);
        counts.insert(id, count);
    }
    counts
}

/// As many rows as the spec says, fewer where uniques allow no more, none where a parent is missing.
fn count(model: &Model, id: EntityId, samples: &Samples<'_>, counts: &BTreeMap<EntityId, Count>) -> Count {
    let entity = model.entity(id);
    if entity.seed > 0 && !is_made(model, id) {
        return Count { rows: 0, limit: Limit::NotMade };
    }
    let relations = entity.fields.iter().enumerate().filter(|(_, field)| field.required);
    let parents = relations.filter_map(|(index, field)| {
        let FieldKind::ToOne(relation) = &field.kind else { return None };
        let parents = counts.get(&relation.target).map_or(0, |count| count.rows);
        match parents {
            0 => Some(Count { rows: 0, limit: Limit::NoParent(index) }),
            _ if !is_visible(model, relation) => Some(Count { rows: 0, limit: Limit::NoParent(index) }),
            rows if samples.needs_own_parent(index) => Some(Count { rows, limit: Limit::OwnParent(index) }),
            _ => None,
        }
    });
    let wanted = Count { rows: entity.seed.into(), limit: Limit::Wanted };
    let values = samples.limit().map(|(rows, bound)| Count { rows, limit: Limit::Values(bound.clone()) });
    parents.chain(values).fold(wanted, |least, other| if other.rows < least.rows { other } else { least })
}

impl Count {
    /// Why there are no more rows, where that is not what the spec asks for.
    fn reason(&self, model: &Model, entity: &Entity) -> Option<String> {
        let named = |index: usize| format!("`{}`", entity.fields[index].name);
        let target = |index: usize| match &entity.fields[index].kind {
            FieldKind::ToOne(relation) => format!("`{}`", model.entity(relation.target).name.pascal()),
            FieldKind::Scalar(_) => named(index),
        };
        Some(match &self.limit {
            Limit::Wanted => return None,
            Limit::NotMade => "there is no way to create one".to_owned(),
            Limit::NoParent(index) => {
                format!("there is no row of {} for {} to point at", target(*index), named(*index))
            }
            Limit::OwnParent(index) => {
                format!("no two may have one {}, and there are {} rows of {}", named(*index), self.rows, target(*index))
            }
            Limit::Values(Bound::Rules) => "more would break the rules in `checks`".to_owned(),
            Limit::Values(Bound::Fields(fields)) => {
                let fields: Vec<String> = fields.iter().map(|index| named(*index)).collect();
                format!("no two may have the same {}, and there are no more values to take", fields.join(" and "))
            }
        })
    }
}

/// Whether there is a way to make rows, where there are parents.
fn is_made(model: &Model, id: EntityId) -> bool {
    let entity = model.entity(id);
    let mut required = entity.relations().filter(|(field, _)| field.required);
    (entity.offers(Operation::Create) || model.is_account(id))
        && required.all(|(field, _)| field.caller || field.creatable())
}

/// Whether rows of the target show the members that a relation points at.
pub fn is_visible(model: &Model, relation: &ToOne) -> bool {
    let target = model.entity(relation.target);
    let shown: BTreeSet<&String> =
        target.columns().filter(|(field, _)| field.returned()).map(|(_, column)| &column.name).collect();
    relation.references.iter().all(|name| shown.contains(name))
}
