//! What each route of tasks does.

use axum::{extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{ACCESS, Task, TaskInput, TaskPatch, queries};
use crate::{
    auth::LoggedIn,
    error::{Error, Result},
    extract::{Json, Path},
    page::{IncludeQuery, ListQuery, Page},
    resources,
    response::{self, IfMatch, IfNoneMatch},
    state::AppState,
};

/// List tasks
#[utoipa::path(
    get,
    path = "/tasks",
    tag = "tasks",
    operation_id = "list_tasks",
    params(ListQuery<Task>),
    security(("bearer" = [])),
    responses((status = OK, description = "A page of tasks.", body = Page<Task>))
)]
pub async fn list(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    query: ListQuery<Task>,
) -> Result<Response> {
    let scope = ACCESS.list.admit(&caller)?;
    let mut db = state.db.read().await?;
    let mut page = queries::list(&mut db, &query, &scope).await?;
    queries::include(&mut db, query.include(), &mut page.items, &caller).await?;
    response::plain(&page)
}

/// Create a task
#[utoipa::path(
    post,
    path = "/tasks",
    tag = "tasks",
    operation_id = "create_task",
    request_body = TaskInput,
    security(("bearer" = [])),
    responses((status = CREATED, description = "The new task.", body = Task))
)]
pub async fn create(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Json(input): Json<TaskInput>,
) -> Result<Response> {
    ACCESS.create.admit(&caller)?;
    let mut db = state.db.write().await?;
    let task = queries::insert(&mut db, &input, caller.account()?.id).await?;
    db.commit().await?;
    response::created(&format!("/api/v1/tasks/{}", task.id), &task)
}

/// Get a task
#[utoipa::path(
    get,
    path = "/tasks/{id}",
    tag = "tasks",
    operation_id = "get_task",
    params(("id" = Uuid, Path), IncludeQuery<Task>, IfNoneMatch),
    security(("bearer" = [])),
    responses((status = OK, description = "The task.", body = Task))
)]
pub async fn get(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<Uuid>,
    query: IncludeQuery<Task>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let scope = ACCESS.read.admit(&caller)?;
    let mut db = state.db.read().await?;
    let mut task = queries::find(&mut db, id, &scope).await?.ok_or(Error::NotFound)?;
    if query.include.is_empty() {
        return Ok(seen.answer(response::row(&task)?));
    }
    queries::include(&mut db, &query.include, std::slice::from_mut(&mut task), &caller).await?;
    response::plain(&task)
}

/// Replace a task
#[utoipa::path(
    put,
    path = "/tasks/{id}",
    tag = "tasks",
    operation_id = "replace_task",
    params(("id" = Uuid, Path), IfMatch),
    request_body = TaskInput,
    security(("bearer" = [])),
    responses((status = OK, description = "The task as it is now.", body = Task))
)]
pub async fn replace(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    Json(input): Json<TaskInput>,
) -> Result<Response> {
    let scope = ACCESS.update.admit(&caller)?;
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id, &scope).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let task = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&task)
}

/// Change a task
#[utoipa::path(
    patch,
    path = "/tasks/{id}",
    tag = "tasks",
    operation_id = "update_task",
    params(("id" = Uuid, Path), IfMatch),
    request_body(content((TaskPatch = "application/json"), (TaskPatch = "application/merge-patch+json"))),
    security(("bearer" = [])),
    responses((status = OK, description = "The task as it is now.", body = Task))
)]
pub async fn change(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    patch: TaskPatch,
) -> Result<Response> {
    let scope = ACCESS.update.admit(&caller)?;
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id, &scope).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let task = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&task)
}

/// Delete a task
#[utoipa::path(
    delete,
    path = "/tasks/{id}",
    tag = "tasks",
    operation_id = "delete_task",
    params(("id" = Uuid, Path), IfMatch),
    security(("bearer" = [])),
    responses((status = NO_CONTENT, description = "The task is gone."))
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

/// List the tasks of a user
#[utoipa::path(
    get,
    path = "/users/{id}/tasks",
    tag = "tasks",
    operation_id = "list_user_tasks",
    security(("bearer" = [])),
    params(("id" = Uuid, Path), ListQuery<Task>),
    responses((status = OK, description = "A page of tasks.", body = Page<Task>))
)]
pub async fn list_by_owner(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<Uuid>,
    query: ListQuery<Task>,
) -> Result<Response> {
    let parents = resources::users::ACCESS.read.admit(&caller)?;
    let scope = ACCESS.list.admit(&caller)?;
    let mut db = state.db.read().await?;
    resources::users::queries::find(&mut db, id, &parents).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("owner_id = ").push_bind(id);
    });
    let mut page = queries::list(&mut db, &query, &scope).await?;
    queries::include(&mut db, query.include(), &mut page.items, &caller).await?;
    response::plain(&page)
}
