//! What becomes of a request when PostgreSQL fails it.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::{Extension, Router, body::Body, extract::State, routing};
use shop::{app, error::Result, state::AppState};
use sqlx::AssertSqlSafe;

use crate::support::*;

const FAIL: &str = "/api/v1/fail";
const CONTEND: &str = "/api/v1/contend";
const DEADLOCK: &str = "40P01";

/// How often a request was tried.
type Tries = Arc<AtomicUsize>;

#[expect(clippy::disallowed_methods, reason = "no operation of the service fails at will")]
async fn service(pool: Pool, tries: &Tries) -> Service {
    let router = Router::new()
        .route(FAIL, routing::post(fail))
        .route(CONTEND, routing::get(contend).post(contend))
        .layer(Extension(Arc::clone(tries)));
    Service::of(app::layered(router, &config(&[])).with_state(state(pool).await))
}

/// Fails with the state that the body names.
async fn fail(State(state): State<AppState>, code: String) -> Result<()> {
    let mut db = state.db.write().await?;
    let block = format!(
        "do $$ begin raise exception using errcode = '{code}', constraint = 'inner_name'; end $$"
    );
    sqlx::query(AssertSqlSafe(block)).execute(&mut *db).await?;
    Ok(())
}

/// Deadlocks as often as the body says, then answers with the number of tries.
async fn contend(
    state: State<AppState>,
    Extension(tries): Extension<Tries>,
    deadlocks: String,
) -> Result<String> {
    let tried = tries.fetch_add(1, Ordering::Relaxed);
    if tried < deadlocks.parse().expect("a number") {
        fail(state, DEADLOCK.to_owned()).await?;
    }
    Ok((tried + 1).to_string())
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn every_failure_has_its_status(pool: Pool) {
    let service = service(pool, &Tries::default()).await;
    for (status, codes) in [
        (409, &["23503", "23505"][..]),
        (422, &["23502", "23514", "22001", "22003", "22008", "22021", "22P02"]),
        (
            503,
            &[
                "40001", DEADLOCK, "55P03", "57014", "25006", "25P03", "53300", "57P01", "57P03",
                "08006",
            ],
        ),
        (500, &["42501", "42P01", "XX000"]),
    ] {
        for code in codes {
            let answer = service.send("POST", FAIL, &[], code.to_string()).await.problem(status);
            assert_eq!(answer.header("retry-after") == "1", status == 503, "{code}");
            assert!(!String::from_utf8_lossy(&answer.body).contains("inner_name"), "{code}");
        }
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn write_that_was_undone_is_tried_three_times(pool: Pool) {
    let tries = Tries::default();
    let service = service(pool, &tries).await;
    for (deadlocks, status, tried) in [("0", 200, 1), ("2", 200, 3), ("3", 503, 3)] {
        tries.store(0, Ordering::Relaxed);
        service.send("POST", CONTEND, &[], deadlocks.to_owned()).await.expect(status);
        assert_eq!(tries.load(Ordering::Relaxed), tried, "{deadlocks}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_only_reads_is_tried_once(pool: Pool) {
    let tries = Tries::default();
    let service = service(pool, &tries).await;
    service.send("GET", CONTEND, &[], Body::from("1")).await.problem(503);
    assert_eq!(tries.load(Ordering::Relaxed), 1);
}
