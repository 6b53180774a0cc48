//! What the model becomes in SQL and in sample values, over models made by hand.

mod checks;
mod models;
mod pattern;
mod sample;
mod schemas;
mod sql;
mod tight;
