//! Options as clients see them and as they write them.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    extract::Patch,
    filter::Column,
    page::Listed,
    resources::results::ResultRow,
    validate::{Faults, Validate},
    values::Instant,
};

/// An option.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
#[schema(as = Option)]
pub struct OptionRow {
    pub id: Uuid,
    #[schema(min_length = 1, max_length = 40, pattern = r"^[^\x00\r\n]*$")]
    pub name: String,
    #[schema(required, max_length = 255, pattern = r"^[^\x00\r\n]*$")]
    pub some: Option<String>,
    pub none: bool,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 10)]
    #[sqlx(skip)]
    pub results: Option<Vec<ResultRow>>,
}

/// What a client writes of an option.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OptionInput, example = json!({"name": "A walk in the rain 0", "some": "alder", "none": true}))]
pub struct OptionRowInput {
    #[schema(min_length = 1, max_length = 40, pattern = r"^[^\x00\r\n]*$")]
    pub name: String,
    #[schema(max_length = 255, pattern = r"^[^\x00\r\n]*$")]
    pub some: Option<String>,
    #[serde(default = "default_none")]
    #[schema(default = json!(false))]
    pub none: bool,
}

/// Changes to an option.
pub type OptionRowPatch = Patch<OptionRowInput>;

fn default_none() -> bool {
    false
}

impl Validate for OptionRowInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/name", &self.name).one_line().min_length(1).max_length(40);
        faults.member("/some", self.some.as_ref()).one_line().max_length(255);
    }
}

impl From<OptionRow> for OptionRowInput {
    fn from(row: OptionRow) -> Self {
        Self { name: row.name, some: row.some, none: row.none }
    }
}

impl Listed for OptionRow {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<String>("name", "name").filter().sort(),
        Column::new::<bool>("none", "none").filter(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
    const INCLUDE: &'static [&'static str] = &["results"];
    const MAX_PAGE: u32 = 50;
}
