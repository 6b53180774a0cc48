//! The registry of resources, kept by scaffold.

pub mod artifacts;
pub mod audits;
pub mod boxes;
pub mod countries;
pub mod errors;
pub mod exhibitions;
pub mod guides;
pub mod invoices;
pub mod loans;
pub mod news_items;
pub mod notes;
pub mod options;
pub mod order_items;
pub mod orders;
pub mod pages;
pub mod passports;
pub mod people;
pub mod placements;
pub mod results;
pub mod series;
pub mod settings;
pub mod shelves;
pub mod tickets;
pub mod topics;

use utoipa_axum::router::OpenApiRouter;

use crate::{constraint::Constraint, state::AppState};

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(artifacts::router())
        .merge(audits::router())
        .merge(boxes::router())
        .merge(countries::router())
        .merge(errors::router())
        .merge(exhibitions::router())
        .merge(guides::router())
        .merge(invoices::router())
        .merge(loans::router())
        .merge(news_items::router())
        .merge(notes::router())
        .merge(options::router())
        .merge(order_items::router())
        .merge(orders::router())
        .merge(pages::router())
        .merge(passports::router())
        .merge(people::router())
        .merge(placements::router())
        .merge(results::router())
        .merge(series::router())
        .merge(settings::router())
        .merge(shelves::router())
        .merge(tickets::router())
        .merge(topics::router())
}

/// Constraints that a request can break.
pub const CONSTRAINTS: &[&[Constraint]] = &[
    artifacts::CONSTRAINTS,
    audits::CONSTRAINTS,
    boxes::CONSTRAINTS,
    countries::CONSTRAINTS,
    errors::CONSTRAINTS,
    exhibitions::CONSTRAINTS,
    guides::CONSTRAINTS,
    invoices::CONSTRAINTS,
    loans::CONSTRAINTS,
    news_items::CONSTRAINTS,
    notes::CONSTRAINTS,
    options::CONSTRAINTS,
    order_items::CONSTRAINTS,
    orders::CONSTRAINTS,
    pages::CONSTRAINTS,
    passports::CONSTRAINTS,
    people::CONSTRAINTS,
    placements::CONSTRAINTS,
    results::CONSTRAINTS,
    series::CONSTRAINTS,
    settings::CONSTRAINTS,
    shelves::CONSTRAINTS,
    tickets::CONSTRAINTS,
    topics::CONSTRAINTS,
];
