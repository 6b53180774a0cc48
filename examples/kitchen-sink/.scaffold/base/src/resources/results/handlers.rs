//! What each route of results does.

use axum::{extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{ResultRow, ResultRowInput, ResultRowPatch, queries};
use crate::{
    error::{Error, Result},
    extract::{Json, Path},
    page::{IncludeQuery, ListQuery, Page},
    resources,
    response::{self, IfMatch, IfNoneMatch},
    state::AppState,
};

/// List results
#[utoipa::path(
    get,
    path = "/results",
    tag = "results",
    operation_id = "list_results",
    params(ListQuery<ResultRow>),
    responses((status = OK, description = "A page of results.", body = Page<ResultRow>))
)]
pub async fn list(State(state): State<AppState>, query: ListQuery<ResultRow>) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// Create a result
#[utoipa::path(
    post,
    path = "/results",
    tag = "results",
    operation_id = "create_result",
    request_body = ResultRowInput,
    responses((status = CREATED, description = "The new result.", body = ResultRow))
)]
pub async fn create(
    State(state): State<AppState>,
    Json(input): Json<ResultRowInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let result = queries::insert(&mut db, &input).await?;
    db.commit().await?;
    response::created(&format!("/museum/v1/results/{}", result.id), &result)
}

/// Get a result
#[utoipa::path(
    get,
    path = "/results/{id}",
    tag = "results",
    operation_id = "get_result",
    params(("id" = Uuid, Path), IncludeQuery<ResultRow>, IfNoneMatch),
    responses((status = OK, description = "The result.", body = ResultRow))
)]
pub async fn get(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: IncludeQuery<ResultRow>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut result = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    if query.include.is_empty() {
        return Ok(seen.answer(response::row(&result)?));
    }
    queries::include(&mut db, &query.include, std::slice::from_mut(&mut result)).await?;
    response::plain(&result)
}

/// Replace a result
#[utoipa::path(
    put,
    path = "/results/{id}",
    tag = "results",
    operation_id = "replace_result",
    params(("id" = Uuid, Path), IfMatch),
    request_body = ResultRowInput,
    responses((status = OK, description = "The result as it is now.", body = ResultRow))
)]
pub async fn replace(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    Json(input): Json<ResultRowInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let result = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&result)
}

/// Change a result
#[utoipa::path(
    patch,
    path = "/results/{id}",
    tag = "results",
    operation_id = "update_result",
    params(("id" = Uuid, Path), IfMatch),
    request_body(content((ResultRowPatch = "application/json"), (ResultRowPatch = "application/merge-patch+json"))),
    responses((status = OK, description = "The result as it is now.", body = ResultRow))
)]
pub async fn change(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    patch: ResultRowPatch,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let result = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&result)
}

/// Delete a result
#[utoipa::path(
    delete,
    path = "/results/{id}",
    tag = "results",
    operation_id = "delete_result",
    params(("id" = Uuid, Path), IfMatch),
    responses((status = NO_CONTENT, description = "The result is gone."))
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

/// List the results of an option
#[utoipa::path(
    get,
    path = "/options/{id}/results",
    tag = "results",
    operation_id = "list_option_results",
    params(("id" = Uuid, Path), ListQuery<ResultRow>),
    responses((status = OK, description = "A page of results.", body = Page<ResultRow>))
)]
pub async fn list_by_option(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: ListQuery<ResultRow>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    resources::options::queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("option_id = ").push_bind(id);
    });
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}
