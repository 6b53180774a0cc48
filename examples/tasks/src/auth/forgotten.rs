//! Setting a new password where the old one is forgotten.

use axum::{extract::State, http::StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    client::Client,
    common,
    events::Event,
    letters,
    mail_tokens::{self, Purpose},
    mailer::Place,
    opaque::Opaque,
    queries,
};
use crate::{
    error::Result,
    extract::Json,
    password::{self, Password},
    state::AppState,
    text,
    validate::{Faults, Validate},
};

/// The account to set a new password for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "ada@example.com"}))]
pub struct ForgotInput {
    #[serde(deserialize_with = "text::lowercase")]
    #[schema(min_length = 1, max_length = 254, format = "email")]
    pub email: String,
}

impl Validate for ForgotInput {
    fn validate(&self, faults: &mut Faults) {
        faults
            .member("/email", &self.email)
            .max_length(254)
            .format("an e-mail address", text::is_email);
    }
}

/// A new password, and the token that was mailed for it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"token": "bm9ib2R5IGtub3dzIHdoYXQgdGhpcyB0b2tlbiBtZWFucw", "password": "correct horse battery"}))]
pub struct ResetInput {
    #[schema(max_length = 100, pattern = r"^[^\x00]*$", value_type = String)]
    pub token: Opaque,
    #[schema(min_length = 8, max_length = 128, format = Password, pattern = r"^[^\x00]*$", value_type = String)]
    pub password: Password,
}

impl Validate for ResetInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/token", &self.token).max_length(100);
        faults.member("/password", &self.password).min_length(8).max_length(128);
    }
}

/// Ask for a link to set a new password
#[utoipa::path(
    post,
    path = "/auth/password/forgot",
    tag = "auth",
    operation_id = "forget_password",
    request_body = ForgotInput,
    responses((status = ACCEPTED, description = "A link is on its way, if there is such an account."))
)]
pub async fn forgot(
    State(state): State<AppState>,
    client: Client,
    Json(input): Json<ForgotInput>,
) -> Result<StatusCode> {
    client.count_letter(&state, &input.email)?;
    if let Some(place) = state.mailer.reserve() {
        // Behind the answer, which takes the same time whether there is such an account or not.
        tokio::spawn(async move {
            if let Err(error) = send_link(&state, &client, &input.email, place).await {
                tracing::error!(%error, "cannot send a link to set a new password");
            }
        });
    }
    Ok(StatusCode::ACCEPTED)
}

async fn send_link(state: &AppState, client: &Client, email: &str, place: Place) -> Result<()> {
    let mut db = state.db.write().await?;
    let Some(account) = queries::accounts::find_by_email(&mut db, email).await? else {
        return Ok(());
    };
    if !account.is_active {
        return Ok(());
    }
    let token = mail_tokens::issue_reset(&mut db, &account.id).await?;
    db.commit().await?;
    Event::PasswordForgotten.log(Some(&account.id), Some(client));
    place.send(letters::reset(&account.email, &state.config.auth, &token));
    Ok(())
}

/// Set a new password with a mailed token
#[utoipa::path(
    post,
    path = "/auth/password/reset",
    tag = "auth",
    operation_id = "reset_password",
    request_body = ResetInput,
    responses((status = NO_CONTENT, description = "The password is set, and all sessions are over."))
)]
pub async fn reset(
    State(state): State<AppState>,
    client: Client,
    Json(input): Json<ResetInput>,
) -> Result<StatusCode> {
    let hash = input.token.hash();
    let mut db = state.db.read().await?;
    let account = queries::accounts::find_by_token(&mut db, &hash, Purpose::Reset)
        .await?
        .ok_or_else(mail_tokens::refused)?;
    drop(db);
    common::check("/password", &input.password, &[&account.email, &account.name])?;
    let password = password::hash(&input.password).await?;
    let mut db = state.db.write().await?;
    // The account before its tokens, as all who take both do, or they would wait for each other.
    queries::accounts::find_by_token(&mut db, &hash, Purpose::Reset)
        .await?
        .ok_or_else(mail_tokens::refused)?;
    if !queries::mail_tokens::claim(&mut db, &hash, Purpose::Reset).await? {
        return Err(mail_tokens::refused());
    }
    queries::accounts::set_password(&mut db, &account.id, &password).await?;
    queries::mail_tokens::delete_all(&mut db, &account.id).await?;
    queries::sessions::delete_all(&mut db, &account.id).await?;
    db.commit().await?;
    client.is_at_home(&state, &account);
    Event::PasswordReset.log(Some(&account.id), Some(&client));
    state.mailer.send(letters::password_changed(&account.email));
    Ok(StatusCode::NO_CONTENT)
}
