//! The migration that brings new entities into a database that has all the others.

use crate::model::{EntityId, Model};
use crate::target::sql;
use time::macros::format_description;
use time::{Duration, OffsetDateTime, PrimitiveDateTime};

/// A later migration, named once the time is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// What stands after the number in its file's name: `add_comments`.
    pub title: String,
    pub sql: String,
}

/// Creates the tables of `added`, each after those it points at.
pub fn add(model: &Model, added: &[EntityId]) -> Migration {
    let order: Vec<EntityId> = sql::dependency_order(model).into_iter().filter(|id| added.contains(id)).collect();
    let statements: Vec<String> = order.iter().map(|&id| sql::create_entity(model, id)).collect();
    let first = added.first().map_or("nothing", |&id| model.entity(id).table.as_str());
    let title = match added.len() {
        0 | 1 => format!("add_{first}"),
        several => format!("add_{first}_and_{}_more", several - 1),
    };
    Migration { title, sql: statements.join("\n") }
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
