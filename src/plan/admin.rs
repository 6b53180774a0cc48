//! The view of `src/auth/admin.rs`: what only administrators may do.

use super::access::role_path;
use super::bodies::{Bodies, Purpose, default_value};
use super::deletion::takes_accounts;
use super::shape::{Names, living_and};
use super::statements;
use crate::model::{Auth, Database, Entity, EntityId, Field, Model, Operation};
use crate::target::sample::Samples;
use crate::target::{rust, sql};
use serde::Serialize;
use std::collections::BTreeSet;

/// What `src/auth/admin.rs` is given.
#[derive(Debug, Serialize)]
pub struct AdminView {
    pub uses: String,
    pub row: String,
    /// `UserInput`, where clients make accounts.
    pub input: Option<String>,
    /// `UserUpdate`, where clients change them.
    pub update: Option<String>,
    /// Clients delete accounts.
    pub deletes: bool,
    pub new: Vec<Change>,
    pub changes: Vec<Change>,
    /// Not everybody may set everything.
    pub checks: bool,
    /// Administrators change what they are known by elsewhere.
    pub names: bool,
    /// An account can change or go by itself.
    pub kept: bool,
    /// Accounts can go with something else.
    pub counted: bool,
    /// Any of that.
    pub asked: bool,
    pub role_member: String,
    pub active_member: String,
    pub email_member: String,
    /// When its address was confirmed, without which nobody logs in.
    pub verified_member: Option<String>,
    /// Where accounts do not log in with their address.
    pub login_member: Option<String>,
    /// Where that can change.
    pub renamed_member: Option<String>,
    pub password_member: String,
    /// A Rust string.
    pub password_pointer: String,
    /// `UserRole::Admin`.
    pub admin: String,
    /// `Uuid`, the key of an account.
    pub key: String,
    /// `id`, its member.
    pub key_member: String,
    /// The statement that finds all administrators.
    pub admins: String,
}

/// A member that not everybody sets, and when that would happen.
#[derive(Debug, Serialize)]
pub struct Change {
    /// A Rust string.
    pub pointer: String,
    pub condition: String,
    /// The variable that says why not: `right`, `name`.
    pub refusal: &'static str,
}

const RIGHT: &str = "right";
const NAME: &str = "name";

pub fn view(model: &Model, auth: &Auth, samples: &Samples<'_>) -> AdminView {
    let entity = model.entity(auth.account);
    let names = Names::of(model, entity);
    let bodies = Bodies { model, entity, names: &names, samples };
    let input = entity.offers(Operation::Create).then(|| bodies.name(Purpose::Create));
    let update = entity.offers(Operation::Update).then(|| bodies.name(Purpose::Update));
    let column = |index: usize| &entity.fields[index].columns[0];
    let new = if input.is_some() { new(&bodies, auth) } else { Vec::new() };
    let changes = if update.is_some() { changes(&bodies, auth) } else { Vec::new() };
    let counts = |id: EntityId| model.entity(id).offers(Operation::Delete) && takes_accounts(model, id);
    let kept = update.is_some() || entity.offers(Operation::Delete) && !takes_accounts(model, auth.account);
    let counted = model.entity_ids().any(counts);
    let login_member = (auth.login != auth.email).then(|| column(auth.login).member.ident());
    let mut view = AdminView {
        uses: String::new(),
        deletes: entity.offers(Operation::Delete),
        checks: !new.is_empty() || update.is_some(),
        names: changes.iter().any(|change| change.refusal == NAME),
        new,
        changes,
        kept,
        counted,
        asked: kept || counted,
        role_member: column(auth.role).member.ident(),
        active_member: column(auth.is_active).member.ident(),
        email_member: column(auth.email).member.ident(),
        verified_member: auth.email_verified_at.map(|index| column(index).member.ident()),
        renamed_member: login_member.clone().filter(|_| bodies.accepts(&entity.fields[auth.login], Purpose::Update)),
        login_member,
        password_member: column(auth.password).member.ident(),
        password_pointer: member(&bodies, &entity.fields[auth.password]).0,
        admin: role_path(model, auth.admin),
        key: entity.key_columns().next().map(|key| rust::field_type(model, &key.ty)).unwrap_or_default(),
        key_member: entity.key_columns().next().map(|key| key.member.ident()).unwrap_or_default(),
        admins: admins(model, entity, auth),
        row: names.row.clone(),
        input,
        update,
    };
    view.uses = rust::uses(imports(model, entity, &names, &view));
    view
}

