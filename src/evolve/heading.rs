//! The first lines of a migration: what it does, and what is dangerous about it.

use super::backfill::Filling;
use super::compare::{Alteration, Change, NewColumn};
use super::conversion::Conversion;
use super::pieces::{self, new_constraints, new_indexes};
use super::postgres::Script;
use super::reference::Reference;
use super::snapshot::PieceSnapshot;
use crate::model::Database;
use crate::name::constraint;
use crate::target::sql::{quote, text_literal};

/// The longest value that a line shows.
const LONGEST: usize = 60;

/// One line, and the files of PostgreSQL that say it again because they do it or fail by it.
struct Line {
    text: String,
    verb: &'static str,
    /// The index that it is about.
    index: Option<String>,
}

impl Line {
    fn new(verb: &'static str, text: String) -> Self {
        Self { text, verb, index: None }
    }

    fn concerns(&self, script: &Script) -> bool {
        let named = |name: &String| script.sql.contains(&format!(" {} on ", quote(name)));
        self.verb == script.verb && self.index.as_ref().is_none_or(named)
    }
}

/// Everything, for the one file of SQLite.
pub fn whole(changes: &[Change]) -> String {
    lines(changes, Database::Sqlite).iter().map(|line| format!("-- {}\n", line.text)).collect()
}

/// The scripts with their lines: everything in the first, and in each what it is for and what may go wrong there.
pub fn headed(scripts: Vec<Script>, changes: &[Change]) -> impl Iterator<Item = Script> {
    let lines = lines(changes, Database::Postgres);
    scripts.into_iter().enumerate().map(move |(index, script)| {
        let told = lines.iter().filter(|line| index == 0 || line.concerns(&script)).map(|line| line.text.as_str());
        let purpose = purpose(script.verb).filter(|_| index > 0);
        let told: String = purpose.into_iter().chain(told).map(|line| format!("-- {line}\n")).collect();
        // sqlx looks for its mark in the first line.
        let sql = match script.sql.strip_prefix(NO_TRANSACTION) {
            Some(statement) => format!("{NO_TRANSACTION}{told}{statement}"),
            None => format!("{told}\n{}", script.sql),
        };
        Script { sql, ..script }
    })
}

/// The line by which sqlx knows a file that runs outside of transactions.
pub const NO_TRANSACTION: &str = "-- no-transaction\n";

fn purpose(verb: &str) -> Option<&'static str> {
    match verb {
        "fill" => Some("Gives rows that exist their values."),
        "index" => {
            Some("Builds an index while others write; what a failed try leaves, the service drops before the next one.")
        }
        "key" => Some("Puts new constraints and indexes into their places; rows that exist are looked at later."),
        "unindex" => Some("Takes away an index that nothing needs any more."),
        "check" => Some("Looks at the rows that exist, while others write."),
        _ => None,
    }
}

fn lines(changes: &[Change], database: Database) -> Vec<Line> {
    let lines = changes.iter().flat_map(|change| match change {
        Change::Create(table) => vec![Line::new("change", format!("{}: new.", table.name))],
        Change::Drop(table) => vec![Line::new("drop", format!("{}: DROPPED, with all its rows.", table.name))],
        Change::Alter(alteration) => altered(alteration, database),
    });
    lines.collect()
}

fn altered(alteration: &Alteration, database: Database) -> Vec<Line> {
    let table = &alteration.new.name;
    let mut lines = Vec::new();
    if alteration.old.name != *table {
        lines.push(Line::new("change", format!("{table}: was {}.", alteration.old.name)));
    }
    for column in &alteration.columns {
        let name = format!("{table}.{}", column.new.name);
        let told = if column.old.is_none() { vec![added(column)] } else { changed(column, database) };
        lines.extend(told.into_iter().map(|(verb, text)| Line::new(verb, format!("{name}: {text}"))));
    }
    lines.extend(alteration.dropped.iter().map(|column| {
        let shown = if alteration.old.hides_rows(column) { " Rows that were deleted are there again." } else { "" };
        Line::new("drop", format!("{table}.{}: DROPPED, with its values.{shown}", column.name))
    }));
    lines.extend(actions(alteration));
    lines.extend(uniques(alteration, database));
    lines.extend(checks(alteration, database));
    if lines.is_empty() {
        lines.push(Line::new("change", format!("{table}: rules and indexes.")));
    }
    lines
}

