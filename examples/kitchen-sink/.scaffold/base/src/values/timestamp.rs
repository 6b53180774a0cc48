//! A time on the wall clock, without zone.

use std::{fmt, num::NonZero};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use time::{
    OffsetDateTime, PrimitiveDateTime,
    format_description::well_known::{
        Iso8601,
        iso8601::{Config, EncodedConfig, FormattedComponents, TimePrecision},
    },
    macros::format_description,
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema, Type, schema::ObjectBuilder},
};

use crate::filter::{ORDERED, Operator, Queryable};

const FORMAT: EncodedConfig = Config::DEFAULT
    .set_formatted_components(FormattedComponents::DateTime)
    .set_time_precision(TimePrecision::Second { decimal_digits: NonZero::new(6) })
    .encode();

/// ISO 8601 in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(PrimitiveDateTime);

impl Timestamp {
    /// The time in Greenwich.
    pub fn now() -> Self {
        let now = OffsetDateTime::now_utc();
        Self::from(PrimitiveDateTime::new(now.date(), now.time()))
    }
}

impl From<PrimitiveDateTime> for Timestamp {
    /// Drops what is finer than a microsecond.
    fn from(time: PrimitiveDateTime) -> Self {
        Self(time.replace_nanosecond(time.microsecond() * 1_000).unwrap_or(time))
    }
}

impl From<Timestamp> for PrimitiveDateTime {
    fn from(timestamp: Timestamp) -> Self {
        timestamp.0
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.format(&Iso8601::<FORMAT>).map_err(|_| fmt::Error)?)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            de::Error::custom("must be a date and time without zone such as 2026-01-02T03:04:05")
        })
    }
}

impl Queryable for Timestamp {
    const OPERATORS: &'static [Operator] = ORDERED;

    fn parse(text: &str) -> Option<Self> {
        let whole = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]");
        let exact =
            format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond]");
        let time = PrimitiveDateTime::parse(text, exact)
            .or_else(|_| PrimitiveDateTime::parse(text, whole));
        time.ok().filter(|time| (1..=9999).contains(&time.year())).map(Self::from)
    }

    fn schema() -> RefOr<Schema> {
        <Self as PartialSchema>::schema()
    }
}

impl ToSchema for Timestamp {}

impl PartialSchema for Timestamp {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some(concat!(
                r"^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
                r"T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?$"
            )))
            .max_length(Some(40))
            .examples(["2026-01-02T03:04:05.000000"])
            .build()
            .into()
    }
}
