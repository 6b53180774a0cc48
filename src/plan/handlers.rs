//! The views of `handlers.rs` and of the resource's `mod.rs`: its routes and what each does.

use super::bodies::{Bodies, Purpose};
use super::queries::{HashArgument, hashes};
use super::relations::{Links, Nested, included, links, nested};
use super::rules::{check_message, collect_fields};
use super::shape::{Key, Names, body, find_to_write};
use crate::model::{Database, Entity, EntityId, Envelope, FieldOrigin, Model, Operation, Type};
use crate::name;
use crate::target::rust;
use crate::target::sample::Samples;
use serde::Serialize;
use std::collections::BTreeSet;

#[derive(Debug, Serialize)]
pub struct HandlersView {
    pub names: Names,
    pub uses: String,
    pub key: Key,
    /// `queries::find` or `queries::find_for_update`.
    pub find_to_write: &'static str,
    pub includes: bool,
    pub list: bool,
    pub create: Option<Create>,
    pub read: bool,
    pub update: Option<Update>,
    pub delete: bool,
    pub nested: Vec<Nested>,
    pub links: Vec<Links>,
    /// `Post`, `Success<Post>`.
    pub row_body: String,
    pub page_body: String,
}

#[derive(Debug, Serialize)]
pub struct Create {
    pub input: String,
    pub hashes: Vec<HashArgument>,
    /// An expression: `format!("/api/v1/posts/{}", row.id)`.
    pub location: String,
}

#[derive(Debug, Serialize)]
pub struct Update {
    pub input: String,
    pub patch: String,
    pub hashes: Vec<HashArgument>,
}

pub fn view(model: &Model, id: EntityId, samples: &Samples<'_>) -> HandlersView {
    let entity = model.entity(id);
    let names = Names::of(entity);
    let key = Key::of(model, entity);
    let bodies = Bodies { model, entity, names: &names, samples };
    let mut view = HandlersView {
        find_to_write: find_to_write(model),
        includes: !included(model, id).is_empty(),
        list: entity.offers(Operation::List),
        create: entity.offers(Operation::Create).then(|| Create {
            input: bodies.name(Purpose::Create),
            hashes: hashes(&bodies, Purpose::Create),
            location: location(model, &names, &key),
        }),
        read: entity.offers(Operation::Read),
        update: entity.offers(Operation::Update).then(|| Update {
            input: bodies.name(Purpose::Update),
            patch: format!("{}Patch", names.row),
            hashes: hashes(&bodies, Purpose::Update),
        }),
        delete: entity.offers(Operation::Delete),
        nested: nested(model, id),
        links: links(model, id),
        row_body: body(model, names.row.clone()),
        page_body: body(model, format!("Page<{}>", names.row)),
        uses: String::new(),
        key,
        names,
    };
    view.uses = rust::uses(imports(model, entity, &view));
    view
}

/// Where a new row is found.
fn location(model: &Model, names: &Names, key: &Key) -> String {
    let holes = vec!["{}"; key.parts.len()].join("/");
    let values = key.parts.iter().map(|part| {
        let member = format!("{}.{}", names.one, part.member);
        if part.ty == Type::Uuid || part.ty.is_integer() { member } else { format!("response::segment(&{member})") }
    });
    let path = rust::string(&format!("{}/{}/{holes}", model.prefix, names.path));
    format!("format!({path}, {})", values.collect::<Vec<_>>().join(", "))
}

fn imports(model: &Model, entity: &Entity, view: &HandlersView) -> BTreeSet<String> {
    let mut paths: BTreeSet<String> = BTreeSet::new();
    let mut add = |path: &str| {
        paths.insert(path.to_owned());
    };
    for path in ["axum::extract::State", "crate::error::Result", "crate::state::AppState", "super::queries"] {
        add(path);
    }
    add(&format!("super::{}", view.names.row));
    let rows = view.list || view.read || view.create.is_some() || view.update.is_some() || !view.nested.is_empty();
    if rows || !view.links.is_empty() {
        add("axum::response::Response");
        add("crate::response");
    }
    if view.list || !view.nested.is_empty() || !view.links.is_empty() {
        add("crate::page::ListQuery");
        add("crate::page::Page");
    }
    if view.read || view.update.is_some() || view.delete || !view.nested.is_empty() || !view.links.is_empty() {
        add("crate::error::Error");
        add("crate::extract::Path");
    }
    if view.read && view.includes {
        add("crate::page::IncludeQuery");
    }
    if view.read {
        add("crate::response::IfNoneMatch");
    }
    if view.update.is_some() || view.delete {
        add("crate::response::IfMatch");
    }
    if view.delete || view.links.iter().any(|link| !link.through) {
        add("axum::http::StatusCode");
    }
    if let Some(create) = &view.create {
        add(&format!("super::{}", create.input));
        add("crate::extract::Json");
    }
    if let Some(update) = &view.update {
        add(&format!("super::{}", update.input));
        add(&format!("super::{}", update.patch));
        add("crate::extract::Json");
    }
    let hashed = view
        .create
        .iter()
        .flat_map(|create| &create.hashes)
        .chain(view.update.iter().flat_map(|update| &update.hashes));
    if hashed.count() > 0 {
        add("crate::password");
    }
    if !view.nested.is_empty() || !view.links.is_empty() {
        add("crate::resources");
    }
    for link in view.links.iter().filter(|link| link.target.row != view.names.row) {
        add(&format!("crate::{}::{}", link.module, link.target.row));
    }
    if model.envelope == Envelope::Jsend && rows {
        add("crate::response::Success");
    }
    let own = entity.key_columns().map(|column| &column.ty);
    let nested = view.nested.iter().flat_map(|nested| nested.key.parts.iter().map(|part| &part.ty));
    let linked = view.links.iter().flat_map(|link| link.target_key.parts.iter().map(|part| &part.ty));
    let keyed = view.read || view.update.is_some() || view.delete || !view.links.is_empty();
    let types = own.filter(|_| keyed).chain(nested).chain(linked);
    paths.extend(types.filter_map(|ty| rust::type_imports(model, ty)));
    paths
}

