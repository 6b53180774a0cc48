//! Tables with everything that belongs to them.

use super::column::{column_definition, is_counter};
use super::constraint::{column_check, foreign_key, key, primary_key, reference, rule, unique};
use super::identifier::{quote, quote_all};
use super::index::{index, unique_index};
use super::literal::text_literal;
use super::types::stored_type;
use crate::model::{Column, Database, Default, Entity, EntityId, Field, ManyToMany, Model};
use crate::name;

/// The table of an entity, its indexes and its comments. Foreign keys to an entity for which `exists` is false
/// are left for later.
pub(super) fn create_table(model: &Model, entity: &Entity, exists: impl Fn(EntityId) -> bool) -> String {
    let mut lines: Vec<String> =
        entity.columns().map(|(field, column)| column_line(model, entity, field, column)).collect();
    if !counts_in_sqlite(model, entity) {
        lines.push(primary_key(entity));
    }
    lines.extend(entity.uniques.iter().filter_map(|one| unique(model, entity, one)));
    let foreign_keys = entity.relations().filter(|(_, relation)| exists(relation.target));
    lines.extend(foreign_keys.map(|(field, relation)| foreign_key(model, field, relation)));
    lines.extend(entity.fields.iter().filter_map(|field| column_check(model, entity, field)));
    lines.extend(entity.checks.iter().map(|check| rule(model, entity, check)));

    let strict = if model.database == Database::Sqlite { " strict" } else { "" };
    let mut table = table_comment(model, entity);
    table += &statement(&entity.table, &lines, strict);
    let indexes = entity.uniques.iter().filter_map(|one| unique_index(model, entity, one));
    let indexes: Vec<String> = indexes.chain(entity.indexes.iter().map(|one| index(model, entity, one))).collect();
    let blocks = [table, indexes.join("\n"), comments(model, entity).join("\n")];
    blocks.into_iter().filter(|block| !block.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// The table behind a to-many relation; none where `through=` names an entity of its own.
pub(super) fn create_join_table(model: &Model, entity: &Entity, link: &ManyToMany) -> Option<String> {
    if link.through.is_some() {
        return None;
    }
    let target = model.entity(link.target);
    let mut lines = Vec::new();
    for (end, names) in [(entity, &link.source_columns), (target, &link.target_columns)] {
        let keys = end.key_fields().flat_map(|field| field.columns.iter().map(move |column| (field, column)));
        lines.extend(keys.zip(names).map(|((field, column), name)| {
            format!("{} {} not null", quote(name), stored_type(model.database, field, column))
        }));
    }
    lines.push(key(&link.table, link.source_columns.iter().chain(&link.target_columns)));
    for (name, columns, end) in [
        (&link.source_constraint, &link.source_columns, entity),
        (&link.target_constraint, &link.target_columns, target),
    ] {
        let keys: Vec<String> = end.key_columns().map(|column| column.name.clone()).collect();
        lines.push(reference(name, columns, &end.table, &keys) + " on delete cascade");
    }
    let options = if model.database == Database::Sqlite { " strict, without rowid" } else { "" };
    let table = statement(&link.table, &lines, options);
    let columns = quote_all(&link.target_columns);
    let index = format!("create index {} on {} ({columns});", quote(&link.target_index), quote(&link.table));
    Some(format!("{table}\n\n{index}"))
}

/// Comment lines that hold whatever the text is.
pub(super) fn comment(text: &str, indent: &str) -> String {
    let clean = |line: &str| line.chars().filter(|letter| !letter.is_control()).collect::<String>();
    let lines = text.trim().split(['\n', '\r']).map(clean);
    lines.map(|line| format!("{indent}{}\n", format!("-- {line}").trim_end())).collect()
}

fn statement(table: &str, lines: &[String], options: &str) -> String {
    let body: Vec<String> = lines.iter().map(|line| indented(line)).collect();
    format!("create table {} (\n{}\n){options};", quote(table), body.join(",\n"))
}

fn indented(line: &str) -> String {
    if line.starts_with(' ') { line.to_owned() } else { format!("    {line}") }
}

/// SQLite counts only a column that is declared `integer primary key`.
fn counts_in_sqlite(model: &Model, entity: &Entity) -> bool {
    model.database == Database::Sqlite && entity.key_fields().any(is_counter)
}

fn column_line(model: &Model, entity: &Entity, field: &Field, column: &Column) -> String {
    let sqlite = model.database == Database::Sqlite;
    let mut above = String::new();
    if let (true, Some(doc)) = (sqlite, &field.doc) {
        above += &comment(doc, "    ");
    }
    if field.native.is_some() {
        above += "    -- The type is the spec's own SQL.\n";
    }
    if matches!(field.default, Some(Default::Sql(_))) {
        above += "    -- The default is the spec's own SQL.\n";
    }
    let definition = column_definition(model, field, column);
    if sqlite && is_counter(field) {
        let name = name::constraint::<&str>(&entity.table, &[], "pkey");
        return format!("{above}    {definition} constraint {} primary key autoincrement", quote(&name));
    }
    format!("{above}    {definition}")
}

fn table_comment(model: &Model, entity: &Entity) -> String {
    match (&entity.doc, model.database) {
        (Some(doc), Database::Sqlite) => comment(doc, ""),
        _ => String::new(),
    }
}

fn comments(model: &Model, entity: &Entity) -> Vec<String> {
    if model.database == Database::Sqlite {
        return Vec::new();
    }
    let table = quote(&entity.table);
    let text = |doc: &str| {
        text_literal(&doc.trim().chars().filter(|letter| !letter.is_control() || *letter == '\n').collect::<String>())
    };
    let own = entity.doc.iter().map(|doc| format!("comment on table {table} is {};", text(doc)));
    let columns = entity.columns().filter_map(|(field, column)| {
        let doc = field.doc.as_deref()?;
        Some(format!("comment on column {table}.{} is {};", quote(&column.name), text(doc)))
    });
    own.chain(columns).collect()
}
