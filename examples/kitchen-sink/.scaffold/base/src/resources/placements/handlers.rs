//! What each route of placements does.

use axum::{extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{Placement, PlacementInput, PlacementPatch, PlacementUpdate, queries};
use crate::{
    error::{Error, Result},
    extract::{Json, Path},
    page::{IncludeQuery, ListQuery, Page},
    resources,
    response::{self, IfMatch, IfNoneMatch},
    state::AppState,
};

/// List placements
#[utoipa::path(
    get,
    path = "/placements",
    tag = "placements",
    operation_id = "list_placements",
    params(ListQuery<Placement>),
    responses((status = OK, description = "A page of placements.", body = Page<Placement>))
)]
pub async fn list(State(state): State<AppState>, query: ListQuery<Placement>) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// Create a placement
#[utoipa::path(
    post,
    path = "/placements",
    tag = "placements",
    operation_id = "create_placement",
    request_body = PlacementInput,
    responses((status = CREATED, description = "The new placement.", body = Placement))
)]
pub async fn create(
    State(state): State<AppState>,
    Json(input): Json<PlacementInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let placement = queries::insert(&mut db, &input).await?;
    db.commit().await?;
    response::created(
        &format!(
            "/museum/v1/placements/{}/{}/{}",
            placement.artifact_id,
            response::segment(&placement.shelf_room),
            placement.shelf_key
        ),
        &placement,
    )
}

/// Get a placement
#[utoipa::path(
    get,
    path = "/placements/{artifact_id}/{shelf_room}/{shelf_key}",
    tag = "placements",
    operation_id = "get_placement",
    params(("artifact_id" = Uuid, Path), ("shelf_room" = String, Path, min_length = 1, max_length = 10, pattern = r"^[^\x00\r\n]*$"), ("shelf_key" = i16, Path, minimum = -32768, maximum = 32767), IncludeQuery<Placement>, IfNoneMatch),
    responses((status = OK, description = "The placement.", body = Placement))
)]
pub async fn get(
    State(state): State<AppState>,
    Path((artifact_id, shelf_room, shelf_key)): Path<(Uuid, String, i16)>,
    query: IncludeQuery<Placement>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut placement = queries::find(&mut db, artifact_id, &shelf_room, shelf_key)
        .await?
        .ok_or(Error::NotFound)?;
    if query.include.is_empty() {
        return Ok(seen.answer(response::row(&placement)?));
    }
    queries::include(&mut db, &query.include, std::slice::from_mut(&mut placement)).await?;
    response::plain(&placement)
}

/// Replace a placement
#[utoipa::path(
    put,
    path = "/placements/{artifact_id}/{shelf_room}/{shelf_key}",
    tag = "placements",
    operation_id = "replace_placement",
    params(("artifact_id" = Uuid, Path), ("shelf_room" = String, Path, min_length = 1, max_length = 10, pattern = r"^[^\x00\r\n]*$"), ("shelf_key" = i16, Path, minimum = -32768, maximum = 32767), IfMatch),
    request_body = PlacementUpdate,
    responses((status = OK, description = "The placement as it is now.", body = Placement))
)]
pub async fn replace(
    State(state): State<AppState>,
    Path((artifact_id, shelf_room, shelf_key)): Path<(Uuid, String, i16)>,
    seen: IfMatch,
    Json(input): Json<PlacementUpdate>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, artifact_id, &shelf_room, shelf_key)
        .await?
        .ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let placement = queries::update(&mut db, artifact_id, &shelf_room, shelf_key, &input).await?;
    db.commit().await?;
    response::row(&placement)
}

/// Change a placement
#[utoipa::path(
    patch,
    path = "/placements/{artifact_id}/{shelf_room}/{shelf_key}",
    tag = "placements",
    operation_id = "update_placement",
    params(("artifact_id" = Uuid, Path), ("shelf_room" = String, Path, min_length = 1, max_length = 10, pattern = r"^[^\x00\r\n]*$"), ("shelf_key" = i16, Path, minimum = -32768, maximum = 32767), IfMatch),
    request_body(content((PlacementPatch = "application/json"), (PlacementPatch = "application/merge-patch+json"))),
    responses((status = OK, description = "The placement as it is now.", body = Placement))
)]
pub async fn change(
    State(state): State<AppState>,
    Path((artifact_id, shelf_room, shelf_key)): Path<(Uuid, String, i16)>,
    seen: IfMatch,
    patch: PlacementPatch,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, artifact_id, &shelf_room, shelf_key)
        .await?
        .ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let placement = queries::update(&mut db, artifact_id, &shelf_room, shelf_key, &input).await?;
    db.commit().await?;
    response::row(&placement)
}

/// Delete a placement
#[utoipa::path(
    delete,
    path = "/placements/{artifact_id}/{shelf_room}/{shelf_key}",
    tag = "placements",
    operation_id = "delete_placement",
    params(("artifact_id" = Uuid, Path), ("shelf_room" = String, Path, min_length = 1, max_length = 10, pattern = r"^[^\x00\r\n]*$"), ("shelf_key" = i16, Path, minimum = -32768, maximum = 32767), IfMatch),
    responses((status = NO_CONTENT, description = "The placement is gone."))
)]
pub async fn delete(
    State(state): State<AppState>,
    Path((artifact_id, shelf_room, shelf_key)): Path<(Uuid, String, i16)>,
    seen: IfMatch,
) -> Result<StatusCode> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, artifact_id, &shelf_room, shelf_key)
        .await?
        .ok_or(Error::NotFound)?;
    seen.check(&current)?;
    queries::delete(&mut db, artifact_id, &shelf_room, shelf_key).await?;
    db.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// List the placements of an artifact
#[utoipa::path(
    get,
    path = "/artifacts/{id}/placements",
    tag = "placements",
    operation_id = "list_artifact_placements",
    params(("id" = Uuid, Path), ListQuery<Placement>),
    responses((status = OK, description = "A page of placements.", body = Page<Placement>))
)]
pub async fn list_by_artifact(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: ListQuery<Placement>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    resources::artifacts::queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("artifact_id = ").push_bind(id);
    });
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// List the placements of a shelf
#[utoipa::path(
    get,
    path = "/shelves/{room}/{key}/placements",
    tag = "placements",
    operation_id = "list_shelf_placements",
    params(("room" = String, Path, min_length = 1, max_length = 10, pattern = r"^[^\x00\r\n]*$"), ("key" = i16, Path, minimum = -32768, maximum = 32767), ListQuery<Placement>),
    responses((status = OK, description = "A page of placements.", body = Page<Placement>))
)]
pub async fn list_by_shelf(
    State(state): State<AppState>,
    Path((room, key)): Path<(String, i16)>,
    query: ListQuery<Placement>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    resources::shelves::queries::find(&mut db, &room, key).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("shelf_room = ")
            .push_bind(room.clone())
            .push(" and ")
            .push("shelf_key = ")
            .push_bind(key);
    });
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}
