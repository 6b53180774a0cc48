//! The caller's own account.

use axum::{extract::State, response::Response};

use super::{Current, Scope, client::Client, events::Event, letters, passwords, queries};
use crate::{
    error::{Error, Result},
    extract::Patch,
    fault::Fault,
    password::Password,
    resources::users::{self, User, UserSelfUpdate},
    response::{self, IfMatch, IfNoneMatch},
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
    responses((status = OK, description = "The account.", body = User))
)]
pub async fn get(
    State(state): State<AppState>,
    current: Current,
    seen: IfNoneMatch,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let found = users::queries::find(&mut db, current.account.id, &Scope::Every).await?;
    Ok(seen.answer(response::row(&found.ok_or_else(Error::invalid_token)?)?))
}

/// Changes to one's account.
pub type SelfPatch = Patch<UserSelfUpdate>;

/// Change one's account
#[utoipa::path(
    patch,
    path = "/auth/me",
    tag = "auth",
    operation_id = "update_me",
    params(IfMatch),
    request_body(content((SelfPatch = "application/json"), (SelfPatch = "application/merge-patch+json"))),
    security(("bearer" = [])),
    responses((status = OK, description = "The account as it is now.", body = User))
)]
pub async fn change(
    State(state): State<AppState>,
    client: Client,
    current: Current,
    seen: IfMatch,
    patch: SelfPatch,
) -> Result<Response> {
    let password: Option<Password> = patch.get("current_password");
    let proven = match &password {
        Some(password) => Some(passwords::prove(&state, &client, &current, password).await?),
        None => None,
    };
    let mut db = state.db.write().await?;
    let before =
        users::queries::find_for_update(&mut db, current.account.id, &Scope::Every).await?;
    let before = before.ok_or_else(Error::invalid_token)?;
    seen.check(&before)?;
    let profile = patch.apply(&before.clone().into())?;
    if is_known_otherwise(&before, &profile) {
        let required = || {
            Fault::new(
                "/current_password",
                "required",
                "is required to change what you log in with",
            )
        };
        passwords::hold(&mut db, &proven.ok_or_else(required)?).await?;
    }
    let moved = profile.email != before.email;
    let user = users::queries::update(&mut db, current.account.id, &profile.into()).await?;
    if moved {
        queries::mail_tokens::delete_all(&mut db, &before.id).await?;
    }
    db.commit().await?;
    if moved {
        Event::EmailChanged.log(Some(&before.id), Some(&client));
        state.mailer.send(letters::email_changed(&before.email));
    }
    response::row(&user)
}

/// Whoever changes these could take the account over.
fn is_known_otherwise(before: &User, after: &UserSelfUpdate) -> bool {
    after.email != before.email
}
