//! Types of members whose form in JSON or in the database needs care.

mod instant;
mod storage;

pub use instant::Instant;
