//! What each route of topics does.

use axum::{extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{Topic, TopicInput, TopicPatch, queries};
use crate::{
    error::{Error, Result},
    extract::{Json, Path},
    page::{IncludeQuery, ListQuery, Page},
    resources,
    response::{self, IfMatch, IfNoneMatch},
    state::AppState,
};

/// List topics
#[utoipa::path(
    get,
    path = "/topics",
    tag = "topics",
    operation_id = "list_topics",
    params(ListQuery<Topic>),
    responses((status = OK, description = "A page of topics.", body = Page<Topic>))
)]
pub async fn list(State(state): State<AppState>, query: ListQuery<Topic>) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// Create a topic
#[utoipa::path(
    post,
    path = "/topics",
    tag = "topics",
    operation_id = "create_topic",
    request_body = TopicInput,
    responses((status = CREATED, description = "The new topic.", body = Topic))
)]
pub async fn create(
    State(state): State<AppState>,
    Json(input): Json<TopicInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let topic = queries::insert(&mut db, &input).await?;
    db.commit().await?;
    response::created(&format!("/museum/v1/topics/{}", topic.id), &topic)
}

/// Get a topic
#[utoipa::path(
    get,
    path = "/topics/{id}",
    tag = "topics",
    operation_id = "get_topic",
    params(("id" = Uuid, Path), IncludeQuery<Topic>, IfNoneMatch),
    responses((status = OK, description = "The topic.", body = Topic))
)]
pub async fn get(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: IncludeQuery<Topic>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut topic = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    if query.include.is_empty() {
        return Ok(seen.answer(response::row(&topic)?));
    }
    queries::include(&mut db, &query.include, std::slice::from_mut(&mut topic)).await?;
    response::plain(&topic)
}

/// Replace a topic
#[utoipa::path(
    put,
    path = "/topics/{id}",
    tag = "topics",
    operation_id = "replace_topic",
    params(("id" = Uuid, Path), IfMatch),
    request_body = TopicInput,
    responses((status = OK, description = "The topic as it is now.", body = Topic))
)]
pub async fn replace(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    Json(input): Json<TopicInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let topic = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&topic)
}

/// Change a topic
#[utoipa::path(
    patch,
    path = "/topics/{id}",
    tag = "topics",
    operation_id = "update_topic",
    params(("id" = Uuid, Path), IfMatch),
    request_body(content((TopicPatch = "application/json"), (TopicPatch = "application/merge-patch+json"))),
    responses((status = OK, description = "The topic as it is now.", body = Topic))
)]
pub async fn change(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    patch: TopicPatch,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let topic = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&topic)
}

/// Delete a topic
#[utoipa::path(
    delete,
    path = "/topics/{id}",
    tag = "topics",
    operation_id = "delete_topic",
    params(("id" = Uuid, Path), IfMatch),
    responses((status = NO_CONTENT, description = "The topic is gone."))
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

/// List the children of a topic
#[utoipa::path(
    get,
    path = "/topics/{id}/children",
    tag = "topics",
    operation_id = "list_topic_children",
    params(("id" = Uuid, Path), ListQuery<Topic>),
    responses((status = OK, description = "A page of topics.", body = Page<Topic>))
)]
pub async fn list_by_parent(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: ListQuery<Topic>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    resources::topics::queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("parent_id = ").push_bind(id);
    });
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// List the related of a topic
#[utoipa::path(
    get,
    path = "/topics/{id}/related",
    tag = "topics",
    operation_id = "list_topic_related",
    params(("id" = Uuid, Path), ListQuery<Topic>),
    responses((status = OK, description = "A page of topics.", body = Page<Topic>))
)]
pub async fn list_related(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: ListQuery<Topic>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("exists (select 1 from topics_related as link where link.related_id = topics.id")
            .push(" and link.topic_id = ")
            .push_bind(id)
            .push(")");
    });
    let mut page = resources::topics::queries::list(&mut db, &query).await?;
    resources::topics::queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// Link a related to a topic
#[utoipa::path(
    put,
    path = "/topics/{id}/related/{related_id}",
    tag = "topics",
    operation_id = "link_topic_related",
    params(("id" = Uuid, Path), ("related_id" = Uuid, Path)),
    responses((status = NO_CONTENT, description = "The related is linked."))
)]
pub async fn link_related(
    State(state): State<AppState>,
    Path((id, related_id)): Path<(Uuid, Uuid)>,
) -> Result<StatusCode> {
    let mut db = state.db.write().await?;
    queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    resources::topics::queries::find(&mut db, related_id).await?.ok_or(Error::NotFound)?;
    queries::link_related(&mut db, id, related_id).await?;
    db.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Unlink a related from a topic
#[utoipa::path(
    delete,
    path = "/topics/{id}/related/{related_id}",
    tag = "topics",
    operation_id = "unlink_topic_related",
    params(("id" = Uuid, Path), ("related_id" = Uuid, Path)),
    responses((status = NO_CONTENT, description = "The related is not linked."))
)]
pub async fn unlink_related(
    State(state): State<AppState>,
    Path((id, related_id)): Path<(Uuid, Uuid)>,
) -> Result<StatusCode> {
    let mut db = state.db.write().await?;
    queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    resources::topics::queries::find(&mut db, related_id).await?.ok_or(Error::NotFound)?;
    queries::unlink_related(&mut db, id, related_id).await?;
    db.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
