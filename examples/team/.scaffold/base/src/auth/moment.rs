//! Moments before and after now.

use std::time::Duration;

use time::OffsetDateTime;

use crate::values::Instant;

pub fn after(time: Duration) -> Instant {
    (OffsetDateTime::now_utc() + time).into()
}

pub fn before(time: Duration) -> Instant {
    (OffsetDateTime::now_utc() - time).into()
}
