//! Migrations for PostgreSQL, in files that each hold their locks for a moment only.

use super::backfill::Filling;
use super::compare::{Alteration, Change, NewColumn, table_renames};
use super::conversion::Conversion;
use super::heading::NO_TRANSACTION;
use super::pieces::{self, given_up};
use super::reference::Reference;
use super::respell::respell;
use super::snapshot::PieceSnapshot;
use crate::name::LONGEST_SQL_NAME;
use crate::target::sql::{Piece, Table, quote, text_literal};

/// Longest wait for a lock, so that nobody queues behind a migration that waits.
const LOCK_TIMEOUT: &str = "set local lock_timeout = '5s';";

/// One file of a migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// The first word of its name: `change`, `fill`, `index`, `key`, `unindex`, `check`, `drop`.
    pub verb: &'static str,
    pub sql: String,
}

/// The statements of a migration by when they run.
#[derive(Debug, Default)]
pub(super) struct Phases {
    /// Short locks: names, columns, rules for new rows.
    pub change: Vec<String>,
    /// What the end of these brings back.
    pub again: Vec<String>,
    /// Row by row: values for rows that exist.
    pub fill: Vec<String>,
    /// Each alone and outside of transactions.
    pub index: Vec<String>,
    /// Short locks again: what needs the indexes.
    pub key: Vec<String>,
    /// The same as indexes: those that nothing needs any more.
    pub unused: Vec<String>,
    /// Reads all rows, and lets others write.
    pub check: Vec<String>,
    /// What is lost, once everything else has worked.
    pub drop: Vec<String>,
}

/// The files, in the order in which they run.
pub fn scripts(changes: &[Change]) -> Vec<Script> {
    let mut phases = Phases::default();
    phases.change.extend(table_renames(changes));
    phases.change.extend(freed_references(changes));
    phases.change.extend(creates(changes));
    for change in changes {
        if let Change::Alter(alteration) = change {
            alter(alteration, &mut phases);
        }
    }
    let dropped = changes.iter().filter_map(|change| match change {
        Change::Drop(table) => Some(quote(&table.name)),
        Change::Create(_) | Change::Alter(_) => None,
    });
    let dropped: Vec<_> = dropped.collect();
    if !dropped.is_empty() {
        // Together, since they may point at each other.
        phases.drop.push(format!("drop table {};", dropped.join(", ")));
    }
    let in_transaction = |verb, statements: Vec<String>| {
        (!statements.is_empty())
            .then(|| Script { verb, sql: format!("{LOCK_TIMEOUT}\n\n{}\n", statements.join("\n\n")) })
    };
    let alone = |verb| move |sql: String| Script { verb, sql: format!("{NO_TRANSACTION}{sql}\n") };
    phases.change.extend(phases.again);
    let mut scripts = Vec::new();
    scripts.extend(in_transaction("change", phases.change));
    scripts.extend(in_transaction("fill", phases.fill));
    scripts.extend(phases.index.into_iter().map(alone("index")));
    scripts.extend(in_transaction("key", phases.key));
    scripts.extend(phases.unused.into_iter().map(alone("unindex")));
    scripts.extend(in_transaction("check", phases.check));
    scripts.extend(in_transaction("drop", phases.drop));
    scripts
}

/// Foreign keys that go, before the keys and values that they hold on to: those that are given up, and those of tables
/// that are dropped in the end.
fn freed_references(changes: &[Change]) -> Vec<String> {
    let is_altered = |reference: &Reference| {
        changes.iter().any(|change| matches!(change, Change::Alter(altered) if altered.old.name == reference.table))
    };
    let mut freed = Vec::new();
    for change in changes {
        let (table, keys): (&str, Vec<&PieceSnapshot>) = match change {
            Change::Create(_) => continue,
            Change::Alter(alteration) => (
                &alteration.new.name,
                given_up(alteration).filter(|constraint| Reference::read(constraint).is_some()).collect(),
            ),
            Change::Drop(table) => {
                let keys = Reference::all(table).filter(|(_, reference)| is_altered(reference));
                (&table.name, keys.map(|(constraint, _)| constraint).collect())
            }
        };
        freed.extend(keys.iter().map(|key| drop_constraint(table, key)));
    }
    freed
}

