//! Functions that fetch rows for many keys at once, for those who include them.

use super::access::{is_owned, owned_among, takes_scope};
use super::relations::{by_name, find_all_name, key_of_row, referenced};
use super::shape::{deleted_at, living_and};
use super::statements::{self, quoted};
use crate::model::{Column, Database, Entity, EntityId, Model, Operation};
use crate::target::sql::{Around, PageOfEach, Source};
use crate::target::{rust, sql};
use serde::Serialize;
use std::collections::BTreeSet;
use std::iter;

/// Rows of many keys at once.
#[derive(Debug, Serialize)]
pub struct Fetch {
    pub name: String,
    pub doc: &'static str,
    /// `Uuid`, `(String, i32)`.
    pub key: String,
    pub many: bool,
    pub keys: Keys,
    /// It depends on the caller which rows are seen.
    pub scoped: bool,
    /// The condition of an owner, where rows have one: `OWNED` or `OWNED_AMONG`.
    pub owned: Option<&'static str>,
    pub key_of_row: String,
}

/// The statement of a fetch around the keys that it is for, and how these go into it.
#[derive(Debug, Serialize)]
pub struct Keys {
    pub before: String,
    pub between: String,
    /// What follows the condition of an owner.
    pub after: Option<String>,
    /// Keys of one part stand in a list, where that is all that is asked of them.
    pub listed: bool,
    /// `key`, `(part_0, part_1)`.
    pub pattern: String,
    pub parts: Vec<String>,
}

impl Keys {
    fn list(count: usize, before: &[String]) -> Self {
        Self { listed: count == 1, ..Self::of(count, before, &[")".to_owned()], None) }
    }

    /// A page for each of them; `more` where the condition of an owner comes last.
    pub fn pages(pages: &PageOfEach<'_>, database: Database, more: bool) -> Self {
        let Around { before_values, mut between, order_of_page, end_of_page, order } = pages.statement(database);
        let after = more.then(|| format!(" {order_of_page}{end_of_page} {order}"));
        if !more {
            between.extend([format!("    {order_of_page}"), end_of_page.to_owned(), order]);
        }
        Self::of(pages.keys.len(), &[before_values], &between, after)
    }

    fn of(count: usize, before: &[String], between: &[String], after: Option<String>) -> Self {
        let parts: Vec<String> = match count {
            1 => vec!["key".to_owned()],
            _ => (0..count).map(|index| format!("part_{index}")).collect(),
        };
        Self {
            before: statements::literal(before),
            between: statements::literal(between),
            after: after.as_deref().map(rust::string),
            listed: false,
            pattern: sql::tuple(&parts),
            parts,
        }
    }
}

const OWNED: &str = "OWNED";
pub const OWNED_AMONG: &str = "OWNED_AMONG";

/// Functions that other entities need to include this one's rows.
pub fn fetches(model: &Model, id: EntityId) -> Vec<Fetch> {
    let entity = model.entity(id);
    let mut names = BTreeSet::new();
    let pointed_at = model
        .references_to(id)
        .filter(|(_, field, _)| field.returned())
        .filter(|(_, _, relation)| names.insert(find_all_name(entity, &relation.references)))
        .map(|(_, _, relation)| find_all(model, entity, &relation.references));
    let mut fetches: Vec<Fetch> = pointed_at.collect();
    for (field, relation) in
        entity.relations().filter(|(field, relation)| field.returned() && relation.inverse.is_some())
    {
        let columns: Vec<&Column> = field.columns.iter().collect();
        fetches.push(by_relation(model, entity, &columns, by_name(field, relation), relation.one_to_one));
    }
    fetches
}

fn find_all(model: &Model, entity: &Entity, references: &[String]) -> Fetch {
    let columns = referenced(entity, references);
    Fetch {
        name: find_all_name(entity, references),
        doc: "Rows by their keys.",
        key: key_type(model, &columns),
        many: false,
        keys: listed(entity, &columns),
        scoped: takes_scope(entity, Operation::Read),
        owned: is_owned(entity).then_some(OWNED),
        key_of_row: key_of_row(entity, &columns),
    }
}

fn by_relation(model: &Model, entity: &Entity, columns: &[&Column], name: String, one: bool) -> Fetch {
    let among = !one && owned_among(model, entity, None).is_some();
    Fetch {
        name,
        doc: match one {
            true => "The one row of each parent.",
            false => "Rows of each parent, a page at the most. No parent is named twice.",
        },
        key: key_type(model, columns),
        many: !one,
        keys: if one { listed(entity, columns) } else { page_of_each(model, entity, columns) },
        scoped: takes_scope(entity, Operation::List),
        owned: is_owned(entity).then_some(if among { OWNED_AMONG } else { OWNED }),
        key_of_row: key_of_row(entity, columns),
    }
}

fn listed(entity: &Entity, columns: &[&Column]) -> Keys {
    let lines = [
        format!("select {}", statements::returned_columns(entity, "")),
        format!("from {}", statements::table(entity)),
        format!("where {}{} in (", living_and(entity), sql::tuple(&quoted(columns.iter().copied()))),
    ];
    Keys::list(columns.len(), &lines)
}

fn page_of_each(model: &Model, entity: &Entity, columns: &[&Column]) -> Keys {
    let wanted = free_table(model, "wanted");
    let keys = wanted_keys(entity, columns.len());
    let (row_key, foreign) = (quoted(entity.key_columns()), quoted(columns.iter().copied()));
    // SQLite sorts again by what is the same in all rows of one parent.
    let differs: Vec<String> = row_key.iter().filter(|column| !foreign.contains(column)).cloned().collect();
    let alive = deleted_at(entity).map(|column| format!("{column} is null"));
    let equal = foreign.iter().zip(&keys).map(|(column, key)| format!("{column} = {wanted}.{key}"));
    let pages = PageOfEach {
        wanted: &wanted,
        keys: &keys,
        returned: statements::returned_columns(entity, ""),
        table: statements::table(entity),
        row_key: row_key.clone(),
        source: Source {
            table: statements::table(entity),
            join: None,
            rows: "*",
            order: if differs.is_empty() { row_key.clone() } else { differs },
            row_key,
            conditions: alive.into_iter().chain(equal).collect(),
            repeats: false,
        },
        limit: model.page_size,
    };
    Keys::pages(&pages, model.database, is_owned(entity))
}

/// A table name that the database does not have.
pub fn free_table(model: &Model, wish: &str) -> String {
    let has = |entity: &Entity, name: &str| {
        let mut tables = iter::once(&entity.table).chain(entity.many_to_many.iter().map(|link| &link.table));
        tables.any(|table| table.eq_ignore_ascii_case(name))
    };
    let ids = || model.entity_ids().chain(model.own_table_ids());
    free(wish.to_owned(), |name| ids().any(|id| has(model.entity(id), name)))
}

/// Columns for keys of so many parts, beside those of an entity.
pub fn wanted_keys(entity: &Entity, count: usize) -> Vec<String> {
    let name = |index| if count == 1 { "key".to_owned() } else { format!("key_{index}") };
    let taken = |name: &str| entity.columns().any(|(_, column)| column.name.eq_ignore_ascii_case(name));
    (0..count).map(|index| free(name(index), taken)).collect()
}

fn free(mut name: String, taken: impl Fn(&str) -> bool) -> String {
    while taken(&name) {
        name.push('_');
    }
    name
}

fn key_type(model: &Model, columns: &[&Column]) -> String {
    let types: Vec<String> = columns.iter().map(|column| rust::field_type(model, &column.ty)).collect();
    sql::tuple(&types)
}
