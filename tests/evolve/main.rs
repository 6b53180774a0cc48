//! Migrations between specs, on real databases with rows in them.

mod advice;
mod cases;
mod conversions;
mod database;
mod files;
mod grid;
mod keys;
mod names;
mod on_postgres;
mod ownership;
mod relations;
mod trial;
