//! Artifacts: A thing of the collection. \*/ "quotes", \`backticks\`, {braces}, {{ 7 \* 7 }}, $dollars and ; -- dashes are only text here.

pub mod handlers;
pub mod queries;
pub mod types;

pub use types::{Artifact, ArtifactInput, ArtifactPatch};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{constraint::Constraint, state::AppState};

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list, handlers::create))
        .routes(routes!(handlers::get, handlers::replace, handlers::change, handlers::delete))
        .routes(routes!(handlers::list_by_shelf))
        .routes(routes!(handlers::list_by_maker))
}

/// Constraints that a request can break.
pub const CONSTRAINTS: &[Constraint] = &[
    Constraint::check(
        "artifacts_dusted_after_scan_or_never_check",
        &["/last_dusted", "/shelf_level"],
        "must satisfy last_dusted == null or shelf_level >= 0",
    ),
    Constraint::check(
        "artifacts_heavy_things_stand_low_check",
        &["/weight", "/shelf_level"],
        "must satisfy weight == null or weight < 100.5 or shelf_level <= 3",
    ),
];
