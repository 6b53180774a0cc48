//! What each route of exhibitions does.

use axum::{extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{Exhibition, ExhibitionInput, ExhibitionPatch, queries};
use crate::{
    error::{Error, Result},
    extract::{Json, Path},
    page::{IncludeQuery, ListQuery, Page},
    resources::{self, artifacts::Artifact, countries::Country, topics::Topic},
    response::{self, IfMatch, IfNoneMatch},
    state::AppState,
};

/// List exhibitions
#[utoipa::path(
    get,
    path = "/exhibitions",
    tag = "exhibitions",
    operation_id = "list_exhibitions",
    params(ListQuery<Exhibition>),
    responses((status = OK, description = "A page of exhibitions.", body = Page<Exhibition>))
)]
pub async fn list(State(state): State<AppState>, query: ListQuery<Exhibition>) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// Create an exhibition
#[utoipa::path(
    post,
    path = "/exhibitions",
    tag = "exhibitions",
    operation_id = "create_exhibition",
    request_body = ExhibitionInput,
    responses((status = CREATED, description = "The new exhibition.", body = Exhibition))
)]
pub async fn create(
    State(state): State<AppState>,
    Json(input): Json<ExhibitionInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let exhibition = queries::insert(&mut db, &input).await?;
    db.commit().await?;
    response::created(&format!("/museum/v1/exhibitions/{}", exhibition.id), &exhibition)
}

/// Get an exhibition
#[utoipa::path(
    get,
    path = "/exhibitions/{id}",
    tag = "exhibitions",
    operation_id = "get_exhibition",
    params(("id" = Uuid, Path), IncludeQuery<Exhibition>, IfNoneMatch),
    responses((status = OK, description = "The exhibition.", body = Exhibition))
)]
pub async fn get(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: IncludeQuery<Exhibition>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut exhibition = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    if query.include.is_empty() {
        return Ok(seen.answer(response::row(&exhibition)?));
    }
    queries::include(&mut db, &query.include, std::slice::from_mut(&mut exhibition)).await?;
    response::plain(&exhibition)
}

/// Replace an exhibition
#[utoipa::path(
    put,
    path = "/exhibitions/{id}",
    tag = "exhibitions",
    operation_id = "replace_exhibition",
    params(("id" = Uuid, Path), IfMatch),
    request_body = ExhibitionInput,
    responses((status = OK, description = "The exhibition as it is now.", body = Exhibition))
)]
pub async fn replace(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    Json(input): Json<ExhibitionInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let exhibition = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&exhibition)
}

/// Change an exhibition
#[utoipa::path(
    patch,
    path = "/exhibitions/{id}",
    tag = "exhibitions",
    operation_id = "update_exhibition",
    params(("id" = Uuid, Path), IfMatch),
    request_body(content((ExhibitionPatch = "application/json"), (ExhibitionPatch = "application/merge-patch+json"))),
    responses((status = OK, description = "The exhibition as it is now.", body = Exhibition))
)]
pub async fn change(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    patch: ExhibitionPatch,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let exhibition = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&exhibition)
}

/// Delete an exhibition
#[utoipa::path(
    delete,
    path = "/exhibitions/{id}",
    tag = "exhibitions",
    operation_id = "delete_exhibition",
    params(("id" = Uuid, Path), IfMatch),
    responses((status = NO_CONTENT, description = "The exhibition is gone."))
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

/// List the exhibitions of a person
#[utoipa::path(
    get,
    path = "/people/{id}/exhibitions",
    tag = "exhibitions",
    operation_id = "list_person_exhibitions",
    params(("id" = Uuid, Path), ListQuery<Exhibition>),
    responses((status = OK, description = "A page of exhibitions.", body = Page<Exhibition>))
)]
pub async fn list_by_curator(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: ListQuery<Exhibition>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    resources::people::queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("curator_id = ").push_bind(id);
    });
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// List the deputised exhibitions of a person
#[utoipa::path(
    get,
    path = "/people/{id}/deputised-exhibitions",
    tag = "exhibitions",
    operation_id = "list_person_deputised_exhibitions",
    params(("id" = Uuid, Path), ListQuery<Exhibition>),
    responses((status = OK, description = "A page of exhibitions.", body = Page<Exhibition>))
)]
pub async fn list_by_deputy(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: ListQuery<Exhibition>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    resources::people::queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("deputy_id = ").push_bind(id);
    });
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// List the sequels of an exhibition
#[utoipa::path(
    get,
    path = "/exhibitions/{id}/sequels",
    tag = "exhibitions",
    operation_id = "list_exhibition_sequels",
    params(("id" = Uuid, Path), ListQuery<Exhibition>),
    responses((status = OK, description = "A page of exhibitions.", body = Page<Exhibition>))
)]
pub async fn list_by_follows(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: ListQuery<Exhibition>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    resources::exhibitions::queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("follows_id = ").push_bind(id);
    });
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// List the topics of an exhibition
#[utoipa::path(
    get,
    path = "/exhibitions/{id}/topics",
    tag = "exhibitions",
    operation_id = "list_exhibition_topics",
    params(("id" = Uuid, Path), ListQuery<Topic>),
    responses((status = OK, description = "A page of topics.", body = Page<Topic>))
)]
pub async fn list_topics(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: ListQuery<Topic>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push(
            "exists (select 1 from exhibitions_topics as link where link.topic_id = topics.id",
        )
        .push(" and link.exhibition_id = ")
        .push_bind(id)
        .push(")");
    });
    let mut page = resources::topics::queries::list(&mut db, &query).await?;
    resources::topics::queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// Link a topic to an exhibition
