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
pub enum PostStatus {
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

impl fmt::Display for PostStatus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(formatter)
    }
}

impl Queryable for PostStatus {
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
pub enum UserRole {
    #[serde(rename = "author")]
    #[sqlx(rename = "author")]
    Author,
    #[serde(rename = "admin")]
    #[sqlx(rename = "admin")]
    Admin,
}

impl fmt::Display for UserRole {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(formatter)
    }
}

impl Queryable for UserRole {
    const OPERATORS: &'static [Operator] = DISTINCT;

    fn parse(text: &str) -> Option<Self> {
        Self::deserialize(StrDeserializer::<Error>::new(text)).ok()
    }

    fn schema() -> RefOr<Schema> {
        <Self as PartialSchema>::schema()
    }
}
