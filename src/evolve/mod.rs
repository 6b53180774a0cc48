//! From the model before to the model after: what the database is remembered as, and the steps it takes.

mod backfill;
mod compare;
mod contradiction;
mod conversion;
mod former;
mod heading;
mod joins;
mod migration;
mod pieces;
mod postgres;
mod problem;
mod reference;
mod respell;
mod shape;
mod snapshot;
mod sqlite;
mod values;

pub use migration::{Migration, migrations, number};
pub use problem::{Allowed, Problem, idle_drops};
pub use snapshot::{Snapshot, snapshots, tables_of};
