//! The registry of resources, kept by scaffold.

pub mod bookings;
pub mod rooms;

use utoipa_axum::router::OpenApiRouter;

use crate::{constraint::Constraint, state::AppState};

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().merge(bookings::router()).merge(rooms::router())
}

/// Constraints that a request can break.
pub const CONSTRAINTS: &[&[Constraint]] = &[bookings::CONSTRAINTS, rooms::CONSTRAINTS];
