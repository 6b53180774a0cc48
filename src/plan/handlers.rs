//! The view of `handlers.rs`: what each route of a resource does.

use super::bodies::{Bodies, Purpose};
use super::queries::{HashArgument, hashes};
use super::relations::{Links, Nested, included, links, nested};
use super::shape::{Key, Names, body, find_to_write};
use crate::model::{Entity, EntityId, Envelope, Model, Operation, Type};
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
