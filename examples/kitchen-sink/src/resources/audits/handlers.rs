//! What each route of audits does.

use axum::{extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{Audit, AuditInput, AuditPatch, queries};
use crate::{
    error::{Error, Result},
    extract::{Json, Path},
    page::{IncludeQuery, ListQuery, Page},
    resources,
    response::{self, IfMatch, IfNoneMatch},
    state::AppState,
};

/// List audits
#[utoipa::path(
    get,
    path = "/audits",
    tag = "audits",
    operation_id = "list_audits",
    params(ListQuery<Audit>),
    responses((status = OK, description = "A page of audits.", body = Page<Audit>))
)]
pub async fn list(State(state): State<AppState>, query: ListQuery<Audit>) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// Create an audit
#[utoipa::path(
    post,
    path = "/audits",
    tag = "audits",
    operation_id = "create_audit",
    request_body = AuditInput,
    responses((status = CREATED, description = "The new audit.", body = Audit))
)]
pub async fn create(
    State(state): State<AppState>,
    Json(input): Json<AuditInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let audit = queries::insert(&mut db, &input).await?;
    db.commit().await?;
    response::created(&format!("/museum/v1/audits/{}", audit.id), &audit)
}

/// Get an audit
#[utoipa::path(
    get,
    path = "/audits/{id}",
    tag = "audits",
    operation_id = "get_audit",
    params(("id" = Uuid, Path), IncludeQuery<Audit>, IfNoneMatch),
    responses((status = OK, description = "The audit.", body = Audit))
)]
pub async fn get(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: IncludeQuery<Audit>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut audit = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    if query.include.is_empty() {
        return Ok(seen.answer(response::row(&audit)?));
    }
    queries::include(&mut db, &query.include, std::slice::from_mut(&mut audit)).await?;
    response::plain(&audit)
}

/// Replace an audit
#[utoipa::path(
    put,
    path = "/audits/{id}",
    tag = "audits",
    operation_id = "replace_audit",
    params(("id" = Uuid, Path), IfMatch),
    request_body = AuditInput,
    responses((status = OK, description = "The audit as it is now.", body = Audit))
)]
pub async fn replace(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    Json(input): Json<AuditInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let audit = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&audit)
}

/// Change an audit
#[utoipa::path(
    patch,
    path = "/audits/{id}",
    tag = "audits",
    operation_id = "update_audit",
    params(("id" = Uuid, Path), IfMatch),
    request_body(content((AuditPatch = "application/json"), (AuditPatch = "application/merge-patch+json"))),
    responses((status = OK, description = "The audit as it is now.", body = Audit))
)]
pub async fn change(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    patch: AuditPatch,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let audit = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&audit)
}

/// Delete an audit
#[utoipa::path(
    delete,
    path = "/audits/{id}",
    tag = "audits",
    operation_id = "delete_audit",
    params(("id" = Uuid, Path), IfMatch),
    responses((status = NO_CONTENT, description = "The audit is gone."))
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

/// List the audits of a placement
#[utoipa::path(
    get,
    path = "/placements/{artifact_id}/{shelf_room}/{shelf_key}/audits",
    tag = "audits",
    operation_id = "list_placement_audits",
    params(("artifact_id" = Uuid, Path), ("shelf_room" = String, Path, min_length = 1, max_length = 10, pattern = r"^[^\x00\r\n]*$"), ("shelf_key" = i16, Path, minimum = -32768, maximum = 32767), ListQuery<Audit>),
    responses((status = OK, description = "A page of audits.", body = Page<Audit>))
)]
pub async fn list_by_placement(
    State(state): State<AppState>,
    Path((artifact_id, shelf_room, shelf_key)): Path<(Uuid, String, i16)>,
    query: ListQuery<Audit>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    resources::placements::queries::find(&mut db, artifact_id, &shelf_room, shelf_key)
        .await?
        .ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("placement_artifact_id = ")
            .push_bind(artifact_id)
            .push(" and ")
            .push("placement_shelf_room = ")
            .push_bind(shelf_room.clone())
            .push(" and ")
            .push("placement_shelf_key = ")
            .push_bind(shelf_key);
    });
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// List the audits of a person
#[utoipa::path(
    get,
    path = "/people/{id}/audits",
    tag = "audits",
    operation_id = "list_person_audits",
    params(("id" = Uuid, Path), ListQuery<Audit>),
    responses((status = OK, description = "A page of audits.", body = Page<Audit>))
)]
pub async fn list_by_by(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: ListQuery<Audit>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let parent = resources::people::queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("inspector = ").push_bind(parent.handle.clone());
    });
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}
