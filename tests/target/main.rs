//! What the model becomes in SQL and in sample values, over models made by hand.

mod models;
mod pattern;
mod sample;
mod schemas;
mod sql;
