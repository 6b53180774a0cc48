//! What each route of invoices does.

use axum::{extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{Invoice, InvoiceInput, InvoicePatch, queries};
use crate::{
    error::{Error, Result},
    extract::{Json, Path},
    page::{IncludeQuery, ListQuery, Page},
    resources,
    response::{self, IfMatch, IfNoneMatch},
    state::AppState,
};

/// List invoices
#[utoipa::path(
    get,
    path = "/invoices",
    tag = "invoices",
    operation_id = "list_invoices",
    params(ListQuery<Invoice>),
    responses((status = OK, description = "A page of invoices.", body = Page<Invoice>))
)]
pub async fn list(State(state): State<AppState>, query: ListQuery<Invoice>) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// Create an invoice
#[utoipa::path(
    post,
    path = "/invoices",
    tag = "invoices",
    operation_id = "create_invoice",
    request_body = InvoiceInput,
    responses((status = CREATED, description = "The new invoice.", body = Invoice))
)]
pub async fn create(
    State(state): State<AppState>,
    Json(input): Json<InvoiceInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let invoice = queries::insert(&mut db, &input).await?;
    db.commit().await?;
    response::created(&format!("/museum/v1/invoices/{}", invoice.id), &invoice)
}

/// Get an invoice
#[utoipa::path(
    get,
    path = "/invoices/{id}",
    tag = "invoices",
    operation_id = "get_invoice",
    params(("id" = Uuid, Path), IncludeQuery<Invoice>, IfNoneMatch),
    responses((status = OK, description = "The invoice.", body = Invoice))
)]
pub async fn get(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: IncludeQuery<Invoice>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut invoice = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    if query.include.is_empty() {
        return Ok(seen.answer(response::row(&invoice)?));
    }
    queries::include(&mut db, &query.include, std::slice::from_mut(&mut invoice)).await?;
    response::plain(&invoice)
}

/// Replace an invoice
#[utoipa::path(
    put,
    path = "/invoices/{id}",
    tag = "invoices",
    operation_id = "replace_invoice",
    params(("id" = Uuid, Path), IfMatch),
    request_body = InvoiceInput,
    responses((status = OK, description = "The invoice as it is now.", body = Invoice))
)]
pub async fn replace(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    Json(input): Json<InvoiceInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let invoice = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&invoice)
}

/// Change an invoice
#[utoipa::path(
    patch,
    path = "/invoices/{id}",
    tag = "invoices",
    operation_id = "update_invoice",
    params(("id" = Uuid, Path), IfMatch),
    request_body(content((InvoicePatch = "application/json"), (InvoicePatch = "application/merge-patch+json"))),
    responses((status = OK, description = "The invoice as it is now.", body = Invoice))
)]
pub async fn change(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    patch: InvoicePatch,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let invoice = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&invoice)
}

/// Delete an invoice
#[utoipa::path(
    delete,
    path = "/invoices/{id}",
    tag = "invoices",
    operation_id = "delete_invoice",
    params(("id" = Uuid, Path), IfMatch),
    responses((status = NO_CONTENT, description = "The invoice is gone."))
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

/// List the invoices of an order
#[utoipa::path(
    get,
    path = "/orders/{id}/invoices",
    tag = "invoices",
    operation_id = "list_order_invoices",
    params(("id" = Uuid, Path), ListQuery<Invoice>),
    responses((status = OK, description = "A page of invoices.", body = Page<Invoice>))
)]
pub async fn list_by_order(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: ListQuery<Invoice>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    resources::orders::queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("order_id = ").push_bind(id);
    });
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}
