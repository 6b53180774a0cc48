//! A time of day.

use std::{fmt, num::NonZero};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use time::{
    OffsetDateTime,
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
    .set_formatted_components(FormattedComponents::Time)
    .set_time_precision(TimePrecision::Second { decimal_digits: NonZero::new(6) })
    .encode();

/// ISO 8601 in JSON, to the microsecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(time::Time);

impl Time {
    /// The time in Greenwich.
    pub fn now() -> Self {
        Self::from(OffsetDateTime::now_utc().time())
    }
}

impl From<time::Time> for Time {
    /// Drops what is finer than a microsecond.
    fn from(time: time::Time) -> Self {
        Self(time.replace_nanosecond(time.microsecond() * 1_000).unwrap_or(time))
    }
}

impl From<Time> for time::Time {
    fn from(time: Time) -> Self {
        time.0
    }
}

impl fmt::Display for Time {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.format(&Iso8601::<FORMAT>).map_err(|_| fmt::Error)?)
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| de::Error::custom("must be a time of day such as 03:04:05"))
    }
}

impl Queryable for Time {
    const OPERATORS: &'static [Operator] = ORDERED;

    fn parse(text: &str) -> Option<Self> {
        let whole = format_description!("[hour]:[minute]:[second]");
        let exact = format_description!("[hour]:[minute]:[second].[subsecond]");
        let time = time::Time::parse(text, exact).or_else(|_| time::Time::parse(text, whole));
        time.ok().map(Self::from)
    }

    fn schema() -> RefOr<Schema> {
        <Self as PartialSchema>::schema()
    }
}

impl ToSchema for Time {}

impl PartialSchema for Time {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some(r"^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?$"))
            .max_length(Some(18))
            .examples(["03:04:05.000000"])
            .build()
            .into()
    }
}
