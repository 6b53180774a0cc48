//! Posts as clients see them and as they write them.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    body,
    enums::PostStatus,
    extract::Patch,
    filter::Column,
    page::Listed,
    resources::{comments::Comment, tags::Tag, users::User},
    text,
    validate::{Faults, Validate},
    values::{Decimal, Instant},
};

/// An article on the blog.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
pub struct Post {
    pub id: Uuid,
    #[schema(min_length = 3, max_length = 200, pattern = r"^[^\x00\r\n]*$")]
    pub title: String,
    #[schema(min_length = 1, max_length = 100, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub slug: String,
    #[schema(min_length = 10, max_length = 65536, pattern = r"^[^\x00]*$")]
    pub body: String,
    pub status: PostStatus,
    #[schema(required)]
    pub rating: Option<Decimal<3, 1>>,
    #[schema(required)]
    pub published_at: Option<Instant>,
    pub author_id: Uuid,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub author: Option<Option<Box<User>>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 20)]
    #[sqlx(skip)]
    pub comments: Option<Vec<Comment>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 20)]
    #[sqlx(skip)]
    pub tags: Option<Vec<Tag>>,
}

/// What a client writes of a post.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"title": "A walk in the rain", "slug": "a-walk-in-the-rain-0", "body": "The ferry leaves at nine and comes back at five.", "status": "draft", "rating": "1.5", "published_at": "2026-01-01T09:30:00.000000Z"}))]
pub struct PostInput {
    #[schema(min_length = 3, max_length = 200, pattern = r"^[^\x00\r\n]*$")]
    pub title: String,
    #[schema(min_length = 1, max_length = 100, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub slug: String,
    #[schema(min_length = 10, max_length = 65536, pattern = r"^[^\x00]*$")]
    pub body: String,
    #[serde(default = "default_status")]
    #[schema(default = json!("draft"))]
    pub status: PostStatus,
    pub rating: Option<Decimal<3, 1>>,
    pub published_at: Option<Instant>,
    /// Takes the place of the links where it is given.
    #[serde(skip_serializing_if = "Option::is_none", default, deserialize_with = "body::given")]
    #[schema(nullable = false, max_items = 100)]
    pub tag_ids: Option<Vec<Uuid>>,
}

/// Changes to a post.
pub type PostPatch = Patch<PostInput>;

fn default_status() -> PostStatus {
    PostStatus::Draft
}

impl Validate for PostInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/title", &self.title).one_line().min_length(3).max_length(200);
        faults
            .member("/slug", &self.slug)
            .min_length(1)
            .max_length(100)
            .format("a slug such as a-day-out", text::is_slug);
        faults.member("/body", &self.body).min_length(10).max_length(65_536);
        faults.member("/rating", self.rating.as_ref()).min(Decimal::new(0)).max(Decimal::new(100));
        faults.member("/tag_ids", self.tag_ids.as_deref()).max_items(100);
    }
}

impl From<Post> for PostInput {
    fn from(row: Post) -> Self {
        Self {
            title: row.title,
            slug: row.slug,
            body: row.body,
            status: row.status,
            rating: row.rating,
            published_at: row.published_at,
            tag_ids: None,
        }
    }
}

impl Listed for Post {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<String>("title", "title").sort(),
        Column::new::<String>("slug", "slug").filter().sort(),
        Column::new::<PostStatus>("status", "status").filter().sort(),
        Column::new::<Instant>("published_at", "published_at").nullable().filter().sort(),
        Column::new::<Uuid>("author_id", "author_id").filter(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
    const SEARCH: &'static [&'static str] = &["title", "body"];
    const INCLUDE: &'static [&'static str] = &["author", "comments", "tags"];
}
