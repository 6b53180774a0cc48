//! Tests of the service as its clients see it.

mod answer;
mod bookings;
mod database;
mod health;
mod http;
mod listing;
mod openapi;
mod pool;
mod rooms;
mod seed;
mod socket;
mod support;
mod unit;
mod writing;
