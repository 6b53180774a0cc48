//! What each route of orders does.

use axum::{extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{Order, OrderInput, OrderPatch, queries};
use crate::{
    error::{Error, Result},
    extract::{Json, Path},
    page::{IncludeQuery, ListQuery, Page},
    resources,
    response::{self, IfMatch, IfNoneMatch},
    state::AppState,
};

/// List orders
#[utoipa::path(
    get,
    path = "/orders",
    tag = "orders",
    operation_id = "list_orders",
    params(ListQuery<Order>),
    responses((status = OK, description = "A page of orders.", body = Page<Order>))
)]
pub async fn list(State(state): State<AppState>, query: ListQuery<Order>) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// Create an order
#[utoipa::path(
    post,
    path = "/orders",
    tag = "orders",
    operation_id = "create_order",
    request_body = OrderInput,
    responses((status = CREATED, description = "The new order.", body = Order))
)]
pub async fn create(
    State(state): State<AppState>,
    Json(input): Json<OrderInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let order = queries::insert(&mut db, &input).await?;
    db.commit().await?;
    response::created(&format!("/museum/v1/orders/{}", order.id), &order)
}

/// Get an order
#[utoipa::path(
    get,
    path = "/orders/{id}",
    tag = "orders",
    operation_id = "get_order",
    params(("id" = Uuid, Path), IncludeQuery<Order>, IfNoneMatch),
    responses((status = OK, description = "The order.", body = Order))
)]
pub async fn get(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: IncludeQuery<Order>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut order = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    if query.include.is_empty() {
        return Ok(seen.answer(response::row(&order)?));
    }
    queries::include(&mut db, &query.include, std::slice::from_mut(&mut order)).await?;
    response::plain(&order)
}

/// Replace an order
#[utoipa::path(
    put,
    path = "/orders/{id}",
    tag = "orders",
    operation_id = "replace_order",
    params(("id" = Uuid, Path), IfMatch),
    request_body = OrderInput,
    responses((status = OK, description = "The order as it is now.", body = Order))
)]
pub async fn replace(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    Json(input): Json<OrderInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let order = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&order)
}

/// Change an order
#[utoipa::path(
    patch,
    path = "/orders/{id}",
    tag = "orders",
    operation_id = "update_order",
    params(("id" = Uuid, Path), IfMatch),
    request_body(content((OrderPatch = "application/json"), (OrderPatch = "application/merge-patch+json"))),
    responses((status = OK, description = "The order as it is now.", body = Order))
)]
pub async fn change(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    patch: OrderPatch,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let order = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&order)
}

/// Delete an order
#[utoipa::path(
    delete,
    path = "/orders/{id}",
    tag = "orders",
    operation_id = "delete_order",
    params(("id" = Uuid, Path), IfMatch),
    responses((status = NO_CONTENT, description = "The order is gone."))
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

/// List the orders of a person
#[utoipa::path(
    get,
    path = "/people/{id}/orders",
    tag = "orders",
    operation_id = "list_person_orders",
    params(("id" = Uuid, Path), ListQuery<Order>),
    responses((status = OK, description = "A page of orders.", body = Page<Order>))
)]
pub async fn list_by_user(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: ListQuery<Order>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    resources::people::queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("user_id = ").push_bind(id);
    });
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}
