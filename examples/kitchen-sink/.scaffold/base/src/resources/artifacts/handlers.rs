//! What each route of artifacts does.

use axum::{extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{Artifact, ArtifactInput, ArtifactPatch, queries};
use crate::{
    error::{Error, Result},
    extract::{Json, Path},
    page::{IncludeQuery, ListQuery, Page},
    resources,
    response::{self, IfMatch, IfNoneMatch},
    state::AppState,
};

/// List artifacts
#[utoipa::path(
    get,
    path = "/artifacts",
    tag = "artifacts",
    operation_id = "list_artifacts",
    params(ListQuery<Artifact>),
    responses((status = OK, description = "A page of artifacts.", body = Page<Artifact>))
)]
pub async fn list(State(state): State<AppState>, query: ListQuery<Artifact>) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// Create an artifact
#[utoipa::path(
    post,
    path = "/artifacts",
    tag = "artifacts",
    operation_id = "create_artifact",
    request_body = ArtifactInput,
    responses((status = CREATED, description = "The new artifact.", body = Artifact))
)]
pub async fn create(
    State(state): State<AppState>,
    Json(input): Json<ArtifactInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let artifact = queries::insert(&mut db, &input).await?;
    db.commit().await?;
    response::created(&format!("/museum/v1/artifacts/{}", artifact.id), &artifact)
}

/// Get an artifact
#[utoipa::path(
    get,
    path = "/artifacts/{id}",
    tag = "artifacts",
    operation_id = "get_artifact",
    params(("id" = Uuid, Path), IncludeQuery<Artifact>, IfNoneMatch),
    responses((status = OK, description = "The artifact.", body = Artifact))
)]
pub async fn get(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: IncludeQuery<Artifact>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut artifact = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    if query.include.is_empty() {
        return Ok(seen.answer(response::row(&artifact)?));
    }
    queries::include(&mut db, &query.include, std::slice::from_mut(&mut artifact)).await?;
    response::plain(&artifact)
}

/// Replace an artifact
#[utoipa::path(
    put,
    path = "/artifacts/{id}",
    tag = "artifacts",
    operation_id = "replace_artifact",
    params(("id" = Uuid, Path), IfMatch),
    request_body = ArtifactInput,
    responses((status = OK, description = "The artifact as it is now.", body = Artifact))
)]
pub async fn replace(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    Json(input): Json<ArtifactInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let artifact = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&artifact)
}

/// Change an artifact
#[utoipa::path(
    patch,
    path = "/artifacts/{id}",
    tag = "artifacts",
    operation_id = "update_artifact",
    params(("id" = Uuid, Path), IfMatch),
    request_body(content((ArtifactPatch = "application/json"), (ArtifactPatch = "application/merge-patch+json"))),
    responses((status = OK, description = "The artifact as it is now.", body = Artifact))
)]
pub async fn change(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    patch: ArtifactPatch,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let artifact = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&artifact)
}

/// Delete an artifact
#[utoipa::path(
    delete,
    path = "/artifacts/{id}",
    tag = "artifacts",
    operation_id = "delete_artifact",
    params(("id" = Uuid, Path), IfMatch),
    responses((status = NO_CONTENT, description = "The artifact is gone."))
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

/// List the artifacts of a shelf
#[utoipa::path(
    get,
    path = "/shelves/{room}/{key}/artifacts",
    tag = "artifacts",
    operation_id = "list_shelf_artifacts",
    params(("room" = String, Path, min_length = 1, max_length = 10, pattern = r"^[^\x00\r\n]*$"), ("key" = i16, Path, minimum = -32768, maximum = 32767), ListQuery<Artifact>),
    responses((status = OK, description = "A page of artifacts.", body = Page<Artifact>))
)]
pub async fn list_by_shelf(
    State(state): State<AppState>,
    Path((room, key)): Path<(String, i16)>,
    query: ListQuery<Artifact>,
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

/// List the artifacts of a person
#[utoipa::path(
    get,
    path = "/people/{id}/artifacts",
    tag = "artifacts",
    operation_id = "list_person_artifacts",
    params(("id" = Uuid, Path), ListQuery<Artifact>),
    responses((status = OK, description = "A page of artifacts.", body = Page<Artifact>))
)]
pub async fn list_by_maker(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: ListQuery<Artifact>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    resources::people::queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("maker_id = ").push_bind(id);
    });
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}
