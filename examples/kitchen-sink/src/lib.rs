//! A museum's "back office": things, people, loans {and} tickets.

#![recursion_limit = "256"]

pub mod app;
pub mod body;
pub mod config;
pub mod constraint;
pub mod cursor;
pub mod db;
pub mod enums;
pub mod error;
pub mod extract;
pub mod fault;
pub mod filter;
pub mod guard;
pub mod health;
pub mod json;
pub mod listing;
pub mod metrics;
pub mod openapi;
pub mod page;
pub mod parameters;
pub mod password;
pub mod pool;
pub mod problem;
pub mod relation;
pub mod resources;
pub mod response;
pub mod security;
pub mod seed;
pub mod server;
pub mod settings;
pub mod state;
pub mod telemetry;
pub mod text;
pub mod validate;
pub mod values;
