//! What each route of tags does.

use axum::{RequestExt as _, extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{ACCESS, Tag, TagInput, TagPatch, queries};
use crate::{
    auth::LoggedIn,
    error::{Error, Result},
    extract::{Json, Path},
    page::{ListQuery, Page},
    response::{self, IfMatch, IfNoneMatch},
    state::AppState,
};

/// List tags
#[utoipa::path(
    get,
    path = "/tags",
    tag = "tags",
    operation_id = "list_tags",
    params(ListQuery<Tag>),
    responses((status = OK, description = "A page of tags.", body = Page<Tag>))
)]
pub async fn list(State(state): State<AppState>, query: ListQuery<Tag>) -> Result<Response> {
    let mut db = state.db.read().await?;
    let page = queries::list(&mut db, &query).await?;
    response::plain(&page)
}

/// Create a tag
#[utoipa::path(
    post,
    path = "/tags",
    tag = "tags",
    operation_id = "create_tag",
    request_body = TagInput,
    security(("bearer" = [])),
    responses((status = CREATED, description = "The new tag.", body = Tag))
)]
pub async fn create(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    request: axum::extract::Request,
) -> Result<Response> {
    ACCESS.create.admit(&caller)?;
    let Json(input): Json<TagInput> = request.extract().await?;
    let mut db = state.db.write().await?;
    let tag = queries::insert(&mut db, &input).await?;
    db.commit().await?;
    response::created(&format!("/api/v1/tags/{}", tag.id), &tag)
}

/// Get a tag
#[utoipa::path(
    get,
    path = "/tags/{id}",
    tag = "tags",
    operation_id = "get_tag",
    params(("id" = Uuid, Path), IfNoneMatch),
    responses((status = OK, description = "The tag.", body = Tag))
)]
pub async fn get(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let tag = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    Ok(seen.answer(response::row(&tag)?))
}

/// Replace a tag
#[utoipa::path(
    put,
    path = "/tags/{id}",
    tag = "tags",
    operation_id = "replace_tag",
    params(("id" = Uuid, Path), IfMatch),
    request_body = TagInput,
    security(("bearer" = [])),
    responses((status = OK, description = "The tag as it is now.", body = Tag))
)]
pub async fn replace(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    request: axum::extract::Request,
) -> Result<Response> {
    ACCESS.update.admit(&caller)?;
    let Json(input): Json<TagInput> = request.extract().await?;
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let tag = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&tag)
}

/// Change a tag
#[utoipa::path(
    patch,
    path = "/tags/{id}",
    tag = "tags",
    operation_id = "update_tag",
    params(("id" = Uuid, Path), IfMatch),
    request_body(content((TagPatch = "application/json"), (TagPatch = "application/merge-patch+json"))),
    security(("bearer" = [])),
    responses((status = OK, description = "The tag as it is now.", body = Tag))
)]
pub async fn change(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    request: axum::extract::Request,
) -> Result<Response> {
    ACCESS.update.admit(&caller)?;
    let patch: TagPatch = request.extract().await?;
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let tag = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&tag)
}

/// Delete a tag
#[utoipa::path(
    delete,
    path = "/tags/{id}",
    tag = "tags",
    operation_id = "delete_tag",
    params(("id" = Uuid, Path), IfMatch),
    security(("bearer" = [])),
    responses((status = NO_CONTENT, description = "The tag is gone."))
)]
pub async fn delete(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<Uuid>,
    seen: IfMatch,
) -> Result<StatusCode> {
    ACCESS.delete.admit(&caller)?;
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    queries::delete(&mut db, id).await?;
    db.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
