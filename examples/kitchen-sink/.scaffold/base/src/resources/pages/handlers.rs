//! What each route of pages does.

use axum::{extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{PageRow, PageRowInput, PageRowPatch, queries};
use crate::{
    error::{Error, Result},
    extract::{Json, Path},
    page::{ListQuery, Page},
    response::{self, IfMatch, IfNoneMatch},
    state::AppState,
};

/// List pages
#[utoipa::path(
    get,
    path = "/pages-of-the-guide",
    tag = "pages-of-the-guide",
    operation_id = "list_pages",
    params(ListQuery<PageRow>),
    responses((status = OK, description = "A page of pages.", body = Page<PageRow>))
)]
pub async fn list(State(state): State<AppState>, query: ListQuery<PageRow>) -> Result<Response> {
    let mut db = state.db.read().await?;
    let page = queries::list(&mut db, &query).await?;
    response::plain(&page)
}

/// Create a page
#[utoipa::path(
    post,
    path = "/pages-of-the-guide",
    tag = "pages-of-the-guide",
    operation_id = "create_page",
    request_body = PageRowInput,
    responses((status = CREATED, description = "The new page.", body = PageRow))
)]
pub async fn create(
    State(state): State<AppState>,
    Json(input): Json<PageRowInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let row = queries::insert(&mut db, &input).await?;
    db.commit().await?;
    response::created(&format!("/museum/v1/pages-of-the-guide/{}", row.id), &row)
}

/// Get a page
#[utoipa::path(
    get,
    path = "/pages-of-the-guide/{id}",
    tag = "pages-of-the-guide",
    operation_id = "get_page",
    params(("id" = Uuid, Path), IfNoneMatch),
    responses((status = OK, description = "The page.", body = PageRow))
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

/// Replace a page
#[utoipa::path(
    put,
    path = "/pages-of-the-guide/{id}",
    tag = "pages-of-the-guide",
    operation_id = "replace_page",
    params(("id" = Uuid, Path), IfMatch),
    request_body = PageRowInput,
    responses((status = OK, description = "The page as it is now.", body = PageRow))
)]
pub async fn replace(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    Json(input): Json<PageRowInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let row = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&row)
}

/// Change a page
#[utoipa::path(
    patch,
    path = "/pages-of-the-guide/{id}",
    tag = "pages-of-the-guide",
    operation_id = "update_page",
    params(("id" = Uuid, Path), IfMatch),
    request_body(content((PageRowPatch = "application/json"), (PageRowPatch = "application/merge-patch+json"))),
    responses((status = OK, description = "The page as it is now.", body = PageRow))
)]
pub async fn change(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    patch: PageRowPatch,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let row = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&row)
}

/// Delete a page
#[utoipa::path(
    delete,
    path = "/pages-of-the-guide/{id}",
    tag = "pages-of-the-guide",
    operation_id = "delete_page",
    params(("id" = Uuid, Path), IfMatch),
    responses((status = NO_CONTENT, description = "The page is gone."))
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
