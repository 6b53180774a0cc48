//! The registry of resources, kept by scaffold.

pub mod tasks;
pub mod users;

use utoipa_axum::router::OpenApiRouter;

use crate::{constraint::Constraint, state::AppState};

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().merge(tasks::router()).merge(users::router())
}

/// Constraints that a request can break.
pub const CONSTRAINTS: &[&[Constraint]] = &[tasks::CONSTRAINTS, users::CONSTRAINTS];
