//! The view of `README.md`: what the service is, what it offers and how to try it.

use super::links::links;
use super::own_bodies::password_bounds;
use super::project::ProjectView;
use super::relations::nested;
use super::shape::{Key, Names};
use super::tests::is_creatable;
use crate::model::{Column, Entity, EntityId, Field, FieldKind, Model, Operation};
use crate::target::sample::Samples;
use crate::target::{markdown, mermaid};
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Serialize)]
pub struct ReadmeView {
    pub name: String,
    pub description: String,
    pub sqlite: bool,
    /// There are accounts.
    pub auth: bool,
    /// ` --with '{"name": "Ada"}'`, where an administrator needs more than an e-mail address.
    pub with: String,
    pub password_min: u32,
    pub password_max: u32,
    /// Addresses are confirmed.
    pub verify: bool,
    /// `/api/v1`.
    pub prefix: String,
    pub jsend: bool,
    pub database_url: String,
    pub resources: Vec<ResourceSection>,
    pub diagram: Vec<String>,
    /// Arguments of `curl`, with what each shows.
    pub tries: Vec<Try>,
}

#[derive(Debug, Serialize)]
pub struct ResourceSection {
    pub title: String,
    pub doc: String,
    pub routes: Vec<Route>,
    /// ``Filter by `id`, `slug` ``
    pub abilities: Vec<String>,
}

#[derive(Debug, Serialize)]
pub struct Route {
    pub method: &'static str,
    pub path: String,
    pub summary: String,
}

#[derive(Debug, Serialize)]
pub struct Try {
    pub comment: String,
    pub arguments: String,
}

pub fn view(model: &Model, project: &ProjectView, samples: &BTreeMap<EntityId, Samples<'_>>) -> ReadmeView {
    let password = model.auth.as_ref().map(|auth| &model.entity(auth.account).fields[auth.password]);
    let password = password.map(password_bounds).unwrap_or_default();
    ReadmeView {
        name: model.name.clone(),
        description: markdown::text(&model.description),
        sqlite: project.sqlite,
        auth: project.auth,
        with: with(model, samples),
        password_min: password.0,
        password_max: password.1,
        verify: model.auth.as_ref().is_some_and(|auth| auth.email_verified_at.is_some()),
        prefix: model.prefix.clone(),
        jsend: project.jsend,
        database_url: project.database_url.clone(),
        resources: model.entity_ids().map(|id| section(model, id)).collect(),
        diagram: mermaid::diagram(model),
        tries: tries(model, samples),
    }
}

/// What the command line needs besides the e-mail address to make an account.
fn with(model: &Model, samples: &BTreeMap<EntityId, Samples<'_>>) -> String {
    let Some(auth) = &model.auth else { return String::new() };
    let entity = model.entity(auth.account);
    let known = [auth.email, auth.password];
    let needed = entity.fields.iter().enumerate().filter(|(index, field)| {
        field.creatable() && field.required && field.default.is_none() && !known.contains(index)
    });
    let names: BTreeSet<String> =
        needed.flat_map(|(_, field)| &field.columns).map(|column| column.member.json(model.json_case)).collect();
    let example = samples[&auth.account].example().into_iter().filter(|(name, _)| names.contains(name));
    let members: Map<String, Value> = example.collect();
    if members.is_empty() { String::new() } else { format!(" --with {}", quoted(&Value::Object(members).to_string())) }
}

fn section(model: &Model, id: EntityId) -> ResourceSection {
    let entity = model.entity(id);
    let names = Names::of(model, entity);
    let mut routes = own_routes(model, entity, &names);
    routes.extend(nested(model, id).into_iter().map(|nested| {
        let parent = format!("{} {}", nested.parent.article, nested.parent.singular);
        let verb = if nested.one { "Get" } else { "List" };
        Route {
            method: "GET",
            path: format!("{}{}", model.prefix, nested.path),
            summary: format!("{verb} the {} of {parent}", nested.title),
        }
    }));
    routes.extend(link_routes(model, id, &names));
    ResourceSection {
        title: names.plural_title,
        doc: entity.doc.as_deref().map(markdown::text).unwrap_or_default(),
        routes,
        abilities: abilities(model, id),
    }
}

fn own_routes(model: &Model, entity: &Entity, names: &Names) -> Vec<Route> {
    let many = format!("{}/{}", model.prefix, names.path);
    let one = format!("{many}{}", Key::of(model, entity).path);
    let row = format!("{} {}", names.article, names.singular);
    let routes = [
        (Operation::List, "GET", &many, format!("List {}", names.plural)),
        (Operation::Create, "POST", &many, format!("Create {row}")),
        (Operation::Read, "GET", &one, format!("Get {row}")),
        (Operation::Update, "PUT", &one, format!("Replace {row}")),
        (Operation::Update, "PATCH", &one, format!("Change {row}")),
        (Operation::Delete, "DELETE", &one, format!("Delete {row}")),
    ];
    let offered = routes.into_iter().filter(|(operation, ..)| entity.offers(*operation));
    offered.map(|(_, method, path, summary)| Route { method, path: path.clone(), summary }).collect()
}

