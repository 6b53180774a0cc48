//! Guides as clients see them and as they write them.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    extract::Patch,
    filter::Column,
    page::Listed,
    resources::{exhibitions::Exhibition, people::Person},
    validate::{Faults, Validate},
    values::Instant,
};

/// One-to-one.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
pub struct Guide {
    pub id: Uuid,
    pub person_id: Uuid,
    #[schema(required)]
    pub exhibition_id: Option<Uuid>,
    #[schema(max_items = 100, min_length = 2, max_length = 5, pattern = r"^[^\x00\r\n]*$")]
    #[sqlx(json)]
    pub languages: Vec<String>,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub person: Option<Option<Box<Person>>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub exhibition: Option<Option<Box<Exhibition>>>,
}

/// What a client writes of a guide.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"person_id": "0197d5b4-6a00-7000-8000-000000000000", "exhibition_id": "0197d5b4-6a00-7000-8000-000000000000", "languages": ["en", "de"]}))]
pub struct GuideInput {
    pub person_id: Uuid,
    pub exhibition_id: Option<Uuid>,
    #[serde(default)]
    #[schema(max_items = 100, min_length = 2, max_length = 5, pattern = r"^[^\x00\r\n]*$")]
    pub languages: Vec<String>,
}

/// Changes to a guide.
pub type GuidePatch = Patch<GuideInput>;

impl Validate for GuideInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/languages", self.languages.as_slice()).max_items(100).each(|item| {
            item.one_line().min_length(2).max_length(5);
        });
    }
}

impl From<Guide> for GuideInput {
    fn from(row: Guide) -> Self {
        Self {
            person_id: row.person_id,
            exhibition_id: row.exhibition_id,
            languages: row.languages,
        }
    }
}

impl Listed for Guide {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<Uuid>("person_id", "person_id").filter(),
        Column::new::<Uuid>("exhibition_id", "exhibition_id").nullable().filter(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
    const INCLUDE: &'static [&'static str] = &["person", "exhibition"];
    const MAX_PAGE: u32 = 50;
}
