//! What each route of options does.

use axum::{extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{OptionRow, OptionRowInput, OptionRowPatch, queries};
use crate::{
    error::{Error, Result},
    extract::{Json, Path},
    page::{IncludeQuery, ListQuery, Page},
    response::{self, IfMatch, IfNoneMatch},
    state::AppState,
};

/// List options
#[utoipa::path(
    get,
    path = "/options",
    tag = "options",
    operation_id = "list_options",
    params(ListQuery<OptionRow>),
    responses((status = OK, description = "A page of options.", body = Page<OptionRow>))
)]
pub async fn list(State(state): State<AppState>, query: ListQuery<OptionRow>) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// Create an option
#[utoipa::path(
    post,
    path = "/options",
    tag = "options",
    operation_id = "create_option",
    request_body = OptionRowInput,
    responses((status = CREATED, description = "The new option.", body = OptionRow))
)]
pub async fn create(
    State(state): State<AppState>,
    Json(input): Json<OptionRowInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let option = queries::insert(&mut db, &input).await?;
    db.commit().await?;
    response::created(&format!("/museum/v1/options/{}", option.id), &option)
}

/// Get an option
#[utoipa::path(
    get,
    path = "/options/{id}",
    tag = "options",
    operation_id = "get_option",
    params(("id" = Uuid, Path), IncludeQuery<OptionRow>, IfNoneMatch),
    responses((status = OK, description = "The option.", body = OptionRow))
)]
pub async fn get(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: IncludeQuery<OptionRow>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut option = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    if query.include.is_empty() {
        return Ok(seen.answer(response::row(&option)?));
    }
    queries::include(&mut db, &query.include, std::slice::from_mut(&mut option)).await?;
    response::plain(&option)
}

/// Replace an option
#[utoipa::path(
    put,
    path = "/options/{id}",
    tag = "options",
    operation_id = "replace_option",
    params(("id" = Uuid, Path), IfMatch),
    request_body = OptionRowInput,
    responses((status = OK, description = "The option as it is now.", body = OptionRow))
)]
pub async fn replace(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    Json(input): Json<OptionRowInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let option = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&option)
}

/// Change an option
#[utoipa::path(
    patch,
    path = "/options/{id}",
    tag = "options",
    operation_id = "update_option",
    params(("id" = Uuid, Path), IfMatch),
    request_body(content((OptionRowPatch = "application/json"), (OptionRowPatch = "application/merge-patch+json"))),
    responses((status = OK, description = "The option as it is now.", body = OptionRow))
)]
pub async fn change(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    patch: OptionRowPatch,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let option = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&option)
}

/// Delete an option
#[utoipa::path(
    delete,
    path = "/options/{id}",
    tag = "options",
    operation_id = "delete_option",
    params(("id" = Uuid, Path), IfMatch),
    responses((status = NO_CONTENT, description = "The option is gone."))
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
