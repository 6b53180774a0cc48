//! Topics: A tree, and links to its own kind.

pub mod handlers;
pub mod queries;
pub mod types;

pub use types::{Topic, TopicInput, TopicPatch};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{constraint::Constraint, state::AppState};

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list, handlers::create))
        .routes(routes!(handlers::get, handlers::replace, handlers::change, handlers::delete))
        .routes(routes!(handlers::list_by_parent))
        .routes(routes!(handlers::list_related))
        .routes(routes!(handlers::link_related, handlers::unlink_related))
}

/// Constraints that a request can break.
pub const CONSTRAINTS: &[Constraint] = &[Constraint::unique("topics.name", &["/name"])];
