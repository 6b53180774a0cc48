//! Functions that fetch rows for many keys at once, for those who include them.

use super::access::{is_owned, takes_scope};
use super::relations::{by_name, find_all_name, key_of_row, referenced};
use super::shape::living_and;
use super::statements;
use crate::model::{Column, Entity, EntityId, Model, Operation};
use crate::target::{rust, sql};
use serde::Serialize;
use std::collections::BTreeSet;

/// Rows of many keys at once.
#[derive(Debug, Serialize)]
pub struct Fetch {
    pub name: String,
    pub doc: String,
    /// `Uuid`, `(String, i32)`.
    pub key: String,
    pub many: bool,
    pub before: String,
    pub after: Option<String>,
    /// It depends on the caller which rows are seen.
    pub scoped: bool,
    /// Rows are seen by their owners.
    pub owned: bool,
    /// Names of the key's parts where it has more than one: they go into the statement as tuples.
    pub parts: Vec<String>,
    pub key_of_row: String,
}

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
        doc: "Rows by their keys.".into(),
        key: key_type(model, &columns),
        many: false,
        before: statements::literal(&[
            format!("select {}", statements::returned_columns(entity, "")),
            format!("from {}", statements::table(entity)),
            format!("where {}{} in (", living_and(entity), tuple(&columns)),
        ]),
        after: (!is_owned(entity)).then(|| rust::string(")")),
        scoped: takes_scope(entity, Operation::Read),
        owned: is_owned(entity),
        parts: part_names(&columns),
        key_of_row: key_of_row(entity, &columns),
    }
}

fn by_relation(model: &Model, entity: &Entity, columns: &[&Column], name: String, one: bool) -> Fetch {
    let table = statements::table(entity);
    let returned = statements::returned_columns(entity, "");
    let key: Vec<String> = entity.key_columns().map(|column| sql::quote(&column.name).into_owned()).collect();
    let place = free_column(entity, "place");
    let (before, after) = match one {
        true => {
            let lines = [
                format!("select {returned}"),
                format!("from {table}"),
                format!("where {}{} in (", living_and(entity), tuple(columns)),
            ];
            (statements::literal(&lines), (!is_owned(entity)).then(|| ")".to_owned()))
        }
        false => {
            let lines = [
                format!("select {returned} from ("),
                format!(
                    "    select *, row_number() over (partition by {} order by {}) as {place}",
                    list(columns),
                    key.join(", ")
                ),
                format!("    from {table}"),
                format!("    where {}{} in (", living_and(entity), tuple(columns)),
            ];
            let close = if is_owned(entity) { ")" } else { "))" };
            let after = format!("{close} as ranked where {place} <= {} order by {}", model.page_size, key.join(", "));
            (statements::literal(&lines), Some(after))
        }
    };
    Fetch {
        name,
        doc: if one { "The one row of each parent.".into() } else { "Rows of each parent, a page at the most.".into() },
        key: key_type(model, columns),
        many: !one,
        before,
        after: after.as_deref().map(rust::string),
        scoped: takes_scope(entity, Operation::List),
        owned: is_owned(entity),
        parts: part_names(columns),
        key_of_row: key_of_row(entity, columns),
    }
}

/// A column name that the table does not have.
pub fn free_column(entity: &Entity, wish: &str) -> String {
    let mut name = wish.to_owned();
    while entity.columns().any(|(_, column)| column.name == name) {
        name.push('_');
    }
    name
}

fn list(columns: &[&Column]) -> String {
    columns.iter().map(|column| sql::quote(&column.name)).collect::<Vec<_>>().join(", ")
}

fn tuple(columns: &[&Column]) -> String {
    if columns.len() == 1 { list(columns) } else { format!("({})", list(columns)) }
}

fn key_type(model: &Model, columns: &[&Column]) -> String {
    let types: Vec<String> = columns.iter().map(|column| rust::field_type(model, &column.ty)).collect();
    if types.len() == 1 { types.concat() } else { format!("({})", types.join(", ")) }
}

/// Empty for a key of one part.
pub fn part_names(columns: &[&Column]) -> Vec<String> {
    if columns.len() == 1 { Vec::new() } else { (0..columns.len()).map(|index| format!("part_{index}")).collect() }
}
