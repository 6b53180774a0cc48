//! Exact decimals: strings in JSON, with all their digits.

use std::{borrow::Cow, fmt};

use rust_decimal::Decimal as Number;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema, Type, schema::ObjectBuilder},
};

use crate::filter::{ORDERED, Operator, Queryable};

/// A number of at most `P` digits, `S` of them after the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal<const P: u32, const S: u32>(Number);

impl<const P: u32, const S: u32> Decimal<P, S> {
    /// So many units of the last digit: `Decimal::<10, 2>::new(1050)` is 10.50.
    pub fn new(units: i128) -> Self {
        Self(Number::from_i128_with_scale(units, S))
    }

    /// The number in units of its last digit.
    pub const fn units(self) -> i128 {
        self.0.mantissa()
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
        Self::parse(&text).ok_or_else(|| {
            let whole = P - S;
            de::Error::custom(format!(
                "must be a decimal in a string, at most {whole} digits before the point and {S} after it"
            ))
        })
    }
}

impl<const P: u32, const S: u32> Queryable for Decimal<P, S> {
    const OPERATORS: &'static [Operator] = ORDERED;

    fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let pointed = digits.contains('.') != fraction.is_empty();
        let significant = whole.trim_start_matches('0').len() <= (P - S) as usize;
        let fits = !whole.is_empty() && significant && fraction.len() <= S as usize;
        if !(pointed && fits && plain(whole) && plain(fraction)) {
            return None;
        }
        let units: i128 = format!("{whole}{fraction:0<width$}", width = S as usize).parse().ok()?;
        Some(Self::new(if text.starts_with('-') { -units } else { units }))
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
        let whole = (P - S).max(1);
        let pattern = match (P - S, S) {
            (0, _) => format!(r"^-?0(\.[0-9]{{1,{S}}})?$"),
            (_, 0) => format!("^-?[0-9]{{1,{whole}}}$"),
            _ => format!(r"^-?[0-9]{{1,{whole}}}(\.[0-9]{{1,{S}}})?$"),
        };
        ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some(pattern))
            .max_length(Some(P as usize + 3))
            .examples([Self::new(1).to_string()])
            .build()
            .into()
    }
}
