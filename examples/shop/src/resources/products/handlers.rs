//! What each route of products does.

use axum::{RequestExt as _, extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{ACCESS, Product, ProductInput, ProductPatch, queries};
use crate::{
    auth::{Caller, LoggedIn},
    error::{Error, Result},
    extract::{Json, Path},
    page::{IncludeQuery, ListQuery, Page},
    response::{self, IfMatch, IfNoneMatch},
    state::AppState,
};

/// List products
#[utoipa::path(
    get,
    path = "/products",
    tag = "products",
    operation_id = "list_products",
    params(ListQuery<Product>),
    security((), ("bearer" = [])),
    responses((status = OK, description = "A page of products.", body = Page<Product>))
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    query: ListQuery<Product>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items, &caller).await?;
    response::plain(&page)
}

/// Create a product
#[utoipa::path(
    post,
    path = "/products",
    tag = "products",
    operation_id = "create_product",
    request_body = ProductInput,
    security(("bearer" = [])),
    responses((status = CREATED, description = "The new product.", body = Product))
)]
pub async fn create(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    request: axum::extract::Request,
) -> Result<Response> {
    ACCESS.create.admit(&caller)?;
    let Json(input): Json<ProductInput> = request.extract().await?;
    let mut db = state.db.write().await?;
    let product = queries::insert(&mut db, &input).await?;
    db.commit().await?;
    response::created(&format!("/api/v1/products/{}", product.id), &product)
}

/// Get a product
#[utoipa::path(
    get,
    path = "/products/{id}",
    tag = "products",
    operation_id = "get_product",
    params(("id" = Uuid, Path), IncludeQuery<Product>, IfNoneMatch),
    security((), ("bearer" = [])),
    responses((status = OK, description = "The product.", body = Product))
)]
pub async fn get(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    query: IncludeQuery<Product>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut product = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    if query.include.is_empty() {
        return Ok(seen.answer(response::row(&product)?));
    }
    queries::include(&mut db, &query.include, std::slice::from_mut(&mut product), &caller).await?;
    response::plain(&product)
}

/// Replace a product
#[utoipa::path(
    put,
    path = "/products/{id}",
    tag = "products",
    operation_id = "replace_product",
    params(("id" = Uuid, Path), IfMatch),
    request_body = ProductInput,
    security(("bearer" = [])),
    responses((status = OK, description = "The product as it is now.", body = Product))
)]
pub async fn replace(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    request: axum::extract::Request,
) -> Result<Response> {
    ACCESS.update.admit(&caller)?;
    let Json(input): Json<ProductInput> = request.extract().await?;
    let mut db = state.db.write().await?;
    let current = queries::find_for_update(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let product = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&product)
}

/// Change a product
#[utoipa::path(
    patch,
    path = "/products/{id}",
    tag = "products",
    operation_id = "update_product",
    params(("id" = Uuid, Path), IfMatch),
    request_body(content((ProductPatch = "application/json"), (ProductPatch = "application/merge-patch+json"))),
    security(("bearer" = [])),
    responses((status = OK, description = "The product as it is now.", body = Product))
)]
pub async fn change(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    request: axum::extract::Request,
) -> Result<Response> {
    ACCESS.update.admit(&caller)?;
    let patch: ProductPatch = request.extract().await?;
    let mut db = state.db.write().await?;
    let current = queries::find_for_update(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let product = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&product)
}

/// Delete a product
#[utoipa::path(
    delete,
    path = "/products/{id}",
    tag = "products",
    operation_id = "delete_product",
    params(("id" = Uuid, Path), IfMatch),
    security(("bearer" = [])),
    responses((status = NO_CONTENT, description = "The product is gone."))
)]
pub async fn delete(
    State(state): State<AppState>,
    LoggedIn(caller): LoggedIn,
    Path(id): Path<Uuid>,
    seen: IfMatch,
) -> Result<StatusCode> {
    ACCESS.delete.admit(&caller)?;
    let mut db = state.db.write().await?;
    let current = queries::find_for_update(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    queries::delete(&mut db, id).await?;
    db.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
