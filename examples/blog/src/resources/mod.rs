//! The registry of resources, kept by scaffold.

pub mod comments;
pub mod posts;
pub mod tags;
pub mod users;

use utoipa_axum::router::OpenApiRouter;

use crate::{constraint::Constraint, state::AppState};

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(comments::router())
        .merge(posts::router())
        .merge(tags::router())
        .merge(users::router())
}

/// Constraints that a request can break.
pub const CONSTRAINTS: &[&[Constraint]] =
    &[comments::CONSTRAINTS, posts::CONSTRAINTS, tags::CONSTRAINTS, users::CONSTRAINTS];
