//! Loans: The join entity of exhibitions and artifacts.

pub mod handlers;
pub mod queries;
pub mod types;

pub use types::{Loan, LoanInput, LoanPatch};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{constraint::Constraint, state::AppState};

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list, handlers::create))
        .routes(routes!(handlers::get, handlers::replace, handlers::change, handlers::delete))
        .routes(routes!(handlers::list_by_exhibition))
        .routes(routes!(handlers::list_by_artifact))
}

/// Constraints that a request can break.
pub const CONSTRAINTS: &[Constraint] = &[Constraint::unique(
    "loans.exhibition_id, loans.artifact_id",
    &["/exhibition_id", "/artifact_id"],
)];
