//! Topics as clients see them and as they write them.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    body,
    extract::Patch,
    filter::Column,
    page::Listed,
    validate::{Faults, Validate},
    values::Instant,
};

/// A tree, and links to its own kind.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
pub struct Topic {
    pub id: Uuid,
    #[schema(min_length = 1, max_length = 60, pattern = r"^[^\x00\r\n]*$")]
    pub name: String,
    #[schema(required)]
    pub parent_id: Option<Uuid>,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub parent: Option<Option<Box<Topic>>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 10)]
    #[sqlx(skip)]
    pub children: Option<Vec<Topic>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 10)]
    #[sqlx(skip)]
    pub related: Option<Vec<Topic>>,
}

/// What a client writes of a topic.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "travel-0", "parent_id": "0197d5b4-6a00-7000-8000-000000000000"}))]
pub struct TopicInput {
    #[schema(min_length = 1, max_length = 60, pattern = r"^[^\x00\r\n]*$")]
    pub name: String,
    pub parent_id: Option<Uuid>,
    /// Takes the place of the links where it is given.
    #[serde(skip_serializing_if = "Option::is_none", default, deserialize_with = "body::given")]
    #[schema(nullable = false, max_items = 100)]
    pub related_ids: Option<Vec<Uuid>>,
}

/// Changes to a topic.
pub type TopicPatch = Patch<TopicInput>;

impl Validate for TopicInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/name", &self.name).one_line().min_length(1).max_length(60);
        faults.member("/related_ids", self.related_ids.as_deref()).max_items(100);
    }
}

impl From<Topic> for TopicInput {
    fn from(row: Topic) -> Self {
        Self { name: row.name, parent_id: row.parent_id, related_ids: None }
    }
}

impl Listed for Topic {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<String>("name", "name").filter().sort(),
        Column::new::<Uuid>("parent_id", "parent_id").nullable().filter(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
    const INCLUDE: &'static [&'static str] = &["parent", "children", "related"];
    const MAX_PAGE: u32 = 50;
}
