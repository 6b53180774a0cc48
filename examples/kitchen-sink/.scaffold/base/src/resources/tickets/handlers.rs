//! What each route of tickets does.

use axum::{extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{Ticket, TicketInput, queries};
use crate::{
    error::{Error, Result},
    extract::{Json, Path},
    page::{IncludeQuery, ListQuery, Page},
    resources,
    response::{self, IfMatch, IfNoneMatch},
    state::AppState,
};

/// List tickets
#[utoipa::path(
    get,
    path = "/tickets",
    tag = "tickets",
    operation_id = "list_tickets",
    params(ListQuery<Ticket>),
    responses((status = OK, description = "A page of tickets.", body = Page<Ticket>))
)]
pub async fn list(State(state): State<AppState>, query: ListQuery<Ticket>) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// Create a ticket
#[utoipa::path(
    post,
    path = "/tickets",
    tag = "tickets",
    operation_id = "create_ticket",
    request_body = TicketInput,
    responses((status = CREATED, description = "The new ticket.", body = Ticket))
)]
pub async fn create(
    State(state): State<AppState>,
    Json(input): Json<TicketInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let ticket = queries::insert(&mut db, &input).await?;
    db.commit().await?;
    response::created(&format!("/museum/v1/tickets/{}", ticket.id), &ticket)
}

/// Get a ticket
#[utoipa::path(
    get,
    path = "/tickets/{id}",
    tag = "tickets",
    operation_id = "get_ticket",
    params(("id" = Uuid, Path), IncludeQuery<Ticket>, IfNoneMatch),
    responses((status = OK, description = "The ticket.", body = Ticket))
)]
pub async fn get(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: IncludeQuery<Ticket>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut ticket = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    if query.include.is_empty() {
        return Ok(seen.answer(response::row(&ticket)?));
    }
    queries::include(&mut db, &query.include, std::slice::from_mut(&mut ticket)).await?;
    response::plain(&ticket)
}

/// Delete a ticket
#[utoipa::path(
    delete,
    path = "/tickets/{id}",
    tag = "tickets",
    operation_id = "delete_ticket",
    params(("id" = Uuid, Path), IfMatch),
    responses((status = NO_CONTENT, description = "The ticket is gone."))
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

/// List the tickets of a person
#[utoipa::path(
    get,
    path = "/people/{id}/tickets",
    tag = "tickets",
    operation_id = "list_person_tickets",
    params(("id" = Uuid, Path), ListQuery<Ticket>),
    responses((status = OK, description = "A page of tickets.", body = Page<Ticket>))
)]
pub async fn list_by_holder(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: ListQuery<Ticket>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    resources::people::queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("holder_id = ").push_bind(id);
    });
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}
