//! What each route of boxes does.

use axum::{extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{BoxRow, BoxRowInput, BoxRowPatch, queries};
use crate::{
    error::{Error, Result},
    extract::{Json, Path},
    page::{IncludeQuery, ListQuery, Page},
    resources,
    response::{self, IfMatch, IfNoneMatch},
    state::AppState,
};

/// List boxes
#[utoipa::path(
    get,
    path = "/boxes",
    tag = "boxes",
    operation_id = "list_boxes",
    params(ListQuery<BoxRow>),
    responses((status = OK, description = "A page of boxes.", body = Page<BoxRow>))
)]
pub async fn list(State(state): State<AppState>, query: ListQuery<BoxRow>) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// Create a box
#[utoipa::path(
    post,
    path = "/boxes",
    tag = "boxes",
    operation_id = "create_box",
    request_body = BoxRowInput,
    responses((status = CREATED, description = "The new box.", body = BoxRow))
)]
pub async fn create(
    State(state): State<AppState>,
    Json(input): Json<BoxRowInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let row = queries::insert(&mut db, &input).await?;
    db.commit().await?;
    response::created(&format!("/museum/v1/boxes/{}", row.id), &row)
}

/// Get a box
#[utoipa::path(
    get,
    path = "/boxes/{id}",
    tag = "boxes",
    operation_id = "get_box",
    params(("id" = Uuid, Path), IncludeQuery<BoxRow>, IfNoneMatch),
    responses((status = OK, description = "The box.", body = BoxRow))
)]
pub async fn get(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: IncludeQuery<BoxRow>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut row = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    if query.include.is_empty() {
        return Ok(seen.answer(response::row(&row)?));
    }
    queries::include(&mut db, &query.include, std::slice::from_mut(&mut row)).await?;
    response::plain(&row)
}

/// Replace a box
#[utoipa::path(
    put,
    path = "/boxes/{id}",
    tag = "boxes",
    operation_id = "replace_box",
    params(("id" = Uuid, Path), IfMatch),
    request_body = BoxRowInput,
    responses((status = OK, description = "The box as it is now.", body = BoxRow))
)]
pub async fn replace(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    Json(input): Json<BoxRowInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let row = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&row)
}

/// Change a box
#[utoipa::path(
    patch,
    path = "/boxes/{id}",
    tag = "boxes",
    operation_id = "update_box",
    params(("id" = Uuid, Path), IfMatch),
    request_body(content((BoxRowPatch = "application/json"), (BoxRowPatch = "application/merge-patch+json"))),
    responses((status = OK, description = "The box as it is now.", body = BoxRow))
)]
pub async fn change(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    patch: BoxRowPatch,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let row = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&row)
}

/// Delete a box
#[utoipa::path(
    delete,
    path = "/boxes/{id}",
    tag = "boxes",
    operation_id = "delete_box",
    params(("id" = Uuid, Path), IfMatch),
    responses((status = NO_CONTENT, description = "The box is gone."))
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

/// List the boxes of a box
#[utoipa::path(
    get,
    path = "/boxes/{id}/boxes",
    tag = "boxes",
    operation_id = "list_box_boxes",
    params(("id" = Uuid, Path), ListQuery<BoxRow>),
    responses((status = OK, description = "A page of boxes.", body = Page<BoxRow>))
)]
pub async fn list_by_box(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: ListQuery<BoxRow>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    resources::boxes::queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("box_id = ").push_bind(id);
    });
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}
