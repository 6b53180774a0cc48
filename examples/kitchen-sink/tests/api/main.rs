//! Tests of the service as its clients see it.

#![recursion_limit = "256"]

mod answer;
mod artifacts;
mod audits;
mod boxes;
mod countries;
mod errors;
mod exhibitions;
mod guides;
mod health;
mod http;
mod invoices;
mod listing;
mod loans;
mod news_items;
mod notes;
mod openapi;
mod options;
mod order_items;
mod orders;
mod pages;
mod passports;
mod people;
mod placements;
mod pool;
mod results;
mod seed;
mod series;
mod settings;
mod shelves;
mod socket;
mod support;
mod tickets;
mod topics;
mod unit;
mod writing;
