//! Which rows tests can make through the API.

use crate::model::{EntityId, Field, Model, Operation, ToOne};

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
