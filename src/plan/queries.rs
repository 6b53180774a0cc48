//! The view of `queries.rs`: the statements of an entity and the functions around them.

use super::access::{
    ScopedRelation, depends, is_owned, narrows, owned_among, owned_text, scoped_relations, shows_by_caller,
};
use super::bodies::{Bodies, Purpose, default_value};
use super::deletion::{self, Deletion};
use super::fetches::{Fetch, OWNED_AMONG, fetches};
use super::linking::{LinkQueries, link_queries};
use super::relations::{Included, included, referenced, shown_links};
use super::shape::{Key, Names, Presence};
use super::statements::{self, Statement};
use crate::model::{Database, Default, Entity, EntityId, FieldOrigin, Model, Operation, Type};
use crate::target::rust;
use crate::target::sample::Samples;
use serde::Serialize;
use std::collections::BTreeSet;

#[derive(Debug, Serialize)]
pub struct QueriesView {
    pub names: Names,
    pub uses: String,
    pub key: Key,
    /// The condition that a row has a certain owner, two Rust strings around it; none where it never matters.
    pub owned: Option<String>,
    /// The same for rows that are found by another column, where it differs.
    pub owned_among: Option<String>,
    /// Lists of some resource are narrowed to an owner.
    pub narrows: bool,
    /// Some related row is not for everybody.
    pub include_asks: bool,
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
    /// Something is taken from the body.
    pub reads_input: bool,
    /// `, password_hash: &str, owner: Uuid, caller: &Caller`.
    pub arguments: String,
    pub statement: Statement,
    /// Finds relations that lead nowhere before the write does.
    pub dangling: Option<ReferenceCheck>,
    /// Links that the body sets.
    pub links: Vec<SetLinks>,
}

#[derive(Debug, Clone, Serialize)]
pub struct ReferenceCheck {
    pub function: &'static str,
    /// `input: &PostInput, caller: &Caller`.
    pub arguments: String,
    /// `input, caller`.
    pub pass: String,
    pub scopes: Vec<ScopedRelation>,
    pub statement: Statement,
}

#[derive(Debug, Serialize)]
pub struct SetLinks {
    pub name: String,
    pub member: String,
    /// The key of the written row, to pass on.
    pub key: String,
    /// `, caller`.
    pub caller: &'static str,
}

