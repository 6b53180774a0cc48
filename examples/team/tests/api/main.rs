//! Tests of the service as its clients see it.

mod access;
mod answer;
mod auth;
mod callers;
mod database;
mod folders;
mod health;
mod http;
mod listing;
mod members;
mod openapi;
mod papers;
mod pool;
mod seed;
mod socket;
mod support;
mod unit;
mod writing;
