//! What each route of settings does.

use axum::{extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{Settings, SettingsInput, SettingsPatch, queries};
use crate::{
    error::{Error, Result},
    extract::{Json, Path},
    page::{ListQuery, Page},
    response::{self, IfMatch, IfNoneMatch},
    state::AppState,
};

/// List settings
#[utoipa::path(
    get,
    path = "/settings",
    tag = "settings",
    operation_id = "list_settings",
    params(ListQuery<Settings>),
    responses((status = OK, description = "A page of settings.", body = Page<Settings>))
)]
pub async fn list(State(state): State<AppState>, query: ListQuery<Settings>) -> Result<Response> {
    let mut db = state.db.read().await?;
    let page = queries::list(&mut db, &query).await?;
    response::plain(&page)
}

/// Create a settings
#[utoipa::path(
    post,
    path = "/settings",
    tag = "settings",
    operation_id = "create_settings",
    request_body = SettingsInput,
    responses((status = CREATED, description = "The new settings.", body = Settings))
)]
pub async fn create(
    State(state): State<AppState>,
    Json(input): Json<SettingsInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let settings = queries::insert(&mut db, &input).await?;
    db.commit().await?;
    response::created(&format!("/museum/v1/settings/{}", settings.id), &settings)
}

/// Get a settings
#[utoipa::path(
    get,
    path = "/settings/{id}",
    tag = "settings",
    operation_id = "get_settings",
    params(("id" = Uuid, Path), IfNoneMatch),
    responses((status = OK, description = "The settings.", body = Settings))
)]
pub async fn get(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let settings = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    Ok(seen.answer(response::row(&settings)?))
}

/// Replace a settings
#[utoipa::path(
    put,
    path = "/settings/{id}",
    tag = "settings",
    operation_id = "replace_settings",
    params(("id" = Uuid, Path), IfMatch),
    request_body = SettingsInput,
    responses((status = OK, description = "The settings as it is now.", body = Settings))
)]
pub async fn replace(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    Json(input): Json<SettingsInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let settings = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&settings)
}

/// Change a settings
#[utoipa::path(
    patch,
    path = "/settings/{id}",
    tag = "settings",
    operation_id = "update_settings",
    params(("id" = Uuid, Path), IfMatch),
    request_body(content((SettingsPatch = "application/json"), (SettingsPatch = "application/merge-patch+json"))),
    responses((status = OK, description = "The settings as it is now.", body = Settings))
)]
pub async fn change(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    patch: SettingsPatch,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let settings = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&settings)
}

/// Delete a settings
#[utoipa::path(
    delete,
    path = "/settings/{id}",
    tag = "settings",
    operation_id = "delete_settings",
    params(("id" = Uuid, Path), IfMatch),
    responses((status = NO_CONTENT, description = "The settings is gone."))
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
