//! Tickets: Admission for one visitor. "Keep it" \\ until you leave — 100 % {valid}.

pub mod handlers;
pub mod queries;
pub mod types;

pub use types::{Ticket, TicketInput};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{constraint::Constraint, state::AppState};

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list, handlers::create))
        .routes(routes!(handlers::get, handlers::delete))
        .routes(routes!(handlers::list_by_holder))
}

/// Constraints that a request can break.
pub const CONSTRAINTS: &[Constraint] = &[
    Constraint::unique("tickets.number", &["/number"]),
    Constraint::check(
        "tickets_valid_for_a_while_check",
        &["/valid_until", "/valid_from"],
        "must satisfy valid_until == null or valid_until > valid_from",
    ),
    Constraint::check(
        "tickets_adults_pay_check",
        &["/rating", "/price"],
        "must satisfy not (rating == R and price == 0)",
    ),
    Constraint::check("tickets_zone_in_check", &["/zone"], "must be a zone of the house"),
];
