//! Tests of the service as its clients see it.

mod access;
mod answer;
mod auth;
mod callers;
mod comments;
mod health;
mod http;
mod listing;
mod openapi;
mod pool;
mod posts;
mod seed;
mod socket;
mod support;
mod tags;
mod unit;
mod users;
mod writing;
