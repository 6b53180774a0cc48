//! What each route of papers does.

use axum::{RequestExt as _, extract::State, response::Response};

use super::{ACCESS, Paper, PaperInput, PaperPatch, queries};
use crate::{
    auth::{Caller, LoggedIn, Scope},
    error::{Error, Result},
    extract::{Json, Path},
    page::{IncludeQuery, ListQuery, Page},
    resources,
    response::{self, IfMatch, IfNoneMatch, Success},
    state::AppState,
};

/// List papers
#[utoipa::path(
    get,
    path = "/papers",
    tag = "papers",
    operation_id = "list_papers",
    params(ListQuery<Paper>),
    security((), ("bearer" = [])),
    responses((status = OK, description = "A page of papers.", body = Success<Page<Paper>>))
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    query: ListQuery<Paper>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut page = queries::list(&mut db, &query, &Scope::Every).await?;
    queries::include(&mut db, query.include(), &mut page.items, &caller).await?;
    response::plain(&page)
}

/// Create a paper
#[utoipa::path(
    post,
    path = "/papers",
    tag = "papers",
    operation_id = "create_paper",
    request_body = PaperInput,
    security(("bearer" = [])),
    responses((status = CREATED, description = "The new paper.", body = Success<Paper>))
)]
pub async fn create(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Json(input): Json<PaperInput>,
) -> Result<Response> {
    ACCESS.create.admit(&caller)?;
    let mut db = state.db.write().await?;
    let paper = queries::insert(&mut db, &input, &caller).await?;
    db.commit().await?;
    response::created(&format!("/api/v1/papers/{}", paper.id), &paper)
}

/// Get a paper
#[utoipa::path(
    get,
    path = "/papers/{id}",
    tag = "papers",
    operation_id = "get_paper",
    params(("id" = i64, Path, minimum = -9223372036854775808_i64, maximum = 9223372036854775807_i64), IncludeQuery<Paper>, IfNoneMatch),
    security(("bearer" = [])),
    responses((status = OK, description = "The paper.", body = Success<Paper>))
)]
pub async fn get(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<i64>,
    query: IncludeQuery<Paper>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let scope = ACCESS.read.admit(&caller)?;
    let mut db = state.db.read().await?;
    let mut paper = queries::find(&mut db, id, &scope).await?.ok_or(Error::NotFound)?;
    if query.include.is_empty() {
        return Ok(seen.answer(response::row(&paper)?));
    }
    queries::include(&mut db, &query.include, std::slice::from_mut(&mut paper), &caller).await?;
    response::plain(&paper)
}

/// Replace a paper
#[utoipa::path(
    put,
    path = "/papers/{id}",
    tag = "papers",
    operation_id = "replace_paper",
    params(("id" = i64, Path, minimum = -9223372036854775808_i64, maximum = 9223372036854775807_i64), IfMatch),
    request_body = PaperInput,
    security(("bearer" = [])),
    responses((status = OK, description = "The paper as it is now.", body = Success<Paper>))
)]
pub async fn replace(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<i64>,
    seen: IfMatch,
    request: axum::extract::Request,
) -> Result<Response> {
    let scope = ACCESS.update.admit(&caller)?;
    let Json(input): Json<PaperInput> = request.extract().await?;
    let mut db = state.db.write().await?;
    let current = queries::find_for_update(&mut db, id, &scope).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let paper = queries::update(&mut db, id, &input, &caller).await?;
    db.commit().await?;
    response::row(&paper)
}

/// Change a paper
#[utoipa::path(
    patch,
    path = "/papers/{id}",
    tag = "papers",
    operation_id = "update_paper",
    params(("id" = i64, Path, minimum = -9223372036854775808_i64, maximum = 9223372036854775807_i64), IfMatch),
    request_body(content((PaperPatch = "application/json"), (PaperPatch = "application/merge-patch+json"))),
    security(("bearer" = [])),
    responses((status = OK, description = "The paper as it is now.", body = Success<Paper>))
)]
pub async fn change(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<i64>,
    seen: IfMatch,
    request: axum::extract::Request,
) -> Result<Response> {
    let scope = ACCESS.update.admit(&caller)?;
    let patch: PaperPatch = request.extract().await?;
    let mut db = state.db.write().await?;
    let current = queries::find_for_update(&mut db, id, &scope).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let paper = queries::update(&mut db, id, &input, &caller).await?;
    db.commit().await?;
    response::row(&paper)
}

/// List the papers of a folder
#[utoipa::path(
    get,
    path = "/folders/{id}/papers",
    tag = "papers",
    operation_id = "list_folder_papers",
    security(("bearer" = [])),
    params(("id" = i64, Path, minimum = -9223372036854775808_i64, maximum = 9223372036854775807_i64), ListQuery<Paper>),
    responses((status = OK, description = "A page of papers.", body = Success<Page<Paper>>))
)]
pub async fn list_by_folder(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<i64>,
    query: ListQuery<Paper>,
) -> Result<Response> {
    let parents = resources::folders::ACCESS.read.admit(&caller)?;
    let mut db = state.db.read().await?;
    resources::folders::queries::find(&mut db, id, &parents).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("folder_id = ").push_bind(id);
    });
    let mut page = queries::list(&mut db, &query, &Scope::Every).await?;
    queries::include(&mut db, query.include(), &mut page.items, &caller).await?;
    response::plain(&page)
}
