//! Posts: An article on the blog.

pub mod handlers;
pub mod queries;
pub mod types;

pub use types::{Post, PostInput, PostPatch};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{constraint::Constraint, state::AppState};

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list, handlers::create))
        .routes(routes!(handlers::get, handlers::replace, handlers::change, handlers::delete))
        .routes(routes!(handlers::list_by_author))
        .routes(routes!(handlers::list_tags))
        .routes(routes!(handlers::link_tag, handlers::unlink_tag))
}

/// Constraints that a request can break.
pub const CONSTRAINTS: &[Constraint] = &[Constraint::unique("posts.slug", &["/slug"])];
