//! Logging in as OAuth2 clients do.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    client::Client,
    form::Form,
    login::{self, TokenPair},
};
use crate::{
    error::{Error, Result},
    password::Password,
    state::AppState,
    validate::{Faults, Validate},
};

/// The password grant of OAuth2 (RFC 6749, 4.3.2).
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(example = json!({"grant_type": "password", "username": "ada@example.com", "password": "correct horse battery"}))]
pub struct PasswordGrant {
    #[schema(pattern = "^password$", max_length = 8)]
    pub grant_type: String,
    #[schema(max_length = 100, pattern = r"^[^\x00]*$")]
    pub username: String,
    #[schema(max_length = 128, format = Password, pattern = r"^[^\x00]*$", value_type = String)]
    pub password: Password,
}

impl Validate for PasswordGrant {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/username", &self.username).max_length(100);
        faults.member("/password", &self.password).max_length(128);
    }
}

/// Log in as OAuth2 clients do
#[utoipa::path(
    post,
    path = "/auth/token",
    tag = "auth",
    operation_id = "grant_token",
    request_body(content = PasswordGrant, content_type = "application/x-www-form-urlencoded"),
    responses((status = OK, description = "A new session.", body = TokenPair))
)]
pub async fn token(
    State(state): State<AppState>,
    client: Client,
    Form(grant): Form<PasswordGrant>,
) -> Result<Response> {
    if grant.grant_type != "password" {
        return Err(Error::BadRequest("The one grant here is `password`.".into()));
    }
    let name = grant.username;
    let account = login::authenticate(&state, &client, &name, &grant.password).await?;
    let body = serde_json::to_vec(&login::begin(&state, &client, account).await?)
        .map_err(Error::internal)?;
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}
