//! Migrations between specs, on real databases with rows in them.

mod cases;
mod database;
mod grid;
mod on_postgres;
