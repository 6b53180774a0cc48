//! What each route of users does.

use axum::{RequestExt as _, extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{ACCESS, User, UserInput, UserPatch, UserUpdate, queries};
use crate::{
    auth::{LoggedIn, admin},
    error::{Error, Result},
    extract::{Json, Path},
    page::{IncludeQuery, ListQuery, Page},
    password,
    response::{self, IfMatch, IfNoneMatch},
    state::AppState,
};

/// List users
#[utoipa::path(
    get,
    path = "/users",
    tag = "users",
    operation_id = "list_users",
    params(ListQuery<User>),
    security(("bearer" = [])),
    responses((status = OK, description = "A page of users.", body = Page<User>))
)]
pub async fn list(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    query: ListQuery<User>,
) -> Result<Response> {
    let scope = ACCESS.list.admit(&caller)?;
    let mut db = state.db.read().await?;
    let mut page = queries::list(&mut db, &query, &scope).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// Create a user
#[utoipa::path(
    post,
    path = "/users",
    tag = "users",
    operation_id = "create_user",
    request_body = UserInput,
    security(("bearer" = [])),
    responses((status = CREATED, description = "The new user.", body = User))
)]
pub async fn create(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    request: axum::extract::Request,
) -> Result<Response> {
    ACCESS.create.admit(&caller)?;
    let Json(input): Json<UserInput> = request.extract().await?;
    admin::check_new(&caller, &input)?;
    let password_hash = password::hash(&input.password).await?;
    let mut db = state.db.write().await?;
    let user = queries::insert(&mut db, &input, &password_hash).await?;
    db.commit().await?;
    admin::tell_of_new(&user);
    response::created(&format!("/api/v1/users/{}", user.id), &user)
}

/// Get a user
#[utoipa::path(
    get,
    path = "/users/{id}",
    tag = "users",
    operation_id = "get_user",
    params(("id" = Uuid, Path), IncludeQuery<User>, IfNoneMatch),
    security(("bearer" = [])),
    responses((status = OK, description = "The user.", body = User))
)]
pub async fn get(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<Uuid>,
    query: IncludeQuery<User>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let scope = ACCESS.read.admit(&caller)?;
    let mut db = state.db.read().await?;
    let mut user = queries::find(&mut db, id, &scope).await?.ok_or(Error::NotFound)?;
    if query.include.is_empty() {
        return Ok(seen.answer(response::row(&user)?));
    }
    queries::include(&mut db, &query.include, std::slice::from_mut(&mut user)).await?;
    response::plain(&user)
}

/// Replace a user
#[utoipa::path(
    put,
    path = "/users/{id}",
    tag = "users",
    operation_id = "replace_user",
    params(("id" = Uuid, Path), IfMatch),
    request_body = UserUpdate,
    security(("bearer" = [])),
    responses((status = OK, description = "The user as it is now.", body = User))
)]
pub async fn replace(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    Json(input): Json<UserUpdate>,
) -> Result<Response> {
    let scope = ACCESS.update.admit(&caller)?;
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id, &scope).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    admin::check_change(&caller, &current, &input)?;
    let user = queries::update(&mut db, id, &input).await?;
    admin::keep_one(&mut db, &current).await?;
    let letters = admin::revoke(&mut db, &current, &user).await?;
    db.commit().await?;
    admin::tell_of_rights(&current, &user);
    letters.into_iter().for_each(|letter| state.mailer.send(letter));
    response::row(&user)
}

/// Change a user
#[utoipa::path(
    patch,
    path = "/users/{id}",
    tag = "users",
    operation_id = "update_user",
    params(("id" = Uuid, Path), IfMatch),
    request_body(content((UserPatch = "application/json"), (UserPatch = "application/merge-patch+json"))),
    security(("bearer" = [])),
    responses((status = OK, description = "The user as it is now.", body = User))
)]
pub async fn change(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    patch: UserPatch,
) -> Result<Response> {
    let scope = ACCESS.update.admit(&caller)?;
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id, &scope).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.clone().into())?;
    admin::check_change(&caller, &current, &input)?;
    let user = queries::update(&mut db, id, &input).await?;
    admin::keep_one(&mut db, &current).await?;
    let letters = admin::revoke(&mut db, &current, &user).await?;
    db.commit().await?;
    admin::tell_of_rights(&current, &user);
    letters.into_iter().for_each(|letter| state.mailer.send(letter));
    response::row(&user)
}

/// Delete a user
#[utoipa::path(
    delete,
    path = "/users/{id}",
    tag = "users",
    operation_id = "delete_user",
    params(("id" = Uuid, Path), IfMatch),
    security(("bearer" = [])),
    responses((status = NO_CONTENT, description = "The user is gone."))
)]
pub async fn delete(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<Uuid>,
    seen: IfMatch,
) -> Result<StatusCode> {
    let scope = ACCESS.delete.admit(&caller)?;
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id, &scope).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    queries::delete(&mut db, id).await?;
    admin::keep_one(&mut db, &current).await?;
    db.commit().await?;
    admin::tell_of_end(&current);
    Ok(StatusCode::NO_CONTENT)
}
