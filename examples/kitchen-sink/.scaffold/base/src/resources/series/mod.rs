//! Series: An auto-increment key in a column of another name; the plural is the singular.

pub mod handlers;
pub mod queries;
pub mod types;

pub use types::{Series, SeriesInput, SeriesPatch};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{constraint::Constraint, state::AppState};

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list, handlers::create))
        .routes(routes!(handlers::get, handlers::replace, handlers::change, handlers::delete))
        .routes(routes!(handlers::list_by_country))
}

/// Constraints that a request can break.
pub const CONSTRAINTS: &[Constraint] = &[Constraint::unique("series.title", &["/title"])];
