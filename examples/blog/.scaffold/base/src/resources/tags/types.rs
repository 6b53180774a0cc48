//! Tags as clients see them and as they write them.

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

/// A tag.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
pub struct Tag {
    pub id: Uuid,
    #[schema(min_length = 1, max_length = 40, pattern = r"^[^\x00\r\n]*$")]
    pub name: String,
    pub created_at: Instant,
    pub updated_at: Instant,
}

/// What a client writes of a tag.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "travel-0"}))]
pub struct TagInput {
    #[schema(min_length = 1, max_length = 40, pattern = r"^[^\x00\r\n]*$")]
    pub name: String,
}

/// Changes to a tag.
pub type TagPatch = Patch<TagInput>;

impl Validate for TagInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/name", &self.name).one_line().min_length(1).max_length(40);
    }
}

impl From<Tag> for TagInput {
    fn from(row: Tag) -> Self {
        Self { name: row.name }
    }
}

impl Listed for Tag {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<String>("name", "name").filter().sort(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
}