pub(super) fn drop_constraint(table: &str, constraint: &PieceSnapshot) -> String {
    format!("alter table {} drop constraint {};", quote(table), quote(&constraint.name))
}

/// New tables and, behind them, the foreign keys to those that were not there yet.
fn creates(changes: &[Change]) -> Vec<String> {
    let tables = changes.iter().filter_map(|change| match change {
        Change::Create(table) => Some(table),
        Change::Alter(_) | Change::Drop(_) => None,
    });
    let tables: Vec<&Table> = tables.collect();
    let mut late = Vec::new();
    let mut statements = Vec::new();
    for (index, table) in tables.iter().enumerate() {
        let missing: Vec<String> =
            tables[index + 1..].iter().map(|table| format!(" references {} (", quote(&table.name))).collect();
        let is_late = |constraint: &Piece| missing.iter().any(|table| constraint.sql.contains(table));
        statements.push(table.create(is_late));
        let keys = table.constraints.iter().filter(|constraint| is_late(constraint));
        late.extend(keys.map(|key| format!("alter table {} add {};", quote(&table.name), key.sql)));
    }
    statements.extend(late);
    statements
}

fn alter(alteration: &Alteration, phases: &mut Phases) {
    let table = quote(&alteration.new.name).into_owned();
    for column in alteration.columns.iter().filter(|column| column.is_renamed()) {
        let was = column.old.as_ref().map(|old| old.name.as_str()).unwrap_or_default();
        let statement = format!("alter table {table} rename column {} to {};", quote(was), quote(&column.new.name));
        phases.change.push(statement);
    }
    phases.change.extend(alteration.columns.iter().filter_map(|column| renamed_sequence(alteration, column)));
    pieces::settle(alteration, phases);
    for column in &alteration.dropped {
        phases.drop.push(format!("alter table {table} drop column {};", quote(&column.name)));
    }
    phases.fill.extend(renamed_values(alteration, &table));
    for column in &alteration.columns {
        match &column.old {
            None => add_column(&table, column, phases),
            Some(_) => change_column(&table, column, phases),
        }
    }
    pieces::add(alteration, phases);
    let gone =
        alteration.old.comments.iter().filter_map(|comment| comment.split_once(" is ").map(|(subject, _)| subject));
    let gone =
        gone.filter(|subject| alteration.new.comments.iter().all(|new| !new.starts_with(&format!("{subject} is "))));
    phases.change.extend(gone.map(|subject| match subject.split_once('.') {
        Some((_, column)) => {
            format!("comment on column {table}.{} is null;", respell(column, &alteration.renames()))
        }
        None => format!("comment on table {table} is null;"),
    }));
    phases.change.extend(alteration.new.comments.iter().filter(|new| !alteration.old.comments.contains(new)).cloned());
}

/// What counts a key up is called after its table and column, but not by itself after their new names.
fn renamed_sequence(alteration: &Alteration, column: &NewColumn) -> Option<String> {
    let old = column.old.as_ref().filter(|old| old.counter && column.new.counter)?;
    let sequence = |table: &str, column: &str| format!("{table}_{column}_seq");
    let was = sequence(&alteration.old.name, &old.name);
    let now = sequence(&alteration.new.name, &column.new.name);
    // PostgreSQL cuts names that are longer in its own way.
    let is_plain = [&was, &now].into_iter().all(|name| name.len() <= LONGEST_SQL_NAME);
    (was != now && is_plain).then(|| format!("alter sequence if exists {} rename to {};", quote(&was), quote(&now)))
}

/// A default for all rows costs nothing on the way in, where it is the same for all of them.
fn add_column(table: &str, column: &NewColumn, phases: &mut Phases) {
    let name = quote(&column.new.name);
    if column.new.counter {
        phases.change.push(format!("alter table {table} add column {};", column.definition));
        return;
    }
    if column.filling == Filling::Each {
        // With such a default the table would be written anew, under a lock that lets nobody read.
        phases.change.push(format!("alter table {table} add column {name} {};", column.new.stored));
        phases.change.extend(column.new.default.is_some().then(|| set_default(table, column)));
        fill(table, column, phases);
        return;
    }
    let required = if column.new.required { " not null" } else { "" };
    let filled = column.backfill.as_ref().map(|value| format!(" default {value}")).unwrap_or_default();
    phases.change.push(format!("alter table {table} add column {name} {}{required}{filled};", column.new.stored));
    if column.backfill != column.new.default {
        phases.change.push(set_default(table, column));
    }
}

