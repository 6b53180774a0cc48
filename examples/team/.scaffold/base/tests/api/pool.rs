//! Connections that are left in the middle of something, and those that come after.

use std::time::Duration;

use sqlx::{Connection as _, query, query_scalar};
use tokio::time::timeout;

use crate::support::*;

/// More than there are connections.
const MANY: usize = 12;
const SLOW: &str = "select pg_sleep(0.5)";

#[sqlx::test(migrator = "MIGRATOR")]
async fn cancelled_queries_leave_connections_in_order(pool: Pool) {
    let db = state(pool).await.db;
    for _ in 0..MANY {
        let mut lease = db.read().await.expect("a connection");
        let slow = query(SLOW).execute(&mut *lease);
        timeout(Duration::from_millis(1), slow).await.expect_err("a slow query");
    }
    for number in 0..MANY as i64 {
        let mut lease = db.read().await.expect("a connection");
        let answer: i64 =
            query_scalar("select $1").bind(number).fetch_one(&mut *lease).await.expect("a row");
        assert_eq!(answer, number);
    }
    db.close().await;
    assert_eq!(db.usage(), (0, 0));
    db.read().await.expect_err("a closed pool");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn unfinished_transactions_are_undone(pool: Pool) {
    let db = state(pool).await.db;
    for _ in 0..MANY {
        timeout(Duration::ZERO, db.write()).await.ok();
        let mut db = db.write().await.expect("a transaction");
        query("create table probe (id integer)").execute(&mut *db).await.expect("no table yet");
    }
    let mut write = db.write().await.expect("a transaction");
    query("create table probe (id integer)").execute(&mut *write).await.expect("no table yet");
    write.commit().await.expect("committed");
    let mut read = db.read().await.expect("a connection");
    query("select id from probe").fetch_all(&mut *read).await.expect("the table is there");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn broken_connections_are_replaced(pool: Pool) {
    let db = state(pool).await.db;
    for _ in 0..MANY {
        let mut lease = db.read().await.expect("a connection");
        let ended =
            query("select pg_terminate_backend(pg_backend_pid())").execute(&mut *lease).await;
        ended.expect_err("the server hangs up");
    }
    db.read().await.expect("a connection").ping().await.expect("an answer");
}
