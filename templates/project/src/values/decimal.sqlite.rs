//! Exact decimals: strings in JSON with all their digits, whole minor units in the database.

use std::{borrow::Cow, fmt};

use rust_decimal::Decimal as Number;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sqlx::{
    Decode, Encode, Type,
    encode::IsNull,
    error::BoxDynError,
    sqlite::{Sqlite, SqliteArgumentsBuffer, SqliteTypeInfo, SqliteValueRef},
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema, schema::ObjectBuilder},
};

use crate::filter::{ORDERED, Operator, Queryable};

/// A number of at most `P` digits, `S` of them after the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal<const P: u32, const S: u32>(Number);

impl<const P: u32, const S: u32> Decimal<P, S> {
    /// `minor` units of the last digit: `Decimal::<10, 2>::new(1050)` is 10.50.
    pub const fn new(minor: i64) -> Self {
        Self(Number::from_parts(
            minor.unsigned_abs() as u32,
            (minor.unsigned_abs() >> 32) as u32,
            0,
            minor.is_negative(),
            S,
        ))
    }
}

impl<const P: u32, const S: u32> From<Decimal<P, S>> for Number {
    fn from(decimal: Decimal<P, S>) -> Self {
        decimal.0
    }
}

impl<const P: u32, const S: u32> fmt::Display for Decimal<P, S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, formatter)
    }
}

impl<const P: u32, const S: u32> Serialize for Decimal<P, S> {
    fn serialize<T: Serializer>(&self, serializer: T) -> Result<T::Ok, T::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, const P: u32, const S: u32> Deserialize<'de> for Decimal<P, S> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let expected = || {
            let whole = P - S;
            de::Error::custom(format!("must be a decimal in a string, {whole} digits before the point and {S} after it at most"))
        };
        Self::parse(&text).ok_or_else(expected)
    }
}

impl<const P: u32, const S: u32> Queryable for Decimal<P, S> {
    const OPERATORS: &'static [Operator] = ORDERED;

    fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |part: &str, most: u32| {
            (1..=most as usize).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        let fits = plain(whole, (P - S).max(1)) && plain(fraction, S.max(1));
        let mut number: Number = text.parse().ok().filter(|_| fits)?;
        number.rescale(S);
        number.set_sign_negative(number.is_sign_negative() && !number.is_zero());
        Some(Self(number))
    }

    fn schema() -> RefOr<Schema> {
        <Self as PartialSchema>::schema()
    }
}

impl<const P: u32, const S: u32> ToSchema for Decimal<P, S> {
    fn name() -> Cow<'static, str> {
        format!("Decimal{P}Scale{S}").into()
    }
}

impl<const P: u32, const S: u32> PartialSchema for Decimal<P, S> {
    fn schema() -> RefOr<Schema> {
        let fraction = if S == 0 { String::new() } else { format!(r"(\.\d{{1,{S}}})?") };
        ObjectBuilder::new()
            .schema_type(utoipa::openapi::Type::String)
            .pattern(Some(format!(r"^-?\d{{1,{}}}{fraction}$", (P - S).max(1))))
            .max_length(Some(P as usize + 2))
            .build()
            .into()
    }
}

impl<const P: u32, const S: u32> Type<Sqlite> for Decimal<P, S> {
    fn type_info() -> SqliteTypeInfo {
        <i64 as Type<Sqlite>>::type_info()
    }
}

impl<const P: u32, const S: u32> Encode<'_, Sqlite> for Decimal<P, S> {
    fn encode_by_ref(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        let minor = i64::try_from(self.0.mantissa())?;
        Encode::<Sqlite>::encode(minor, buffer)
    }
}

impl<'r, const P: u32, const S: u32> Decode<'r, Sqlite> for Decimal<P, S> {
    fn decode(value: SqliteValueRef<'r>) -> Result<Self, BoxDynError> {
        <i64 as Decode<Sqlite>>::decode(value).map(Self::new)
    }
}