fn member(bodies: &Bodies<'_>, field: &Field) -> (String, String) {
    let member = &field.columns[0].member;
    (rust::string(&format!("/{}", member.json(bodies.model.json_case))), member.ident())
}

/// What a new account has unless the body says otherwise.
fn new(bodies: &Bodies<'_>, auth: &Auth) -> Vec<Change> {
    let managed = [auth.role, auth.is_active].map(|index| &bodies.entity.fields[index]);
    let changes = managed.into_iter().filter_map(|field| {
        let (pointer, ident) = member(bodies, field);
        let usual = default_value(bodies.model, field, &field.columns[0].ty)?;
        let condition = match usual.as_str() {
            "true" => format!("!input.{ident}"),
            "false" => format!("input.{ident}"),
            usual => format!("input.{ident} != {usual}"),
        };
        Some(Change { pointer, condition, refusal: RIGHT })
    });
    changes.collect()
}

fn changes(bodies: &Bodies<'_>, auth: &Auth) -> Vec<Change> {
    let mut known: Vec<usize> = vec![auth.role, auth.is_active, auth.email, auth.login];
    known.dedup();
    let fields = known.into_iter().map(|index| &bodies.entity.fields[index]);
    let accepted = fields.filter(|field| bodies.accepts(field, Purpose::Update) && field.returned());
    accepted
        .map(|field| {
            let (pointer, ident) = member(bodies, field);
            let condition = match field.managed {
                true => format!("input.{ident}.is_some_and(|given| given != current.{ident})"),
                false => format!("input.{ident} != current.{ident}"),
            };
            Change { pointer, condition, refusal: if field.managed { RIGHT } else { NAME } }
        })
        .collect()
}

/// Finds all that are left, and on PostgreSQL waits for those who are about to remove one of them.
fn admins(model: &Model, entity: &Entity, auth: &Auth) -> String {
    let column = |index: usize| sql::quote(&entity.fields[index].columns[0].name);
    let key = statements::quoted(entity.key_columns());
    let lock = if model.database == Database::Postgres { " for update" } else { "" };
    let verified = auth.email_verified_at.map(|index| format!(" and {} is not null", column(index)));
    let may = format!("{}{}", column(auth.is_active), verified.unwrap_or_default());
    statements::literal(&[
        format!("select {} from {}", key.join(", "), statements::table(entity)),
        format!("where {}{} = $1 and {may}{lock}", living_and(entity), column(auth.role)),
    ])
}

fn imports(model: &Model, entity: &Entity, names: &Names, view: &AdminView) -> BTreeSet<String> {
    let mut paths: BTreeSet<String> = BTreeSet::new();
    let reach = format!("crate::{}", names.reach());
    for input in view.input.iter().chain(&view.update) {
        paths.insert(format!("{reach}::{input}"));
    }
    if view.input.is_some() {
        paths.insert("crate::auth::common".to_owned());
    }
    let tells = view.input.is_some() || view.update.is_some() || view.deletes;
    paths.extend(tells.then(|| "crate::auth::events::Event".to_owned()));
    if view.update.is_some() {
        let changes = ["queries", "letters", "mailer"].map(|name| format!("crate::auth::{name}"));
        paths.extend(changes);
        paths.insert("crate::db::Connection".to_owned());
    }
    if view.update.is_some() && view.verified_member.is_some() {
        paths.extend(["crate::auth::settings", "crate::auth::verify"].map(str::to_owned));
    }
    if tells || view.kept {
        paths.insert(format!("{reach}::{}", names.row));
    }
    if view.input.is_some() || view.update.is_some() {
        paths.insert("crate::auth::Caller".to_owned());
    }
    if view.checks {
        paths.insert("crate::fault::Fault".to_owned());
    }
    if view.asked {
        paths.insert("crate::db::Connection".to_owned());
        paths.extend(entity.key_columns().filter_map(|key| rust::type_imports(model, &key.ty)));
    }
    if view.checks || view.asked {
        paths.insert("crate::error::Error".to_owned());
    }
    if view.input.is_some() || view.checks || view.asked {
        paths.insert("crate::error::Result".to_owned());
    }
    let role = view.admin.split("::").next().unwrap_or_default();
    if view.asked || view.new.iter().any(|change| change.condition.contains(role)) {
        paths.insert(format!("crate::enums::{role}"));
    }
    paths
}
