//! What each route of comments does.

use axum::{extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{ACCESS, Comment, CommentInput, CommentPatch, queries};
use crate::{
    auth::{Caller, LoggedIn, Scope},
    error::{Error, Result},
    extract::{Json, Path},
    page::{IncludeQuery, ListQuery, Page},
    resources,
    response::{self, IfMatch, IfNoneMatch},
    state::AppState,
};

/// List comments
#[utoipa::path(
    get,
    path = "/comments",
    tag = "comments",
    operation_id = "list_comments",
    params(ListQuery<Comment>),
    security((), ("bearer" = [])),
    responses((status = OK, description = "A page of comments.", body = Page<Comment>))
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    query: ListQuery<Comment>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut page = queries::list(&mut db, &query, &Scope::Every).await?;
    queries::include(&mut db, query.include(), &mut page.items, &caller).await?;
    response::plain(&page)
}

/// Create a comment
#[utoipa::path(
    post,
    path = "/comments",
    tag = "comments",
    operation_id = "create_comment",
    request_body = CommentInput,
    security(("bearer" = [])),
    responses((status = CREATED, description = "The new comment.", body = Comment))
)]
pub async fn create(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Json(input): Json<CommentInput>,
) -> Result<Response> {
    ACCESS.create.admit(&caller)?;
    let mut db = state.db.write().await?;
    let comment = queries::insert(&mut db, &input, caller.account()?.id).await?;
    db.commit().await?;
    response::created(&format!("/api/v1/comments/{}", comment.id), &comment)
}

/// Get a comment
#[utoipa::path(
    get,
    path = "/comments/{id}",
    tag = "comments",
    operation_id = "get_comment",
    params(("id" = Uuid, Path), IncludeQuery<Comment>, IfNoneMatch),
    security((), ("bearer" = [])),
    responses((status = OK, description = "The comment.", body = Comment))
)]
pub async fn get(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    query: IncludeQuery<Comment>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut comment = queries::find(&mut db, id, &Scope::Every).await?.ok_or(Error::NotFound)?;
    if query.include.is_empty() {
        return Ok(seen.answer(response::row(&comment)?));
    }
    queries::include(&mut db, &query.include, std::slice::from_mut(&mut comment), &caller).await?;
    response::plain(&comment)
}

/// Replace a comment
#[utoipa::path(
    put,
    path = "/comments/{id}",
    tag = "comments",
    operation_id = "replace_comment",
    params(("id" = Uuid, Path), IfMatch),
    request_body = CommentInput,
    security(("bearer" = [])),
    responses((status = OK, description = "The comment as it is now.", body = Comment))
)]
pub async fn replace(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    Json(input): Json<CommentInput>,
) -> Result<Response> {
    let scope = ACCESS.update.admit(&caller)?;
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id, &scope).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let comment = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&comment)
}

/// Change a comment
#[utoipa::path(
    patch,
    path = "/comments/{id}",
    tag = "comments",
    operation_id = "update_comment",
    params(("id" = Uuid, Path), IfMatch),
    request_body(content((CommentPatch = "application/json"), (CommentPatch = "application/merge-patch+json"))),
    security(("bearer" = [])),
    responses((status = OK, description = "The comment as it is now.", body = Comment))
)]
pub async fn change(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    patch: CommentPatch,
) -> Result<Response> {
    let scope = ACCESS.update.admit(&caller)?;
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id, &scope).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let comment = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&comment)
}

/// Delete a comment
#[utoipa::path(
    delete,
    path = "/comments/{id}",
    tag = "comments",
    operation_id = "delete_comment",
    params(("id" = Uuid, Path), IfMatch),
    security(("bearer" = [])),
    responses((status = NO_CONTENT, description = "The comment is gone."))
)]
pub async fn delete(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<Uuid>,
    seen: IfMatch,
) -> Result<StatusCode> {
    let scope = ACCESS.delete.admit(&caller)?;
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id, &scope).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    queries::delete(&mut db, id).await?;
    db.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// List the comments of a post
#[utoipa::path(
    get,
    path = "/posts/{id}/comments",
    tag = "comments",
    operation_id = "list_post_comments",
    security((), ("bearer" = [])),
    params(("id" = Uuid, Path), ListQuery<Comment>),
    responses((status = OK, description = "A page of comments.", body = Page<Comment>))
)]
pub async fn list_by_post(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    query: ListQuery<Comment>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    resources::posts::queries::find(&mut db, id, &Scope::Every).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("post_id = ").push_bind(id);
    });
    let mut page = queries::list(&mut db, &query, &Scope::Every).await?;
    queries::include(&mut db, query.include(), &mut page.items, &caller).await?;
    response::plain(&page)
}

/// List the comments of a user
#[utoipa::path(
    get,
    path = "/users/{id}/comments",
    tag = "comments",
    operation_id = "list_user_comments",
    security(("bearer" = [])),
    params(("id" = Uuid, Path), ListQuery<Comment>),
    responses((status = OK, description = "A page of comments.", body = Page<Comment>))
)]
pub async fn list_by_author(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<Uuid>,
    query: ListQuery<Comment>,
) -> Result<Response> {
    let parents = resources::users::ACCESS.read.admit(&caller)?;
    let mut db = state.db.read().await?;
    resources::users::queries::find(&mut db, id, &parents).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("author_id = ").push_bind(id);
    });
    let mut page = queries::list(&mut db, &query, &Scope::Every).await?;
    queries::include(&mut db, query.include(), &mut page.items, &caller).await?;
    response::plain(&page)
}

/// List the replies of a comment
#[utoipa::path(
    get,
    path = "/comments/{id}/replies",
    tag = "comments",
    operation_id = "list_comment_replies",
    security((), ("bearer" = [])),
    params(("id" = Uuid, Path), ListQuery<Comment>),
    responses((status = OK, description = "A page of comments.", body = Page<Comment>))
)]
pub async fn list_by_parent(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    query: ListQuery<Comment>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    resources::comments::queries::find(&mut db, id, &Scope::Every).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("parent_id = ").push_bind(id);
    });
    let mut page = queries::list(&mut db, &query, &Scope::Every).await?;
    queries::include(&mut db, query.include(), &mut page.items, &caller).await?;
    response::plain(&page)
}
