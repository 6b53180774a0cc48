//! People: Somebody the museum knows.

pub mod handlers;
pub mod queries;
pub mod types;

pub use types::{Person, PersonInput, PersonPatch, PersonUpdate};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{constraint::Constraint, state::AppState};

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list, handlers::create))
        .routes(routes!(handlers::get, handlers::replace, handlers::change, handlers::delete))
        .routes(routes!(handlers::list_by_mentor))
}

/// Constraints that a request can break.
pub const CONSTRAINTS: &[Constraint] = &[
    Constraint::unique("people.email", &["/email"]),
    Constraint::unique("people.handle", &["/handle"]),
    Constraint::unique(
        "people.family_name, people.given_name, people.phone",
        &["/family_name", "/given_name", "/phone"],
    ),
];
