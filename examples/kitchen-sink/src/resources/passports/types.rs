//! Passports as clients see them and as they write them.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    extract::Patch,
    filter::Column,
    page::Listed,
    resources::{countries::Country, people::Person},
    text,
    validate::{Faults, Validate},
    values::Instant,
};

/// A key shared with another row.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
pub struct Passport {
    pub holder_id: Uuid,
    #[schema(min_length = 5, max_length = 20, pattern = r"^[^\x00\r\n]*$")]
    pub number: String,
    #[schema(min_length = 2, max_length = 2, pattern = "^[A-Z]{2}$")]
    pub issued_by_code: String,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub holder: Option<Option<Box<Person>>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub issued_by: Option<Option<Box<Country>>>,
}

/// What a client writes of a passport.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"holder_id": "0197d5b4-6a00-7000-8000-000000000000", "number": "AB-1001-0", "issued_by_code": "PT"}))]
pub struct PassportInput {
    pub holder_id: Uuid,
    #[schema(min_length = 5, max_length = 20, pattern = r"^[^\x00\r\n]*$")]
    pub number: String,
    #[schema(min_length = 2, max_length = 2, pattern = "^[A-Z]{2}$")]
    pub issued_by_code: String,
}

/// What a client writes over a passport.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"number": "AB-1001-0", "issued_by_code": "PT"}))]
pub struct PassportUpdate {
    #[schema(min_length = 5, max_length = 20, pattern = r"^[^\x00\r\n]*$")]
    pub number: String,
    #[schema(min_length = 2, max_length = 2, pattern = "^[A-Z]{2}$")]
    pub issued_by_code: String,
}

/// Changes to a passport.
pub type PassportPatch = Patch<PassportUpdate>;

impl Validate for PassportInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/number", &self.number).one_line().min_length(5).max_length(20);
        faults
            .member("/issued_by_code", &self.issued_by_code)
            .min_length(2)
            .max_length(2)
            .format("an ISO 3166 country code such as NL", text::is_country);
    }
}

impl Validate for PassportUpdate {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/number", &self.number).one_line().min_length(5).max_length(20);
        faults
            .member("/issued_by_code", &self.issued_by_code)
            .min_length(2)
            .max_length(2)
            .format("an ISO 3166 country code such as NL", text::is_country);
    }
}

impl From<Passport> for PassportUpdate {
    fn from(row: Passport) -> Self {
        Self { number: row.number, issued_by_code: row.issued_by_code }
    }
}

impl Listed for Passport {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("holder_id", "holder_id").filter().key(),
        Column::new::<String>("number", "number").filter().sort(),
        Column::new::<String>("issued_by_code", "issued_by_code").filter(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
    const INCLUDE: &'static [&'static str] = &["holder", "issued_by"];
    const MAX_PAGE: u32 = 50;
}
