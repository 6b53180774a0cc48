//! Passports: A key shared with another row.

pub mod handlers;
pub mod queries;
pub mod types;

pub use types::{Passport, PassportInput, PassportPatch, PassportUpdate};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{constraint::Constraint, state::AppState};

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list, handlers::create))
        .routes(routes!(handlers::get, handlers::replace, handlers::change, handlers::delete))
        .routes(routes!(handlers::get_by_holder))
        .routes(routes!(handlers::list_by_issued_by))
}

/// Constraints that a request can break.
pub const CONSTRAINTS: &[Constraint] = &[
    Constraint::unique("passports.holder_id", &["/holder_id"]),
    Constraint::unique("passports.number", &["/number"]),
];
