//! Users: Someone who writes or comments.

pub mod handlers;
pub mod queries;
pub mod types;

pub use types::{User, UserInput, UserPatch};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{constraint::Constraint, state::AppState};

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(handlers::list, handlers::create)).routes(routes!(
        handlers::get,
        handlers::replace,
        handlers::change,
        handlers::delete
    ))
}

/// Constraints that a request can break.
pub const CONSTRAINTS: &[Constraint] = &[Constraint::unique("users.email", &["/email"])];
