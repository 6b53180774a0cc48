//! Confirming that an e-mail address is the account's.

use axum::{extract::State, http::StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    AccountId, Settings,
    client::Client,
    events::Event,
    letters,
    mail_tokens::{self, Purpose},
    mailer::Letter,
    opaque::Opaque,
    queries,
    registration::Registration,
};
use crate::{
    db::Connection,
    error::{Error, Result},
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
    client: Client,
    Json(input): Json<VerifyInput>,
) -> Result<StatusCode> {
    let hash = input.token.hash();
    let mut db = state.db.write().await?;
    if let Some(id) = Registration::confirm(&mut db, &hash).await? {
        db.commit().await?;
        Event::Registered.log(Some(&id), Some(&client));
        return Ok(StatusCode::NO_CONTENT);
    }
    let account = queries::accounts::find_by_token(&mut db, &hash, Purpose::Verify)
        .await?
        .ok_or_else(mail_tokens::refused)?;
    let email = queries::mail_tokens::find_email(&mut db, &hash).await?;
    if !queries::mail_tokens::claim(&mut db, &hash, Purpose::Verify).await? {
        return Err(mail_tokens::refused());
    }
    if let Some(email) = email {
        move_to(&mut db, &account.id, &email).await?;
        db.commit().await?;
        Event::EmailChanged.log(Some(&account.id), Some(&client));
        state.mailer.send(letters::email_changed(&account.email));
        return Ok(StatusCode::NO_CONTENT);
    }
    queries::accounts::set_verified(&mut db, &account.id).await?;
    db.commit().await?;
    Event::EmailConfirmed.log(Some(&account.id), Some(&client));
    Ok(StatusCode::NO_CONTENT)
}

/// Gives the account its new address, unless another one has it by now. What was mailed to the former is good no more.
async fn move_to(db: &mut Connection, account: &AccountId, email: &str) -> Result<()> {
    queries::accounts::set_email(db, account, email).await.map_err(|error| match error {
        Error::Taken(_) => mail_tokens::refused(),
        error => error,
    })?;
    queries::mail_tokens::delete_all(db, account).await
}

/// The letter to the address that an account wants to have from now on. That another one has it is for the owner of the
/// address to know, and for nobody else.
pub async fn ask_of_new(
    db: &mut Connection,
    settings: &Settings,
    account: &AccountId,
    email: &str,
) -> Result<Letter> {
    let token = mail_tokens::issue_verify(db, account, Some(email)).await?;
    Ok(match queries::accounts::find_by_email(db, email).await? {
        Some(_) => letters::address_taken(email),
        None => letters::verify(email, settings, &token),
    })
}

/// The letter that asks whether an address is the account's, to be sent when the transaction is through.
pub async fn ask(
    db: &mut Connection,
    settings: &Settings,
    account: &AccountId,
    email: &str,
) -> Result<Letter> {
    let token = mail_tokens::issue_verify(db, account, None).await?;
    Ok(letters::verify(email, settings, &token))
}
