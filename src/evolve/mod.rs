//! From the model before to the model after: what the database is remembered as, and the steps it takes.

mod backfill;
mod compare;
mod conversion;
mod migration;
mod postgres;
mod problem;
mod respell;
mod shape;
mod snapshot;
mod sqlite;

pub use migration::{Migration, migrations, number};
pub use problem::{Allowed, Problem};
pub use snapshot::{Snapshot, idle_drops, snapshots, tables_of};
