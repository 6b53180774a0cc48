//! Tests of the service as its clients see it.

mod answer;
mod health;
mod http;
mod listing;
mod notes;
mod openapi;
mod pool;
mod seed;
mod socket;
mod support;
mod unit;
mod writing;
