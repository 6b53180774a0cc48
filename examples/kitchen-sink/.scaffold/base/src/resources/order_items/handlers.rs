//! What each route of order items does.

use axum::{extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{OrderItem, OrderItemInput, OrderItemPatch, queries};
use crate::{
    error::{Error, Result},
    extract::{Json, Path},
    page::{IncludeQuery, ListQuery, Page},
    resources,
    response::{self, IfMatch, IfNoneMatch},
    state::AppState,
};

/// List order items
#[utoipa::path(
    get,
    path = "/order-items",
    tag = "order-items",
    operation_id = "list_order_items",
    params(ListQuery<OrderItem>),
    responses((status = OK, description = "A page of order items.", body = Page<OrderItem>))
)]
pub async fn list(State(state): State<AppState>, query: ListQuery<OrderItem>) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// Create an order item
#[utoipa::path(
    post,
    path = "/order-items",
    tag = "order-items",
    operation_id = "create_order_item",
    request_body = OrderItemInput,
    responses((status = CREATED, description = "The new order item.", body = OrderItem))
)]
pub async fn create(
    State(state): State<AppState>,
    Json(input): Json<OrderItemInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let order_item = queries::insert(&mut db, &input).await?;
    db.commit().await?;
    response::created(&format!("/museum/v1/order-items/{}", order_item.id), &order_item)
}

/// Get an order item
#[utoipa::path(
    get,
    path = "/order-items/{id}",
    tag = "order-items",
    operation_id = "get_order_item",
    params(("id" = Uuid, Path), IncludeQuery<OrderItem>, IfNoneMatch),
    responses((status = OK, description = "The order item.", body = OrderItem))
)]
pub async fn get(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: IncludeQuery<OrderItem>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut order_item = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    if query.include.is_empty() {
        return Ok(seen.answer(response::row(&order_item)?));
    }
    queries::include(&mut db, &query.include, std::slice::from_mut(&mut order_item)).await?;
    response::plain(&order_item)
}

/// Replace an order item
#[utoipa::path(
    put,
    path = "/order-items/{id}",
    tag = "order-items",
    operation_id = "replace_order_item",
    params(("id" = Uuid, Path), IfMatch),
    request_body = OrderItemInput,
    responses((status = OK, description = "The order item as it is now.", body = OrderItem))
)]
pub async fn replace(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    Json(input): Json<OrderItemInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let order_item = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&order_item)
}

/// Change an order item
#[utoipa::path(
    patch,
    path = "/order-items/{id}",
    tag = "order-items",
    operation_id = "update_order_item",
    params(("id" = Uuid, Path), IfMatch),
    request_body(content((OrderItemPatch = "application/json"), (OrderItemPatch = "application/merge-patch+json"))),
    responses((status = OK, description = "The order item as it is now.", body = OrderItem))
)]
pub async fn change(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    patch: OrderItemPatch,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let order_item = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&order_item)
}

/// Delete an order item
#[utoipa::path(
    delete,
    path = "/order-items/{id}",
    tag = "order-items",
    operation_id = "delete_order_item",
    params(("id" = Uuid, Path), IfMatch),
    responses((status = NO_CONTENT, description = "The order item is gone."))
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

/// List the items of an order
#[utoipa::path(
    get,
    path = "/orders/{id}/items",
    tag = "order-items",
    operation_id = "list_items_of_order",
    params(("id" = Uuid, Path), ListQuery<OrderItem>),
    responses((status = OK, description = "A page of order items.", body = Page<OrderItem>))
)]
pub async fn list_by_order(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: ListQuery<OrderItem>,
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

/// List the parts of an order item
#[utoipa::path(
    get,
    path = "/order-items/{id}/parts",
    tag = "order-items",
    operation_id = "list_order_item_parts",
    params(("id" = Uuid, Path), ListQuery<OrderItem>),
    responses((status = OK, description = "A page of order items.", body = Page<OrderItem>))
)]
pub async fn list_by_part_of(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: ListQuery<OrderItem>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    resources::order_items::queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("part_of_id = ").push_bind(id);
    });
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}
