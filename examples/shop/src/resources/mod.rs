//! The registry of resources, kept by scaffold.

pub mod order_items;
pub mod orders;
pub mod products;
pub mod users;

use utoipa_axum::router::OpenApiRouter;

use crate::{constraint::Constraint, state::AppState};

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(order_items::router())
        .merge(orders::router())
        .merge(products::router())
        .merge(users::router())
}

/// Constraints that a request can break.
pub const CONSTRAINTS: &[&[Constraint]] =
    &[order_items::CONSTRAINTS, orders::CONSTRAINTS, products::CONSTRAINTS, users::CONSTRAINTS];
