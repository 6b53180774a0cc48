//! Users as clients see them and as they write them.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    extract::Patch,
    filter::Column,
    page::Listed,
    resources::{comments::Comment, posts::Post},
    text,
    validate::{Faults, Validate},
    values::Instant,
};

/// Someone who writes or comments.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
pub struct User {
    pub id: Uuid,
    #[schema(min_length = 1, max_length = 254, format = "email")]
    pub email: String,
    #[schema(min_length = 1, max_length = 80, pattern = r"^[^\x00\r\n]*$")]
    pub name: String,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 20)]
    #[sqlx(skip)]
    pub posts: Option<Vec<Post>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 20)]
    #[sqlx(skip)]
    pub comments: Option<Vec<Comment>>,
}

/// What a client writes of a user.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "ada0@example.com", "name": "Ada Lovelace"}))]
pub struct UserInput {
    #[serde(deserialize_with = "text::lowercase")]
    #[schema(min_length = 1, max_length = 254, format = "email")]
    pub email: String,
    #[schema(min_length = 1, max_length = 80, pattern = r"^[^\x00\r\n]*$")]
    pub name: String,
}

/// Changes to a user.
pub type UserPatch = Patch<UserInput>;

impl Validate for UserInput {
    fn validate(&self, faults: &mut Faults) {
        faults
            .member("/email", &self.email)
            .min_length(1)
            .max_length(254)
            .format("an e-mail address", text::is_email);
        faults.member("/name", &self.name).one_line().min_length(1).max_length(80);
    }
}

impl From<User> for UserInput {
    fn from(row: User) -> Self {
        Self { email: row.email, name: row.name }
    }
}

impl Listed for User {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<String>("email", "email").lowercase().filter().sort(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
    const INCLUDE: &'static [&'static str] = &["posts", "comments"];
}