#[utoipa::path(
    put,
    path = "/exhibitions/{id}/topics/{topic_id}",
    tag = "exhibitions",
    operation_id = "link_exhibition_topic",
    params(("id" = Uuid, Path), ("topic_id" = Uuid, Path)),
    responses((status = NO_CONTENT, description = "The topic is linked."))
)]
pub async fn link_topic(
    State(state): State<AppState>,
    Path((id, topic_id)): Path<(Uuid, Uuid)>,
) -> Result<StatusCode> {
    let mut db = state.db.write().await?;
    queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    resources::topics::queries::find(&mut db, topic_id).await?.ok_or(Error::NotFound)?;
    queries::link_topic(&mut db, id, topic_id).await?;
    db.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Unlink a topic from an exhibition
#[utoipa::path(
    delete,
    path = "/exhibitions/{id}/topics/{topic_id}",
    tag = "exhibitions",
    operation_id = "unlink_exhibition_topic",
    params(("id" = Uuid, Path), ("topic_id" = Uuid, Path)),
    responses((status = NO_CONTENT, description = "The topic is not linked."))
)]
pub async fn unlink_topic(
    State(state): State<AppState>,
    Path((id, topic_id)): Path<(Uuid, Uuid)>,
) -> Result<StatusCode> {
    let mut db = state.db.write().await?;
    queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    resources::topics::queries::find(&mut db, topic_id).await?.ok_or(Error::NotFound)?;
    queries::unlink_topic(&mut db, id, topic_id).await?;
    db.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// List the countries of an exhibition
#[utoipa::path(
    get,
    path = "/exhibitions/{id}/countries",
    tag = "exhibitions",
    operation_id = "list_exhibition_countries",
    params(("id" = Uuid, Path), ListQuery<Country>),
    responses((status = OK, description = "A page of countries.", body = Page<Country>))
)]
pub async fn list_countries(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: ListQuery<Country>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("exists (select 1 from exhibitions_countries as link where link.country_code = countries.code").push(" and link.exhibition_id = ").push_bind(id).push(")");
    });
    let mut page = resources::countries::queries::list(&mut db, &query).await?;
    resources::countries::queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// Link a country to an exhibition
#[utoipa::path(
    put,
    path = "/exhibitions/{id}/countries/{country_code}",
    tag = "exhibitions",
    operation_id = "link_exhibition_country",
    params(("id" = Uuid, Path), ("country_code" = String, Path, min_length = 2, max_length = 2, pattern = "^[A-Z]{2}$")),
    responses((status = NO_CONTENT, description = "The country is linked."))
)]
pub async fn link_country(
    State(state): State<AppState>,
    Path((id, country_code)): Path<(Uuid, String)>,
) -> Result<StatusCode> {
    let mut db = state.db.write().await?;
    queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    resources::countries::queries::find(&mut db, &country_code).await?.ok_or(Error::NotFound)?;
    queries::link_country(&mut db, id, &country_code).await?;
    db.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Unlink a country from an exhibition
#[utoipa::path(
    delete,
    path = "/exhibitions/{id}/countries/{country_code}",
    tag = "exhibitions",
    operation_id = "unlink_exhibition_country",
    params(("id" = Uuid, Path), ("country_code" = String, Path, min_length = 2, max_length = 2, pattern = "^[A-Z]{2}$")),
    responses((status = NO_CONTENT, description = "The country is not linked."))
)]
pub async fn unlink_country(
    State(state): State<AppState>,
    Path((id, country_code)): Path<(Uuid, String)>,
) -> Result<StatusCode> {
    let mut db = state.db.write().await?;
    queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    resources::countries::queries::find(&mut db, &country_code).await?.ok_or(Error::NotFound)?;
    queries::unlink_country(&mut db, id, &country_code).await?;
    db.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// List the artifacts of an exhibition
#[utoipa::path(
    get,
    path = "/exhibitions/{id}/artifacts",
    tag = "exhibitions",
    operation_id = "list_exhibition_artifacts",
    params(("id" = Uuid, Path), ListQuery<Artifact>),
    responses((status = OK, description = "A page of artifacts.", body = Page<Artifact>))
)]
pub async fn list_artifacts(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: ListQuery<Artifact>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("exists (select 1 from loans as link where link.artifact_id = artifacts.id")
            .push(" and link.exhibition_id = ")
            .push_bind(id)
            .push(")");
    });
    let mut page = resources::artifacts::queries::list(&mut db, &query).await?;
    resources::artifacts::queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}
