//! Tests of the service as its clients see it.

mod answer;
mod bookings;
mod database;
mod health;
mod http;
mod openapi;
mod rooms;
mod seed;
mod socket;
mod support;
