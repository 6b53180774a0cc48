//! Named constraints of a table, as they stand inside `create table` or behind `alter table … add`.

use super::column::column_condition;
use super::identifier::{quote, quote_all};
use super::predicate::condition;
use crate::model::{Check, Database, Entity, Field, Model, OnDelete, ToOne, Unique};
use crate::name;

pub fn primary_key(entity: &Entity) -> String {
    key(&entity.table, entity.key_columns().map(|column| &column.name))
}

pub(super) fn key<S: AsRef<str>>(table: &str, columns: impl IntoIterator<Item = S>) -> String {
    let name = name::constraint::<&str>(table, &[], "pkey");
    format!("constraint {} primary key ({})", quote(&name), quote_all(columns))
}

/// None where the unique has to be an index: see [`super::index::unique_index`].
pub fn unique(model: &Model, entity: &Entity, unique: &Unique) -> Option<String> {
    (!is_unique_index(model, entity, unique))
        .then(|| format!("constraint {} unique ({})", quote(&unique.name), quote_all(&unique.columns)))
}

/// SQLite can drop an index but no constraint, and only an index can cover some rows and not others.
pub(super) fn is_unique_index(model: &Model, entity: &Entity, unique: &Unique) -> bool {
    model.database == Database::Sqlite || unique.filter.is_some() || covers_living_rows(model, entity, unique)
}

/// With soft delete a unique covers living rows only, unless a foreign key needs it whole.
pub(super) fn covers_living_rows(model: &Model, entity: &Entity, unique: &Unique) -> bool {
    let same_columns = |relation: &ToOne| {
        relation.references.len() == unique.columns.len()
            && relation.references.iter().all(|column| unique.columns.contains(column))
    };
    entity.soft_delete
        && !model
            .entities
            .iter()
            .flat_map(Entity::relations)
            .any(|(_, relation)| model.entity(relation.target).table == entity.table && same_columns(relation))
}

/// `on_delete=restrict` is SQL's `no action`: it refuses as well, but after cascades have run, and both databases
/// report it as a foreign key violation.
pub fn foreign_key(model: &Model, field: &Field, relation: &ToOne) -> String {
    let target = &model.entity(relation.target).table;
    let action = match relation.on_delete {
        OnDelete::Restrict => "",
        OnDelete::Cascade => " on delete cascade",
        OnDelete::SetNull => " on delete set null",
    };
    let columns = field.columns.iter().map(|column| &column.name);
    reference(&relation.constraint, columns, target, &relation.references) + action
}

pub(super) fn reference<S: AsRef<str>>(
    name: &str,
    columns: impl IntoIterator<Item = S>,
    target: &str,
    target_columns: impl IntoIterator<Item = S>,
) -> String {
    format!(
        "constraint {} foreign key ({}) references {} ({})",
        quote(name),
        quote_all(columns),
        quote(target),
        quote_all(target_columns)
    )
}

/// The check of one column; none where its type says everything.
pub fn column_check(model: &Model, entity: &Entity, field: &Field) -> Option<String> {
    let name = name::constraint(&entity.table, &[&field.columns[0].name], "check");
    column_condition(model, field).map(|condition| format!("constraint {} check ({condition})", quote(&name)))
}

/// A cross-field rule of `checks:`.
pub fn rule(model: &Model, entity: &Entity, check: &Check) -> String {
    format!("constraint {} check ({})", quote(&check.constraint), condition(model, entity, &check.expression))
}
