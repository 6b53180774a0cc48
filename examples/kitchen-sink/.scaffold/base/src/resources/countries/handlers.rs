//! What each route of countries does.

use axum::{extract::State, http::StatusCode, response::Response};

use super::{Country, CountryInput, CountryPatch, CountryUpdate, queries};
use crate::{
    error::{Error, Result},
    extract::{Json, Path},
    page::{IncludeQuery, ListQuery, Page},
    response::{self, IfMatch, IfNoneMatch},
    state::AppState,
};

/// List countries
#[utoipa::path(
    get,
    path = "/countries",
    tag = "countries",
    operation_id = "list_countries",
    params(ListQuery<Country>),
    responses((status = OK, description = "A page of countries.", body = Page<Country>))
)]
pub async fn list(State(state): State<AppState>, query: ListQuery<Country>) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// Create a country
#[utoipa::path(
    post,
    path = "/countries",
    tag = "countries",
    operation_id = "create_country",
    request_body = CountryInput,
    responses((status = CREATED, description = "The new country.", body = Country))
)]
pub async fn create(
    State(state): State<AppState>,
    Json(input): Json<CountryInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let country = queries::insert(&mut db, &input).await?;
    db.commit().await?;
    response::created(
        &format!("/museum/v1/countries/{}", response::segment(&country.code)),
        &country,
    )
}

/// Get a country
#[utoipa::path(
    get,
    path = "/countries/{code}",
    tag = "countries",
    operation_id = "get_country",
    params(("code" = String, Path, min_length = 2, max_length = 2, pattern = "^[A-Z]{2}$"), IncludeQuery<Country>, IfNoneMatch),
    responses((status = OK, description = "The country.", body = Country))
)]
pub async fn get(
    State(state): State<AppState>,
    Path(code): Path<String>,
    query: IncludeQuery<Country>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut country = queries::find(&mut db, &code).await?.ok_or(Error::NotFound)?;
    if query.include.is_empty() {
        return Ok(seen.answer(response::row(&country)?));
    }
    queries::include(&mut db, &query.include, std::slice::from_mut(&mut country)).await?;
    response::plain(&country)
}

/// Replace a country
#[utoipa::path(
    put,
    path = "/countries/{code}",
    tag = "countries",
    operation_id = "replace_country",
    params(("code" = String, Path, min_length = 2, max_length = 2, pattern = "^[A-Z]{2}$"), IfMatch),
    request_body = CountryUpdate,
    responses((status = OK, description = "The country as it is now.", body = Country))
)]
pub async fn replace(
    State(state): State<AppState>,
    Path(code): Path<String>,
    seen: IfMatch,
    Json(input): Json<CountryUpdate>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, &code).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let country = queries::update(&mut db, &code, &input).await?;
    db.commit().await?;
    response::row(&country)
}

/// Change a country
#[utoipa::path(
    patch,
    path = "/countries/{code}",
    tag = "countries",
    operation_id = "update_country",
    params(("code" = String, Path, min_length = 2, max_length = 2, pattern = "^[A-Z]{2}$"), IfMatch),
    request_body(content((CountryPatch = "application/json"), (CountryPatch = "application/merge-patch+json"))),
    responses((status = OK, description = "The country as it is now.", body = Country))
)]
pub async fn change(
    State(state): State<AppState>,
    Path(code): Path<String>,
    seen: IfMatch,
    patch: CountryPatch,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, &code).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let country = queries::update(&mut db, &code, &input).await?;
    db.commit().await?;
    response::row(&country)
}

/// Delete a country
#[utoipa::path(
    delete,
    path = "/countries/{code}",
    tag = "countries",
    operation_id = "delete_country",
    params(("code" = String, Path, min_length = 2, max_length = 2, pattern = "^[A-Z]{2}$"), IfMatch),
    responses((status = NO_CONTENT, description = "The country is gone."))
)]
pub async fn delete(
    State(state): State<AppState>,
    Path(code): Path<String>,
    seen: IfMatch,
) -> Result<StatusCode> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, &code).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    queries::delete(&mut db, &code).await?;
    db.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
