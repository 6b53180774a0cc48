//! What each route of news items does.

use axum::{extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{News, NewsInput, NewsPatch, queries};
use crate::{
    error::{Error, Result},
    extract::{Json, Path},
    page::{ListQuery, Page},
    response::{self, IfMatch, IfNoneMatch},
    state::AppState,
};

/// List news items
#[utoipa::path(
    get,
    path = "/news-items",
    tag = "news-items",
    operation_id = "list_news_items",
    params(ListQuery<News>),
    responses((status = OK, description = "A page of news items.", body = Page<News>))
)]
pub async fn list(State(state): State<AppState>, query: ListQuery<News>) -> Result<Response> {
    let mut db = state.db.read().await?;
    let page = queries::list(&mut db, &query).await?;
    response::plain(&page)
}

/// Create a news
#[utoipa::path(
    post,
    path = "/news-items",
    tag = "news-items",
    operation_id = "create_news",
    request_body = NewsInput,
    responses((status = CREATED, description = "The new news.", body = News))
)]
pub async fn create(
    State(state): State<AppState>,
    Json(input): Json<NewsInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let news = queries::insert(&mut db, &input).await?;
    db.commit().await?;
    response::created(&format!("/museum/v1/news-items/{}", news.id), &news)
}

/// Get a news
#[utoipa::path(
    get,
    path = "/news-items/{id}",
    tag = "news-items",
    operation_id = "get_news",
    params(("id" = Uuid, Path), IfNoneMatch),
    responses((status = OK, description = "The news.", body = News))
)]
pub async fn get(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let news = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    Ok(seen.answer(response::row(&news)?))
}

/// Replace a news
#[utoipa::path(
    put,
    path = "/news-items/{id}",
    tag = "news-items",
    operation_id = "replace_news",
    params(("id" = Uuid, Path), IfMatch),
    request_body = NewsInput,
    responses((status = OK, description = "The news as it is now.", body = News))
)]
pub async fn replace(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    Json(input): Json<NewsInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let news = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&news)
}

/// Change a news
#[utoipa::path(
    patch,
    path = "/news-items/{id}",
    tag = "news-items",
    operation_id = "update_news",
    params(("id" = Uuid, Path), IfMatch),
    request_body(content((NewsPatch = "application/json"), (NewsPatch = "application/merge-patch+json"))),
    responses((status = OK, description = "The news as it is now.", body = News))
)]
pub async fn change(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    patch: NewsPatch,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let news = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&news)
}

/// Delete a news
#[utoipa::path(
    delete,
    path = "/news-items/{id}",
    tag = "news-items",
    operation_id = "delete_news",
    params(("id" = Uuid, Path), IfMatch),
    responses((status = NO_CONTENT, description = "The news is gone."))
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
