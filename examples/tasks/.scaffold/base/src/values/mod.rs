//! Types of members whose form in JSON or in the database needs care.

mod date;
mod instant;
mod storage;

pub use date::Date;
pub use instant::Instant;
