//! Orders

pub mod handlers;
pub mod queries;
pub mod types;

pub use types::{Order, OrderInput};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    auth::{Access, Rule},
    constraint::Constraint,
    state::AppState,
};

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list, handlers::create))
        .routes(routes!(handlers::get, handlers::delete))
        .routes(routes!(handlers::list_by_user))
}

/// Who may do what.
pub const ACCESS: Access = Access {
    list: Rule::owner(),
    read: Rule::owner(),
    create: Rule::user(),
    update: Rule::owner(),
    delete: Rule::owner(),
};

/// Constraints that a request can break.
pub const CONSTRAINTS: &[Constraint] =
    &[Constraint::reference("orders_user_id_fkey", &["/user_id"])];
