//! What each route of series does.

use axum::{extract::State, http::StatusCode, response::Response};

use super::{Series, SeriesInput, SeriesPatch, queries};
use crate::{
    error::{Error, Result},
    extract::{Json, Path},
    page::{IncludeQuery, ListQuery, Page},
    resources,
    response::{self, IfMatch, IfNoneMatch},
    state::AppState,
};

/// List series
#[utoipa::path(
    get,
    path = "/series",
    tag = "series",
    operation_id = "list_series",
    params(ListQuery<Series>),
    responses((status = OK, description = "A page of series.", body = Page<Series>))
)]
pub async fn list(State(state): State<AppState>, query: ListQuery<Series>) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// Create a series
#[utoipa::path(
    post,
    path = "/series",
    tag = "series",
    operation_id = "create_series",
    request_body = SeriesInput,
    responses((status = CREATED, description = "The new series.", body = Series))
)]
pub async fn create(
    State(state): State<AppState>,
    Json(input): Json<SeriesInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let series = queries::insert(&mut db, &input).await?;
    db.commit().await?;
    response::created(&format!("/museum/v1/series/{}", series.id), &series)
}

/// Get a series
#[utoipa::path(
    get,
    path = "/series/{id}",
    tag = "series",
    operation_id = "get_series",
    params(("id" = i64, Path, minimum = -9223372036854775808_i64, maximum = 9223372036854775807_i64), IncludeQuery<Series>, IfNoneMatch),
    responses((status = OK, description = "The series.", body = Series))
)]
pub async fn get(
    State(state): State<AppState>,
    Path(id): Path<i64>,
    query: IncludeQuery<Series>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut series = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    if query.include.is_empty() {
        return Ok(seen.answer(response::row(&series)?));
    }
    queries::include(&mut db, &query.include, std::slice::from_mut(&mut series)).await?;
    response::plain(&series)
}

/// Replace a series
#[utoipa::path(
    put,
    path = "/series/{id}",
    tag = "series",
    operation_id = "replace_series",
    params(("id" = i64, Path, minimum = -9223372036854775808_i64, maximum = 9223372036854775807_i64), IfMatch),
    request_body = SeriesInput,
    responses((status = OK, description = "The series as it is now.", body = Series))
)]
pub async fn replace(
    State(state): State<AppState>,
    Path(id): Path<i64>,
    seen: IfMatch,
    Json(input): Json<SeriesInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let series = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&series)
}

/// Change a series
#[utoipa::path(
    patch,
    path = "/series/{id}",
    tag = "series",
    operation_id = "update_series",
    params(("id" = i64, Path, minimum = -9223372036854775808_i64, maximum = 9223372036854775807_i64), IfMatch),
    request_body(content((SeriesPatch = "application/json"), (SeriesPatch = "application/merge-patch+json"))),
    responses((status = OK, description = "The series as it is now.", body = Series))
)]
pub async fn change(
    State(state): State<AppState>,
    Path(id): Path<i64>,
    seen: IfMatch,
    patch: SeriesPatch,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let series = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&series)
}

/// Delete a series
#[utoipa::path(
    delete,
    path = "/series/{id}",
    tag = "series",
    operation_id = "delete_series",
    params(("id" = i64, Path, minimum = -9223372036854775808_i64, maximum = 9223372036854775807_i64), IfMatch),
    responses((status = NO_CONTENT, description = "The series is gone."))
)]
pub async fn delete(
    State(state): State<AppState>,
    Path(id): Path<i64>,
    seen: IfMatch,
) -> Result<StatusCode> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    queries::delete(&mut db, id).await?;
    db.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// List the series of a country
#[utoipa::path(
    get,
    path = "/countries/{code}/series",
    tag = "series",
    operation_id = "list_country_series",
    params(("code" = String, Path, min_length = 2, max_length = 2, pattern = "^[A-Z]{2}$"), ListQuery<Series>),
    responses((status = OK, description = "A page of series.", body = Page<Series>))
)]
pub async fn list_by_country(
    State(state): State<AppState>,
    Path(code): Path<String>,
    query: ListQuery<Series>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    resources::countries::queries::find(&mut db, &code).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("country_code = ").push_bind(code.clone());
    });
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}