fn set_default(table: &str, column: &NewColumn) -> String {
    let name = quote(&column.new.name);
    match &column.new.default {
        Some(value) => format!("alter table {table} alter column {name} set default {value};"),
        None => format!("alter table {table} alter column {name} drop default;"),
    }
}

fn change_column(table: &str, column: &NewColumn, phases: &mut Phases) {
    let (Some(old), new, name) = (&column.old, &column.new, quote(&column.new.name)) else { return };
    if old.default != new.default {
        phases.change.push(set_default(table, column));
    }
    if old.required && !new.required {
        phases.change.push(format!("alter table {table} alter column {name} drop not null;"));
    }
    if column.becomes_required() {
        fill(table, column, phases);
    }
    if old.stored != new.stored {
        retype(table, column, phases);
    }
}

/// All values of a row at once, since the checks of all of its columns are new.
fn renamed_values(alteration: &Alteration, table: &str) -> Option<String> {
    let columns = alteration.columns.iter().filter(|column| !column.renamed_values.is_empty());
    let (sets, rows): (Vec<String>, Vec<String>) = columns
        .map(|column| {
            let name = quote(&column.new.name);
            let values = column.renamed_values.iter().map(|(was, now)| (text_literal(was), text_literal(now)));
            let values: Vec<(String, String)> = values.collect();
            let former: Vec<&str> = values.iter().map(|(was, _)| was.as_str()).collect();
            let former = former.join(", ");
            if column.new.ty.get("list").is_some() {
                let list = values
                    .iter()
                    .fold(name.to_string(), |list, (was, now)| format!("array_replace({list}, {was}, {now})"));
                return (format!("{name} = {list}"), format!("{name} && array[{former}]"));
            }
            let cases: String = values.iter().map(|(was, now)| format!(" when {was} then {now}")).collect();
            (format!("{name} = case {name}{cases} else {name} end"), format!("{name} in ({former})"))
        })
        .unzip();
    (!sets.is_empty()).then(|| format!("update {table}\nset {}\nwhere {};", sets.join(", "), rows.join(" or ")))
}

/// A column that has no value in some rows gets one there, and is required then.
fn fill(table: &str, column: &NewColumn, phases: &mut Phases) {
    let name = quote(&column.new.name);
    if let Some(value) = &column.backfill {
        phases.fill.push(format!("update {table} set {name} = {value} where {name} is null;"));
    }
    // A check that was looked at row by row spares `set not null` from doing so under its lock.
    let check = quote(&format!("{}_present", column.new.name)).into_owned();
    phases.key.push(format!("alter table {table} add constraint {check} check ({name} is not null) not valid;"));
    phases.check.push(format!(
        "alter table {table} validate constraint {check};\n\
         alter table {table} alter column {name} set not null;\n\
         alter table {table} drop constraint {check};"
    ));
}

fn retype(table: &str, column: &NewColumn, phases: &mut Phases) {
    let (new, name) = (&column.new, quote(&column.new.name));
    let mut statement = format!("alter table {table} alter column {name} type {};", new.stored);
    if new.default.is_some() {
        // Its own type is that of the column when it was set.
        statement = format!("{statement}\n{}", set_default(table, column));
    }
    let length = new.stored.strip_prefix("varchar(").and_then(|rest| rest.strip_suffix(')'));
    match (&column.conversion, length) {
        (Conversion::Narrowing, Some(length)) => {
            // PostgreSQL would cut spaces off where a text is too long by nothing else.
            let check = quote(&format!("{}_fits", new.name)).into_owned();
            phases.change.push(format!(
                "alter table {table} add constraint {check} check (char_length({name}) <= {length}) not valid;"
            ));
            phases.check.push(format!(
                "alter table {table} validate constraint {check};\n{statement}\n\
                 alter table {table} drop constraint {check};"
            ));
        }
        _ => phases.change.push(statement),
    }
}