pub fn view(model: &Model, id: EntityId, samples: &Samples<'_>) -> QueriesView {
    let entity = model.entity(id);
    let names = Names::of(model, entity);
    let key = Key::of(model, entity);
    let bodies = Bodies { model, entity, names: &names, samples };
    let links = link_queries(model, id);
    let writes = entity.offers(Operation::Update) || entity.offers(Operation::Delete);
    let lock = model.database == Database::Postgres && (writes || links.iter().any(|link| !link.view.through));
    let insert = bodies.creates().then(|| write(&bodies, Purpose::Create, &key));
    let update = entity.offers(Operation::Update).then(|| write(&bodies, Purpose::Update, &key));
    let mut reference_checks: Vec<ReferenceCheck> =
        insert.iter().chain(&update).filter_map(|write| write.dangling.clone()).collect();
    reference_checks.dedup_by(|second, first| second.function == first.function);
    let fetches = fetches(model, id);
    let view = QueriesView {
        lists: is_listed(model, id),
        reference_checks,
        owned: is_owned(entity).then(|| owned_text(model, entity, None)),
        owned_among: owned_among(model, entity, None)
            .filter(|_| fetches.iter().any(|fetch| fetch.owned == Some(OWNED_AMONG))),
        narrows: narrows(model),
        include_asks: shows_by_caller(model, id),
        select: statements::select(entity),
        count: statements::count(entity),
        find: statements::find(model, entity, &key, false),
        find_for_update: lock.then(|| statements::find(model, entity, &key, true)),
        insert,
        update,
        deletion: entity.offers(Operation::Delete).then(|| deletion::deletion(model, id, &key)),
        included: included(model, id),
        fetches,
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
    let mut linked = model.entities.iter().flat_map(|entity| shown_links(model, entity));
    model.entity(id).offers(Operation::List) || linked.any(|link| link.target == id)
}

fn write(bodies: &Bodies<'_>, purpose: Purpose, key: &Key) -> Write {
    let create = purpose == Purpose::Create;
    let both = bodies.creates() && bodies.name(Purpose::Create) == bodies.name(Purpose::Update);
    let function = if both || create { "check_references" } else { "check_changed_references" };
    let links = bodies.settable_links().into_iter().map(|link| SetLinks {
        name: link.name.snake().to_owned(),
        member: link.member.ident(),
        key: if create { key.of_row("row") } else { key.own_pass.clone() },
        caller: if depends(bodies.model.entity(link.target), Operation::Read) { ", caller" } else { "" },
    });
    let arguments = hashes(bodies, purpose).into_iter().map(|hash| format!("{}: {}", hash.name, hash.ty));
    let owner = if create { owner_type(bodies) } else { None };
    let caller = asks(bodies, purpose).then(|| "caller: &Caller".to_owned());
    let arguments = arguments.chain(owner.map(|owner| format!("owner: {owner}"))).chain(caller);
    let statement = if create { statements::insert(bodies) } else { statements::update(bodies, key) };
    let dangling = reference_check(bodies, purpose, key, function);
    let links: Vec<SetLinks> = links.collect();
    Write {
        reads_input: dangling.is_some()
            || !links.is_empty()
            || statement.binds.iter().any(|bind| bind.contains("input.")),
        input: bodies.name(purpose),
        arguments: arguments.map(|argument| format!(", {argument}")).collect(),
        statement,
        dangling,
        links,
    }
}

fn reference_check(bodies: &Bodies<'_>, purpose: Purpose, key: &Key, function: &'static str) -> Option<ReferenceCheck> {
    let scopes = scopes(bodies, purpose);
    let statement = statements::dangling(bodies, purpose, &scopes, key)?;
    let changes = purpose == Purpose::Update && !scopes.is_empty();
    let caller = if scopes.is_empty() { ("", "") } else { (", caller: &Caller", ", caller") };
    let own = match changes {
        true => (format!("{}, ", key.arguments), format!("{}, ", key.own_pass)),
        false => (String::new(), String::new()),
    };
    Some(ReferenceCheck {
        function: if changes { "check_changed_references" } else { function },
        arguments: format!("{}input: &{}{}", own.0, bodies.name(purpose), caller.0),
        pass: format!("{}input{}", own.1, caller.1),
        scopes,
        statement,
    })
}

/// Relations of the body that not everybody may set to every row.
fn scopes(bodies: &Bodies<'_>, purpose: Purpose) -> Vec<ScopedRelation> {
    let operation = if purpose == Purpose::Create { Operation::Create } else { Operation::Update };
    let mut scopes = scoped_relations(bodies.model, bodies.entity, operation);
    scopes.retain(|scope| bodies.fields(purpose).any(|field| field.name == scope.relation));
    scopes
}

/// Whether a write depends on who asks for it.
pub fn asks(bodies: &Bodies<'_>, purpose: Purpose) -> bool {
    let links = bodies.settable_links();
    let mut targets = links.iter().map(|link| bodies.model.entity(link.target));
    !scopes(bodies, purpose).is_empty() || targets.any(|target| depends(target, Operation::Read))
}

/// The type of the owner that an insert is given: `Uuid`, `Option<&str>`.
pub fn owner_type(bodies: &Bodies<'_>) -> Option<String> {
    let field = bodies.entity.owner_field()?;
    let ty = &field.columns.first()?.ty;
    let plain = if rust::is_copy(ty) { rust::field_type(bodies.model, ty) } else { "&str".to_owned() };
    Some(if field.required { plain } else { format!("Option<{plain}>") })
}

/// A password's hash on its way into a statement.
#[derive(Debug, Clone, Serialize)]
pub struct HashArgument {
    pub name: String,
    /// The password's member, a Rust string.
    pub member: String,
    /// `&str` or `Option<&str>`.
    pub ty: &'static str,
    /// The type of one that is kept.
    pub kept: &'static str,
    /// How it is made: `password::hash(&input.password)`.
    pub made: String,
    #[serde(skip)]
    pub optional: bool,
    /// How the hash is passed on.
    pub pass: String,
    /// How a kept one is.
    pub pass_kept: String,
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
                kept: if optional { "Option<String>" } else { "String" },
                made: match presence {
                    Presence::Always => format!("password::hash(&{member})"),
                    Presence::Optional => format!("password::hash_if_given({member}.as_ref())"),
                    Presence::Kept => format!("password::hash_if_given({member}.as_ref().and_then(Option::as_ref))"),
                },
                pass: pass(&name, optional),
                pass_kept: pass(&format!("self.{name}"), optional),
                optional,
                member: rust::string(&column.member.json(bodies.model.json_case)),
                name,
            }
        })
        .collect()
}

