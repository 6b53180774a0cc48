//! The view of a resource's tests: how its rows come to be, and what each route must answer.

mod bounds;
mod callers;
mod keys;
mod lists;
mod matrix;
mod outcome;
mod parts;
mod reach;
mod refusals;
mod rows;
mod supply;
mod through;
mod uses;

use super::access::role_type;
use super::bodies::Bodies;
use super::relations::included;
use super::shape::Names;
use crate::model::{EntityId, Model, Operation};
use crate::target::rust;
use crate::target::sample::Samples;
use keys::malformed_keys;
use matrix::Matrix;
use parts::{CheckTest, ChildTest, InvalidView, LinkTest, ListTest, Parent, ReferenceView, UniqueView};
use reach::{able, actor};
use rows::Rows;
use serde::Serialize;
use std::collections::BTreeSet;

use through::ThroughTest;

pub use callers::view as callers;
pub use outcome::Outcomes;
pub use parts::Pair;
pub use reach::is_creatable;
pub use rows::uses_count;
pub use supply::Supply;
pub use uses::TestUses;

#[derive(Debug, Serialize)]
pub struct TestView {
    pub names: Names,
    /// Other test modules that rows come from.
    pub modules: Vec<String>,
    /// `/api/v1/posts`.
    pub path: String,
    /// The path of a row that does not exist.
    pub unknown: Option<String>,
    /// Paths of rows whose keys cannot be read.
    pub malformed: Vec<String>,
    /// Rows can be made through the API.
    pub creatable: bool,
    pub uses_path: bool,
    pub uses_unknown: bool,
    /// Rows can be changed, but tests cannot make any.
    pub only_updated: bool,
    /// Likewise with deletes.
    pub only_deleted: bool,
    pub parents: Vec<Parent>,
    pub members: Vec<Pair>,
    /// Members count rows.
    pub counts: bool,
    pub create: bool,
    pub read: bool,
    pub list: bool,
    pub update: bool,
    pub delete: bool,
    pub invalid: Vec<InvalidView>,
    /// Everything that is wrong with one body.
    pub faulty: Vec<InvalidView>,
    /// Members of the row that no body takes, with the JSON each shows.
    pub server_members: Vec<String>,
    pub uniques: Vec<UniqueView>,
    pub checks: Vec<CheckTest>,
    #[serde(flatten)]
    pub lists: ListTest,
    /// The list can be searched.
    pub searchable: bool,
    pub includes: Vec<String>,
    /// A list shows what a single row shows: both are asked for in the same role.
    pub listed_alike: bool,
    pub references: Vec<ReferenceView>,
    /// Members with another valid value each.
    pub changes: Vec<Pair>,
    /// Members of a row that an update may write.
    pub writable: Vec<String>,
    /// Members that a replace empties when they are absent.
    pub emptied: Vec<Pair>,
    /// Members that stay where they are absent, with the status that a null gets.
    pub kept: Vec<Pair>,
    pub required: Option<String>,
    pub required_pointer: String,
    pub children: Vec<ChildTest>,
    pub links: Vec<LinkTest>,
    pub throughs: Vec<ThroughTest>,
    pub matrix: Matrix,
    /// Rows are accounts.
    pub accounts: bool,
    /// `serde_json::{Value, json}`, what of it the tests use.
    pub json_uses: Option<&'static str>,
    /// `::blog::enums::UserRole`, which the matrix names, where there are accounts.
    pub role: Option<String>,
}

/// Operations on a row that a key names.
const BY_KEY: [Operation; 3] = [Operation::Read, Operation::Update, Operation::Delete];

pub fn view(model: &Model, id: EntityId, samples: &Samples<'_>, supply: &Supply) -> TestView {
    let entity = model.entity(id);
    let names = Names::of(model, entity);
    let bodies = Bodies { model, entity, names: &names, samples };
    let rows = Rows { model, id, entity, samples };
    let creatable = is_creatable(model, id) && supply.suffices(&[(id, 1)], &[]);
    let path = format!("{}/{}", model.prefix, names.path);
    let parents = if creatable { rows.parents() } else { Vec::new() };
    let able = |operation| able(model, id, operation);
    let update = able(Operation::Update) && creatable;
    let delete = able(Operation::Delete) && creatable;
    let children = if delete { rows.children(supply) } else { Vec::new() };
    let links = if creatable { rows.links(supply) } else { Vec::new() };
    let throughs = rows.throughs(supply);
    let lists = if creatable { rows.lists(supply) } else { ListTest::default() };
    let made = parents.iter().filter_map(|parent| parent.module.as_ref());
    let made = made.chain(children.iter().map(|child| &child.module)).chain(links.iter().map(|link| &link.module));
    let made = made.chain(throughs.iter().map(|through| &through.module));
    let made = made.chain(lists.nested.iter().map(|nested| &nested.parent)).filter(|module| **module != names.module);
    let modules: BTreeSet<String> = made.cloned().collect();
    let matrix = rows.matrix(creatable, supply);
    let members = rows.members();
    let required = rows.required(&bodies);
    let unknown = supply.unknown_key(id).map(|key| rust::string(&format!("{path}/{}", key.path)));
    TestView {
        malformed: malformed_keys(entity).iter().map(|key| rust::string(&format!("{path}/{key}"))).collect(),
        path: rust::string(&path),
        uses_path: creatable || able(Operation::List),
        uses_unknown: unknown.is_some()
            && (!links.is_empty() || BY_KEY.iter().any(|operation| entity.offers(*operation))),
        only_updated: entity.offers(Operation::Update) && !update && unknown.is_some(),
        only_deleted: entity.offers(Operation::Delete) && !delete && unknown.is_some(),
        unknown,
        counts: members.iter().any(|member| uses_count(&member.value)),
        writable: rows.writable(&bodies),
        required_pointer: required.as_ref().map(|member| member.replacen('"', "\"/", 1)).unwrap_or_default(),
        required,
        modules: modules.into_iter().collect(),
        creatable,
        members,
        parents,
        create: entity.offers(Operation::Create) && creatable,
        read: able(Operation::Read),
        list: able(Operation::List),
        update,
        delete,
        invalid: if creatable { rows.invalid() } else { Vec::new() },
        faulty: if creatable { rows.faulty() } else { Vec::new() },
        server_members: rows.server_members(&bodies),
        uniques: if creatable { rows.uniques(&bodies, supply) } else { Vec::new() },
        checks: if creatable { rows.checks() } else { Vec::new() },
        lists,
        searchable: entity.fields.iter().any(|field| field.searchable),
        includes: included(model, id).into_iter().map(|relation| rust::string(&relation.name)).collect(),
        listed_alike: able(Operation::List) && actor(model, id, Operation::List) == actor(model, id, Operation::Read),
        references: rows.references(),
        changes: if update { rows.changes(&bodies) } else { Vec::new() },
        emptied: rows.emptied(&bodies),
        kept: rows.kept(&bodies),
        children,
        links,
        accounts: model.is_account(id),
        json_uses: matrix.json_uses(creatable, &throughs),
        throughs,
        role: role_type(model).map(|role| format!("::{}::enums::{role}", model.name.replace('-', "_"))),
        matrix,
        names,
    }
}
