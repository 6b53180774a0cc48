//! What each route of folders does.

use axum::{RequestExt as _, extract::State, response::Response};

use super::{ACCESS, Folder, FolderInput, FolderPatch, queries};
use crate::{
    auth::{Caller, LoggedIn, Scope},
    error::{Error, Result},
    extract::{Json, Path},
    page::{IncludeQuery, ListQuery, Page},
    resources,
    response::{self, IfMatch, IfNoneMatch, Success},
    state::AppState,
};

/// List folders
#[utoipa::path(
    get,
    path = "/folders",
    tag = "folders",
    operation_id = "list_folders",
    params(ListQuery<Folder>),
    security((), ("bearer" = [])),
    responses((status = OK, description = "A page of folders.", body = Success<Page<Folder>>))
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    query: ListQuery<Folder>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut page = queries::list(&mut db, &query, &Scope::Every).await?;
    queries::include(&mut db, query.include(), &mut page.items, &caller).await?;
    response::plain(&page)
}

/// Create a folder
#[utoipa::path(
    post,
    path = "/folders",
    tag = "folders",
    operation_id = "create_folder",
    request_body = FolderInput,
    security(("bearer" = [])),
    responses((status = CREATED, description = "The new folder.", body = Success<Folder>))
)]
pub async fn create(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    request: axum::extract::Request,
) -> Result<Response> {
    ACCESS.create.admit(&caller)?;
    let Json(input): Json<FolderInput> = request.extract().await?;
    let mut db = state.db.write().await?;
    let folder = queries::insert(&mut db, &input, caller.account()?.id).await?;
    db.commit().await?;
    response::created(&format!("/api/v1/folders/{}", folder.id), &folder)
}

/// Get a folder
#[utoipa::path(
    get,
    path = "/folders/{id}",
    tag = "folders",
    operation_id = "get_folder",
    params(("id" = i64, Path, minimum = -9223372036854775808_i64, maximum = 9223372036854775807_i64), IncludeQuery<Folder>, IfNoneMatch),
    security(("bearer" = [])),
    responses((status = OK, description = "The folder.", body = Success<Folder>))
)]
pub async fn get(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<i64>,
    query: IncludeQuery<Folder>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let scope = ACCESS.read.admit(&caller)?;
    let mut db = state.db.read().await?;
    let mut folder = queries::find(&mut db, id, &scope).await?.ok_or(Error::NotFound)?;
    if query.include.is_empty() {
        return Ok(seen.answer(response::row(&folder)?));
    }
    queries::include(&mut db, &query.include, std::slice::from_mut(&mut folder), &caller).await?;
    response::plain(&folder)
}

/// Replace a folder
#[utoipa::path(
    put,
    path = "/folders/{id}",
    tag = "folders",
    operation_id = "replace_folder",
    params(("id" = i64, Path, minimum = -9223372036854775808_i64, maximum = 9223372036854775807_i64), IfMatch),
    request_body = FolderInput,
    security(("bearer" = [])),
    responses((status = OK, description = "The folder as it is now.", body = Success<Folder>))
)]
pub async fn replace(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<i64>,
    seen: IfMatch,
    Json(input): Json<FolderInput>,
) -> Result<Response> {
    let scope = ACCESS.update.admit(&caller)?;
    let mut db = state.db.write().await?;
    let current = queries::find_for_update(&mut db, id, &scope).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let folder = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&folder)
}

/// Change a folder
#[utoipa::path(
    patch,
    path = "/folders/{id}",
    tag = "folders",
    operation_id = "update_folder",
    params(("id" = i64, Path, minimum = -9223372036854775808_i64, maximum = 9223372036854775807_i64), IfMatch),
    request_body(content((FolderPatch = "application/json"), (FolderPatch = "application/merge-patch+json"))),
    security(("bearer" = [])),
    responses((status = OK, description = "The folder as it is now.", body = Success<Folder>))
)]
pub async fn change(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<i64>,
    seen: IfMatch,
    patch: FolderPatch,
) -> Result<Response> {
    let scope = ACCESS.update.admit(&caller)?;
    let mut db = state.db.write().await?;
    let current = queries::find_for_update(&mut db, id, &scope).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let folder = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&folder)
}

/// List the folders of a member
#[utoipa::path(
    get,
    path = "/members/{id}/folders",
    tag = "folders",
    operation_id = "list_member_folders",
    security(("bearer" = [])),
    params(("id" = i64, Path, minimum = -9223372036854775808_i64, maximum = 9223372036854775807_i64), ListQuery<Folder>),
    responses((status = OK, description = "A page of folders.", body = Success<Page<Folder>>))
)]
pub async fn list_by_member(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<i64>,
    query: ListQuery<Folder>,
) -> Result<Response> {
    let parents = resources::members::ACCESS.read.admit(&caller)?;
    let mut db = state.db.read().await?;
    resources::members::queries::find(&mut db, id, &parents).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("member_id = ").push_bind(id);
    });
    let mut page = queries::list(&mut db, &query, &Scope::Every).await?;
    queries::include(&mut db, query.include(), &mut page.items, &caller).await?;
    response::plain(&page)
}
