//! What each route of shelves does.

use axum::{extract::State, http::StatusCode, response::Response};

use super::{Shelf, ShelfInput, ShelfPatch, ShelfUpdate, queries};
use crate::{
    error::{Error, Result},
    extract::{Json, Path},
    page::{IncludeQuery, ListQuery, Page},
    response::{self, IfMatch, IfNoneMatch},
    state::AppState,
};

/// List shelves
#[utoipa::path(
    get,
    path = "/shelves",
    tag = "shelves",
    operation_id = "list_shelves",
    params(ListQuery<Shelf>),
    responses((status = OK, description = "A page of shelves.", body = Page<Shelf>))
)]
pub async fn list(State(state): State<AppState>, query: ListQuery<Shelf>) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// Create a shelf
#[utoipa::path(
    post,
    path = "/shelves",
    tag = "shelves",
    operation_id = "create_shelf",
    request_body = ShelfInput,
    responses((status = CREATED, description = "The new shelf.", body = Shelf))
)]
pub async fn create(
    State(state): State<AppState>,
    Json(input): Json<ShelfInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let shelf = queries::insert(&mut db, &input).await?;
    db.commit().await?;
    response::created(
        &format!("/museum/v1/shelves/{}/{}", response::segment(&shelf.room), shelf.key),
        &shelf,
    )
}

/// Get a shelf
#[utoipa::path(
    get,
    path = "/shelves/{room}/{key}",
    tag = "shelves",
    operation_id = "get_shelf",
    params(("room" = String, Path, min_length = 1, max_length = 10, pattern = r"^[^\x00\r\n]*$"), ("key" = i16, Path, minimum = -32768, maximum = 32767), IncludeQuery<Shelf>, IfNoneMatch),
    responses((status = OK, description = "The shelf.", body = Shelf))
)]
pub async fn get(
    State(state): State<AppState>,
    Path((room, key)): Path<(String, i16)>,
    query: IncludeQuery<Shelf>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut shelf = queries::find(&mut db, &room, key).await?.ok_or(Error::NotFound)?;
    if query.include.is_empty() {
        return Ok(seen.answer(response::row(&shelf)?));
    }
    queries::include(&mut db, &query.include, std::slice::from_mut(&mut shelf)).await?;
    response::plain(&shelf)
}

/// Replace a shelf
#[utoipa::path(
    put,
    path = "/shelves/{room}/{key}",
    tag = "shelves",
    operation_id = "replace_shelf",
    params(("room" = String, Path, min_length = 1, max_length = 10, pattern = r"^[^\x00\r\n]*$"), ("key" = i16, Path, minimum = -32768, maximum = 32767), IfMatch),
    request_body = ShelfUpdate,
    responses((status = OK, description = "The shelf as it is now.", body = Shelf))
)]
pub async fn replace(
    State(state): State<AppState>,
    Path((room, key)): Path<(String, i16)>,
    seen: IfMatch,
    Json(input): Json<ShelfUpdate>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, &room, key).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let shelf = queries::update(&mut db, &room, key, &input).await?;
    db.commit().await?;
    response::row(&shelf)
}

/// Change a shelf
#[utoipa::path(
    patch,
    path = "/shelves/{room}/{key}",
    tag = "shelves",
    operation_id = "update_shelf",
    params(("room" = String, Path, min_length = 1, max_length = 10, pattern = r"^[^\x00\r\n]*$"), ("key" = i16, Path, minimum = -32768, maximum = 32767), IfMatch),
    request_body(content((ShelfPatch = "application/json"), (ShelfPatch = "application/merge-patch+json"))),
    responses((status = OK, description = "The shelf as it is now.", body = Shelf))
)]
pub async fn change(
    State(state): State<AppState>,
    Path((room, key)): Path<(String, i16)>,
    seen: IfMatch,
    patch: ShelfPatch,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, &room, key).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let shelf = queries::update(&mut db, &room, key, &input).await?;
    db.commit().await?;
    response::row(&shelf)
}

/// Delete a shelf
#[utoipa::path(
    delete,
    path = "/shelves/{room}/{key}",
    tag = "shelves",
    operation_id = "delete_shelf",
    params(("room" = String, Path, min_length = 1, max_length = 10, pattern = r"^[^\x00\r\n]*$"), ("key" = i16, Path, minimum = -32768, maximum = 32767), IfMatch),
    responses((status = NO_CONTENT, description = "The shelf is gone."))
)]
pub async fn delete(
    State(state): State<AppState>,
    Path((room, key)): Path<(String, i16)>,
    seen: IfMatch,
) -> Result<StatusCode> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, &room, key).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    queries::delete(&mut db, &room, key).await?;
    db.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
