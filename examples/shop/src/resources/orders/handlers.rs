//! What each route of orders does.

use axum::{extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{ACCESS, Order, OrderInput, queries};
use crate::{
    auth::LoggedIn,
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
    security(("bearer" = [])),
    responses((status = OK, description = "A page of orders.", body = Page<Order>))
)]
pub async fn list(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    query: ListQuery<Order>,
) -> Result<Response> {
    let scope = ACCESS.list.admit(&caller)?;
    let mut db = state.db.read().await?;
    let mut page = queries::list(&mut db, &query, &scope).await?;
    queries::include(&mut db, query.include(), &mut page.items, &caller).await?;
    response::plain(&page)
}

/// Create an order
#[utoipa::path(
    post,
    path = "/orders",
    tag = "orders",
    operation_id = "create_order",
    request_body = OrderInput,
    security(("bearer" = [])),
    responses((status = CREATED, description = "The new order.", body = Order))
)]
pub async fn create(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Json(input): Json<OrderInput>,
) -> Result<Response> {
    ACCESS.create.admit(&caller)?;
    let mut db = state.db.write().await?;
    let order = queries::insert(&mut db, &input, caller.account()?.id).await?;
    db.commit().await?;
    response::created(&format!("/api/v1/orders/{}", order.id), &order)
}

/// Get an order
#[utoipa::path(
    get,
    path = "/orders/{id}",
    tag = "orders",
    operation_id = "get_order",
    params(("id" = Uuid, Path), IncludeQuery<Order>, IfNoneMatch),
    security(("bearer" = [])),
    responses((status = OK, description = "The order.", body = Order))
)]
pub async fn get(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<Uuid>,
    query: IncludeQuery<Order>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let scope = ACCESS.read.admit(&caller)?;
    let mut db = state.db.read().await?;
    let mut order = queries::find(&mut db, id, &scope).await?.ok_or(Error::NotFound)?;
    if query.include.is_empty() {
        return Ok(seen.answer(response::row(&order)?));
    }
    queries::include(&mut db, &query.include, std::slice::from_mut(&mut order), &caller).await?;
    response::plain(&order)
}

/// Delete an order
#[utoipa::path(
    delete,
    path = "/orders/{id}",
    tag = "orders",
    operation_id = "delete_order",
    params(("id" = Uuid, Path), IfMatch),
    security(("bearer" = [])),
    responses((status = NO_CONTENT, description = "The order is gone."))
)]
pub async fn delete(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<Uuid>,
    seen: IfMatch,
) -> Result<StatusCode> {
    let scope = ACCESS.delete.admit(&caller)?;
    let mut db = state.db.write().await?;
    let current = queries::find_for_update(&mut db, id, &scope).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    queries::delete(&mut db, id).await?;
    db.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// List the orders of a user
#[utoipa::path(
    get,
    path = "/users/{id}/orders",
    tag = "orders",
    operation_id = "list_user_orders",
    security(("bearer" = [])),
    params(("id" = Uuid, Path), ListQuery<Order>),
    responses((status = OK, description = "A page of orders.", body = Page<Order>))
)]
pub async fn list_by_user(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<Uuid>,
    query: ListQuery<Order>,
) -> Result<Response> {
    let parents = resources::users::ACCESS.read.admit(&caller)?;
    let scope = ACCESS.list.admit(&caller)?;
    let mut db = state.db.read().await?;
    resources::users::queries::find(&mut db, id, &parents).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("user_id = ").push_bind(id);
    });
    let mut page = queries::list(&mut db, &query, &scope).await?;
    queries::include(&mut db, query.include(), &mut page.items, &caller).await?;
    response::plain(&page)
}
