//! The minimal service.

pub mod app;
pub mod body;
pub mod config;
pub mod cursor;
pub mod db;
pub mod error;
pub mod extract;
pub mod filter;
pub mod guard;
pub mod health;
pub mod json;
pub mod listing;
pub mod metrics;
pub mod openapi;
pub mod page;
pub mod parameters;
pub mod problem;
pub mod resources;
pub mod response;
pub mod security;
pub mod seed;
pub mod server;
pub mod state;
pub mod telemetry;
pub mod validate;
pub mod values;
