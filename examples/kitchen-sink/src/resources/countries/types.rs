//! Countries as clients see them and as they write them.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;

use crate::{
    extract::Patch,
    filter::Column,
    page::Listed,
    resources::{passports::Passport, series::Series},
    text,
    validate::{Faults, Validate},
    values::Instant,
};

/// A natural key that the client supplies.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
pub struct Country {
    #[schema(min_length = 2, max_length = 2, pattern = "^[A-Z]{2}$")]
    pub code: String,
    #[schema(min_length = 1, max_length = 80, pattern = r"^[^\x00\r\n]*$")]
    pub name: String,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 10)]
    #[sqlx(skip)]
    pub series: Option<Vec<Series>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 10)]
    #[sqlx(skip)]
    pub passports: Option<Vec<Passport>>,
}

/// What a client writes of a country.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "PT", "name": "Portugal 0"}))]
pub struct CountryInput {
    #[schema(min_length = 2, max_length = 2, pattern = "^[A-Z]{2}$")]
    pub code: String,
    #[schema(min_length = 1, max_length = 80, pattern = r"^[^\x00\r\n]*$")]
    pub name: String,
}

/// What a client writes over a country.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Portugal 0"}))]
pub struct CountryUpdate {
    #[schema(min_length = 1, max_length = 80, pattern = r"^[^\x00\r\n]*$")]
    pub name: String,
}

/// Changes to a country.
pub type CountryPatch = Patch<CountryUpdate>;

impl Validate for CountryInput {
    fn validate(&self, faults: &mut Faults) {
        faults
            .member("/code", &self.code)
            .min_length(2)
            .max_length(2)
            .format("an ISO 3166 country code such as NL", text::is_country);
        faults.member("/name", &self.name).one_line().min_length(1).max_length(80);
    }
}

impl Validate for CountryUpdate {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/name", &self.name).one_line().min_length(1).max_length(80);
    }
}

impl From<Country> for CountryUpdate {
    fn from(row: Country) -> Self {
        Self { name: row.name }
    }
}

impl Listed for Country {
    const COLUMNS: &'static [Column] = &[
        Column::new::<String>("code", "code").filter().key(),
        Column::new::<String>("name", "name").filter().sort(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
    const INCLUDE: &'static [&'static str] = &["series", "passports"];
    const MAX_PAGE: u32 = 50;
}
