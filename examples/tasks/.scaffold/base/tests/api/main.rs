//! Tests of the service as its clients see it.

mod access;
mod answer;
mod auth;
mod callers;
mod health;
mod http;
mod listing;
mod openapi;
mod pool;
mod seed;
mod socket;
mod support;
mod tasks;
mod unit;
mod users;
mod writing;
