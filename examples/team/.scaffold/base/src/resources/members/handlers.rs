//! What each route of members does.

use axum::{RequestExt as _, extract::State, response::Response};

use super::{ACCESS, Member, MemberInput, MemberPatch, MemberUpdate, queries};
use crate::{
    auth::{LoggedIn, admin, verify},
    error::{Error, Result},
    extract::{Json, Path},
    page::{IncludeQuery, ListQuery, Page},
    password,
    response::{self, IfMatch, IfNoneMatch, Success},
    state::AppState,
};

/// List members
#[utoipa::path(
    get,
    path = "/members",
    tag = "members",
    operation_id = "list_members",
    params(ListQuery<Member>),
    security(("bearer" = [])),
    responses((status = OK, description = "A page of members.", body = Success<Page<Member>>))
)]
pub async fn list(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    query: ListQuery<Member>,
) -> Result<Response> {
    let scope = ACCESS.list.admit(&caller)?;
    let mut db = state.db.read().await?;
    let mut page = queries::list(&mut db, &query, &scope).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// Create a member
#[utoipa::path(
    post,
    path = "/members",
    tag = "members",
    operation_id = "create_member",
    request_body = MemberInput,
    security(("bearer" = [])),
    responses((status = CREATED, description = "The new member.", body = Success<Member>))
)]
pub async fn create(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    request: axum::extract::Request,
) -> Result<Response> {
    ACCESS.create.admit(&caller)?;
    let Json(input): Json<MemberInput> = request.extract().await?;
    admin::check_new(&caller, &input)?;
    let password_hash = password::hash(&input.password).await?;
    let mut db = state.db.write().await?;
    let member = queries::insert(&mut db, &input, &password_hash).await?;
    let letter = verify::ask(&mut db, &state.config.auth, &member.id, &member.email).await?;
    db.commit().await?;
    state.mailer.send(letter);
    admin::tell_of_new(&member);
    response::created(&format!("/api/v1/members/{}", member.id), &member)
}

/// Get a member
#[utoipa::path(
    get,
    path = "/members/{id}",
    tag = "members",
    operation_id = "get_member",
    params(("id" = i64, Path, minimum = -9223372036854775808_i64, maximum = 9223372036854775807_i64), IncludeQuery<Member>, IfNoneMatch),
    security(("bearer" = [])),
    responses((status = OK, description = "The member.", body = Success<Member>))
)]
pub async fn get(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<i64>,
    query: IncludeQuery<Member>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let scope = ACCESS.read.admit(&caller)?;
    let mut db = state.db.read().await?;
    let mut member = queries::find(&mut db, id, &scope).await?.ok_or(Error::NotFound)?;
    if query.include.is_empty() {
        return Ok(seen.answer(response::row(&member)?));
    }
    queries::include(&mut db, &query.include, std::slice::from_mut(&mut member)).await?;
    response::plain(&member)
}

/// Replace a member
#[utoipa::path(
    put,
    path = "/members/{id}",
    tag = "members",
    operation_id = "replace_member",
    params(("id" = i64, Path, minimum = -9223372036854775808_i64, maximum = 9223372036854775807_i64), IfMatch),
    request_body = MemberUpdate,
    security(("bearer" = [])),
    responses((status = OK, description = "The member as it is now.", body = Success<Member>))
)]
pub async fn replace(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<i64>,
    seen: IfMatch,
    request: axum::extract::Request,
) -> Result<Response> {
    let scope = ACCESS.update.admit(&caller)?;
    let Json(input): Json<MemberUpdate> = request.extract().await?;
    let mut db = state.db.write().await?;
    let current = queries::find_for_update(&mut db, id, &scope).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    admin::check_change(&caller, &current, &input)?;
    let member = queries::update(&mut db, id, &input).await?;
    admin::keep_one(&mut db, &current).await?;
    let letters = admin::revoke(&mut db, &state.config.auth, &current, &member).await?;
    db.commit().await?;
    admin::tell_of_rights(&current, &member);
    letters.into_iter().for_each(|letter| state.mailer.send(letter));
    response::row(&member)
}

/// Change a member
#[utoipa::path(
    patch,
    path = "/members/{id}",
    tag = "members",
    operation_id = "update_member",
    params(("id" = i64, Path, minimum = -9223372036854775808_i64, maximum = 9223372036854775807_i64), IfMatch),
    request_body(content((MemberPatch = "application/json"), (MemberPatch = "application/merge-patch+json"))),
    security(("bearer" = [])),
    responses((status = OK, description = "The member as it is now.", body = Success<Member>))
)]
pub async fn change(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<i64>,
    seen: IfMatch,
    request: axum::extract::Request,
) -> Result<Response> {
    let scope = ACCESS.update.admit(&caller)?;
    let patch: MemberPatch = request.extract().await?;
    let mut db = state.db.write().await?;
    let current = queries::find_for_update(&mut db, id, &scope).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.clone().into())?;
    admin::check_change(&caller, &current, &input)?;
    let member = queries::update(&mut db, id, &input).await?;
    admin::keep_one(&mut db, &current).await?;
    let letters = admin::revoke(&mut db, &state.config.auth, &current, &member).await?;
    db.commit().await?;
    admin::tell_of_rights(&current, &member);
    letters.into_iter().for_each(|letter| state.mailer.send(letter));
    response::row(&member)
}
