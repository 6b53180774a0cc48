//! The view of a resource's tests: how its rows come to be, and what each route must answer.

mod keys;
mod parts;
mod reach;
mod rows;

use super::bodies::Bodies;
use super::relations::included;
use super::shape::Names;
use crate::model::{EntityId, Model, Operation};
use crate::target::rust;
use crate::target::sample::Samples;
use keys::{malformed_key, unknown_key};
use parts::{ChildTest, FilterView, InvalidView, LinkTest, NestedTest, Pair, Parent, SortView, UniqueView};
use rows::Rows;
use serde::Serialize;

pub use reach::{TestUses, is_creatable};
pub use rows::uses_count;

#[derive(Debug, Serialize)]
pub struct TestView {
    pub names: Names,
    /// Other test modules that rows come from.
    pub modules: Vec<String>,
    /// `/api/v1/posts`.
    pub path: String,
    /// The path of a row that does not exist.
    pub unknown: String,
    /// The path of a row whose key cannot be read.
    pub malformed: String,
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
    /// Members of the row that no body takes, with the JSON each shows.
    pub server_members: Vec<String>,
    pub uniques: Vec<UniqueView>,
    /// How many rows the page walk makes.
    pub rows: u64,
    pub max_page: u32,
    pub filters: Vec<FilterView>,
    pub sorts: Vec<SortView>,
    pub first_sort: String,
    /// The page walk has more than one page.
    pub rows_walk: bool,
    pub search: Option<String>,
    pub includes: Vec<String>,
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
    pub nested: Vec<NestedTest>,
    pub children: Vec<ChildTest>,
    pub links: Vec<LinkTest>,
}

pub fn view(model: &Model, id: EntityId, samples: &Samples<'_>) -> TestView {
    let entity = model.entity(id);
    let names = Names::of(entity);
    let bodies = Bodies { model, entity, names: &names, samples };
    let rows = Rows { model, id, entity, samples };
    let creatable = is_creatable(model, id);
    let path = format!("{}/{}", model.prefix, names.path);
    let parents = if creatable { rows.parents() } else { Vec::new() };
    let update = entity.offers(Operation::Update) && creatable;
    let delete = entity.offers(Operation::Delete) && creatable;
    let children = if delete { rows.children() } else { Vec::new() };
    let links = if creatable { rows.links() } else { Vec::new() };
    let nested = if creatable { rows.nested() } else { Vec::new() };
    let mut modules: Vec<String> = parents.iter().map(|parent| parent.module.clone()).collect();
    modules.extend(children.iter().map(|child| child.module.clone()));
    modules.extend(links.iter().map(|link| link.module.clone()));
    modules.extend(nested.iter().map(|nested| nested.parent.clone()));
    modules.sort();
    modules.dedup();
    modules.retain(|module| *module != names.module);
    let members = rows.members();
    let sorts = if creatable { rows.sorts() } else { Vec::new() };
    let required = rows.required(&bodies);
    let row_count = samples.capacity().unwrap_or(5).min(5);
    TestView {
        unknown: rust::string(&format!("{path}/{}", unknown_key(model, entity))),
        malformed: rust::string(&format!("{path}/{}", malformed_key(entity))),
        path: rust::string(&path),
        uses_path: creatable || entity.offers(Operation::List),
        uses_unknown: !links.is_empty()
            || [Operation::Read, Operation::Update, Operation::Delete]
                .iter()
                .any(|operation| entity.offers(*operation)),
        only_updated: entity.offers(Operation::Update) && !creatable,
        only_deleted: entity.offers(Operation::Delete) && !creatable,
        counts: members.iter().any(|member| uses_count(&member.value)),
        first_sort: sorts.first().map(|sort| sort.member.trim_matches('"').to_owned()).unwrap_or_default(),
        rows_walk: row_count > 1 && !sorts.is_empty(),
        writable: rows.writable(&bodies),
        required_pointer: required.as_ref().map(|member| member.replacen('"', "\"/", 1)).unwrap_or_default(),
        required,
        modules,
        creatable,
        members,
        parents,
        create: entity.offers(Operation::Create) && creatable,
        read: entity.offers(Operation::Read),
        list: entity.offers(Operation::List),
        update,
        delete,
        invalid: if creatable { rows.invalid() } else { Vec::new() },
        server_members: rows.server_members(&bodies),
        uniques: if creatable { rows.uniques(&bodies) } else { Vec::new() },
        rows: row_count,
        max_page: entity.api.max_page,
        filters: if creatable { rows.filters() } else { Vec::new() },
        sorts,
        search: rows.search().filter(|_| creatable),
        includes: included(model, id).into_iter().map(|relation| rust::string(&relation.name)).collect(),
        changes: if update { rows.changes(&bodies) } else { Vec::new() },
        emptied: rows.emptied(&bodies),
        kept: rows.kept(&bodies),
        nested,
        children,
        links,
        names,
    }
}
