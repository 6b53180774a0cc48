//! Which rows tests can make through the API, and in which role.

use crate::model::{Access, Entity, EntityId, Field, FieldKind, Model, Operation, Rule, ToOne};
use crate::plan::relations::included_targets;
use std::collections::BTreeSet;

/// Whether rows of an entity can be made through the API, its parents' too.
pub fn is_creatable(model: &Model, id: EntityId) -> bool {
    let mut needed = BTreeSet::from([id]);
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        if !able(model, id, Operation::Create) {
            return false;
        }
        for (field, relation) in model.entity(id).relations().filter(|(field, _)| field.required) {
            if relation.target == id || !(field.caller || field.creatable()) {
                return false;
            }
            let there = field.caller || is_there(model, field, relation);
            if !there && needed.insert(relation.target) {
                open.push(relation.target);
            }
        }
    }
    true
}

/// Whether there can be a row to point at.
fn has_rows(model: &Model, field: &Field, relation: &ToOne) -> bool {
    is_there(model, field, relation) || is_creatable(model, relation.target)
}

/// The account that tests act for is there from the start.
fn is_there(model: &Model, field: &Field, relation: &ToOne) -> bool {
    model.is_account(relation.target) && !is_own(field)
}

/// Whether a body of `id` points at a row through this field.
pub fn is_pointed(model: &Model, id: EntityId, field: &Field, relation: &ToOne) -> bool {
    let possible = field.creatable() && has_rows(model, field, relation);
    let seen = sees_pointed(model, id, Operation::Create, field);
    possible && seen && (field.required || !reaches(model, relation.target, id, &mut Vec::new()))
}

/// No two rows may point at the same through it.
fn is_own(field: &Field) -> bool {
    field.unique || matches!(&field.kind, FieldKind::ToOne(relation) if relation.one_to_one)
}

/// The role in which the account that tests act for can do something with rows of its own, and of others where rows
/// are accounts: the one that sees most of what they point at, the first of those.
pub fn actor(model: &Model, id: EntityId, operation: Operation) -> Option<usize> {
    let auth = model.auth.as_ref()?;
    let entity = model.entity(id);
    let writes = matches!(operation, Operation::Create | Operation::Update);
    let relations: Vec<&Field> =
        entity.relations().map(|(field, _)| field).filter(|field| writes && field.creatable()).collect();
    let roles = 0..model.enumeration(auth.roles).values.len();
    let able = roles.filter(|&role| {
        let rule = entity.access.rule(operation);
        let may = rule.everything(role) || rule.owner && !model.is_account(id);
        may && relations.iter().all(|field| !field.required || reads(model, role, field))
    });
    // Rows look alike to one role, so that what is listed can be held against what is read.
    let twin = match operation {
        Operation::List => Some(Operation::Read),
        Operation::Read => Some(Operation::List),
        _ => None,
    };
    let twin = twin.map(|operation| entity.access.rule(operation));
    let shown = if writes { Vec::new() } else { included_targets(model, id) };
    let shown: Vec<&Rule> =
        shown.into_iter().map(|(target, operation)| model.entity(target).access.rule(operation)).collect();
    let seen = |role: &usize| {
        let pointed = relations.iter().filter(|field| sees_all(model, *role, field)).count();
        let shown = shown.iter().filter(|rule| rule.everything(*role)).count();
        let manages = model.is_account(id) && writes && is_admin(model, *role);
        (manages, pointed + shown, twin.is_some_and(|rule| rule.everything(*role) || rule.owner))
    };
    able.rev().max_by_key(seen)
}

/// A role that may do all of it, to all rows of accounts and to its own of the others.
pub fn of_all(model: &Model, operations: &[(EntityId, Operation)]) -> Option<usize> {
    let auth = model.auth.as_ref()?;
    let roles = 0..model.enumeration(auth.roles).values.len();
    let may = |role: usize, own: bool| {
        operations.iter().all(|(id, operation)| {
            let rule = model.entity(*id).access.rule(*operation);
            rule.everything(role) || rule.owner && (own || !model.is_account(*id))
        })
    };
    roles.clone().find(|role| may(*role, false)).or_else(|| roles.into_iter().find(|role| may(*role, true)))
}

