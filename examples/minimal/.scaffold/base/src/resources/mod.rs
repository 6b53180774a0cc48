//! The registry of resources, written by scaffold: it keeps no edits.

pub mod notes;

use utoipa_axum::router::OpenApiRouter;

use crate::{error::Constraint, state::AppState};

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().merge(notes::router())
}

/// Constraints that a request can break.
pub const CONSTRAINTS: &[&[Constraint]] = &[notes::CONSTRAINTS];
