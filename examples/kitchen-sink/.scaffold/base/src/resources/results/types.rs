//! Results as clients see them and as they write them.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    extract::Patch,
    filter::Column,
    page::Listed,
    resources::options::OptionRow,
    validate::{Faults, Validate},
    values::Instant,
};

/// A result.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
#[schema(as = Result)]
pub struct ResultRow {
    pub id: Uuid,
    pub ok: bool,
    #[schema(required, max_length = 255, pattern = r"^[^\x00\r\n]*$")]
    pub err: Option<String>,
    pub option_id: Uuid,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub option: Option<Option<Box<OptionRow>>>,
}

/// What a client writes of a result.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ResultInput, example = json!({"ok": true, "err": "alder", "option_id": "0197d5b4-6a00-7000-8000-000000000000"}))]
pub struct ResultRowInput {
    pub ok: bool,
    #[schema(max_length = 255, pattern = r"^[^\x00\r\n]*$")]
    pub err: Option<String>,
    pub option_id: Uuid,
}

/// Changes to a result.
pub type ResultRowPatch = Patch<ResultRowInput>;

impl Validate for ResultRowInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/err", self.err.as_ref()).one_line().max_length(255);
    }
}

impl From<ResultRow> for ResultRowInput {
    fn from(row: ResultRow) -> Self {
        Self { ok: row.ok, err: row.err, option_id: row.option_id }
    }
}

impl Listed for ResultRow {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<bool>("ok", "ok").filter(),
        Column::new::<Uuid>("option_id", "option_id").filter(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
    const INCLUDE: &'static [&'static str] = &["option"];
    const MAX_PAGE: u32 = 50;
}
