//! A length of time: ISO 8601 in JSON, microseconds in the database.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema, Type, schema::ObjectBuilder},
};

use crate::filter::{ORDERED, Operator, Queryable};

const SECOND: i64 = 1_000_000;
const UNITS: [(char, i64); 5] =
    [('W', 604_800 * SECOND), ('D', 86_400 * SECOND), ('H', 3_600 * SECOND), ('M', 60 * SECOND), ('S', SECOND)];

/// Microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, sqlx::Type)]
#[sqlx(transparent)]
pub struct Duration(i64);

impl Duration {
    pub const fn from_microseconds(microseconds: i64) -> Self {
        Self(microseconds)
    }

    pub const fn microseconds(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = self.0.unsigned_abs();
        let (seconds, fraction) = (total / 1_000_000, total % 1_000_000);
        let (days, hours, minutes, rest) =
            (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
        formatter.write_str(if self.0 < 0 { "-P" } else { "P" })?;
        if days > 0 {
            write!(formatter, "{days}D")?;
        }
        if seconds % 86_400 == 0 && fraction == 0 && days > 0 {
            return Ok(());
        }
        formatter.write_str("T")?;
        if hours > 0 {
            write!(formatter, "{hours}H")?;
        }
        if minutes > 0 {
            write!(formatter, "{minutes}M")?;
        }
        match (rest, fraction) {
            (0, 0) if hours > 0 || minutes > 0 => Ok(()),
            (rest, 0) => write!(formatter, "{rest}S"),
            (rest, fraction) => {
                let fraction = format!("{fraction:06}");
                write!(formatter, "{rest}.{}S", fraction.trim_end_matches('0'))
            }
        }
    }
}

impl Serialize for Duration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("must be a duration of weeks, days, hours, minutes and seconds such as P1DT2H30M"))
    }
}

impl Queryable for Duration {
    const OPERATORS: &'static [Operator] = ORDERED;

    fn parse(text: &str) -> Option<Self> {
        let (sign, text) = text.strip_prefix('-').map_or((1, text), |text| (-1, text));
        let (date, time) = match text.strip_prefix('P')?.split_once('T') {
            Some((date, time)) if !time.is_empty() => (date, time),
            Some(_) => return None,
            None => (text.strip_prefix('P')?, ""),
        };
        if date.is_empty() && time.is_empty() {
            return None;
        }
        let total = sum(date, &UNITS[..2])?.checked_add(sum(time, &UNITS[2..])?)?;
        Some(Self(sign * total))
    }

    fn schema() -> RefOr<Schema> {
        <Self as PartialSchema>::schema()
    }
}

/// Adds up parts such as `2H30M`, each unit at most once and in order.
fn sum(mut text: &str, units: &[(char, i64)]) -> Option<i64> {
    let mut total: i64 = 0;
    for (unit, size) in units {
        let Some((number, rest)) = text.split_once(*unit) else { continue };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let exact = number == whole || *unit == 'S' && fraction.len() <= 6;
        if !digits(whole) || !digits(fraction) || !exact {
            return None;
        }
        let fraction: i64 = format!("{fraction:0<6}").parse().ok()?;
        total = total.checked_add(whole.parse::<i64>().ok()?.checked_mul(*size)?)?.checked_add(fraction)?;
        text = rest;
    }
    text.is_empty().then_some(total)
}

impl ToSchema for Duration {}

impl PartialSchema for Duration {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some(concat!(
                r"^-?P(?!$)([0-9]{1,4}W)?([0-9]{1,5}D)?",
                r"(T(?!$)([0-9]{1,6}H)?([0-9]{1,6}M)?([0-9]{1,9}(\.[0-9]{1,6})?S)?)?$"
            )))
            .max_length(Some(60))
            .examples(["P1DT2H30M"])
            .build()
            .into()
    }
}
