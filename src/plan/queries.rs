//! The view of `queries.rs`: the statements of an entity and the functions around them.

use super::bodies::{Bodies, Purpose};
use super::deletion::{self, Deletion};
use super::fetches::{Fetch, fetches};
use super::linking::{LinkQueries, link_queries};
use super::relations::{Included, included, is_shown, referenced};
use super::shape::{Key, Names, Presence};
use super::statements::{self, Statement};
use crate::model::{Database, Entity, EntityId, Model, Operation, Type};
use crate::target::rust;
use crate::target::sample::Samples;
use serde::Serialize;
use std::collections::BTreeSet;

#[derive(Debug, Serialize)]
pub struct QueriesView {
    pub names: Names,
    pub uses: String,
    pub key: Key,
    pub select: String,
    pub count: String,
    pub find: Statement,
    pub find_for_update: Option<Statement>,
    /// Something lists these rows.
    pub lists: bool,
    pub insert: Option<Write>,
    pub update: Option<Write>,
    /// Functions that find relations of a body that lead nowhere.
    pub reference_checks: Vec<ReferenceCheck>,
    pub deletion: Option<Deletion>,
    pub included: Vec<Included>,
    pub fetches: Vec<Fetch>,
    pub links: Vec<LinkQueries>,
}

/// An insert or an update.
#[derive(Debug, Serialize)]
pub struct Write {
    pub input: String,
    /// `, password_hash: &str`.
    pub hashes: String,
    pub statement: Statement,
    /// Finds relations that lead nowhere before the write does.
    pub dangling: Option<ReferenceCheck>,
    /// Links that the body sets.
    pub links: Vec<SetLinks>,
}

#[derive(Debug, Clone, Serialize)]
pub struct ReferenceCheck {
    pub function: &'static str,
    pub input: String,
    pub statement: Statement,
}

#[derive(Debug, Serialize)]
pub struct SetLinks {
    pub name: String,
    pub member: String,
    /// The key of the written row, to pass on.
    pub key: String,
}

pub fn view(model: &Model, id: EntityId, samples: &Samples<'_>) -> QueriesView {
    let entity = model.entity(id);
    let names = Names::of(entity);
    let key = Key::of(model, entity);
    let bodies = Bodies { model, entity, names: &names, samples };
    let links = link_queries(model, id);
    let writes = entity.offers(Operation::Update) || entity.offers(Operation::Delete);
    let lock = model.database == Database::Postgres && (writes || links.iter().any(|link| !link.view.through));
    let insert = entity.offers(Operation::Create).then(|| write(&bodies, Purpose::Create, &key));
    let update = entity.offers(Operation::Update).then(|| write(&bodies, Purpose::Update, &key));
    let mut reference_checks: Vec<ReferenceCheck> =
        insert.iter().chain(&update).filter_map(|write| write.dangling.clone()).collect();
    reference_checks.dedup_by(|second, first| second.function == first.function);
    let view = QueriesView {
        lists: is_listed(model, id),
        reference_checks,
        select: statements::select(entity),
        count: statements::count(entity),
        find: statements::find(entity, &key, false),
        find_for_update: lock.then(|| statements::find(entity, &key, true)),
        insert,
        update,
        deletion: entity.offers(Operation::Delete).then(|| deletion::deletion(model, id, &key)),
        included: included(model, id),
        fetches: fetches(model, id),
        links,
        uses: String::new(),
        key,
        names,
    };
    let uses = rust::uses(imports(model, entity, &view));
    QueriesView { uses, ..view }
}

/// Whether a route lists rows of this entity: its own, or the links of another.
fn is_listed(model: &Model, id: EntityId) -> bool {
    let linked = model.entities.iter().flat_map(|entity| &entity.many_to_many).any(|link| link.target == id);
    model.entity(id).offers(Operation::List) || linked && is_shown(model.entity(id))
}

fn write(bodies: &Bodies<'_>, purpose: Purpose, key: &Key) -> Write {
    let create = purpose == Purpose::Create;
    let both = bodies.entity.offers(Operation::Create) && bodies.name(Purpose::Create) == bodies.name(Purpose::Update);
    let function = if both || create { "check_references" } else { "check_changed_references" };
    let links = bodies.settable_links().into_iter().map(|link| SetLinks {
        name: link.name.snake().to_owned(),
        member: link.member.ident(),
        key: if create { key.of_row("row") } else { key.own_pass.clone() },
    });
    Write {
        input: bodies.name(purpose),
        hashes: hashes(bodies, purpose).iter().map(|hash| format!(", {}: {}", hash.name, hash.ty)).collect(),
        statement: if create { statements::insert(bodies) } else { statements::update(bodies, key) },
        dangling: statements::dangling(bodies, purpose).map(|statement| ReferenceCheck {
            function,
            input: bodies.name(purpose),
            statement,
        }),
        links: links.collect(),
    }
}

