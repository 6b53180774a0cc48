//! The registry of resources, kept by scaffold.

pub mod notes;

use utoipa_axum::router::OpenApiRouter;

use crate::{constraint::Constraint, state::AppState};

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().merge(notes::router())
}

/// Constraints that a request can break.
pub const CONSTRAINTS: &[&[Constraint]] = &[notes::CONSTRAINTS];
