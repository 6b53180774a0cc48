//! Making an account of one's own, which begins when the address is confirmed.

use axum::{extract::State, http::StatusCode};

use super::{client::Client, common, letters, queries, registration::Registration};
use crate::{
    error::Result, extract::Json, resources::members::MemberRegistration, state::AppState,
};

/// Register
#[utoipa::path(
    post,
    path = "/auth/register",
    tag = "auth",
    operation_id = "register",
    request_body = MemberRegistration,
    responses((status = ACCEPTED, description = "A letter is on its way to the address."))
)]
pub async fn register(
    State(state): State<AppState>,
    client: Client,
    Json(body): Json<MemberRegistration>,
) -> Result<StatusCode> {
    common::check("/password", &body.password, &[&body.email, &body.handle])?;
    let email = body.email.clone();
    client.count_letter(&state, &email)?;
    let registration = Registration::of(body).await?;
    registration.probe(&state.db).await?;
    let mut db = state.db.write().await?;
    // Kept in any case: whether there is an account already is for the owner of the address to know, and for nobody who
    // looks at the clock.
    let token = registration.keep(&mut db).await?;
    let letter = match queries::accounts::find_by_email(&mut db, &email).await? {
        None => letters::registered(&email, &state.config.auth, &token),
        Some(_) => letters::already_registered(&email),
    };
    db.commit().await?;
    state.mailer.send(letter);
    Ok(StatusCode::ACCEPTED)
}
