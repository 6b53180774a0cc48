//! Folders as clients see them and as they write them.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;

use crate::{
    extract::Patch,
    filter::Column,
    page::Listed,
    resources::{members::Member, papers::Paper},
    validate::{Faults, Validate},
    values::Instant,
};

/// A folder.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Folder {
    #[schema(minimum = -9223372036854775808_i64, maximum = 9223372036854775807_i64)]
    pub id: i64,
    #[schema(min_length = 1, max_length = 80, pattern = r"^[^\x00\r\n]*$")]
    pub name: String,
    #[schema(minimum = -9223372036854775808_i64, maximum = 9223372036854775807_i64)]
    pub member_id: i64,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub member: Option<Option<Box<Member>>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 20)]
    #[sqlx(skip)]
    pub papers: Option<Vec<Paper>>,
}

/// What a client writes of a folder.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"name": "A walk in the rain"}))]
pub struct FolderInput {
    #[schema(min_length = 1, max_length = 80, pattern = r"^[^\x00\r\n]*$")]
    pub name: String,
}

/// Changes to a folder.
pub type FolderPatch = Patch<FolderInput>;

impl Validate for FolderInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/name", &self.name).one_line().min_length(1).max_length(80);
    }
}

impl From<Folder> for FolderInput {
    fn from(row: Folder) -> Self {
        Self { name: row.name }
    }
}

impl Listed for Folder {
    const COLUMNS: &'static [Column] = &[
        Column::new::<i64>("id", "id").filter().key(),
        Column::new::<String>("name", "name").filter(),
        Column::new::<i64>("memberId", "member_id").filter(),
        Column::new::<Instant>("createdAt", "created_at").filter().sort(),
        Column::new::<Instant>("updatedAt", "updated_at").filter().sort(),
    ];
    const INCLUDE: &'static [&'static str] = &["member", "papers"];
}
