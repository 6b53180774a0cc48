//! The closed sets of values that members take.

use std::fmt;

use serde::{
    Deserialize, Serialize,
    de::value::{Error, StrDeserializer},
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

use crate::filter::{DISTINCT, Operator, Queryable};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[sqlx(type_name = "text")]
pub enum Condition {
    #[serde(rename = "pristine")]
    #[sqlx(rename = "pristine")]
    Pristine,
    #[serde(rename = "good")]
    #[sqlx(rename = "good")]
    Good,
    #[serde(rename = "worn")]
    #[sqlx(rename = "worn")]
    Worn,
    #[serde(rename = "ruined")]
    #[sqlx(rename = "ruined")]
    Ruined,
}

impl fmt::Display for Condition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(formatter)
    }
}

impl Queryable for Condition {
    const OPERATORS: &'static [Operator] = DISTINCT;

    fn parse(text: &str) -> Option<Self> {
        Self::deserialize(StrDeserializer::<Error>::new(text)).ok()
    }

    fn schema() -> RefOr<Schema> {
        <Self as PartialSchema>::schema()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[sqlx(type_name = "text")]
pub enum Visibility {
    #[serde(rename = "draft")]
    #[sqlx(rename = "draft")]
    Draft,
    #[serde(rename = "published")]
    #[sqlx(rename = "published")]
    Published,
    #[serde(rename = "archived")]
    #[sqlx(rename = "archived")]
    Archived,
}

impl fmt::Display for Visibility {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(formatter)
    }
}

impl Queryable for Visibility {
    const OPERATORS: &'static [Operator] = DISTINCT;

    fn parse(text: &str) -> Option<Self> {
        Self::deserialize(StrDeserializer::<Error>::new(text)).ok()
    }

    fn schema() -> RefOr<Schema> {
        <Self as PartialSchema>::schema()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[sqlx(type_name = "text")]
pub enum Rating {
    /// Everybody may come.
    #[serde(rename = "G")]
    #[sqlx(rename = "G")]
    G,
    /// Not for the very young: ask at the desk.
    #[serde(rename = "PG13")]
    #[sqlx(rename = "PG-13")]
    Pg13,
    #[serde(rename = "R")]
    #[sqlx(rename = "R")]
    R,
}

impl fmt::Display for Rating {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(formatter)
    }
}

impl Queryable for Rating {
    const OPERATORS: &'static [Operator] = DISTINCT;

    fn parse(text: &str) -> Option<Self> {
        Self::deserialize(StrDeserializer::<Error>::new(text)).ok()
    }

    fn schema() -> RefOr<Schema> {
        <Self as PartialSchema>::schema()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[sqlx(type_name = "text")]
pub enum Weekday {
    #[serde(rename = "monday")]
    #[sqlx(rename = "monday")]
    Monday,
    #[serde(rename = "tuesday")]
    #[sqlx(rename = "tuesday")]
    Tuesday,
    #[serde(rename = "wednesday")]
    #[sqlx(rename = "wednesday")]
    Wednesday,
    #[serde(rename = "thursday")]
    #[sqlx(rename = "thursday")]
    Thursday,
    #[serde(rename = "friday")]
    #[sqlx(rename = "friday")]
    Friday,
    #[serde(rename = "saturday")]
    #[sqlx(rename = "saturday")]
    Saturday,
    #[serde(rename = "sunday")]
    #[sqlx(rename = "sunday")]
    Sunday,
}

impl fmt::Display for Weekday {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(formatter)
    }
}

impl Queryable for Weekday {
    const OPERATORS: &'static [Operator] = DISTINCT;

    fn parse(text: &str) -> Option<Self> {
        Self::deserialize(StrDeserializer::<Error>::new(text)).ok()
    }

    fn schema() -> RefOr<Schema> {
        <Self as PartialSchema>::schema()
    }
}
