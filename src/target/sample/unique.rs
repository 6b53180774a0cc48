//! How many rows an entity can have, and how its series turn so that they differ.

use super::series::Series;
use crate::model::{Default, Entity, EntityId, Field, FieldKind, FieldOrigin};
use std::collections::HashSet;

/// Fewer combinations than this, and a unique relation needs a parent of its own for every row.
const MANY: u64 = 1_000;

/// Each set of fields, by index, that no two rows may share: the natural key and the uniques.
pub(super) fn sets(entity: &Entity) -> Vec<Vec<usize>> {
    let natural = entity.key_fields().all(|field| field.origin != FieldOrigin::Key);
    let key = natural.then(|| entity.key.clone());
    key.into_iter().chain(entity.uniques.iter().map(|unique| unique.fields.clone())).collect()
}

/// What keeps rows apart.
pub(super) struct Turns {
    /// Rows for which each field stays the same before it moves on.
    pub strides: Vec<u64>,
    /// Relations that need another parent in every row.
    pub own_parents: Vec<bool>,
    /// Rows that can exist, and why no more; none: as many as anybody makes.
    pub limit: Option<(u64, Bound)>,
}

/// Why there can be no more rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bound {
    /// No two rows share the values of these fields.
    Fields(Vec<usize>),
    /// More rows would break the entity's rules.
    Rules,
}

/// `capacity_of` tells how many rows a parent can have.
pub(super) fn turns(
    entity: &Entity,
    series: &[Option<Series>],
    capacity_of: impl Fn(EntityId) -> Option<u64>,
) -> Turns {
    let count = entity.fields.len();
    let mut turns = Turns { strides: vec![1; count], own_parents: vec![false; count], limit: None };
    let mut turned = HashSet::new();
    for set in sets(entity) {
        let mut combinations = Some(1_u64);
        let scalars: Vec<usize> = set.iter().copied().filter(|index| series[*index].is_some()).collect();
        let distinct = |index: usize| distinct(&entity.fields[index], series[index].as_ref());
        let endless = scalars.iter().any(|index| distinct(*index).is_none());
        for index in scalars {
            // Fields under rules go side by side, as they were found to keep them.
            if !endless && entity.checks.is_empty() && turned.insert(index) {
                turns.strides[index] = combinations.unwrap_or(1);
            }
            combinations = combinations.zip(distinct(index)).map(|(left, right)| left.saturating_mul(right));
        }
        let relation = set.iter().copied().find(|index| matches!(entity.fields[*index].kind, FieldKind::ToOne(_)));
        if let (Some(relation), true) = (relation, combinations.is_some_and(|count| count < MANY)) {
            turns.own_parents[relation] = true;
            let field = &entity.fields[relation];
            combinations = match &field.kind {
                FieldKind::ToOne(to) if field.required => capacity_of(to.target),
                _ => None,
            };
        } else if let Some(bound) = combinations {
            let rows = MANY.max(entity.seed.into()).min(bound);
            combinations = Some(first_repeat(series, &turns.strides, &set, rows).unwrap_or(bound));
        }
        turns.lower(combinations, Bound::Fields(set));
    }
    turns
}

/// Values that rows can differ in: a constant default, where no body says otherwise, and as many as there are in the
/// series.
fn distinct(field: &Field, series: Option<&Series>) -> Option<u64> {
    match field.default {
        Some(Default::Literal(_)) if !field.creatable() => Some(1),
        _ => series.and_then(Series::distinct),
    }
}

/// The first of so many rows that repeats an earlier one.
fn first_repeat(series: &[Option<Series>], strides: &[u64], set: &[usize], rows: u64) -> Option<u64> {
    let mut seen = HashSet::new();
    let repeats = |row: &u64| {
        let values: Vec<String> = set
            .iter()
            .filter_map(|index| Some(series[*index].as_ref()?.at(*row / strides[*index]).to_string()))
            .collect();
        !seen.insert(values)
    };
    (0..rows).find(repeats)
}

impl Turns {
    /// Lets no more rows exist than `rows`.
    pub fn lower(&mut self, rows: Option<u64>, bound: Bound) {
        let lower = rows.filter(|rows| self.limit.as_ref().is_none_or(|(limit, _)| rows < limit));
        self.limit = lower.map(|rows| (rows, bound)).or(self.limit.take());
    }
}
