//! Comments as clients see them and as they write them.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    extract::Patch,
    filter::Column,
    page::Listed,
    resources::{posts::Post, users::User},
    validate::{Faults, Validate},
    values::Instant,
};

/// A comment.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
pub struct Comment {
    pub id: Uuid,
    #[schema(min_length = 1, max_length = 2000, pattern = r"^[^\x00]*$")]
    pub body: String,
    pub post_id: Uuid,
    pub author_id: Uuid,
    #[schema(required)]
    pub parent_id: Option<Uuid>,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub post: Option<Option<Box<Post>>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub author: Option<Option<Box<User>>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub parent: Option<Option<Box<Comment>>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 20)]
    #[sqlx(skip)]
    pub replies: Option<Vec<Comment>>,
}

/// What a client writes of a comment.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"body": "The ferry leaves at nine and comes back at five.", "post_id": "0197d5b4-6a00-7000-8000-000000000000", "parent_id": "0197d5b4-6a00-7000-8000-000000000000"}))]
pub struct CommentInput {
    #[schema(min_length = 1, max_length = 2000, pattern = r"^[^\x00]*$")]
    pub body: String,
    pub post_id: Uuid,
    pub parent_id: Option<Uuid>,
}

/// Changes to a comment.
pub type CommentPatch = Patch<CommentInput>;

impl Validate for CommentInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/body", &self.body).min_length(1).max_length(2000);
    }
}

impl From<Comment> for CommentInput {
    fn from(row: Comment) -> Self {
        Self { body: row.body, post_id: row.post_id, parent_id: row.parent_id }
    }
}

impl Listed for Comment {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<Uuid>("post_id", "post_id").filter(),
        Column::new::<Uuid>("author_id", "author_id").filter(),
        Column::new::<Uuid>("parent_id", "parent_id").nullable().filter(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
    const INCLUDE: &'static [&'static str] = &["post", "author", "parent", "replies"];
}
