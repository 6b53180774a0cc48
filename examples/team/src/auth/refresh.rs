//! Going on with a session, and ending it.

use std::time::Duration;

use axum::{extract::State, http::StatusCode, response::Response};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    Current, client::Client, events::Event, login::TokenPair, moment, opaque::Opaque, queries,
    sessions,
};
use crate::{
    db::Connection,
    error::{Error, Result},
    extract::Json,
    response::{self, Success},
    state::AppState,
    validate::{Faults, Validate},
};

/// A client that did not hear the answer may ask again for so long without being taken for a thief.
const GRACE: Duration = Duration::from_secs(10);

/// A session, by the token that goes on with it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"refresh_token": "bm9ib2R5IGtub3dzIHdoYXQgdGhpcyB0b2tlbiBtZWFucw"}))]
pub struct RefreshInput {
    #[schema(max_length = 100, pattern = r"^[^\x00]*$", value_type = String)]
    pub refresh_token: Opaque,
}

impl Validate for RefreshInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/refresh_token", &self.refresh_token).max_length(100);
    }
}

/// Go on with a session
#[utoipa::path(
    post,
    path = "/auth/refresh",
    tag = "auth",
    operation_id = "refresh_session",
    request_body = RefreshInput,
    responses((status = OK, description = "The next pair of tokens.", body = Success<TokenPair>))
)]
pub async fn refresh(
    State(state): State<AppState>,
    client: Client,
    Json(input): Json<RefreshInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let hash = input.refresh_token.hash();
    let session = queries::sessions::touch_by_token(&mut db, &hash)
        .await?
        .ok_or_else(Error::invalid_token)?;
    if !queries::sessions::claim(&mut db, &hash).await? {
        if is_stolen(&mut db, &hash).await? {
            queries::sessions::delete(&mut db, session.id).await?;
            db.commit().await?;
            Event::TokenReused.log(Some(&session.account_id), Some(&client));
        }
        return Err(Error::invalid_token());
    }
    let account = queries::accounts::find_active(&mut db, &session.account_id).await?;
    let account = account.ok_or_else(Error::invalid_token)?;
    let refresh_token =
        sessions::continue_with_token(&mut db, session.id, session.expires_at).await?;
    db.commit().await?;
    response::plain(&TokenPair::new(state.keys.issue(&account.id, session.id)?, refresh_token))
}

/// Whether a used token comes back that nobody honest would still send.
async fn is_stolen(db: &mut Connection, hash: &[u8]) -> Result<bool> {
    let Some(used) = queries::sessions::find_use(db, hash).await? else { return Ok(false) };
    Ok(!used.is_last || used.used_at < moment::before(GRACE))
}

/// End a session
#[utoipa::path(
    post,
    path = "/auth/logout",
    tag = "auth",
    operation_id = "log_out",
    request_body = RefreshInput,
    responses((status = NO_CONTENT, description = "The session is over, if there was one."))
)]
pub async fn logout(
    State(state): State<AppState>,
    client: Client,
    Json(input): Json<RefreshInput>,
) -> Result<StatusCode> {
    let mut db = state.db.write().await?;
    let account = queries::sessions::delete_by_token(&mut db, &input.refresh_token.hash()).await?;
    db.commit().await?;
    if let Some(account) = account {
        Event::LoggedOut.log(Some(&account), Some(&client));
    }
    Ok(StatusCode::NO_CONTENT)
}

/// End all sessions
#[utoipa::path(
    post,
    path = "/auth/logout-all",
    tag = "auth",
    operation_id = "log_out_everywhere",
    security(("bearer" = [])),
    responses((status = NO_CONTENT, description = "All sessions of the account are over."))
)]
pub async fn logout_all(
    State(state): State<AppState>,
    client: Client,
    current: Current,
) -> Result<StatusCode> {
    let mut db = state.db.write().await?;
    queries::sessions::delete_all(&mut db, &current.account.id).await?;
    db.commit().await?;
    Event::LoggedOutEverywhere.log(Some(&current.account.id), Some(&client));
    Ok(StatusCode::NO_CONTENT)
}
