//! Whether the process lives, and whether it can serve.

use axum::{
    Router,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};

use crate::{
    db::MIGRATOR,
    error::{Error, Result},
    state::AppState,
};

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
    if state.is_stopping() || !is_migrated(&state).await.unwrap_or(false) {
        return Err(Error::Unavailable);
    }
    Ok(fine())
}

fn fine() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], r#"{"status":"ok"}"#).into_response()
}

/// A newer schema, left by a newer release, will do.
async fn is_migrated(state: &AppState) -> sqlx::Result<bool> {
    let known = MIGRATOR.iter().filter(|migration| migration.migration_type.is_up_migration());
    let newest = MIGRATOR.iter().map(|migration| migration.version).max();
    let applied: i64 =
        sqlx::query_scalar("select count(*) from _sqlx_migrations where success and version <= $1")
            .bind(newest)
            .fetch_one(&mut *state.db.read().await?)
            .await?;
    Ok(applied == known.count() as i64)
}
