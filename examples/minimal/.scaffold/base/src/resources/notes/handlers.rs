//! What each route of notes does.

use axum::{extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{Note, NoteInput, NotePatch, queries};
use crate::{
    error::{Error, Result},
    extract::{Json, Path},
    page::{ListQuery, Page},
    response::{self, IfMatch, IfNoneMatch},
    state::AppState,
};

/// List notes
#[utoipa::path(
    get,
    path = "/notes",
    tag = "notes",
    operation_id = "list_notes",
    params(ListQuery<Note>),
    responses((status = OK, description = "A page of notes.", body = Page<Note>))
)]
pub async fn list(State(state): State<AppState>, query: ListQuery<Note>) -> Result<Response> {
    let mut db = state.db.read().await?;
    let page = queries::list(&mut db, &query).await?;
    response::plain(&page)
}

/// Create a note
#[utoipa::path(
    post,
    path = "/notes",
    tag = "notes",
    operation_id = "create_note",
    request_body = NoteInput,
    responses((status = CREATED, description = "The new note.", body = Note))
)]
pub async fn create(
    State(state): State<AppState>,
    Json(input): Json<NoteInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let note = queries::insert(&mut db, &input).await?;
    db.commit().await?;
    response::created(&format!("/api/v1/notes/{}", note.id), &note)
}

/// Get a note
#[utoipa::path(
    get,
    path = "/notes/{id}",
    tag = "notes",
    operation_id = "get_note",
    params(("id" = Uuid, Path), IfNoneMatch),
    responses((status = OK, description = "The note.", body = Note))
)]
pub async fn get(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let note = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    Ok(seen.answer(response::row(&note)?))
}

/// Replace a note
#[utoipa::path(
    put,
    path = "/notes/{id}",
    tag = "notes",
    operation_id = "replace_note",
    params(("id" = Uuid, Path), IfMatch),
    request_body = NoteInput,
    responses((status = OK, description = "The note as it is now.", body = Note))
)]
pub async fn replace(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    Json(input): Json<NoteInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let note = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&note)
}

/// Change a note
#[utoipa::path(
    patch,
    path = "/notes/{id}",
    tag = "notes",
    operation_id = "update_note",
    params(("id" = Uuid, Path), IfMatch),
    request_body(content((NotePatch = "application/json"), (NotePatch = "application/merge-patch+json"))),
    responses((status = OK, description = "The note as it is now.", body = Note))
)]
pub async fn change(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    patch: NotePatch,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let note = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&note)
}

/// Delete a note
#[utoipa::path(
    delete,
    path = "/notes/{id}",
    tag = "notes",
    operation_id = "delete_note",
    params(("id" = Uuid, Path), IfMatch),
    responses((status = NO_CONTENT, description = "The note is gone."))
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
