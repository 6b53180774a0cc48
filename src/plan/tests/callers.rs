//! The account that tests act for: how it comes to be, and the role in which it asks each route.

use super::outcome::Outcomes;
use super::parts::Pair;
use super::reach::{actor, admitted, ancestors, of_all};
use super::rows::{Rows, uses_count};
use super::supply::last_row;
use super::through::listing;
use crate::model::{Auth, Column, Entity, EntityId, Model, Operation};
use crate::plan::access::role_path;
use crate::plan::auth::{confirmation, is_natural};
use crate::plan::bodies::{Bodies, Purpose};
use crate::plan::links::links;
use crate::plan::queries::{asks, hashes};
use crate::plan::relations::nested;
use crate::plan::shape::{Key, Names};
use crate::target::sample::Samples;
use crate::target::{rust, sql};
use serde::Serialize;
use std::collections::BTreeMap;

/// So many rows that accounts never come to the numbers of others.
const MANY: u64 = 10_000;

#[derive(Debug, Serialize)]
pub struct CallersView {
    pub crate_path: String,
    /// What the matrix has of them.
    pub outcomes: Outcomes,
    pub prefix: String,
    /// Modules of the tests of all resources.
    pub modules: Vec<String>,
    /// `UserRole`.
    pub role: String,
    /// The role of a new account: `UserRole::Author`.
    pub usual: String,
    pub routes: Vec<RoleView>,
    /// Rows that an account needs, in order, and the account itself last.
    pub rows: Vec<MadeRow>,
    /// Those of them that a list shows beside rows of tests, but for the account.
    pub beside: Vec<KnownRow>,
    /// Everything before the account.
    pub account: String,
    /// The type of an account's row: `resources::users::User`.
    pub row: String,
    /// The path of all accounts, a Rust string.
    pub path: String,
    /// `account.id`, as a segment of a path.
    pub key: String,
    /// `"id"`, the member that tells accounts apart.
    pub member: String,
    /// `id`, the same in Rust.
    pub member_ident: String,
    pub copy: bool,
    /// Access tokens are good as long as their session.
    pub natural: bool,
    pub module: String,
    /// The statement that gives an account a role, a Rust string.
    pub promote: String,
    /// Some row to make is counted, and one of them from the first number on.
    pub counts: bool,
    pub first: bool,
    pub caller: bool,
}

/// The role in which a route is asked.
#[derive(Debug, Serialize)]
pub struct RoleView {
    pub method: &'static str,
    /// A Rust string.
    pub path: String,
    pub role: String,
}

#[derive(Debug, Serialize)]
pub struct MadeRow {
    pub variable: String,
    /// `resources::users`.
    pub reach: String,
    /// `FIRST + service.count("rows of accounts")`, the number of the row; none where no member has it.
    pub number: Option<String>,
    pub input: String,
    pub members: Vec<Pair>,
    /// `, "unusable", &Caller::Service`.
    pub pass: String,
}

/// A row by which a list knows it.
#[derive(Debug, Serialize)]
pub struct KnownRow {
    /// The path of all such rows, a Rust string.
    pub path: String,
    /// Members of the key, with expressions over the row.
    pub key: Vec<Pair>,
}

pub fn view(model: &Model, auth: &Auth, samples: &BTreeMap<EntityId, Samples<'_>>, outcomes: Outcomes) -> CallersView {
    let entity = model.entity(auth.account);
    let order = ancestors(model, auth.account);
    let beside = order.iter().filter(|id| !model.is_account(**id) && model.entity(**id).offers(Operation::List));
    let rows: Vec<MadeRow> = order.iter().map(|id| made(model, *id, &samples[id])).collect();
    let key = Key::of(model, entity);
    let columns = key.parts.first().map(|part| part.column.clone()).unwrap_or_default();
    let member = entity.key_columns().next().map(|column| column.member.json(model.json_case)).unwrap_or_default();
    let names = Names::of(model, entity);
    let account = rows.last().map(|row| row.variable.clone()).unwrap_or_default();
    CallersView {
        crate_path: rust::crate_path(model),
        outcomes,
        prefix: model.prefix.clone(),
        modules: modules(model),
        role: rust::enum_name(model, model.enumeration(auth.roles)),
        usual: role_path(model, 0),
        routes: model.entity_ids().flat_map(|id| roles(model, id)).collect(),
        row: format!("{}::{}", names.reach(), names.row),
        path: rust::string(&format!("{}/{}", model.prefix, names.path)),
        key: key.of_row("account"),
        member: rust::string(&member),
        member_ident: key.parts.first().map(|part| part.member.clone()).unwrap_or_default(),
        copy: key.parts.iter().all(|part| rust::is_copy(&part.ty)),
        natural: is_natural(entity),
        module: names.module,
        promote: promotion(model, auth, &columns),
        counts: rows.iter().any(|row| row.number.is_some()),
        first: rows.iter().filter_map(|row| row.number.as_ref()).any(|number| number.starts_with("FIRST")),
        caller: rows.iter().any(|row| row.pass.contains("Caller::")),
        account,
        beside: beside.map(|id| known(model, *id)).collect(),
        rows,
    }
}