fn pass(place: &str, optional: bool) -> String {
    if optional { format!("{place}.as_deref()") } else { format!("&{place}") }
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
        deletion.imports().iter().for_each(|path| {
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
    access_imports(entity, view).into_iter().for_each(|path| {
        add(path);
    });
    let elsewhere = |text: &str| text.contains("resources::");
    let foreign = view
        .included
        .iter()
        .any(|relation| elsewhere(&relation.fetch) || relation.scope.as_deref().is_some_and(elsewhere));
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
    paths.extend(preset_imports(model, entity, view));
    paths.extend(key_imports(model, entity, view));
    paths
}

/// What rules of access need.
fn access_imports(entity: &Entity, view: &QueriesView) -> Vec<&'static str> {
    let mut paths = Vec::new();
    let writes: Vec<&Write> = view.insert.iter().chain(&view.update).collect();
    let callers = writes.iter().any(|write| write.arguments.contains("&Caller"));
    paths.extend((callers || view.include_asks).then_some("crate::auth::Caller"));
    if view.owned.is_some() {
        paths.push("crate::auth::Owned");
    }
    let linking = view.links.iter().any(|link| link.asks && link.view.member.is_some());
    paths.extend(linking.then_some("crate::auth::Caller"));
    let fixed = |scope: &Option<String>| scope.as_deref() == Some("&Scope::Every");
    let fixed = view.included.iter().any(|relation| fixed(&relation.scope))
        || view.links.iter().any(|link| link.view.member.is_some() && link.find_scope.contains("Every"));
    let guarded = view.fetches.iter().any(|fetch| fetch.scoped);
    let linked = view.links.iter().any(|link| {
        link.scoped || link.view.links_line.is_some() || link.view.member.is_some() && !link.unseen.is_empty()
    });
    if view.owned.is_some() || fixed || guarded || linked {
        paths.push("crate::auth::Scope");
    }
    let scoped = writes.iter().filter_map(|write| write.dangling.as_ref()).flat_map(|check| &check.scopes);
    paths.extend(scoped.map(|_| "crate::resources").take(1));
    if view.insert.is_some() && entity.owner_field().is_some_and(|field| field.columns[0].ty == Type::Uuid) {
        paths.push("uuid::Uuid");
    }
    paths
}

/// Types of the values that an insert gives to members which no client sends.
fn preset_imports(model: &Model, entity: &Entity, view: &QueriesView) -> Vec<String> {
    let preset = entity.columns().filter(|(field, _)| {
        view.insert.is_some() && field.origin == FieldOrigin::Spec && !field.creatable() && !field.caller
    });
    let typed = preset.filter(|(field, column)| {
        default_value(model, field, &column.ty).is_some_and(|value| value.contains("::") && !value.starts_with("Uuid"))
    });
    let paths = typed.flat_map(|(field, column)| {
        let spelled = match &field.default {
            Some(Default::Literal(literal)) => rust::macro_imports(literal),
            _ => Vec::new(),
        };
        rust::type_imports(model, &column.ty).into_iter().chain(spelled.into_iter().map(str::to_owned))
    });
    paths.collect()
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
    let linked = view.links.iter().filter(|link| link.made);
    let linked = linked.flat_map(|link| link.view.target_key.parts.iter().map(|part| &part.ty));
    own.chain(foreign).chain(pointed).chain(linked).filter_map(|ty| rust::type_imports(model, ty)).collect()
}
