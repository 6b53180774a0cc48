//! What each route of errors does.

use axum::{extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{ErrorRow, ErrorRowInput, ErrorRowPatch, queries};
use crate::{
    error::{Error, Result},
    extract::{Json, Path},
    page::{ListQuery, Page},
    response::{self, IfMatch, IfNoneMatch},
    state::AppState,
};

/// List errors
#[utoipa::path(
    get,
    path = "/errors",
    tag = "errors",
    operation_id = "list_errors",
    params(ListQuery<ErrorRow>),
    responses((status = OK, description = "A page of errors.", body = Page<ErrorRow>))
)]
pub async fn list(State(state): State<AppState>, query: ListQuery<ErrorRow>) -> Result<Response> {
    let mut db = state.db.read().await?;
    let page = queries::list(&mut db, &query).await?;
    response::plain(&page)
}

/// Create an error
#[utoipa::path(
    post,
    path = "/errors",
    tag = "errors",
    operation_id = "create_error",
    request_body = ErrorRowInput,
    responses((status = CREATED, description = "The new error.", body = ErrorRow))
)]
pub async fn create(
    State(state): State<AppState>,
    Json(input): Json<ErrorRowInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let row = queries::insert(&mut db, &input).await?;
    db.commit().await?;
    response::created(&format!("/museum/v1/errors/{}", row.id), &row)
}

/// Get an error
#[utoipa::path(
    get,
    path = "/errors/{id}",
    tag = "errors",
    operation_id = "get_error",
    params(("id" = Uuid, Path), IfNoneMatch),
    responses((status = OK, description = "The error.", body = ErrorRow))
)]
pub async fn get(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let row = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    Ok(seen.answer(response::row(&row)?))
}

/// Replace an error
#[utoipa::path(
    put,
    path = "/errors/{id}",
    tag = "errors",
    operation_id = "replace_error",
    params(("id" = Uuid, Path), IfMatch),
    request_body = ErrorRowInput,
    responses((status = OK, description = "The error as it is now.", body = ErrorRow))
)]
pub async fn replace(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    Json(input): Json<ErrorRowInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let row = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&row)
}

/// Change an error
#[utoipa::path(
    patch,
    path = "/errors/{id}",
    tag = "errors",
    operation_id = "update_error",
    params(("id" = Uuid, Path), IfMatch),
    request_body(content((ErrorRowPatch = "application/json"), (ErrorRowPatch = "application/merge-patch+json"))),
    responses((status = OK, description = "The error as it is now.", body = ErrorRow))
)]
pub async fn change(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    patch: ErrorRowPatch,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let row = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&row)
}

/// Delete an error
#[utoipa::path(
    delete,
    path = "/errors/{id}",
    tag = "errors",
    operation_id = "delete_error",
    params(("id" = Uuid, Path), IfMatch),
    responses((status = NO_CONTENT, description = "The error is gone."))
)]
pub async fn delete(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
) -> Result<StatusCode> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    queries::delete(&mut db, id).await?;
    db.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
