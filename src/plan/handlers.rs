//! The view of `handlers.rs`: what each route of a resource does.

use super::access::{Gate, gate, shows_by_caller};
use super::bodies::{Bodies, Purpose};
use super::deletion::takes_accounts;
use super::links::{Links, links};
use super::queries::{HashArgument, asks, hashes};
use super::relations::{Nested, included_targets, nested};
use super::shape::{Key, Names, body, find_to_write};
use crate::model::{Entity, EntityId, Envelope, Model, Operation, Type};
use crate::target::rust;
use crate::target::sample::Samples;
use serde::Serialize;
use std::collections::BTreeSet;

#[derive(Debug, Serialize)]
pub struct HandlersView {
    pub names: Names,
    /// Names of the bodies.
    #[serde(skip)]
    pub bodies: Vec<String>,
    pub uses: String,
    pub key: Key,
    /// `queries::find` or `queries::find_for_update`.
    pub find_to_write: &'static str,
    pub includes: bool,
    /// `, &caller` where it depends on the caller which related rows are seen.
    pub include_caller: &'static str,
    pub gates: Gates,
    /// Rows are accounts, of which not everything may become anything.
    pub accounts: bool,
    /// A delete takes the row's account, and nobody else's.
    pub delete_keeps: bool,
    /// A delete can take accounts that point at the row, or at what goes with it.
    pub delete_counts: bool,
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
    /// `, caller.account()?.id, &caller`.
    pub pass: String,
    /// An expression: `format!("/api/v1/posts/{}", row.id)`.
    pub location: String,
    /// The letter that a new account confirms its address with, where it has to: `verify::ask(…)`.
    pub letter: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct Update {
    pub input: String,
    pub patch: String,
    pub hashes: Vec<HashArgument>,
    /// `, &caller`.
    pub pass: &'static str,
    /// A new address of an account has to be confirmed.
    pub asks: bool,
}

/// How each handler takes its caller.
#[derive(Debug, Serialize)]
pub struct Gates {
    pub list: Gate,
    pub read: Gate,
    pub create: Gate,
    pub update: Gate,
    pub delete: Gate,
}

impl Gates {
    /// `looks` where related rows are shown that not everybody sees.
    fn of(bodies: &Bodies<'_>, looks: bool) -> Self {
        let entity = bodies.entity;
        let owned = entity.owner_field().is_some();
        Self {
            list: gate(entity, Operation::List, false, looks),
            read: gate(entity, Operation::Read, false, looks),
            create: gate(entity, Operation::Create, false, owned || asks(bodies, Purpose::Create)),
            update: gate(entity, Operation::Update, false, asks(bodies, Purpose::Update)),
            delete: gate(entity, Operation::Delete, false, false),
        }
    }

