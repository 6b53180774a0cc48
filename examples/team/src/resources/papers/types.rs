//! Papers as clients see them and as they write them.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;

use crate::{
    extract::Patch,
    filter::Column,
    page::Listed,
    resources::folders::Folder,
    validate::{Faults, Validate},
    values::Instant,
};

/// A paper.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Paper {
    #[schema(minimum = -9223372036854775808_i64, maximum = 9223372036854775807_i64)]
    pub id: i64,
    #[schema(min_length = 1, max_length = 80, pattern = r"^[^\x00\r\n]*$")]
    pub title: String,
    #[schema(minimum = -9223372036854775808_i64, maximum = 9223372036854775807_i64)]
    pub folder_id: i64,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub folder: Option<Option<Box<Folder>>>,
}

/// What a client writes of a paper.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"title": "A walk in the rain", "folderId": 1}))]
pub struct PaperInput {
    #[schema(min_length = 1, max_length = 80, pattern = r"^[^\x00\r\n]*$")]
    pub title: String,
    #[schema(minimum = -9223372036854775808_i64, maximum = 9223372036854775807_i64)]
    pub folder_id: i64,
}

/// Changes to a paper.
pub type PaperPatch = Patch<PaperInput>;

impl Validate for PaperInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/title", &self.title).one_line().min_length(1).max_length(80);
    }
}

impl From<Paper> for PaperInput {
    fn from(row: Paper) -> Self {
        Self { title: row.title, folder_id: row.folder_id }
    }
}

impl Listed for Paper {
    const COLUMNS: &'static [Column] = &[
        Column::new::<i64>("id", "id").filter().key(),
        Column::new::<String>("title", "title").filter(),
        Column::new::<i64>("folderId", "folder_id").filter(),
        Column::new::<Instant>("createdAt", "created_at").filter().sort(),
        Column::new::<Instant>("updatedAt", "updated_at").filter().sort(),
    ];
    const INCLUDE: &'static [&'static str] = &["folder"];
}
