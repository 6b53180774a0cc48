//! Whether the process lives, and whether it can serve.

use std::time::{Duration, Instant};

use axum::{
    Router,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use tokio::sync::Mutex;

use crate::{
    db::{Db, MIGRATOR},
    error::{Error, Result},
    state::AppState,
};

/// How long an answer of the database counts.
const FRESH: Duration = Duration::from_secs(1);

/// What the database answered last, and when: whoever asks more often costs it nothing.
#[derive(Debug, Default)]
pub struct Readiness(Mutex<Option<(Instant, bool)>>);

impl Readiness {
    async fn of(&self, db: &Db) -> bool {
        let mut last = self.0.lock().await;
        match *last {
            Some((asked, is_ready)) if asked.elapsed() < FRESH => is_ready,
            _ => {
                let is_ready = is_migrated(db).await.unwrap_or(false);
                *last = Some((Instant::now(), is_ready));
                is_ready
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "for supervisors, not for clients of the API")]
pub fn router() -> Router<AppState> {
    Router::new().route("/healthz", get(live)).route("/readyz", get(ready))
}

/// Does without the database: a restart would not mend that.
async fn live() -> Response {
    fine()
}

/// 503 where the database is out of reach or its schema not up to date, and before the service stops.
async fn ready(State(state): State<AppState>) -> Result<Response> {
    if state.is_stopping() || !state.readiness.of(&state.db).await {
        return Err(Error::Unavailable);
    }
    Ok(fine())
}

fn fine() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], r#"{"status":"ok"}"#).into_response()
}

/// A newer schema, left by a newer release, will do.
async fn is_migrated(db: &Db) -> sqlx::Result<bool> {
    let known = MIGRATOR.iter().filter(|migration| migration.migration_type.is_up_migration());
    let newest = MIGRATOR.iter().map(|migration| migration.version).max();
    let applied: i64 =
        sqlx::query_scalar("select count(*) from _sqlx_migrations where success and version <= $1")
            .bind(newest)
            .fetch_one(&mut *db.read().await?)
            .await?;
    Ok(applied == known.count() as i64)
}
