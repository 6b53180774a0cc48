//! What each route of posts does.

use axum::{extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{Post, PostInput, PostPatch, queries};
use crate::{
    error::{Error, Result},
    extract::{Json, Path},
    page::{IncludeQuery, ListQuery, Page},
    resources::{self, tags::Tag},
    response::{self, IfMatch, IfNoneMatch},
    state::AppState,
};

/// List posts
#[utoipa::path(
    get,
    path = "/posts",
    tag = "posts",
    operation_id = "list_posts",
    params(ListQuery<Post>),
    responses((status = OK, description = "A page of posts.", body = Page<Post>))
)]
pub async fn list(State(state): State<AppState>, query: ListQuery<Post>) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// Create a post
#[utoipa::path(
    post,
    path = "/posts",
    tag = "posts",
    operation_id = "create_post",
    request_body = PostInput,
    responses((status = CREATED, description = "The new post.", body = Post))
)]
pub async fn create(
    State(state): State<AppState>,
    Json(input): Json<PostInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let post = queries::insert(&mut db, &input).await?;
    db.commit().await?;
    response::created(&format!("/api/v1/posts/{}", post.id), &post)
}

/// Get a post
#[utoipa::path(
    get,
    path = "/posts/{id}",
    tag = "posts",
    operation_id = "get_post",
    params(("id" = Uuid, Path), IncludeQuery<Post>, IfNoneMatch),
    responses((status = OK, description = "The post.", body = Post))
)]
pub async fn get(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: IncludeQuery<Post>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut post = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    if query.include.is_empty() {
        return Ok(seen.answer(response::row(&post)?));
    }
    queries::include(&mut db, &query.include, std::slice::from_mut(&mut post)).await?;
    response::plain(&post)
}

/// Replace a post
#[utoipa::path(
    put,
    path = "/posts/{id}",
    tag = "posts",
    operation_id = "replace_post",
    params(("id" = Uuid, Path), IfMatch),
    request_body = PostInput,
    responses((status = OK, description = "The post as it is now.", body = Post))
)]
pub async fn replace(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    Json(input): Json<PostInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let post = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&post)
}

/// Change a post
#[utoipa::path(
    patch,
    path = "/posts/{id}",
    tag = "posts",
    operation_id = "update_post",
    params(("id" = Uuid, Path), IfMatch),
    request_body(content((PostPatch = "application/json"), (PostPatch = "application/merge-patch+json"))),
    responses((status = OK, description = "The post as it is now.", body = Post))
)]
pub async fn change(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    patch: PostPatch,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let post = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&post)
}

/// Delete a post
#[utoipa::path(
    delete,
    path = "/posts/{id}",
    tag = "posts",
    operation_id = "delete_post",
    params(("id" = Uuid, Path), IfMatch),
    responses((status = NO_CONTENT, description = "The post is gone."))
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

/// List the posts of a user
#[utoipa::path(
    get,
    path = "/users/{id}/posts",
    tag = "posts",
    operation_id = "list_user_posts",
    params(("id" = Uuid, Path), ListQuery<Post>),
    responses((status = OK, description = "A page of posts.", body = Page<Post>))
)]
pub async fn list_by_author(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: ListQuery<Post>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    resources::users::queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("author_id = ").push_bind(id);
    });
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// List the tags of a post
#[utoipa::path(
    get,
    path = "/posts/{id}/tags",
    tag = "posts",
    operation_id = "list_post_tags",
    params(("id" = Uuid, Path), ListQuery<Tag>),
    responses((status = OK, description = "A page of tags.", body = Page<Tag>))
)]
pub async fn list_tags(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: ListQuery<Tag>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("exists (select 1 from posts_tags as link where link.tag_id = tags.id")
            .push(" and link.post_id = ")
            .push_bind(id)
            .push(")");
    });
    let page = resources::tags::queries::list(&mut db, &query).await?;
    response::plain(&page)
}

/// Link a tag to a post
#[utoipa::path(
    put,
    path = "/posts/{id}/tags/{tag_id}",
    tag = "posts",
    operation_id = "link_post_tag",
    params(("id" = Uuid, Path), ("tag_id" = Uuid, Path)),
    responses((status = NO_CONTENT, description = "The tag is linked."))
)]
pub async fn link_tag(
    State(state): State<AppState>,
    Path((id, tag_id)): Path<(Uuid, Uuid)>,
) -> Result<StatusCode> {
    let mut db = state.db.write().await?;
    queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    resources::tags::queries::find(&mut db, tag_id).await?.ok_or(Error::NotFound)?;
    queries::link_tag(&mut db, id, tag_id).await?;
    db.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Unlink a tag from a post
#[utoipa::path(
    delete,
    path = "/posts/{id}/tags/{tag_id}",
    tag = "posts",
    operation_id = "unlink_post_tag",
    params(("id" = Uuid, Path), ("tag_id" = Uuid, Path)),
    responses((status = NO_CONTENT, description = "The tag is not linked."))
)]
pub async fn unlink_tag(
    State(state): State<AppState>,
    Path((id, tag_id)): Path<(Uuid, Uuid)>,
) -> Result<StatusCode> {
    let mut db = state.db.write().await?;
    queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    resources::tags::queries::find(&mut db, tag_id).await?.ok_or(Error::NotFound)?;
    queries::unlink_tag(&mut db, id, tag_id).await?;
    db.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
