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
pub enum UserRole {
    #[serde(rename = "user")]
    #[sqlx(rename = "user")]
    User,
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