/// Gives an account a role, and what it takes to count as one of those who have it.
fn promotion(model: &Model, auth: &Auth, key: &str) -> String {
    let entity = model.entity(auth.account);
    let (table, role) = (sql::quote(&entity.table), sql::quote(&entity.fields[auth.role].columns[0].name));
    rust::string(&format!("update {table} set {role} = $1{} where {key} = $2", confirmation(model, auth)))
}

fn modules(model: &Model) -> Vec<String> {
    let modules = model.entities.iter().map(|entity| rust::module_name(model, entity));
    let mut modules: Vec<String> = modules.collect();
    modules.sort();
    modules
}

fn made(model: &Model, id: EntityId, samples: &Samples<'_>) -> MadeRow {
    let entity = model.entity(id);
    let names = Names::of(model, entity);
    let bodies = Bodies { model, entity, names: &names, samples };
    let rows = Rows { model, id, entity, samples };
    let members = rows.members_with(false, |field, relation, key| {
        let target = model.entity(relation.target);
        field.required.then(|| format!("{}.{}", variable(target), key.member.ident()))
    });
    let hashes = hashes(&bodies, Purpose::Create);
    let hashes = hashes.iter().map(|hash| if hash.optional { ", None" } else { ", \"no hash of any password\"" });
    let owner = entity.owner_field().map(|_| ", None");
    let caller = asks(&bodies, Purpose::Create).then_some(", &Caller::Service");
    let counts = members.iter().any(|member| uses_count(&member.value));
    MadeRow {
        variable: variable(entity),
        reach: names.reach(),
        number: counts.then(|| number(model.is_account(id), &names.module, samples)),
        input: bodies.name(Purpose::Create),
        pass: hashes.chain(owner).chain(caller).collect(),
        members,
    }
}

/// Where there are few rows, those of accounts come from the end, and each kind is counted by itself.
fn number(account: bool, module: &str, samples: &Samples<'_>) -> String {
    let kind = if account { "rows of accounts".to_owned() } else { format!("{module} of accounts") };
    let first = match samples.capacity().filter(|capacity| *capacity < MANY) {
        Some(capacity) => format!("{} -", last_row(capacity)),
        None => "FIRST +".to_owned(),
    };
    format!("{first} service.count({})", rust::string(&kind))
}

fn known(model: &Model, id: EntityId) -> KnownRow {
    let entity = model.entity(id);
    let row = variable(entity);
    let pair = |column: &Column| Pair {
        name: rust::string(&column.member.json(model.json_case)),
        value: format!("{row}.{}", column.member.ident()),
    };
    KnownRow {
        path: rust::string(&format!("{}/{}", model.prefix, entity.path)),
        key: entity.key_columns().map(pair).collect(),
    }
}

fn variable(entity: &Entity) -> String {
    format!("the_{}", entity.name.snake())
}

/// The role for each route of an entity: one in which tests can do there what they do.
fn roles(model: &Model, id: EntityId) -> Vec<RoleView> {
    let entity = model.entity(id);
    let list = format!("/{}", entity.path);
    let row = format!("{list}{}", Key::of(model, entity).path);
    let role = |operation| actor(model, id, operation).or_else(|| admitted(model, entity, operation));
    let mut routes: Vec<(&'static str, String, Option<usize>)> = vec![
        ("GET", list.clone(), role(Operation::List)),
        ("POST", list, role(Operation::Create)),
        ("GET", row.clone(), role(Operation::Read)),
        ("PUT", row.clone(), role(Operation::Update)),
        ("PATCH", row.clone(), role(Operation::Update)),
        ("DELETE", row.clone(), role(Operation::Delete)),
    ];
    let listed = entity.relations().filter(|(field, relation)| {
        field.returned() && relation.inverse.is_some() && model.entity(relation.target).offers(Operation::Read)
    });
    for (view, (_, relation)) in nested(model, id).into_iter().zip(listed.filter(|_| entity.offers(Operation::List))) {
        let both = [(relation.target, Operation::Read), (id, Operation::List)];
        routes.push(("GET", view.path, of_all(model, &both)));
    }
    for link in links(model, id) {
        let Some(own) = entity.many_to_many.iter().find(|own| own.name.snake() == link.name) else { continue };
        let list = format!("{row}/{}", link.path);
        let one = format!("{list}{}", link.target_key.path);
        let change = of_all(model, &[(own.target, Operation::Read), (id, Operation::Update)]);
        routes.push(("GET", list, of_all(model, &listing(id, own))));
        routes.push(("PUT", one.clone(), change));
        routes.push(("DELETE", one, change));
    }
    let known = routes.into_iter().filter_map(|(method, path, role)| {
        let path = rust::string(&format!("{}{path}", model.prefix));
        Some(RoleView { method, path, role: role_path(model, role?) })
    });
    known.collect()
}
