//! Types of members whose form in JSON or in the database needs care.

mod decimal;
mod instant;
mod storage;

pub use decimal::Decimal;
pub use instant::Instant;