fn added(column: &NewColumn) -> (&'static str, String) {
    let Some(value) = &column.backfill else { return ("change", "new.".to_owned()) };
    match column.filling {
        Filling::One => ("change", format!("new. Rows that exist get {}.", shown(value))),
        Filling::Each => ("fill", "new. Rows that exist get a value each.".to_owned()),
        Filling::NobodysPassword => ("change", "new. No password fits rows that exist, until it is set.".to_owned()),
        Filling::Verified => ("change", "new. Accounts that exist count as verified.".to_owned()),
    }
}

/// What becomes of a column that stays, each with the file that does it.
fn changed(column: &NewColumn, database: Database) -> Vec<(&'static str, String)> {
    let Some(old) = &column.old else { return Vec::new() };
    let new = &column.new;
    let fails = fails(database, "check");
    let mut told = Vec::new();
    if column.is_renamed() {
        told.push(("change", format!("was {}.", old.name)));
    }
    if column.conversion == Conversion::Narrowing {
        told.push(("check", format!("narrower. {fails} a value does not fit.")));
    } else if old.stored != new.stored {
        told.push(("change", format!("from {} to {}.", old.stored, new.stored)));
    }
    if old.required && !new.required {
        told.push(("change", "optional.".to_owned()));
    }
    if column.becomes_required() {
        told.push(match &column.backfill {
            Some(value) => ("fill", format!("required. Rows without a value get {}.", shown(value))),
            None => ("check", format!("required. {fails} a row has no value.")),
        });
    }
    told.extend(column.renamed_values.iter().map(|(was, now)| {
        let [was, now] = [was, now].map(|value| text_literal(value));
        ("fill", format!("{} becomes {}, in every row.", shown(&was), shown(&now)))
    }));
    if old.default != new.default {
        told.push(match &new.default {
            Some(value) => ("change", format!("new rows get {} where nothing is said.", shown(value))),
            None => ("change", "no default any more.".to_owned()),
        });
    }
    told
}

/// Deletes that do something else from now on.
fn actions(alteration: &Alteration) -> impl Iterator<Item = Line> {
    new_constraints(alteration).filter_map(|constraint| {
        let was = Reference::read(pieces::taken_over(constraint, alteration)?)?;
        let now = Reference::read(constraint)?;
        let [was, now_does] = [&was, &now].map(|reference| reference.action.as_deref().unwrap_or("restrict"));
        let place = format!("{}.{}", alteration.new.name, now.columns.join(", "));
        Some(Line::new("change", format!("{place}: on delete {now_does}, was {was}.")))
    })
}

fn uniques(alteration: &Alteration, database: Database) -> impl Iterator<Item = Line> {
    let constraints = new_constraints(alteration).filter(|constraint| pieces::is_unique(constraint));
    let is_unique = |index: &&PieceSnapshot| index.sql.contains("create unique index ");
    constraints.chain(new_indexes(alteration).filter(is_unique)).map(move |piece| Line {
        text: format!(
            "{}: unique, {}. {} two rows are alike.",
            alteration.new.name,
            piece.name,
            fails(database, "index")
        ),
        verb: "index",
        index: Some(piece.name.clone()),
    })
}

/// Rules that rows may break, but for those of columns that are told of already.
fn checks(alteration: &Alteration, database: Database) -> impl Iterator<Item = Line> {
    let table = &alteration.new.name;
    let is_told = |column: &&NewColumn| {
        let is_narrower = column.conversion == Conversion::Narrowing;
        is_narrower || column.old.is_none() || !column.renamed_values.is_empty()
    };
    let told = alteration.columns.iter().filter(is_told);
    let told: Vec<String> = told.map(|column| constraint(table, &[&column.new.name], "check")).collect();
    let checks = new_constraints(alteration).filter(|piece| pieces::is_check(piece));
    checks.filter(move |check| !told.contains(&check.name)).map(move |check| {
        let text = format!("{table}: rule {}. {} a row breaks it.", check.name, fails(database, "check"));
        Line::new("check", text)
    })
}

fn fails(database: Database, part: &str) -> String {
    match database {
        Database::Sqlite => "Fails, and changes nothing, where".to_owned(),
        Database::Postgres => format!("Its {part} fails, and nothing is lost, where"),
    }
}

/// A value as a comment can hold it.
fn shown(value: &str) -> &str {
    if value.len() > LONGEST || value.contains(char::is_control) { "one value" } else { value }
}
