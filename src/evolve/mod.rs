//! From the model before to the model after: what the database is remembered as, and the steps it takes.

mod migration;
mod snapshot;

pub use migration::{Migration, add, number};
pub use snapshot::snapshots;
