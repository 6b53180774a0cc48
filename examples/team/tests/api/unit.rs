//! Parts of the service by themselves, where requests would not show every corner.

mod body;
mod database;
mod json;
mod metrics;
mod parameters;
mod rules;
mod settings;
