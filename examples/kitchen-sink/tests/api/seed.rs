//! Sample rows come once.

use kitchen_sink::{db::Db, seed};

use crate::support::*;

/// What counts the rows of each table, and how many there shall be.
const ROWS: &[(&str, i64)] = &[
    ("select count(*) from people", 10),
    ("select count(*) from tickets", 10),
    ("select count(*) from countries", 10),
    ("select count(*) from shelves", 10),
    ("select count(*) from artifacts", 10),
    ("select count(*) from series", 10),
    ("select count(*) from passports", 10),
    ("select count(*) from placements", 10),
    ("select count(*) from audits", 10),
    ("select count(*) from exhibitions", 10),
    ("select count(*) from loans", 10),
    ("select count(*) from topics", 10),
    ("select count(*) from guides", 10),
    ("select count(*) from orders", 10),
    ("select count(*) from order_items", 10),
    ("select count(*) from invoices", 10),
    ("select count(*) from notes", 10),
    ("select count(*) from options", 10),
    ("select count(*) from results", 10),
    ("select count(*) from pages", 10),
    ("select count(*) from errors", 10),
    ("select count(*) from storage_boxes", 3),
    ("select count(*) from settings", 10),
    ("select count(*) from news_items", 10),
];

async fn assert_rows(db: &Db) {
    for &(count, expected) in ROWS {
        let mut connection = db.read().await.expect("a connection");
        let rows: i64 =
            sqlx::query_scalar(count).fetch_one(&mut *connection).await.expect("a number");
        assert_eq!(rows, expected, "{count}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn sample_rows_come_once(pool: Pool) {
    let db = state(pool).await.db;
    for _ in 0..2 {
        seed::run(&db).await.expect("sample rows");
        assert_rows(&db).await;
    }
}
