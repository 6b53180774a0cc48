//! What each route of bookings does.

use axum::{extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{Booking, BookingInput, BookingPatch, queries};
use crate::{
    error::{Error, Result},
    extract::{Json, Path},
    page::{IncludeQuery, ListQuery, Page},
    resources,
    response::{self, IfMatch, IfNoneMatch, Success},
    state::AppState,
};

/// List bookings
#[utoipa::path(
    get,
    path = "/bookings",
    tag = "bookings",
    operation_id = "list_bookings",
    params(ListQuery<Booking>),
    responses((status = OK, description = "A page of bookings.", body = Success<Page<Booking>>))
)]
pub async fn list(State(state): State<AppState>, query: ListQuery<Booking>) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// Create a booking
#[utoipa::path(
    post,
    path = "/bookings",
    tag = "bookings",
    operation_id = "create_booking",
    request_body = BookingInput,
    responses((status = CREATED, description = "The new booking.", body = Success<Booking>))
)]
pub async fn create(
    State(state): State<AppState>,
    Json(input): Json<BookingInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let booking = queries::insert(&mut db, &input).await?;
    db.commit().await?;
    response::created(&format!("/v2/bookings/{}", booking.id), &booking)
}

/// Get a booking
#[utoipa::path(
    get,
    path = "/bookings/{id}",
    tag = "bookings",
    operation_id = "get_booking",
    params(("id" = Uuid, Path), IncludeQuery<Booking>, IfNoneMatch),
    responses((status = OK, description = "The booking.", body = Success<Booking>))
)]
pub async fn get(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: IncludeQuery<Booking>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut booking = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    if query.include.is_empty() {
        return Ok(seen.answer(response::row(&booking)?));
    }
    queries::include(&mut db, &query.include, std::slice::from_mut(&mut booking)).await?;
    response::plain(&booking)
}

/// Replace a booking
#[utoipa::path(
    put,
    path = "/bookings/{id}",
    tag = "bookings",
    operation_id = "replace_booking",
    params(("id" = Uuid, Path), IfMatch),
    request_body = BookingInput,
    responses((status = OK, description = "The booking as it is now.", body = Success<Booking>))
)]
pub async fn replace(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    Json(input): Json<BookingInput>,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find_for_update(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let booking = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&booking)
}

/// Change a booking
#[utoipa::path(
    patch,
    path = "/bookings/{id}",
    tag = "bookings",
    operation_id = "update_booking",
    params(("id" = Uuid, Path), IfMatch),
    request_body(content((BookingPatch = "application/json"), (BookingPatch = "application/merge-patch+json"))),
    responses((status = OK, description = "The booking as it is now.", body = Success<Booking>))
)]
pub async fn change(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    patch: BookingPatch,
) -> Result<Response> {
    let mut db = state.db.write().await?;
    let current = queries::find_for_update(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let booking = queries::update(&mut db, id, &input).await?;
    db.commit().await?;
    response::row(&booking)
}

/// Delete a booking
#[utoipa::path(
    delete,
    path = "/bookings/{id}",
    tag = "bookings",
    operation_id = "delete_booking",
    params(("id" = Uuid, Path), IfMatch),
    responses((status = NO_CONTENT, description = "The booking is gone."))
)]
pub async fn delete(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
) -> Result<StatusCode> {
    let mut db = state.db.write().await?;
    let current = queries::find_for_update(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    queries::delete(&mut db, id).await?;
    db.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// List the bookings of a room
#[utoipa::path(
    get,
    path = "/rooms/{id}/bookings",
    tag = "bookings",
    operation_id = "list_room_bookings",
    params(("id" = Uuid, Path), ListQuery<Booking>),
    responses((status = OK, description = "A page of bookings.", body = Success<Page<Booking>>))
)]
pub async fn list_by_room(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: ListQuery<Booking>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    resources::rooms::queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("room_id = ").push_bind(id);
    });
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}
