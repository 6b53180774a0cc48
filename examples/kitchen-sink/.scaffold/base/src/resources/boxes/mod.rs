//! Boxes

pub mod handlers;
pub mod queries;
pub mod types;

pub use types::{BoxRow, BoxRowInput, BoxRowPatch};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{constraint::Constraint, state::AppState};

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list, handlers::create))
        .routes(routes!(handlers::get, handlers::replace, handlers::change, handlers::delete))
        .routes(routes!(handlers::list_by_box))
}

/// Constraints that a request can break.
pub const CONSTRAINTS: &[Constraint] = &[];
