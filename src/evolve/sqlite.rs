//! Migrations for SQLite: what `alter table` cannot do is done by a new table that takes the rows over.

use super::compare::{Alteration, Change, NewColumn, table_renames};
use super::reference::{Place, Reference};
use super::shape::differences;
use super::values::held;
use crate::target::sql::{quote, text_literal};

/// One file for everything: SQLite takes back a whole migration that fails. `tables` are those before and after.
pub fn script(changes: &[Change], tables: &[&str]) -> String {
    let mut blocks = Vec::new();
    blocks.push(table_renames(changes).join("\n"));
    let rebuilt: Vec<&Alteration> = changes.iter().filter_map(rebuild_of).collect();
    if !rebuilt.is_empty() {
        blocks.push(guard(&rebuilt));
    }
    let targets = targets(changes);
    blocks.push(rebuilt.iter().flat_map(|alteration| key_renames(alteration, &targets)).collect::<Vec<_>>().join("\n"));
    for change in changes {
        match change {
            Change::Create(table) => blocks.push(table.create(|_| false)),
            Change::Alter(alteration) if alteration.changes_table() => {
                blocks.push(rebuild(&with_keys_renamed(alteration, &targets), tables));
            }
            Change::Alter(alteration) => blocks.push(indexes(alteration)),
            Change::Drop(table) => blocks.push(format!("drop table {};", quote(&table.name))),
        }
    }
    if !rebuilt.is_empty() || changes.iter().any(|change| matches!(change, Change::Drop(_))) {
        blocks.push(CHECK.to_owned());
    }
    blocks.retain(|block| !block.is_empty());
    blocks.join("\n\n") + "\n"
}

fn rebuild_of(change: &Change) -> Option<&Alteration> {
    match change {
        Change::Alter(alteration) if alteration.changes_table() => Some(alteration),
        _ => None,
    }
}

/// Columns that something points at once the changes are made.
fn targets(changes: &[Change]) -> Vec<Place> {
    let tables = changes.iter().filter_map(Change::outcome);
    let references = tables.flat_map(|table| Reference::all(&table).map(|(_, key)| key).collect::<Vec<_>>());
    references
        .flat_map(|Reference { table, targets, .. }| targets.into_iter().map(move |key| (table.clone(), key)))
        .collect()
}

fn is_renamed_key(alteration: &Alteration, column: &NewColumn, targets: &[Place]) -> bool {
    column.is_renamed() && targets.contains(&(alteration.new.name.clone(), column.new.name.clone()))
}

/// A key has its new name before the first table is made anew: where foreign keys are enforced, SQLite takes no row for
/// a table that points at a column which is not there.
fn key_renames(alteration: &Alteration, targets: &[Place]) -> Vec<String> {
    let renamed = alteration.columns.iter().filter(|column| is_renamed_key(alteration, column, targets));
    let statements = renamed.filter_map(|column| {
        let (table, was, now) =
            (quote(&alteration.new.name), quote(&column.old.as_ref()?.name), quote(&column.new.name));
        Some(format!("alter table {table} rename column {was} to {now};"))
    });
    statements.collect()
}

/// The alteration as it is left by them.
fn with_keys_renamed(alteration: &Alteration, targets: &[Place]) -> Alteration {
    let mut left = alteration.clone();
    for (column, given) in left.columns.iter_mut().zip(&alteration.columns) {
        if let Some(old) = column.old.as_mut().filter(|_| is_renamed_key(alteration, given, targets)) {
            old.name.clone_from(&given.new.name);
        }
    }
    left
}

/// Dropping a table deletes what points at its rows unless foreign keys are off, takes along triggers, indexes and
/// columns that only its owner knows, or that another branch's migration made, and leaves views that read nothing.
fn guard(rebuilt: &[&Alteration]) -> String {
    let list = |names: Vec<String>| if names.is_empty() { "''".to_owned() } else { names.join(", ") };
    let rows = rebuilt.iter().map(|alteration| format!("exists (select 1 from {})", quote(&alteration.new.name)));
    let rows: Vec<String> = rows.collect();
    let tables = rebuilt.iter().map(|alteration| text_literal(&alteration.new.name)).collect();
    let known = rebuilt.iter().flat_map(|alteration| &alteration.old.indexes);
    let known = known.map(|index| text_literal(&index.name)).collect();
    let views = rebuilt
        .iter()
        .map(|alteration| format!("instr(lower(sql), {}) > 0", text_literal(&alteration.new.name.to_lowercase())));
    let views: Vec<String> = views.collect();
    let columns = rebuilt.iter().map(|alteration| {
        let names = alteration.old.columns.iter().map(|column| text_literal(&column.name)).collect();
        let table = text_literal(&alteration.new.name);
        format!("select 1 from pragma_table_info({table}) where name not in ({})", list(names))
    });
    let columns: Vec<String> = columns.collect();
    let renames = rebuilt.iter().map(|alteration| (alteration.old.name.as_str(), alteration.new.name.as_str()));
    let renames: Vec<(&str, &str)> = renames.collect();
    let differences: Vec<String> = rebuilt.iter().flat_map(|alteration| differences(alteration, &renames)).collect();
    format!(
        "-- Stops where foreign keys are enforced while tables with rows give way to new ones, and where a table has a\n\
         -- trigger, an index or a column that is not in the spec: make it again below, then take it out of the condition.\n\
         -- A view that names such a table is in the way too: drop it above this, and make it again in the end.\n\
         -- Where somebody else has changed a table since this was written, on another branch or by hand, the new table\n\
         -- would undo it: delete this migration and write it anew, or bring the change in below and take out the condition.\n\
         create temp table migration_guard (\n    \
             foreign_keys_are_off integer check (foreign_keys_are_off),\n    \
             nothing_else_is_lost integer check (nothing_else_is_lost),\n    \
             no_column_is_lost integer check (no_column_is_lost),\n    \
             no_view_is_in_the_way integer check (no_view_is_in_the_way),\n    \
             nobody_else_changed_it integer check (nobody_else_changed_it)\n\
         );\n\
         insert into migration_guard\n\
         select not (foreign_keys and ({})), not exists (\n    \
             select 1 from sqlite_schema\n    \
             where tbl_name in ({}) and type in ('trigger', 'index') and sql is not null\n        \
                 and name not in ({})\n\
         ), not exists (\n    \
             {}\n\
         ), not exists (\n    \
             select 1 from sqlite_schema where type = 'view' and ({})\n\
         ), not exists (\n    \
             {}\n\
         )\n\
         from pragma_foreign_keys;\n\
         drop table migration_guard;",
        rows.join(" or "),
        list(tables),
        list(known),
        columns.join("\n    union all "),
        views.join(" or "),
        differences.join("\n    union all "),
    )
}

