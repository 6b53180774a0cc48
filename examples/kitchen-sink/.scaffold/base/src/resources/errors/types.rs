//! Errors as clients see them and as they write them.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    extract::Patch,
    filter::Column,
    page::Listed,
    validate::{Faults, Validate},
    values::Instant,
};

/// An error.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
#[schema(as = Error)]
pub struct ErrorRow {
    pub id: Uuid,
    #[schema(minimum = -2147483648, maximum = 2147483647)]
    pub code: i32,
    #[schema(min_length = 1, max_length = 200, pattern = r"^[^\x00\r\n]*$")]
    pub message: String,
    #[schema(required, max_length = 255, pattern = r"^[^\x00\r\n]*$")]
    pub r#match: Option<String>,
    pub created_at: Instant,
    pub updated_at: Instant,
}

/// What a client writes of an error.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ErrorInput, example = json!({"code": 1, "message": "The ferry leaves at nine and comes back at five.", "match": "alder"}))]
pub struct ErrorRowInput {
    #[schema(minimum = -2147483648, maximum = 2147483647)]
    pub code: i32,
    #[schema(min_length = 1, max_length = 200, pattern = r"^[^\x00\r\n]*$")]
    pub message: String,
    #[schema(max_length = 255, pattern = r"^[^\x00\r\n]*$")]
    pub r#match: Option<String>,
}

/// Changes to an error.
pub type ErrorRowPatch = Patch<ErrorRowInput>;

impl Validate for ErrorRowInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/message", &self.message).one_line().min_length(1).max_length(200);
        faults.member("/match", self.r#match.as_ref()).one_line().max_length(255);
    }
}

impl From<ErrorRow> for ErrorRowInput {
    fn from(row: ErrorRow) -> Self {
        Self { code: row.code, message: row.message, r#match: row.r#match }
    }
}

impl Listed for ErrorRow {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<i32>("code", "code").filter().sort(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
    const MAX_PAGE: u32 = 50;
}
