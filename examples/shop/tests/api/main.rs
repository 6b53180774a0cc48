//! Tests of the service as its clients see it.

mod access;
mod answer;
mod auth;
mod callers;
mod database;
mod health;
mod http;
mod listing;
mod openapi;
mod order_items;
mod orders;
mod pool;
mod products;
mod seed;
mod socket;
mod support;
mod unit;
mod users;
mod writing;