#[derive(Debug, Serialize)]
pub struct ModuleView {
    pub names: Names,
    pub title: String,
    pub exports: String,
    /// `handlers::list, handlers::create`: one list for each path.
    pub routes: Vec<String>,
    /// `Constraint::unique("posts.slug", &["/slug"])`.
    pub constraints: Vec<String>,
}

pub fn module(model: &Model, id: EntityId, samples: &Samples<'_>) -> ModuleView {
    let entity = model.entity(id);
    let handlers = view(model, id, samples);
    let mut exports: BTreeSet<String> = [handlers.names.row.clone()].into();
    exports.extend(handlers.create.iter().map(|create| create.input.clone()));
    exports.extend(handlers.update.iter().flat_map(|update| [update.input.clone(), update.patch.clone()]));
    let named = |names: &[(&str, bool)]| {
        let offered = names.iter().filter(|(_, offered)| *offered);
        offered.map(|(name, _)| format!("handlers::{name}")).collect::<Vec<_>>().join(", ")
    };
    let update = handlers.update.is_some();
    let mut routes = vec![
        named(&[("list", handlers.list), ("create", handlers.create.is_some())]),
        named(&[("get", handlers.read), ("replace", update), ("change", update), ("delete", handlers.delete)]),
    ];
    routes.extend(handlers.nested.iter().map(|nested| format!("handlers::{}", nested.handler)));
    for link in &handlers.links {
        routes.push(format!("handlers::list_{}", link.name));
        if !link.through {
            routes.push(format!("handlers::link_{0}, handlers::unlink_{0}", link.one));
        }
    }
    ModuleView {
        title: rust::comment(entity.doc.as_deref().unwrap_or_default()),
        exports: exports.into_iter().collect::<Vec<_>>().join(", "),
        routes: routes.into_iter().filter(|route| !route.is_empty()).collect(),
        constraints: constraints(model, entity),
        names: handlers.names,
    }
}

/// Constraints that a request can break, by the names that the database reports.
fn constraints(model: &Model, entity: &Entity) -> Vec<String> {
    let pointer = |field: usize| format!("/{}", entity.fields[field].columns[0].member.json(model.json_case));
    let pointers =
        |fields: &[usize]| fields.iter().map(|field| rust::string(&pointer(*field))).collect::<Vec<_>>().join(", ");
    let reported = |name: &str, columns: &[String]| match model.database {
        Database::Postgres => rust::string(name),
        Database::Sqlite => {
            let columns: Vec<String> = columns.iter().map(|column| format!("{}.{column}", entity.table)).collect();
            rust::string(&columns.join(", "))
        }
    };
    let mut constraints = Vec::new();
    if entity.key_fields().all(|field| field.origin == FieldOrigin::Spec) {
        let columns: Vec<String> = entity.key_columns().map(|column| column.name.clone()).collect();
        let name = name::constraint(&entity.table, &[] as &[&str], "pkey");
        constraints.push(format!("Constraint::unique({}, &[{}])", reported(&name, &columns), pointers(&entity.key)));
    }
    for unique in &entity.uniques {
        constraints.push(format!(
            "Constraint::unique({}, &[{}])",
            reported(&unique.name, &unique.columns),
            pointers(&unique.fields)
        ));
    }
    if model.database == Database::Postgres {
        constraints.extend(entity.relations().map(|(field, relation)| {
            let member = rust::string(&format!("/{}", field.columns[0].member.json(model.json_case)));
            format!("Constraint::reference({}, &[{member}])", rust::string(&relation.constraint))
        }));
    }
    for check in &entity.checks {
        let mut fields = Vec::new();
        collect_fields(&check.expression, &mut fields);
        fields.dedup();
        let (name, message) = (rust::string(&check.constraint), rust::string(&check_message(check)));
        constraints.push(format!("Constraint::check({name}, &[{}], {message})", pointers(&fields)));
    }
    constraints
}