    fn all(&self) -> [&Gate; 5] {
        [&self.list, &self.read, &self.create, &self.update, &self.delete]
    }
}

pub fn view(model: &Model, id: EntityId, samples: &Samples<'_>) -> HandlersView {
    let entity = model.entity(id);
    let names = Names::of(model, entity);
    let key = Key::of(model, entity);
    let bodies = Bodies { model, entity, names: &names, samples };
    let looks = shows_by_caller(model, id);
    let mut view = HandlersView {
        bodies: bodies.written(),
        find_to_write: find_to_write(model),
        includes: !included_targets(model, id).is_empty(),
        include_caller: if looks { ", &caller" } else { "" },
        gates: Gates::of(&bodies, looks),
        accounts: model.is_account(id),
        delete_keeps: model.is_account(id) && !takes_accounts(model, id),
        delete_counts: takes_accounts(model, id),
        list: entity.offers(Operation::List),
        create: entity.offers(Operation::Create).then(|| Create {
            input: bodies.name(Purpose::Create),
            hashes: hashes(&bodies, Purpose::Create),
            pass: create_pass(&bodies),
            location: location(model, &names, &key),
            letter: letter(model, id, &names),
        }),
        read: entity.offers(Operation::Read),
        update: entity.offers(Operation::Update).then(|| Update {
            input: bodies.name(Purpose::Update),
            patch: format!("{}Patch", names.row),
            hashes: hashes(&bodies, Purpose::Update),
            pass: if asks(&bodies, Purpose::Update) { ", &caller" } else { "" },
            asks: model.auth.as_ref().is_some_and(|auth| auth.account == id && auth.email_verified_at.is_some()),
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

/// The owner of a new row and the caller, as an insert takes them.
fn create_pass(bodies: &Bodies<'_>) -> String {
    let owner = bodies.entity.owner_field().map(|field| {
        let copy = rust::is_copy(&field.columns[0].ty);
        match (field.required, copy) {
            (true, true) => ", caller.account()?.id",
            (true, false) => ", &caller.account()?.id",
            (false, true) => ", caller.id().copied()",
            (false, false) => ", caller.id().map(String::as_str)",
        }
    });
    let caller = asks(bodies, Purpose::Create).then_some(", &caller");
    owner.into_iter().chain(caller).collect()
}

fn letter(model: &Model, id: EntityId, names: &Names) -> Option<String> {
    let auth = model.auth.as_ref().filter(|auth| auth.account == id && auth.email_verified_at.is_some())?;
    let entity = model.entity(id);
    let key = entity.key_columns().next()?.member.ident();
    let (row, email) = (&names.one, entity.fields[auth.email].columns[0].member.ident());
    Some(format!("verify::ask(&mut db, &state.config.auth, &{row}.{key}, &{row}.{email})"))
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

/// What rules of access need.
fn access_imports(view: &HandlersView) -> Vec<String> {
    let offered = [view.list, view.read, view.create.is_some(), view.update.is_some(), view.delete];
    let own = view.gates.all().into_iter().zip(offered).filter(|(_, offered)| *offered).map(|(gate, _)| gate);
    let nested = view.nested.iter().map(|nested| &nested.gate);
    let changes = |link: &'_ &Links| !link.through;
    let links = view.links.iter().map(|link| &link.list_gate);
    let changed = view.links.iter().filter(changes).map(|link| &link.link_gate);
    let gates: Vec<&Gate> = own.chain(nested).chain(links).chain(changed).collect();
    let mut paths = Vec::new();
    let takes = |text: &str| gates.iter().any(|gate| gate.argument.is_some_and(|argument| argument.starts_with(text)));
    paths.extend(takes("LoggedIn").then_some("crate::auth::LoggedIn"));
    paths.extend(takes("caller").then_some("crate::auth::Caller"));
    paths.extend(gates.iter().any(|gate| gate.admission.line.is_some()).then_some("super::ACCESS"));
    let parents = view.nested.iter().map(|nested| &nested.parent_admission);
    let listed = view.links.iter().map(|link| &link.target_list);
    let read = view.links.iter().filter(changes).map(|link| &link.target_read);
    let admissions = gates.iter().map(|gate| &gate.admission).chain(parents).chain(listed).chain(read);
    let ones = view.nested.iter().filter(|nested| nested.one).map(|nested| &nested.one_scope);
    let mut scopes = admissions.map(|admission| &admission.scope).chain(ones);
    paths.extend(scopes.any(|scope| scope.contains("Every")).then_some("crate::auth::Scope"));
    let written = view.create.is_some() || view.update.is_some() || view.delete;
    let counted = view.delete && view.delete_counts;
    paths.extend((view.accounts && written || counted).then_some("crate::auth::admin"));
    let letter = view.create.as_ref().and_then(|create| create.letter.as_ref());
    paths.extend(letter.map(|_| "crate::auth::verify"));
    paths.into_iter().map(str::to_owned).collect()
}

fn imports(model: &Model, entity: &Entity, view: &HandlersView) -> BTreeSet<String> {
    let mut paths: BTreeSet<String> = BTreeSet::new();
    let mut add = |path: &str| {
        paths.insert(path.to_owned());
    };
    for path in ["axum::extract::State", "crate::error::Result", "crate::state::AppState", "super::queries"] {
        add(path);
    }
    let rows = view.list || view.read || view.create.is_some() || view.update.is_some() || !view.nested.is_empty();
    if rows || view.links.iter().any(|link| link.target.row == view.names.row) {
        add(&format!("super::{}", view.names.row));
    }
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
    let refuses = [(view.create.is_some(), &view.gates.create), (view.update.is_some(), &view.gates.update)];
    if refuses.into_iter().any(|(offered, gate)| offered && gate.refuses) {
        add("axum::RequestExt as _");
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
    paths.extend(access_imports(view));
    paths.extend(key_imports(model, entity, view));
    paths
}

/// Types of the keys in paths.
fn key_imports(model: &Model, entity: &Entity, view: &HandlersView) -> Vec<String> {
    let own = entity.key_columns().map(|column| &column.ty);
    let nested = view.nested.iter().flat_map(|nested| nested.key.parts.iter().map(|part| &part.ty));
    let linked = view.links.iter().filter(|link| !link.through);
    let linked = linked.flat_map(|link| link.target_key.parts.iter().map(|part| &part.ty));
    let keyed = view.read || view.update.is_some() || view.delete || !view.links.is_empty();
    let types = own.filter(|_| keyed).chain(nested).chain(linked);
    types.filter_map(|ty| rust::type_imports(model, ty)).collect()
}
