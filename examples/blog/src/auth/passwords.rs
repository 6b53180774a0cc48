//! Changing a password, and proving to know it.

use axum::{extract::State, http::StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    Current, client::Client, common, events::Event, letters, queries,
    queries::accounts::Credentials,
};
use crate::{
    db::Connection,
    error::{Error, Result},
    extract::Json,
    fault::Fault,
    password::{self, Password},
    state::AppState,
    validate::{Faults, Validate},
};

/// The password as it is, and as it shall be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"current_password": "correct horse battery", "new_password": "staple of the stable"}))]
pub struct ChangeInput {
    #[schema(max_length = 128, format = Password, pattern = r"^[^\x00]*$", value_type = String)]
    pub current_password: Password,
    #[schema(min_length = 8, max_length = 128, format = Password, pattern = r"^[^\x00]*$", value_type = String)]
    pub new_password: Password,
}

impl Validate for ChangeInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/current_password", &self.current_password).max_length(128);
        faults.member("/new_password", &self.new_password).min_length(8).max_length(128);
    }
}

/// Change one's password
#[utoipa::path(
    post,
    path = "/auth/password/change",
    tag = "auth",
    operation_id = "change_password",
    request_body = ChangeInput,
    security(("bearer" = [])),
    responses((status = NO_CONTENT, description = "The password is changed, and all other sessions are over."))
)]
pub async fn change(
    State(state): State<AppState>,
    client: Client,
    current: Current,
    Json(input): Json<ChangeInput>,
) -> Result<StatusCode> {
    let account = prove(&state, &client, &current, &input.current_password).await?;
    common::check("/new_password", &input.new_password, &[&account.email, &account.name])?;
    let password = password::hash(&input.new_password).await?;
    let mut db = state.db.write().await?;
    hold(&mut db, &account).await?;
    queries::accounts::set_password(&mut db, &account.id, &password).await?;
    queries::mail_tokens::delete_all(&mut db, &account.id).await?;
    queries::sessions::delete_others(&mut db, &account.id, current.session).await?;
    db.commit().await?;
    Event::PasswordChanged.log(Some(&account.id), Some(&client));
    state.mailer.send(letters::password_changed(&account.email));
    Ok(StatusCode::NO_CONTENT)
}

/// The caller's account, to those who know its password.
pub async fn prove(
    state: &AppState,
    client: &Client,
    current: &Current,
    password: &Password,
) -> Result<Credentials> {
    let mut db = state.db.read().await?;
    let account = queries::accounts::find(&mut db, &current.account.id)
        .await?
        .ok_or_else(Error::invalid_token)?;
    drop(db);
    client.count_try(state, &account.name)?;
    match password::verify(password, Some(account.password.clone())).await? {
        true => Ok(account),
        false => {
            Event::PasswordRefused.log(Some(&account.id), Some(client));
            Err(wrong_password())
        }
    }
}

/// 422 where the proven password has become another one since. It stays so until the transaction ends.
pub async fn hold(db: &mut Connection, account: &Credentials) -> Result<()> {
    match queries::accounts::confirm(db, &account.id, &account.password).await? {
        true => Ok(()),
        false => Err(wrong_password()),
    }
}

fn wrong_password() -> Error {
    Fault::new("/current_password", "wrong_password", "is not the password of this account").into()
}
