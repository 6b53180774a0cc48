//! Loans as clients see them and as they write them.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    extract::Patch,
    filter::Column,
    page::Listed,
    resources::{artifacts::Artifact, exhibitions::Exhibition},
    validate::{Faults, Validate},
    values::{Decimal, Instant},
};

/// The join entity of exhibitions and artifacts.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
pub struct Loan {
    pub id: Uuid,
    pub exhibition_id: Uuid,
    pub artifact_id: Uuid,
    pub insured_for: Decimal<12, 2>,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub exhibition: Option<Option<Box<Exhibition>>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub artifact: Option<Option<Box<Artifact>>>,
}

/// What a client writes of a loan.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"exhibition_id": "0197d5b4-6a00-7000-8000-000000000000", "artifact_id": "0197d5b4-6a00-7000-8000-000000000000", "insured_for": "1.50"}))]
pub struct LoanInput {
    pub exhibition_id: Uuid,
    pub artifact_id: Uuid,
    #[serde(default = "default_insured_for")]
    #[schema(default = json!("0.00"))]
    pub insured_for: Decimal<12, 2>,
}

/// Changes to a loan.
pub type LoanPatch = Patch<LoanInput>;

fn default_insured_for() -> Decimal<12, 2> {
    Decimal::new(0)
}

impl Validate for LoanInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/insured_for", &self.insured_for).min(Decimal::new(0));
    }
}

impl From<Loan> for LoanInput {
    fn from(row: Loan) -> Self {
        Self {
            exhibition_id: row.exhibition_id,
            artifact_id: row.artifact_id,
            insured_for: row.insured_for,
        }
    }
}

impl Listed for Loan {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<Uuid>("exhibition_id", "exhibition_id").filter(),
        Column::new::<Uuid>("artifact_id", "artifact_id").filter(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
    const INCLUDE: &'static [&'static str] = &["exhibition", "artifact"];
    const MAX_PAGE: u32 = 50;
}
