//! What each route of passports does.

use axum::{extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{Passport, PassportInput, PassportPatch, PassportUpdate, queries};
use crate::{
    error::{Error, Result},
    extract::{Json, Path},
    page::{IncludeQuery, ListQuery, Page},
    resources,
    response::{self, IfMatch, IfNoneMatch},
    state::AppState,
};

/// List passports
#[utoipa::path(
    get,
    path = "/passports",
    tag = "passports",
    operation_id = "list_passports",
    params(ListQuery<Passport>),
    responses((status = OK, description = "A page of passports.", body = Page<Passport>))
)]
pub async fn list(State(state): State<AppState>, query: ListQuery<Passport>) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// Create a passport
#[utoipa::path(
    post,
    path = "/passports",
    tag = "passports",
    operation_id = "create_passport",
    request_body = PassportInput,
    responses((status = CREATED, description = "The new passport.", body = Passport))
)]
pub async fn create(
    State(state): State<AppState>,
    Json(input): Json<PassportInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let passport = queries::insert(&mut db, &input).await?;
    db.commit().await?;
    response::created(&format!("/museum/v1/passports/{}", passport.holder_id), &passport)
}

/// Get a passport
#[utoipa::path(
    get,
    path = "/passports/{holder_id}",
    tag = "passports",
    operation_id = "get_passport",
    params(("holder_id" = Uuid, Path), IncludeQuery<Passport>, IfNoneMatch),
    responses((status = OK, description = "The passport.", body = Passport))
)]
pub async fn get(
    State(state): State<AppState>,
    Path(holder_id): Path<Uuid>,
    query: IncludeQuery<Passport>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut passport = queries::find(&mut db, holder_id).await?.ok_or(Error::NotFound)?;
    if query.include.is_empty() {
        return Ok(seen.answer(response::row(&passport)?));
    }
    queries::include(&mut db, &query.include, std::slice::from_mut(&mut passport)).await?;
    response::plain(&passport)
}

/// Replace a passport
#[utoipa::path(
    put,
    path = "/passports/{holder_id}",
    tag = "passports",
    operation_id = "replace_passport",
    params(("holder_id" = Uuid, Path), IfMatch),
    request_body = PassportUpdate,
    responses((status = OK, description = "The passport as it is now.", body = Passport))
)]
pub async fn replace(
    State(state): State<AppState>,
    Path(holder_id): Path<Uuid>,
    seen: IfMatch,
    Json(input): Json<PassportUpdate>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, holder_id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let passport = queries::update(&mut db, holder_id, &input).await?;
    db.commit().await?;
    response::row(&passport)
}

/// Change a passport
#[utoipa::path(
    patch,
    path = "/passports/{holder_id}",
    tag = "passports",
    operation_id = "update_passport",
    params(("holder_id" = Uuid, Path), IfMatch),
    request_body(content((PassportPatch = "application/json"), (PassportPatch = "application/merge-patch+json"))),
    responses((status = OK, description = "The passport as it is now.", body = Passport))
)]
pub async fn change(
    State(state): State<AppState>,
    Path(holder_id): Path<Uuid>,
    seen: IfMatch,
    patch: PassportPatch,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, holder_id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let passport = queries::update(&mut db, holder_id, &input).await?;
    db.commit().await?;
    response::row(&passport)
}

/// Delete a passport
#[utoipa::path(
    delete,
    path = "/passports/{holder_id}",
    tag = "passports",
    operation_id = "delete_passport",
    params(("holder_id" = Uuid, Path), IfMatch),
    responses((status = NO_CONTENT, description = "The passport is gone."))
)]
pub async fn delete(
    State(state): State<AppState>,
    Path(holder_id): Path<Uuid>,
    seen: IfMatch,
) -> Result<StatusCode> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, holder_id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    queries::delete(&mut db, holder_id).await?;
    db.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Get the passport of a person
#[utoipa::path(
    get,
    path = "/people/{id}/passport",
    tag = "passports",
    operation_id = "get_person_passport",
    params(("id" = Uuid, Path)),
    responses((status = OK, description = "The passport.", body = Passport))
)]
pub async fn get_by_holder(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    resources::people::queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    let key = id;
    let mut found = queries::one_by_holder(&mut db, std::iter::once(key)).await?;
    response::row(&found.remove(&key).ok_or(Error::NotFound)?)
}

/// List the passports of a country
#[utoipa::path(
    get,
    path = "/countries/{code}/passports",
    tag = "passports",
    operation_id = "list_country_passports",
    params(("code" = String, Path, min_length = 2, max_length = 2, pattern = "^[A-Z]{2}$"), ListQuery<Passport>),
    responses((status = OK, description = "A page of passports.", body = Page<Passport>))
)]
pub async fn list_by_issued_by(
    State(state): State<AppState>,
    Path(code): Path<String>,
    query: ListQuery<Passport>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    resources::countries::queries::find(&mut db, &code).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("issued_by_code = ").push_bind(code.clone());
    });
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}
