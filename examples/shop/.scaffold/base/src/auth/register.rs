//! Making an account of one's own.

use axum::{extract::State, response::Response};

use super::{AccountId, client::Client, common, events::Event};
use crate::{
    error::Result,
    extract::Json,
    password,
    resources::users::{self, User, UserInput, UserRegistration},
    response,
    state::AppState,
};

/// Register
#[utoipa::path(
    post,
    path = "/auth/register",
    tag = "auth",
    operation_id = "register",
    request_body = UserRegistration,
    responses((
        status = CREATED,
        description = "The new account.",
        body = User
    ))
)]
pub async fn register(
    State(state): State<AppState>,
    client: Client,
    Json(registration): Json<UserRegistration>,
) -> Result<Response> {
    common::check("/password", &registration.password, &[&registration.email])?;
    let input = UserInput::from(registration);
    let password_hash = password::hash(&input.password).await?;
    let mut db = state.db.write().await?;
    let user = users::queries::insert(&mut db, &input, &password_hash).await?;
    db.commit().await?;
    let id: &AccountId = &user.id;
    Event::Registered.log(Some(id), Some(&client));
    response::created("/api/v1/auth/me", &user)
}
