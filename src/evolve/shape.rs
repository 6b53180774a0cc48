//! Whether a table of SQLite still is what a migration was made from: the migration of another branch may have run first.

use super::compare::Alteration;
use super::reference::Reference;
use super::snapshot::{ColumnSnapshot, PieceSnapshot};
use crate::target::sql::text_literal;

/// Queries that find something where the table is another one by now, though its columns have the same names. `renames`
/// are those of tables that the migration has done already.
pub fn differences(alteration: &Alteration, renames: &[(&str, &str)]) -> Vec<String> {
    let table = text_literal(&alteration.new.name);
    let old = &alteration.old;
    let columns: Vec<String> = old.columns.iter().map(|column| text_literal(&definition(column))).collect();
    let others = old.constraints.iter().filter(|piece| Reference::read(piece).is_none());
    let mut keys: Vec<String> = Reference::all(old).map(|(_, key)| target(&key, renames)).collect();
    keys.sort_unstable();
    let mut differs = vec![format!(
        "(length(sql) - length(replace(sql, char(10) || '    constraint ', ''))) / 16 > {}",
        old.constraints.len()
    )];
    let missing = |piece: &PieceSnapshot| format!("instr(replace(sql, '\"', ''), {}) = 0", unquoted(&piece.sql));
    differs.extend(others.map(missing));
    let mut queries = vec![
        format!(
            "select 1 from pragma_table_info({table})\n    \
             where name || ' ' || lower(type) || iif(\"notnull\", ' not null', '') || coalesce(' default ' || dflt_value, '')\n        \
                 not in ({})",
            columns.join(", ")
        ),
        format!(
            "select 1 from (select group_concat(target, ', ') as targets from (\n        \
                 select distinct id, \"table\" || ' ' || lower(on_delete) as target\n        \
                 from pragma_foreign_key_list({table}) order by target\n    \
             )) where coalesce(targets, '') <> {}",
            text_literal(&keys.join(", "))
        ),
        format!(
            "select 1 from sqlite_schema where type = 'table' and name = {table} and (\n        {}\n    )",
            differs.join("\n        or ")
        ),
    ];
    queries.extend(old.indexes.iter().filter_map(|index| {
        let covered = index.sql.trim_end_matches(';').split_once(" (")?.1;
        let (name, covered) = (text_literal(&index.name), unquoted(covered));
        Some(format!(
            "select 1 from sqlite_schema where type = 'index' and name = {name}\n        \
                 and instr(replace(sql, '\"', ''), {covered}) = 0"
        ))
    }));
    queries
}

/// A column as `pragma_table_info` tells it.
fn definition(column: &ColumnSnapshot) -> String {
    let required = if column.required || column.counter { " not null" } else { "" };
    let bare = |default: &str| default.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).map(str::to_owned);
    let default = column.default.as_deref().filter(|_| !column.counter);
    let default = default.map(|default| format!(" default {}", bare(default).unwrap_or_else(|| default.to_owned())));
    format!("{} {}{required}{}", column.name, column.stored.to_lowercase(), default.unwrap_or_default())
}

/// A foreign key as `pragma_foreign_key_list` tells it: its target, and what is done when that is deleted.
fn target(key: &Reference, renames: &[(&str, &str)]) -> String {
    let table = renames.iter().find(|(was, _)| *was == key.table).map_or(key.table.as_str(), |(_, now)| now);
    format!("{table} {}", key.action.as_deref().unwrap_or("no action"))
}

/// A rename puts names in quotes that had none.
fn unquoted(sql: &str) -> String {
    text_literal(&sql.replace('"', ""))
}
