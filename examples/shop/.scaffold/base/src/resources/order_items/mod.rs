//! Order items

pub mod handlers;
pub mod queries;
pub mod types;

pub use types::{OrderItem, OrderItemInput, OrderItemPatch};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    auth::{Access, Rule},
    constraint::Constraint,
    state::AppState,
};

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list, handlers::create))
        .routes(routes!(handlers::get, handlers::replace, handlers::change, handlers::delete))
        .routes(routes!(handlers::list_by_order))
        .routes(routes!(handlers::list_by_product))
}

/// Who may do what.
pub const ACCESS: Access = Access {
    list: Rule::owner(),
    read: Rule::owner(),
    create: Rule::owner(),
    update: Rule::owner(),
    delete: Rule::owner(),
};

/// Constraints that a request can break.
pub const CONSTRAINTS: &[Constraint] = &[
    Constraint::unique("order_items_order_id_product_id_key", &["/order_id", "/product_id"]),
    Constraint::reference("order_items_order_id_fkey", &["/order_id"]),
    Constraint::reference("order_items_product_id_fkey", &["/product_id"]),
];
