//! The caller's own account.

use std::mem;

use axum::{extract::State, response::Response};

use super::{Current, Scope, client::Client, events::Event, passwords, verify};
use crate::{
    error::{Error, Result},
    extract::Patch,
    fault::Fault,
    password::Password,
    resources::members::{self, Member, MemberSelfUpdate},
    response::{self, IfMatch, IfNoneMatch, Success},
    state::AppState,
};

/// Get one's account
#[utoipa::path(
    get,
    path = "/auth/me",
    tag = "auth",
    operation_id = "get_me",
    params(IfNoneMatch),
    security(("bearer" = [])),
    responses((status = OK, description = "The account.", body = Success<Member>))
)]
pub async fn get(
    State(state): State<AppState>,
    current: Current,
    seen: IfNoneMatch,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let found = members::queries::find(&mut db, current.account.id, &Scope::Every).await?;
    Ok(seen.answer(response::row(&found.ok_or_else(Error::invalid_token)?)?))
}

/// Changes to one's account.
pub type SelfPatch = Patch<MemberSelfUpdate>;

/// Change one's account
///
/// A new e-mail address counts once the letter that is sent to it is answered.
#[utoipa::path(
    patch,
    path = "/auth/me",
    tag = "auth",
    operation_id = "update_me",
    params(IfMatch),
    request_body(content((SelfPatch = "application/json"), (SelfPatch = "application/merge-patch+json"))),
    security(("bearer" = [])),
    responses((status = OK, description = "The account as it is now.", body = Success<Member>))
)]
pub async fn change(
    State(state): State<AppState>,
    client: Client,
    current: Current,
    seen: IfMatch,
    patch: SelfPatch,
) -> Result<Response> {
    let password: Option<Password> = patch.get("currentPassword");
    let proven = match &password {
        Some(password) => Some(passwords::prove(&state, &client, &current, password).await?),
        None => None,
    };
    let mut db = state.db.write().await?;
    let before =
        members::queries::find_for_update(&mut db, current.account.id, &Scope::Every).await?;
    let before = before.ok_or_else(Error::invalid_token)?;
    seen.check(&before)?;
    let mut profile = patch.apply(&before.clone().into())?;
    if is_known_otherwise(&before, &profile) {
        let required = || {
            Fault::new("/currentPassword", "required", "is required to change what you log in with")
        };
        passwords::hold(&mut db, &proven.ok_or_else(required)?).await?;
    }
    let email = mem::replace(&mut profile.email, before.email.clone());
    let member = members::queries::update(&mut db, current.account.id, &profile.into()).await?;
    let letter = match email == before.email {
        true => None,
        false => {
            client.count_letter(&state, &email)?;
            Some(verify::ask_of_new(&mut db, &state.config.auth, &before.id, &email).await?)
        }
    };
    db.commit().await?;
    if let Some(letter) = letter {
        state.mailer.send(letter);
    }
    if member.handle != before.handle {
        Event::LoginNameChanged.log(Some(&before.id), Some(&client));
    }
    response::row(&member)
}

/// Whoever changes these could take the account over.
fn is_known_otherwise(before: &Member, after: &MemberSelfUpdate) -> bool {
    after.email != before.email || after.handle != before.handle
}
