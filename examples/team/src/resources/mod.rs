//! The registry of resources, kept by scaffold.

pub mod folders;
pub mod members;
pub mod papers;

use utoipa_axum::router::OpenApiRouter;

use crate::{constraint::Constraint, state::AppState};

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().merge(folders::router()).merge(members::router()).merge(papers::router())
}

/// Constraints that a request can break.
pub const CONSTRAINTS: &[&[Constraint]] =
    &[folders::CONSTRAINTS, members::CONSTRAINTS, papers::CONSTRAINTS];