/// A password's hash on its way into a statement.
#[derive(Debug, Clone, Serialize)]
pub struct HashArgument {
    pub name: String,
    /// The password's member, a Rust string.
    pub member: String,
    /// `&str` or `Option<&str>`.
    pub ty: &'static str,
    /// `&input.password` or `input.password.as_ref()`.
    pub password: String,
    pub optional: bool,
    /// How the hash is passed on.
    pub pass: String,
}

/// Passwords of a body.
pub fn hashes(bodies: &Bodies<'_>, purpose: Purpose) -> Vec<HashArgument> {
    let passwords = bodies.fields(purpose).filter(|field| matches!(field.scalar(), Some(Type::Password { .. })));
    passwords
        .map(|field| {
            let column = &field.columns[0];
            let name = format!("{}_hash", column.member.snake());
            let presence = Bodies::presence(field, purpose);
            let optional = presence != Presence::Always;
            let member = format!("input.{}", column.member.ident());
            HashArgument {
                ty: if optional { "Option<&str>" } else { "&str" },
                password: match presence {
                    Presence::Always => format!("&{member}"),
                    Presence::Optional => format!("{member}.as_ref()"),
                    Presence::Kept => format!("{member}.as_ref().and_then(Option::as_ref)"),
                },
                pass: if optional { format!("{name}.as_deref()") } else { format!("&{name}") },
                optional,
                member: rust::string(&column.member.json(bodies.model.json_case)),
                name,
            }
        })
        .collect()
}

fn imports(model: &Model, entity: &Entity, view: &QueriesView) -> BTreeSet<String> {
    let mut paths: BTreeSet<String> = ["crate::db::Connection", "crate::error::Result"].map(str::to_owned).into();
    paths.insert(format!("super::{}", view.names.row));
    let mut add = |path: &str| paths.insert(path.to_owned());
    if view.lists {
        add("crate::page::ListQuery");
        add("crate::page::Page");
    }
    for write in view.insert.iter().chain(&view.update) {
        add(&format!("super::{}", write.input));
        if write.statement.binds.iter().any(|bind| bind == "Instant::now()") {
            add("crate::values::Instant");
        }
        if write.statement.binds.iter().any(|bind| bind.starts_with("Uuid::")) {
            add("uuid::Uuid");
        }
        if write.dangling.is_some() {
            add("crate::fault::Fault");
            add("crate::error::Error");
        }
        if !write.links.is_empty() {
            add("crate::fault::Fault");
        }
    }
    if let Some(deletion) = &view.deletion {
        deletion.imports().into_iter().for_each(|path| {
            add(path);
        });
    }
    if !view.fetches.is_empty() || !view.links.is_empty() {
        ["std::collections::HashMap", "sqlx::QueryBuilder", "crate::relation"].into_iter().for_each(|path| {
            add(path);
        });
    }
    if !view.included.is_empty() {
        add("crate::page::Include");
    }
    let foreign = view.included.iter().any(|relation| relation.fetch.starts_with("resources::"));
    let nested = view.deletion.as_ref().is_some_and(Deletion::reaches_others);
    if foreign || nested || view.links.iter().any(|link| link.view.member.is_some()) {
        add("crate::resources");
    }
    for link in &view.links {
        add("crate::relation::Linked");
        if link.view.target.row != view.names.row {
            add(&format!("crate::{}::{}", link.view.module, link.view.target.row));
        }
    }
    paths.extend(key_imports(model, entity, view));
    paths
}

/// Types of the keys that functions take.
fn key_imports(model: &Model, entity: &Entity, view: &QueriesView) -> Vec<String> {
    let own = entity.key_columns().map(|column| &column.ty);
    let relations = entity.relations().filter(|(field, relation)| field.returned() && relation.inverse.is_some());
    let foreign = relations.flat_map(|(field, _)| field.columns.iter().map(|column| &column.ty));
    let pointed = model
        .references_to(EntityId(model.entities.iter().position(|other| other.name == entity.name).unwrap_or_default()));
    let pointed: Vec<&Type> = pointed
        .filter(|(_, field, _)| field.returned())
        .flat_map(|(_, _, relation)| referenced(entity, &relation.references))
        .map(|column| &column.ty)
        .collect();
    let linked = view.links.iter().flat_map(|link| link.view.target_key.parts.iter().map(|part| &part.ty));
    own.chain(foreign).chain(pointed).chain(linked).filter_map(|ty| rust::type_imports(model, ty)).collect()
}