/// Whether tests can do something with rows that they made.
pub fn able(model: &Model, id: EntityId, operation: Operation) -> bool {
    model.entity(id).offers(operation) && (model.auth.is_none() || actor(model, id, operation).is_some())
}

/// Whether tests can do all of it with the same role.
pub fn able_all(model: &Model, operations: &[(EntityId, Operation)]) -> bool {
    model.auth.is_none() || of_all(model, operations).is_some()
}

/// Whether tests that do something with rows of `id` see what a relation of these points at.
pub fn sees_pointed(model: &Model, id: EntityId, operation: Operation, field: &Field) -> bool {
    model.auth.is_none() || actor(model, id, operation).is_some_and(|role| reads(model, role, field))
}

/// Whether tests that do something with rows of `id` may do something with rows of another entity as well.
pub fn sees_rows(model: &Model, (id, operation): (EntityId, Operation), other: EntityId, by: Operation) -> bool {
    let rule = model.entity(other).access.rule(by);
    let sees = |role| rule.everything(role) || rule.owner && !model.is_account(other);
    model.auth.is_none() || actor(model, id, operation).is_some_and(sees)
}

pub fn is_admin(model: &Model, role: usize) -> bool {
    model.auth.as_ref().is_some_and(|auth| auth.admin == role)
}

/// Whether tests may set every member that a body takes: of accounts, administrators may.
pub fn sets_all(model: &Model, id: EntityId, operation: Operation) -> bool {
    !model.is_account(id) || actor(model, id, operation).is_some_and(|role| is_admin(model, role))
}

/// A role in which a route answers something other than 403, where there is one.
pub fn admitted(model: &Model, entity: &Entity, operation: Operation) -> Option<usize> {
    let roles = model.auth.as_ref().map_or(0, |auth| model.enumeration(auth.roles).values.len());
    let rule = entity.access.rule(operation);
    (0..roles).find(|role| rule.everything(*role) || rule.owner)
}

/// Whether the account that tests act for sees what a relation of its rows points at.
pub fn reads(model: &Model, role: usize, field: &Field) -> bool {
    let FieldKind::ToOne(relation) = &field.kind else { return true };
    let Access { read, .. } = &model.entity(relation.target).access;
    read.everything(role) || read.owner && !(model.is_account(relation.target) && is_own(field))
}

/// Whether it sees everything that a relation may point at.
fn sees_all(model: &Model, role: usize, field: &Field) -> bool {
    let FieldKind::ToOne(relation) = &field.kind else { return false };
    model.entity(relation.target).access.read.everything(role)
}

/// Whether tests that do something with rows of `id` see any row that this field may point at, and not only those of
/// the account.
pub fn sees_any(model: &Model, id: EntityId, operation: Operation, field: &Field, relation: &ToOne) -> bool {
    let any = !model.is_account(relation.target)
        || actor(model, id, operation).is_some_and(|role| sees_all(model, role, field));
    any && sees_pointed(model, id, operation, field)
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

/// Entities whose rows a row cannot be without, each after those it needs itself, and its own last.
pub fn ancestors(model: &Model, id: EntityId) -> Vec<EntityId> {
    let mut order = Vec::new();
    add_ancestors(model, id, &mut order);
    order
}

fn add_ancestors(model: &Model, id: EntityId, order: &mut Vec<EntityId>) {
    for (_, relation) in model.entity(id).relations().filter(|(field, _)| field.required) {
        if !order.contains(&relation.target) && relation.target != id {
            add_ancestors(model, relation.target, order);
        }
    }
    if !order.contains(&id) {
        order.push(id);
    }
}

/// Whether tests that list rows of `id` see one that they did not make: the account that they act for, or what it
/// cannot be without.
pub fn sees_first(model: &Model, id: EntityId) -> bool {
    let Some(auth) = &model.auth else { return false };
    let everything = |role| model.entity(id).access.list.everything(role);
    ancestors(model, auth.account).contains(&id) && actor(model, id, Operation::List).is_some_and(everything)
}
