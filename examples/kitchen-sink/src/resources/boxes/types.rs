//! Boxes as clients see them and as they write them.

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

/// A box.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
#[schema(as = Box)]
pub struct BoxRow {
    pub id: Uuid,
    pub r#async: bool,
    #[serde(rename = "crate")]
    #[schema(required, max_length = 255, pattern = r"^[^\x00\r\n]*$")]
    #[sqlx(rename = "crate")]
    pub crate_: Option<String>,
    #[schema(min_length = 1, max_length = 100, pattern = r"^[^\x00\r\n]*$")]
    pub contents: String,
    #[schema(required)]
    pub box_id: Option<Uuid>,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub r#box: Option<Option<Box<BoxRow>>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 10)]
    #[sqlx(skip)]
    pub boxes: Option<Vec<BoxRow>>,
}

/// What a client writes of a box.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BoxInput, example = json!({"async": true, "crate": "alder", "contents": "The ferry leaves at nine and comes back at five.", "box_id": "0197d5b4-6a00-7000-8000-000000000000"}))]
pub struct BoxRowInput {
    #[serde(default = "default_async")]
    #[schema(default = json!(false))]
    pub r#async: bool,
    #[serde(rename = "crate")]
    #[schema(max_length = 255, pattern = r"^[^\x00\r\n]*$")]
    pub crate_: Option<String>,
    #[schema(min_length = 1, max_length = 100, pattern = r"^[^\x00\r\n]*$")]
    pub contents: String,
    pub box_id: Option<Uuid>,
}

/// Changes to a box.
pub type BoxRowPatch = Patch<BoxRowInput>;

fn default_async() -> bool {
    false
}

impl Validate for BoxRowInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/crate", self.crate_.as_ref()).one_line().max_length(255);
        faults.member("/contents", &self.contents).one_line().min_length(1).max_length(100);
    }
}

impl From<BoxRow> for BoxRowInput {
    fn from(row: BoxRow) -> Self {
        Self {
            r#async: row.r#async,
            crate_: row.crate_,
            contents: row.contents,
            box_id: row.box_id,
        }
    }
}

impl Listed for BoxRow {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<bool>("async", "async").filter(),
        Column::new::<Uuid>("box_id", "box_id").nullable().filter(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
    const INCLUDE: &'static [&'static str] = &["box", "boxes"];
    const MAX_PAGE: u32 = 50;
}
