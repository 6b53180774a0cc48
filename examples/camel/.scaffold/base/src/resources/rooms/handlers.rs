//! What each route of rooms does.

use axum::{extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{Room, RoomInput, RoomPatch, queries};
use crate::{
    error::{Error, Result},
    extract::{Json, Path},
    page::{IncludeQuery, ListQuery, Page},
    response::{self, IfMatch, IfNoneMatch, Success},
    state::AppState,
};

/// List rooms
#[utoipa::path(
    get,
    path = "/rooms",
    tag = "rooms",
    operation_id = "list_rooms",
    params(ListQuery<Room>),
    responses((status = OK, description = "A page of rooms.", body = Success<Page<Room>>))
)]
pub async fn list(State(state): State<AppState>, query: ListQuery<Room>) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// Create a room
#[utoipa::path(
    post,
    path = "/rooms",
    tag = "rooms",
    operation_id = "create_room",
    request_body = RoomInput,
    responses((status = CREATED, description = "The new room.", body = Success<Room>))
)]
pub async fn create(
    State(state): State<AppState>,
    Json(input): Json<RoomInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let room = queries::insert(&mut db, &input).await?;
    db.commit().await?;
    response::created(&format!("/v2/rooms/{}", room.id), &room)
}

/// Get a room
#[utoipa::path(
    get,
    path = "/rooms/{id}",
    tag = "rooms",
    operation_id = "get_room",
    params(("id" = Uuid, Path), IncludeQuery<Room>, IfNoneMatch),
    responses((status = OK, description = "The room.", body = Success<Room>))
)]
pub async fn get(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: IncludeQuery<Room>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut room = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    if query.include.is_empty() {
        return Ok(seen.answer(response::row(&room)?));
    }
    queries::include(&mut db, &query.include, std::slice::from_mut(&mut room)).await?;
    response::plain(&room)
}

/// Replace a room
#[utoipa::path(
    put,
    path = "/rooms/{id}",
    tag = "rooms",
    operation_id = "replace_room",
    params(("id" = Uuid, Path), IfMatch),
    request_body = RoomInput,
    responses((status = OK, description = "The room as it is now.", body = Success<Room>))
)]
pub async fn replace(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    Json(input): Json<RoomInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find_for_update(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let room = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&room)
}

/// Change a room
#[utoipa::path(
    patch,
    path = "/rooms/{id}",
    tag = "rooms",
    operation_id = "update_room",
    params(("id" = Uuid, Path), IfMatch),
    request_body(content((RoomPatch = "application/json"), (RoomPatch = "application/merge-patch+json"))),
    responses((status = OK, description = "The room as it is now.", body = Success<Room>))
)]
pub async fn change(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    patch: RoomPatch,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find_for_update(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let room = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&room)
}

/// Delete a room
#[utoipa::path(
    delete,
    path = "/rooms/{id}",
    tag = "rooms",
    operation_id = "delete_room",
    params(("id" = Uuid, Path), IfMatch),
    responses((status = NO_CONTENT, description = "The room is gone."))
)]
pub async fn delete(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
) -> Result<StatusCode> {
    let mut db = state.db.write().await?;
    let current = queries::find_for_update(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    queries::delete(&mut db, id).await?;
    db.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
