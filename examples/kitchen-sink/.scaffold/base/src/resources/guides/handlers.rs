//! What each route of guides does.

use axum::{extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{Guide, GuideInput, GuidePatch, queries};
use crate::{
    error::{Error, Result},
    extract::{Json, Path},
    page::{IncludeQuery, ListQuery, Page},
    resources,
    response::{self, IfMatch, IfNoneMatch},
    state::AppState,
};

/// List guides
#[utoipa::path(
    get,
    path = "/guides",
    tag = "guides",
    operation_id = "list_guides",
    params(ListQuery<Guide>),
    responses((status = OK, description = "A page of guides.", body = Page<Guide>))
)]
pub async fn list(State(state): State<AppState>, query: ListQuery<Guide>) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// Create a guide
#[utoipa::path(
    post,
    path = "/guides",
    tag = "guides",
    operation_id = "create_guide",
    request_body = GuideInput,
    responses((status = CREATED, description = "The new guide.", body = Guide))
)]
pub async fn create(
    State(state): State<AppState>,
    Json(input): Json<GuideInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let guide = queries::insert(&mut db, &input).await?;
    db.commit().await?;
    response::created(&format!("/museum/v1/guides/{}", guide.id), &guide)
}

/// Get a guide
#[utoipa::path(
    get,
    path = "/guides/{id}",
    tag = "guides",
    operation_id = "get_guide",
    params(("id" = Uuid, Path), IncludeQuery<Guide>, IfNoneMatch),
    responses((status = OK, description = "The guide.", body = Guide))
)]
pub async fn get(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: IncludeQuery<Guide>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut guide = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    if query.include.is_empty() {
        return Ok(seen.answer(response::row(&guide)?));
    }
    queries::include(&mut db, &query.include, std::slice::from_mut(&mut guide)).await?;
    response::plain(&guide)
}

/// Replace a guide
#[utoipa::path(
    put,
    path = "/guides/{id}",
    tag = "guides",
    operation_id = "replace_guide",
    params(("id" = Uuid, Path), IfMatch),
    request_body = GuideInput,
    responses((status = OK, description = "The guide as it is now.", body = Guide))
)]
pub async fn replace(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    Json(input): Json<GuideInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let guide = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&guide)
}

/// Change a guide
#[utoipa::path(
    patch,
    path = "/guides/{id}",
    tag = "guides",
    operation_id = "update_guide",
    params(("id" = Uuid, Path), IfMatch),
    request_body(content((GuidePatch = "application/json"), (GuidePatch = "application/merge-patch+json"))),
    responses((status = OK, description = "The guide as it is now.", body = Guide))
)]
pub async fn change(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    patch: GuidePatch,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let guide = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&guide)
}

/// Delete a guide
#[utoipa::path(
    delete,
    path = "/guides/{id}",
    tag = "guides",
    operation_id = "delete_guide",
    params(("id" = Uuid, Path), IfMatch),
    responses((status = NO_CONTENT, description = "The guide is gone."))
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

/// Get the guide of a person
#[utoipa::path(
    get,
    path = "/people/{id}/guide",
    tag = "guides",
    operation_id = "get_person_guide",
    params(("id" = Uuid, Path)),
    responses((status = OK, description = "The guide.", body = Guide))
)]
pub async fn get_by_person(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    resources::people::queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    let key = id;
    let mut found = queries::one_by_person(&mut db, std::iter::once(key)).await?;
    response::row(&found.remove(&key).ok_or(Error::NotFound)?)
}

/// List the guides of an exhibition
#[utoipa::path(
    get,
    path = "/exhibitions/{id}/guides",
    tag = "guides",
    operation_id = "list_exhibition_guides",
    params(("id" = Uuid, Path), ListQuery<Guide>),
    responses((status = OK, description = "A page of guides.", body = Page<Guide>))
)]
pub async fn list_by_exhibition(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: ListQuery<Guide>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    resources::exhibitions::queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("exhibition_id = ").push_bind(id);
    });
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}
