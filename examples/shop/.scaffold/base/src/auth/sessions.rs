//! The sessions of an account, each with its chain of refresh tokens.

use axum::{extract::State, http::StatusCode, response::Response};
use serde::Serialize;
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    AccountId, Current,
    client::Client,
    events::Event,
    moment,
    opaque::Opaque,
    queries,
    settings::{REFRESH_TOKEN, SESSION},
};
use crate::{
    db::Connection,
    error::{Error, Result},
    extract::Path,
    response,
    state::AppState,
    values::Instant,
};

/// A login that is still good.
#[derive(Debug, Serialize, FromRow, ToSchema)]
pub struct OwnSession {
    pub id: Uuid,
    pub created_at: Instant,
    pub last_used_at: Instant,
    pub expires_at: Instant,
    /// What the client called itself.
    #[schema(required, max_length = 200, pattern = r"^[^\x00]*$")]
    pub user_agent: Option<String>,
    /// Where it logged in from.
    #[schema(required, max_length = 45, pattern = "^[0-9A-Fa-f.:]+$")]
    pub address: Option<String>,
    /// The session of this request.
    pub current: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct OwnSessions {
    /// The hundred used last, the latest of them first.
    #[schema(max_items = 100)]
    pub items: Vec<OwnSession>,
}

/// List one's sessions
#[utoipa::path(
    get,
    path = "/auth/sessions",
    tag = "auth",
    operation_id = "list_own_sessions",
    security(("bearer" = [])),
    responses((status = OK, description = "The sessions of the account.", body = OwnSessions))
)]
pub async fn list(State(state): State<AppState>, current: Current) -> Result<Response> {
    let mut db = state.db.read().await?;
    let items = queries::sessions::list(&mut db, &current.account.id, current.session).await?;
    response::plain(&OwnSessions { items })
}

/// End one of one's sessions
#[utoipa::path(
    delete,
    path = "/auth/sessions/{id}",
    tag = "auth",
    operation_id = "end_own_session",
    params(("id" = Uuid, Path)),
    security(("bearer" = [])),
    responses((status = NO_CONTENT, description = "The session is over."))
)]
pub async fn end(
    State(state): State<AppState>,
    current: Current,
    Path(id): Path<Uuid>,
) -> Result<StatusCode> {
    let mut db = state.db.write().await?;
    if !queries::sessions::delete_own(&mut db, &current.account.id, id).await? {
        return Err(Error::NotFound);
    }
    db.commit().await?;
    Event::SessionEnded.log(Some(&current.account.id), None);
    Ok(StatusCode::NO_CONTENT)
}

/// A new session and its first refresh token; those that are over make room.
pub async fn open(
    db: &mut Connection,
    account: &AccountId,
    client: &Client,
) -> Result<(Uuid, Opaque)> {
    queries::expired::sessions(db).await?;
    let id = Uuid::now_v7();
    let expires_at = moment::after(SESSION);
    queries::sessions::insert(db, id, account, expires_at, client).await?;
    Ok((id, continue_with_token(db, id, expires_at).await?))
}

/// The next refresh token of a session, which does not outlive it.
pub async fn continue_with_token(
    db: &mut Connection,
    session: Uuid,
    end: Instant,
) -> Result<Opaque> {
    queries::sessions::delete_expired_tokens(db, session).await?;
    let token = Opaque::new();
    queries::sessions::insert_token(
        db,
        &token.hash(),
        session,
        end.min(moment::after(REFRESH_TOKEN)),
    )
    .await?;
    Ok(token)
}