fn link_routes(model: &Model, id: EntityId, names: &Names) -> Vec<Route> {
    let entity = model.entity(id);
    let one = format!("{}/{}{}", model.prefix, names.path, Key::of(model, entity).path);
    let row = format!("{} {}", names.article, names.singular);
    let routes = links(model, id).into_iter().flat_map(|link| {
        let many = format!("{one}/{}", link.path);
        let single = format!("{many}{}", link.target_key.path);
        let target = format!("{} {}", link.article, link.title_one);
        let list = Route { method: "GET", path: many, summary: format!("List the {} of {row}", link.title) };
        let changes = [
            Route { method: "PUT", path: single.clone(), summary: format!("Link {target} to {row}") },
            Route { method: "DELETE", path: single, summary: format!("Unlink {target} from {row}") },
        ];
        [list].into_iter().chain(changes.into_iter().filter(move |_| !link.through))
    });
    routes.collect()
}

fn abilities(model: &Model, id: EntityId) -> Vec<String> {
    let entity = model.entity(id);
    let members = |wanted: fn(&Field) -> bool| -> Vec<String> {
        let columns = entity.columns().filter(|(field, _)| field.returned() && wanted(field));
        columns.map(|(_, column)| member(model, column)).collect()
    };
    let listed = entity.offers(Operation::List);
    let included = super::relations::included(model, id).into_iter().map(|relation| relation.name).collect();
    let kinds = [
        ("Filter by", members(|field| field.filterable), listed),
        ("Sort by", members(|field| field.sortable), listed),
        ("Search in", members(|field| field.searchable), listed),
        ("Include", included, listed || entity.offers(Operation::Read)),
    ];
    let offered = kinds.into_iter().filter(|(_, names, offered)| *offered && !names.is_empty());
    offered
        .map(|(kind, names, _)| {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            format!("{kind} {}", names.join(", "))
        })
        .collect()
}

fn member(model: &Model, column: &Column) -> String {
    column.member.json(model.json_case)
}

/// Requests that work for everybody once there are sample rows.
fn tries(model: &Model, samples: &BTreeMap<EntityId, Samples<'_>>) -> Vec<Try> {
    let mut tries = Vec::new();
    let is_open = |id: EntityId, operation: Operation| {
        let entity = model.entity(id);
        entity.offers(operation) && (model.auth.is_none() || entity.access.rule(operation).public)
    };
    let listed = model.entity_ids().filter(|id| is_open(*id, Operation::List));
    let most_related = listed.max_by_key(|id| (super::relations::included(model, *id).len(), usize::MAX - id.0));
    if let Some(id) = most_related {
        tries.extend(list_tries(model, id));
    }
    let made = samples.iter().filter(|(id, _)| is_open(**id, Operation::Create) && is_creatable(model, **id));
    let rows = made.filter_map(|(id, samples)| {
        let names = Names::of(model, model.entity(*id));
        Some((format!("a new {}", names.singular), names.path, new_body(model, *id, samples)?))
    });
    let account = model.auth.as_ref().filter(|auth| auth.register_open).and_then(|auth| {
        let body = new_body(model, auth.account, &samples[&auth.account])?;
        Some(("an account of one's own".to_owned(), "auth/register".to_owned(), body))
    });
    let new = account.into_iter().chain(rows).next();
    tries.extend(new.map(|(comment, path, body)| {
        let json = quoted(&Value::Object(body).to_string());
        let arguments = format!("-i {} -H 'content-type: application/json' -d {json}", url(model, &path, ""));
        Try { comment, arguments }
    }));
    tries
}

fn list_tries(model: &Model, id: EntityId) -> Vec<Try> {
    let entity = model.entity(id);
    let names = Names::of(model, entity);
    let sort = entity.columns().filter(|(field, _)| field.sortable && field.returned()).last();
    let mut tries = vec![Try {
        comment: format!("the first two {}, and how many there are", names.plural),
        arguments: url(model, &names.path, "?limit=2&total=true"),
    }];
    if let Some((_, column)) = sort {
        let name = member(model, column);
        tries.push(Try {
            comment: format!("the last by {}", name),
            arguments: url(model, &names.path, &format!("?limit=1&sort=-{name}")),
        });
    }
    if let Some(relation) = super::relations::included(model, id).first() {
        tries.push(Try {
            comment: format!("with {} along", relation.name),
            arguments: url(model, &names.path, &format!("?limit=1&include={}", relation.name)),
        });
    }
    tries
}

fn url(model: &Model, path: &str, query: &str) -> String {
    let url = format!("http://127.0.0.1:8080{}/{path}{query}", model.prefix);
    if query.is_empty() { url } else { quoted(&url) }
}

/// One word of the shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A body for a row that is neither a sample row nor points at one.
fn new_body(model: &Model, id: EntityId, samples: &Samples<'_>) -> Option<Map<String, Value>> {
    let entity = model.entity(id);
    let row = u64::from(entity.seed);
    let points = entity.relations().any(|(field, _)| field.required);
    if points || samples.capacity().is_some_and(|capacity| capacity <= row) {
        return None;
    }
    // Values that rules compare come together.
    let needed = |field: &Field| field.required && field.default.is_none() || !entity.checks.is_empty();
    let needed = |field: &Field| needed(field) && !field.managed;
    let fields = entity.fields.iter().enumerate().filter(|(_, field)| field.creatable() && needed(field));
    let sent = fields.filter(|(_, field)| matches!(field.kind, FieldKind::Scalar(_)));
    let members = sent.filter_map(|(index, field)| {
        let value = samples.value(index, row).filter(|value| !value.is_null())?;
        Some((member(model, &field.columns[0]), value))
    });
    Some(members.collect())
}
