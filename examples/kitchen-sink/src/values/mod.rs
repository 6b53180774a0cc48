//! Types of members whose form in JSON or in the database needs care.

mod bytes;
mod date;
mod decimal;
mod duration;
mod instant;
mod json;
mod storage;
mod time;
mod timestamp;

pub use bytes::Bytes;
pub use date::Date;
pub use decimal::Decimal;
pub use duration::Duration;
pub use instant::Instant;
pub use json::JsonValue;
pub use time::Time;
pub use timestamp::Timestamp;
