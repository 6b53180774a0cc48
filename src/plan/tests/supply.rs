//! How many rows one test can make, where a unique of few values stands somewhere above them, and what none of them is.

use super::keys::{UnknownKey, unknown_key};
use super::reach::{ancestors, is_pointed};
use crate::model::{EntityId, FieldKind, Model};
use crate::target::sample::Samples;
use crate::target::sql;
use std::collections::{BTreeMap, BTreeSet};

/// The bounds of entities, and what a row of each needs beside itself.
pub struct Supply {
    limits: BTreeMap<EntityId, u64>,
    lineages: BTreeMap<EntityId, Lineage>,
    /// Of these every account has one row, and tests act for one account.
    singles: BTreeSet<EntityId>,
    unknown: BTreeMap<EntityId, UnknownKey>,
    /// What an account is made with, itself among it: one row of each.
    account: Vec<EntityId>,
}

/// What comes with one row.
#[derive(Default)]
struct Lineage {
    /// Rows made for this one alone, itself among them.
    own: BTreeMap<EntityId, u64>,
    /// Entities of which a test makes one row for all.
    shared: BTreeSet<EntityId>,
}

impl Lineage {
    fn add(&mut self, other: &Self, times: u64) {
        for (id, rows) in &other.own {
            *self.own.entry(*id).or_default() += rows * times;
        }
        self.shared.extend(&other.shared);
    }
}

impl Supply {
    pub fn of(model: &Model, samples: &BTreeMap<EntityId, Samples<'_>>) -> Self {
        let single = |id: &EntityId| {
            let mut fields = model.entity(*id).fields.iter().enumerate();
            fields.any(|(index, field)| field.caller && samples[id].needs_own_parent(index))
        };
        let singles: BTreeSet<EntityId> = samples.keys().copied().filter(single).collect();
        let account = model.auth.as_ref().map(|auth| ancestors(model, auth.account)).unwrap_or_default();
        let limits = samples.iter().filter_map(|(id, samples)| {
            let capacity = samples.capacity()?;
            Some((*id, if account.contains(id) { last_row(capacity) + 1 } else { capacity }))
        });
        let limits = limits.chain(singles.iter().map(|id| (*id, 1))).collect();
        let unknown = samples.keys().filter_map(|id| Some((*id, unknown_key(model, *id, samples)?))).collect();
        let mut supply = Self { limits, lineages: BTreeMap::new(), singles, unknown, account };
        if !supply.limits.is_empty() {
            for id in sql::dependency_order(model) {
                let lineage = supply.lineage(model, id, &samples[&id]);
                supply.lineages.insert(id, lineage);
            }
        }
        supply
    }

    fn lineage(&self, model: &Model, id: EntityId, samples: &Samples<'_>) -> Lineage {
        let mut lineage = Lineage { own: BTreeMap::from([(id, 1)]), shared: BTreeSet::new() };
        for (index, field) in model.entity(id).fields.iter().enumerate() {
            let FieldKind::ToOne(relation) = &field.kind else { continue };
            let Some(parent) = self.lineages.get(&relation.target) else { continue };
            if !is_pointed(model, id, field, relation) {
                continue;
            }
            if samples.needs_own_parent(index) {
                lineage.add(parent, 1);
            } else {
                lineage.shared.insert(relation.target);
                lineage.shared.extend(&parent.shared);
            }
        }
        lineage
    }

    /// A key that no row has; none where tests may make every row there can be.
    pub fn unknown_key(&self, id: EntityId) -> Option<&UnknownKey> {
        self.unknown.get(&id)
    }

    /// Whether one test can make so many rows of each, and one of each that is `shared`.
    pub fn suffices(&self, rows: &[(EntityId, u64)], shared: &[EntityId]) -> bool {
        self.suffices_beside(0, rows, shared)
    }

    /// The same beside so many accounts, and the one that tests act for.
    pub fn suffices_beside(&self, accounts: u64, rows: &[(EntityId, u64)], shared: &[EntityId]) -> bool {
        self.covers(&self.demand(accounts, rows, shared))
    }

    /// Whether one test can make a row and the body of another, which stays one.
    pub fn suffices_for_another_body(&self, id: EntityId) -> bool {
        let mut demand = self.demand(0, &[(id, 2)], &[]);
        demand.entry(id).and_modify(|rows| *rows -= 1);
        !self.singles.contains(&id) && self.covers(&demand)
    }

    /// The most rows that one test can make, up to `wanted`.
    pub fn most(&self, id: EntityId, wanted: u64) -> u64 {
        (0..=wanted).rev().find(|rows| self.suffices(&[(id, *rows)], &[])).unwrap_or_default()
    }

    /// Rows of each entity that a test makes; nobody asks where nothing is limited.
    fn demand(&self, accounts: u64, rows: &[(EntityId, u64)], shared: &[EntityId]) -> BTreeMap<EntityId, u64> {
        let mut all = Lineage::default();
        if self.limits.is_empty() {
            return all.own;
        }
        for (id, times) in rows {
            all.add(&self.lineages[id], *times);
        }
        for id in shared {
            all.shared.insert(*id);
            all.shared.extend(&self.lineages[id].shared);
        }
        for id in std::mem::take(&mut all.shared) {
            all.add(&self.lineages[&id], 1);
        }
        for id in &self.account {
            *all.own.entry(*id).or_default() += accounts + 1;
        }
        all.own
    }

    fn covers(&self, demand: &BTreeMap<EntityId, u64>) -> bool {
        demand.iter().all(|(id, rows)| self.limits.get(id).is_none_or(|limit| rows <= limit))
    }
}

/// The number of the last row that comes with an account, where there is one after it whose key no row is to have.
pub fn last_row(capacity: u64) -> u64 {
    if capacity > 2 { capacity - 2 } else { capacity.saturating_sub(1) }
}
