//! Confirming that an e-mail address is the account's.

use axum::{extract::State, http::StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    AccountId, Settings,
    client::Client,
    letters,
    mail_tokens::{self, Purpose},
    mailer::Letter,
    opaque::Opaque,
    queries,
};
use crate::{
    db::Connection,
    error::Result,
    extract::Json,
    state::AppState,
    validate::{Faults, Validate},
};

/// The token that was mailed to the address.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"token": "bm9ib2R5IGtub3dzIHdoYXQgdGhpcyB0b2tlbiBtZWFucw"}))]
pub struct VerifyInput {
    #[schema(max_length = 100, pattern = r"^[^\x00]*$", value_type = String)]
    pub token: Opaque,
}

impl Validate for VerifyInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/token", &self.token).max_length(100);
    }
}

/// Confirm an e-mail address
#[utoipa::path(
    post,
    path = "/auth/verify",
    tag = "auth",
    operation_id = "verify_email",
    request_body = VerifyInput,
    responses((status = NO_CONTENT, description = "The address is confirmed."))
)]
pub async fn verify(
    State(state): State<AppState>,
    _: Client,
    Json(input): Json<VerifyInput>,
) -> Result<StatusCode> {
    let hash = input.token.hash();
    let mut db = state.db.write().await?;
    let account = queries::accounts::find_by_token(&mut db, &hash, Purpose::Verify)
        .await?
        .ok_or_else(mail_tokens::refused)?;
    if !queries::mail_tokens::claim(&mut db, &hash, Purpose::Verify).await? {
        return Err(mail_tokens::refused());
    }
    queries::accounts::set_verified(&mut db, &account.id, true).await?;
    db.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The letter that asks whether an address is the account's, to be sent when the transaction is through.
pub async fn ask(
    db: &mut Connection,
    settings: &Settings,
    account: &AccountId,
    email: &str,
) -> Result<Letter> {
    let token = mail_tokens::issue(db, account, Purpose::Verify).await?;
    Ok(letters::verify(email, settings, &token))
}
