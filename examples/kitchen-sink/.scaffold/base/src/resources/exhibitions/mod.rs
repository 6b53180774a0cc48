//! Exhibitions: Many-to-many relations, with and without data of their own.

pub mod handlers;
pub mod queries;
pub mod types;

pub use types::{Exhibition, ExhibitionInput, ExhibitionPatch};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{constraint::Constraint, state::AppState};

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list, handlers::create))
        .routes(routes!(handlers::get, handlers::replace, handlers::change, handlers::delete))
        .routes(routes!(handlers::list_by_curator))
        .routes(routes!(handlers::list_by_deputy))
        .routes(routes!(handlers::list_by_follows))
        .routes(routes!(handlers::list_topics))
        .routes(routes!(handlers::link_topic, handlers::unlink_topic))
        .routes(routes!(handlers::list_countries))
        .routes(routes!(handlers::link_country, handlers::unlink_country))
        .routes(routes!(handlers::list_artifacts))
}

/// Constraints that a request can break.
pub const CONSTRAINTS: &[Constraint] = &[
    Constraint::unique("exhibitions.title", &["/title"]),
    Constraint::check(
        "exhibitions_closes_after_opening_check",
        &["/closes_on", "/opens_on"],
        "must satisfy closes_on == null or closes_on >= opens_on",
    ),
];
