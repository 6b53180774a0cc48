//! The database schema as SQL: whole migrations, and the pieces from which later ones are put together.

mod column;
mod constraint;
mod identifier;
mod index;
mod literal;
mod page_of_each;
mod predicate;
mod table;
mod types;

pub use column::column_condition;
pub use constraint::{column_check, foreign_key, primary_key, rule, unique};
pub use identifier::quote;
pub use index::{index, unique_index};
pub use literal::{literal, text_literal};
pub use page_of_each::{Around, PageOfEach, Source, tuple};
pub use predicate::condition;
pub use table::{Piece, Table, TableColumn, join_tables, table};
pub use types::column_type;

use crate::model::{Database, EntityId, Model};
use std::collections::HashSet;
use table::comment;

/// The first migration: every table after those it points at, as far as circles allow.
pub fn create_schema(model: &Model) -> String {
    let mut order = dependency_order(model);
    order.extend(model.own_table_ids());
    let mut blocks = Vec::new();
    let mut late_keys = Vec::new();
    let mut created = HashSet::new();
    for id in &order {
        created.insert(*id);
        // SQLite looks at the target of a foreign key only when rows come.
        let exists = |target| model.database == Database::Sqlite || created.contains(&target);
        let entity = model.entity(*id);
        let late: Vec<_> = entity.relations().filter(|(_, relation)| !exists(relation.target)).collect();
        let is_late = |constraint: &Piece| late.iter().any(|(_, relation)| relation.constraint == constraint.name);
        blocks.push(table(model, entity).create(is_late));
        late_keys.extend(late.iter().map(|(field, relation)| {
            format!("alter table {} add {};", quote(&entity.table), foreign_key(model, field, relation))
        }));
    }
    for entity in order.iter().map(|id| model.entity(*id)) {
        blocks.extend(join_tables(model, entity).iter().map(|table| table.create(|_| false)));
    }
    if !late_keys.is_empty() {
        blocks.push(late_keys.join("\n"));
    }
    format!("{}\n{}\n", comment(&format!("Tables of {}.", model.name), ""), blocks.join("\n\n"))
}

/// The migration that adds one entity, with its join tables, to a database that has all the others.
pub fn create_entity(model: &Model, id: EntityId) -> String {
    let entity = model.entity(id);
    let tables = [table(model, entity)].into_iter().chain(join_tables(model, entity));
    let blocks: Vec<String> = tables.map(|table| table.create(|_| false)).collect();
    let title = format!("{} of {}.", entity.plural.prose(), model.name);
    format!("{}\n{}\n", comment(&capitalised(&title), ""), blocks.join("\n\n"))
}

/// Entities in an order in which their rows can be made: targets of relations first. In a circle, the entity whose
/// relations into it are all optional goes first, otherwise the one that the spec names first.
pub fn dependency_order(model: &Model) -> Vec<EntityId> {
    let mut order: Vec<EntityId> = Vec::new();
    let mut placed: HashSet<EntityId> = HashSet::new();
    let mut waiting: Vec<EntityId> = model.entity_ids().collect();
    let ready = |id: EntityId, placed: &HashSet<EntityId>, optional_too: bool| {
        model.entity(id).relations().all(|(field, relation)| {
            relation.target == id || placed.contains(&relation.target) || (!optional_too && !field.required)
        })
    };
    while !waiting.is_empty() {
        let next = [true, false]
            .into_iter()
            .find_map(|optional_too| waiting.iter().position(|id| ready(*id, &placed, optional_too)))
            .unwrap_or(0);
        let id = waiting.remove(next);
        placed.insert(id);
        order.push(id);
    }
    order
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
