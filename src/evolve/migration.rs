//! The files that bring a database from one spec to the next.

use super::compare::{Change, compare};
use super::contradiction::contradictions;
use super::pieces::followed;
use super::problem::{Allowed, Problem, problems};
use super::snapshot::Snapshot;
use super::{heading, postgres, sqlite};
use crate::model::{Database, Model};
use time::macros::format_description;
use time::{Duration, OffsetDateTime, PrimitiveDateTime};

/// A later migration, named once the time is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// What stands after the number in its file's name: `add_comments`.
    pub title: String,
    /// The first table that it is about.
    pub table: String,
    pub sql: String,
}

/// The migrations, in their order, from the database that `before` remembers to the one that `model` describes; none
/// where nothing changes.
///
/// # Errors
/// Everything that has to be decided first.
pub fn migrations(
    before: &[(String, Snapshot)],
    model: &Model,
    allowed: &Allowed,
) -> Result<Vec<Migration>, Vec<Problem>> {
    let changes = compare(before, model);
    if changes.is_empty() {
        return Ok(Vec::new());
    }
    let contradictions = contradictions(before, &changes, model);
    if !contradictions.is_empty() {
        return Err(contradictions);
    }
    let problems = problems(&changes, allowed, model);
    if !problems.is_empty() {
        return Err(problems);
    }
    let changes = match model.database {
        Database::Postgres => followed(&changes),
        Database::Sqlite => changes,
    };
    let subject = subject(&changes);
    let table = changes.first().map(table).unwrap_or_default().to_owned();
    let name = |verb: &str| format!("{verb}_{subject}");
    if model.database == Database::Sqlite {
        let verb = if changes.iter().all(|change| matches!(change, Change::Create(_))) { "add" } else { "change" };
        let old = before.iter().flat_map(|(_, snapshot)| snapshot.tables()).map(|table| table.name.as_str());
        let links = model.entities.iter().flat_map(|entity| &entity.many_to_many).map(|link| link.table.as_str());
        let tables = model.tables().map(|entity| entity.table.as_str()).chain(links).chain(old);
        let tables: Vec<&str> = tables.collect();
        let sql = format!("{}\n{}", heading::whole(&changes), sqlite::script(&changes, &tables));
        return Ok(vec![Migration { title: name(verb), table, sql }]);
    }
    let scripts = heading::headed(postgres::scripts(&changes), &changes);
    let files = scripts.map(|script| Migration { title: name(script.verb), table: table.clone(), sql: script.sql });
    Ok(files.collect())
}

/// `comments`, `comments_and_2_more`.
fn subject(changes: &[Change]) -> String {
    let names: Vec<&str> = changes.iter().map(table).collect();
    match names.as_slice() {
        [] => "nothing".to_owned(),
        [one] => (*one).to_owned(),
        [first, rest @ ..] => format!("{first}_and_{}_more", rest.len()),
    }
}

fn table(change: &Change) -> &str {
    match change {
        Change::Create(table) => &table.name,
        Change::Alter(alteration) => &alteration.new.name,
        Change::Drop(table) => &table.name,
    }
}

/// The number that names a migration made `now`: the UTC time, or where that is not beyond the `last` one, the next
/// second after it.
pub fn number(now: OffsetDateTime, last: u64) -> u64 {
    let format = format_description!("[year][month][day][hour][minute][second]");
    let digits = |time: PrimitiveDateTime| time.format(format).ok().and_then(|text| text.parse::<u64>().ok());
    let now = digits(PrimitiveDateTime::new(now.date(), now.time())).unwrap_or(0);
    if now > last {
        return now;
    }
    let last_time = PrimitiveDateTime::parse(&format!("{last:014}"), format).ok();
    let next = last_time.and_then(|time| time.checked_add(Duration::SECOND)).and_then(digits);
    next.unwrap_or(last + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn numbers_only_grow() {
        let now = datetime!(2026-11-22 12:00:59 UTC);
        assert_eq!(number(now, 1), 20_261_122_120_059);
        assert_eq!(number(now, 20_261_122_120_059), 20_261_122_120_100);
        assert_eq!(number(now, 20_271_231_235_959), 20_280_101_000_000);
        assert_eq!(number(now, 99_999_999_999_999), 100_000_000_000_000);
    }
}
