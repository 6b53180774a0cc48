//! Bookings: A span of time in which a room is taken.

pub mod handlers;
pub mod queries;
pub mod types;

pub use types::{Booking, BookingInput, BookingPatch};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{constraint::Constraint, state::AppState};

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list, handlers::create))
        .routes(routes!(handlers::get, handlers::replace, handlers::change, handlers::delete))
        .routes(routes!(handlers::list_by_room))
}

/// Constraints that a request can break.
pub const CONSTRAINTS: &[Constraint] = &[
    Constraint::unique("bookings_room_id_starts_at_key", &["/roomId", "/startsAt"]),
    Constraint::reference("bookings_room_id_fkey", &["/roomId"]),
    Constraint::check(
        "bookings_ends_after_start_check",
        &["/endsAt", "/startsAt"],
        "must satisfy ends_at > starts_at",
    ),
];