/// Foreign keys are off while a migration runs, so that they are looked at once it is through.
const CHECK: &str = "\
-- Stops where a row points at one that is not there.
create temp table migration_check (every_reference_leads_somewhere integer check (every_reference_leads_somewhere));
insert into migration_check select not exists (select 1 from pragma_foreign_key_check);
drop table migration_check;";

fn rebuild(alteration: &Alteration, tables: &[&str]) -> String {
    let name = quote(&alteration.new.name);
    let mut temporary = format!("{}_new", alteration.new.name);
    while tables.contains(&temporary.as_str()) {
        temporary.push('_');
    }
    let columns: Vec<String> = alteration.columns.iter().map(|column| quote(&column.new.name).into_owned()).collect();
    let values = alteration.columns.iter().map(|column| value(column, &name));
    let values: Vec<String> = values.collect();
    let mut lines = vec![
        alteration.table.create_bare(&temporary, |_| false),
        format!(
            "insert into {} ({})\nselect {}\nfrom {name};",
            quote(&temporary),
            columns.join(", "),
            values.join(", ")
        ),
    ];
    if alteration.new.columns.iter().any(|column| column.counter) {
        lines.push(format!(
            "delete from sqlite_sequence where name = '{temporary}';\n\
             insert into sqlite_sequence (name, seq)\n\
             select '{temporary}', seq from sqlite_sequence where name = '{}';",
            alteration.new.name
        ));
    }
    lines.push(format!("drop table {name};\nalter table {} rename to {name};", quote(&temporary)));
    lines.extend(alteration.table.indexes.iter().map(|index| index.sql.clone()));
    lines.join("\n")
}

/// Where a column's values come from; `table` is spelled as SQL.
fn value(column: &NewColumn, table: &str) -> String {
    let Some(old) = &column.old else { return column.backfill.clone().unwrap_or_else(|| "null".to_owned()) };
    let name = quote(&old.name);
    let renamed: String = column
        .renamed_values
        .iter()
        .map(|(was, now)| format!(" when {} then {}", text_literal(was), text_literal(now)))
        .collect();
    let case = |value: &str| match renamed.as_str() {
        "" => value.to_owned(),
        renamed => format!("case {value}{renamed} else {value} end"),
    };
    let value = match old.ty.get("list") {
        Some(_) => list_value(column, &format!("{table}.{name}"), case),
        None => case(&name),
    };
    match &column.backfill {
        Some(backfill) if column.becomes_required() => format!("coalesce({value}, {backfill})"),
        _ => value,
    }
}

/// A list with its items renamed. Its check does not look at them, so that a value that is gone leaves nothing here,
/// which a list may not be.
fn list_value(column: &NewColumn, list: &str, case: impl Fn(&str) -> String) -> String {
    let each = format!("from json_each({list}) as item");
    let value = match column.renamed_values.is_empty() {
        true => list.to_owned(),
        false => format!("(select json_group_array({}) {each})", case("item.value")),
    };
    let now = held(&column.new);
    let was = column.old.iter().flat_map(held);
    let lost = was.filter(|value| !now.contains(value) && !column.renamed_values.iter().any(|(was, _)| was == value));
    let lost: Vec<String> = lost.map(text_literal).collect();
    match lost.is_empty() {
        true => value,
        false => {
            format!("case when not exists (select 1 {each} where item.value in ({})) then {value} end", lost.join(", "))
        }
    }
}

fn indexes(alteration: &Alteration) -> String {
    let (old, new) = (&alteration.old.indexes, &alteration.new.indexes);
    let gone = old.iter().filter(|index| !new.contains(index));
    let gone = gone.map(|index| format!("drop index {};", quote(&index.name)));
    let added = new.iter().filter(|index| !old.contains(index)).map(|index| index.sql.clone());
    gone.chain(added).collect::<Vec<_>>().join("\n")
}
