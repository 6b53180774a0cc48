//! Order items

pub mod handlers;
pub mod queries;
pub mod types;

pub use types::{OrderItem, OrderItemInput, OrderItemPatch};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{constraint::Constraint, state::AppState};

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list, handlers::create))
        .routes(routes!(handlers::get, handlers::replace, handlers::change, handlers::delete))
        .routes(routes!(handlers::list_by_order))
        .routes(routes!(handlers::list_by_part_of))
}

/// Constraints that a request can break.
pub const CONSTRAINTS: &[Constraint] = &[];
