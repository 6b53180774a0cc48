//! Pages as clients see them and as they write them.

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

/// A page.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
#[schema(as = Page)]
pub struct PageRow {
    pub id: Uuid,
    #[schema(min_length = 1, max_length = 80, pattern = r"^[^\x00\r\n]*$")]
    pub title: String,
    #[schema(required, max_length = 255, pattern = r"^[^\x00\r\n]*$")]
    pub cursor: Option<String>,
    #[schema(minimum = -2147483648, maximum = 2147483647)]
    pub limit: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
}

/// What a client writes of a page.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PageInput, example = json!({"title": "A walk in the rain", "cursor": "alder", "limit": 1}))]
pub struct PageRowInput {
    #[schema(min_length = 1, max_length = 80, pattern = r"^[^\x00\r\n]*$")]
    pub title: String,
    #[schema(max_length = 255, pattern = r"^[^\x00\r\n]*$")]
    pub cursor: Option<String>,
    #[serde(default = "default_limit")]
    #[schema(minimum = -2147483648, maximum = 2147483647, default = json!(20))]
    pub limit: i32,
}

/// Changes to a page.
pub type PageRowPatch = Patch<PageRowInput>;

fn default_limit() -> i32 {
    20
}

impl Validate for PageRowInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/title", &self.title).one_line().min_length(1).max_length(80);
        faults.member("/cursor", self.cursor.as_ref()).one_line().max_length(255);
    }
}

impl From<PageRow> for PageRowInput {
    fn from(row: PageRow) -> Self {
        Self { title: row.title, cursor: row.cursor, limit: row.limit }
    }
}

impl Listed for PageRow {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
    const MAX_PAGE: u32 = 50;
}
