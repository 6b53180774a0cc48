//! Which rows tests can make through the API, and what they call for it.

use crate::model::{EntityId, Field, FieldOrigin, Model, Operation, ToOne};
use serde::Serialize;

/// Whether rows of an entity can be made through the API, its parents' too.
pub fn is_creatable(model: &Model, id: EntityId) -> bool {
    let entity = model.entity(id);
    let mut required = entity.relations().filter(|(field, _)| field.required);
    entity.offers(Operation::Create)
        && required
            .all(|(field, relation)| relation.target != id && field.creatable() && is_creatable(model, relation.target))
}

/// Whether a body of `id` points at a row through this field.
pub fn is_pointed(model: &Model, id: EntityId, field: &Field, relation: &ToOne) -> bool {
    let possible = field.creatable() && is_creatable(model, relation.target);
    possible && (field.required || !reaches(model, relation.target, id, &mut Vec::new()))
}

/// Whether relations lead from one entity to another.
fn reaches(model: &Model, from: EntityId, to: EntityId, seen: &mut Vec<EntityId>) -> bool {
    if from == to {
        return true;
    }
    if seen.contains(&from) {
        return false;
    }
    seen.push(from);
    let targets: Vec<EntityId> = model.entity(from).relations().map(|(_, relation)| relation.target).collect();
    targets.into_iter().any(|target| reaches(model, target, to, seen))
}

/// What the tests of a service call, so that their support has nothing idle.
#[derive(Debug, Default, Serialize)]
pub struct TestUses {
    pub parents: bool,
    pub updates: bool,
    pub deletes: bool,
    pub lists: bool,
    pub queries: bool,
    pub uniques: bool,
}

impl TestUses {
    pub fn of(model: &Model) -> Self {
        let mut uses = Self::default();
        for id in model.entity_ids().filter(|id| is_creatable(model, *id)) {
            let entity = model.entity(id);
            let mut relations = entity.relations();
            let links =
                entity.many_to_many.iter().any(|link| link.through.is_none() && is_creatable(model, link.target));
            uses.parents |= relations.any(|(field, relation)| is_pointed(model, id, field, relation));
            let natural = entity.key_fields().all(|field| field.origin == FieldOrigin::Spec);
            uses.uniques |= natural || !entity.uniques.is_empty();
            uses.updates |= entity.offers(Operation::Update);
            uses.deletes |= entity.offers(Operation::Delete) || links;
            uses.lists |= entity.offers(Operation::List) || links;
            uses.queries |= entity.offers(Operation::List)
                && entity.columns().any(|(field, _)| field.filterable && field.returned());
        }
        uses
    }
}
