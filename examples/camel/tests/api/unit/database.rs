//! What the database refuses, as clients hear of it.

use axum::response::IntoResponse;
use meeting_rooms::{db::Db, error::Error};

use crate::support::*;

const SCHEMA: &[&str] = &[
    "create table shelves (id integer primary key)",
    "create table books (
         id integer primary key,
         shelf_id integer not null references shelves (id),
         pages integer constraint books_pages_check check (pages > 0)
     )",
    "create table titles (title text unique)",
    "insert into shelves (id) values (1)",
    "insert into books (id, shelf_id, pages) values (1, 1, 300)",
];

async fn execute(db: &Db, sql: &'static str) -> sqlx::Result<()> {
    let mut transaction = db.write().await?;
    sqlx::query(sql).execute(&mut *transaction).await?;
    transaction.commit().await
}

fn status(error: Error) -> u16 {
    error.into_response().status().as_u16()
}

#[sqlx::test(migrations = false)]
async fn broken_constraints_are_the_clients_fault(pool: Pool) {
    let db = state(pool).await.db;
    for sql in SCHEMA {
        execute(&db, sql).await.expect("a schema");
    }
    for (sql, expected) in [
        ("insert into books (id, shelf_id, pages) values (1, 1, 300)", 409),
        ("insert into books (id, shelf_id, pages) values (2, 2, 300)", 409),
        ("insert into books (id, shelf_id, pages) values (2, 1, 0)", 422),
        ("insert into books (id, shelf_id, pages) values (2, null, 300)", 422),
        // Longer than an entry of an index may be.
        (
            "insert into titles select string_agg(md5(n::text), '') from generate_series(1, 200) as n",
            422,
        ),
        ("insert into books (id, title) values (2, 'Untitled')", 500),
    ] {
        let error = execute(&db, sql).await.expect_err(sql);
        assert_eq!(status(error.into()), expected, "{sql}");
    }
    let error = execute(&db, "delete from shelves").await.expect_err("a shelf with a book");
    assert_eq!(status(Error::in_use(error)), 409);
}

#[test]
fn database_out_of_reach_is_no_fault_of_the_client() {
    for error in [
        sqlx::Error::PoolTimedOut,
        sqlx::Error::PoolClosed,
        sqlx::Error::Io(std::io::Error::other("gone")),
    ] {
        let answer = Error::from(error).into_response();
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()["retry-after"]),
            (503, &"1".parse().expect("text"))
        );
    }
    assert_eq!(status(sqlx::Error::RowNotFound.into()), 404);
    assert_eq!(status(sqlx::Error::WorkerCrashed.into()), 500);
}
