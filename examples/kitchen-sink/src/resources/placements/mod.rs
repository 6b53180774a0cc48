//! Placements: A composite key of relations, one of them to a composite key.

pub mod handlers;
pub mod queries;
pub mod types;

pub use types::{Placement, PlacementInput, PlacementPatch, PlacementUpdate};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{constraint::Constraint, state::AppState};

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list, handlers::create))
        .routes(routes!(handlers::get, handlers::replace, handlers::change, handlers::delete))
        .routes(routes!(handlers::list_by_artifact))
        .routes(routes!(handlers::list_by_shelf))
}

/// Constraints that a request can break.
pub const CONSTRAINTS: &[Constraint] = &[Constraint::unique(
    "placements.artifact_id, placements.shelf_room, placements.shelf_key",
    &["/artifact_id", "/shelf_room"],
)];
