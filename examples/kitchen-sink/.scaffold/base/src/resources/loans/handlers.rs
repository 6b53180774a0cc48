//! What each route of loans does.

use axum::{extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{Loan, LoanInput, LoanPatch, queries};
use crate::{
    error::{Error, Result},
    extract::{Json, Path},
    page::{IncludeQuery, ListQuery, Page},
    resources,
    response::{self, IfMatch, IfNoneMatch},
    state::AppState,
};

/// List loans
#[utoipa::path(
    get,
    path = "/loans",
    tag = "loans",
    operation_id = "list_loans",
    params(ListQuery<Loan>),
    responses((status = OK, description = "A page of loans.", body = Page<Loan>))
)]
pub async fn list(State(state): State<AppState>, query: ListQuery<Loan>) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// Create a loan
#[utoipa::path(
    post,
    path = "/loans",
    tag = "loans",
    operation_id = "create_loan",
    request_body = LoanInput,
    responses((status = CREATED, description = "The new loan.", body = Loan))
)]
pub async fn create(
    State(state): State<AppState>,
    Json(input): Json<LoanInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let loan = queries::insert(&mut db, &input).await?;
    db.commit().await?;
    response::created(&format!("/museum/v1/loans/{}", loan.id), &loan)
}

/// Get a loan
#[utoipa::path(
    get,
    path = "/loans/{id}",
    tag = "loans",
    operation_id = "get_loan",
    params(("id" = Uuid, Path), IncludeQuery<Loan>, IfNoneMatch),
    responses((status = OK, description = "The loan.", body = Loan))
)]
pub async fn get(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: IncludeQuery<Loan>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut loan = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    if query.include.is_empty() {
        return Ok(seen.answer(response::row(&loan)?));
    }
    queries::include(&mut db, &query.include, std::slice::from_mut(&mut loan)).await?;
    response::plain(&loan)
}

/// Replace a loan
#[utoipa::path(
    put,
    path = "/loans/{id}",
    tag = "loans",
    operation_id = "replace_loan",
    params(("id" = Uuid, Path), IfMatch),
    request_body = LoanInput,
    responses((status = OK, description = "The loan as it is now.", body = Loan))
)]
pub async fn replace(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    Json(input): Json<LoanInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let loan = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&loan)
}

/// Change a loan
#[utoipa::path(
    patch,
    path = "/loans/{id}",
    tag = "loans",
    operation_id = "update_loan",
    params(("id" = Uuid, Path), IfMatch),
    request_body(content((LoanPatch = "application/json"), (LoanPatch = "application/merge-patch+json"))),
    responses((status = OK, description = "The loan as it is now.", body = Loan))
)]
pub async fn change(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    patch: LoanPatch,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let loan = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&loan)
}

/// Delete a loan
#[utoipa::path(
    delete,
    path = "/loans/{id}",
    tag = "loans",
    operation_id = "delete_loan",
    params(("id" = Uuid, Path), IfMatch),
    responses((status = NO_CONTENT, description = "The loan is gone."))
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

/// List the loans of an exhibition
#[utoipa::path(
    get,
    path = "/exhibitions/{id}/loans",
    tag = "loans",
    operation_id = "list_exhibition_loans",
    params(("id" = Uuid, Path), ListQuery<Loan>),
    responses((status = OK, description = "A page of loans.", body = Page<Loan>))
)]
pub async fn list_by_exhibition(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: ListQuery<Loan>,
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

/// List the loans of an artifact
#[utoipa::path(
    get,
    path = "/artifacts/{id}/loans",
    tag = "loans",
    operation_id = "list_artifact_loans",
    params(("id" = Uuid, Path), ListQuery<Loan>),
    responses((status = OK, description = "A page of loans.", body = Page<Loan>))
)]
pub async fn list_by_artifact(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: ListQuery<Loan>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    resources::artifacts::queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("artifact_id = ").push_bind(id);
    });
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}
