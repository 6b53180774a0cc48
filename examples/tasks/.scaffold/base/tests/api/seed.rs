//! Sample rows come once.

use tasks::{db::Db, seed};

use crate::support::*;

/// What counts the rows of each table, and how many there shall be.
const ROWS: &[(&str, i64)] =
    &[("select count(*) from users", 10), ("select count(*) from tasks", 10)];

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
