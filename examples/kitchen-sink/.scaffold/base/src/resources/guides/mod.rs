//! Guides: One-to-one.

pub mod handlers;
pub mod queries;
pub mod types;

pub use types::{Guide, GuideInput, GuidePatch};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{constraint::Constraint, state::AppState};

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list, handlers::create))
        .routes(routes!(handlers::get, handlers::replace, handlers::change, handlers::delete))
        .routes(routes!(handlers::get_by_person))
        .routes(routes!(handlers::list_by_exhibition))
}

/// Constraints that a request can break.
pub const CONSTRAINTS: &[Constraint] = &[Constraint::unique("guides.person_id", &["/person_id"])];
