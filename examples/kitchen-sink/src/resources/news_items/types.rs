//! News items as clients see them and as they write them.

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

/// A news.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
pub struct News {
    pub id: Uuid,
    #[schema(min_length = 1, max_length = 140, pattern = r"^[^\x00\r\n]*$")]
    pub headline: String,
    #[schema(max_length = 65536, pattern = r"^[^\x00]*$")]
    pub body: String,
    #[schema(required)]
    pub published_at: Option<Instant>,
    pub created_at: Instant,
    pub updated_at: Instant,
}

/// What a client writes of a news.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"headline": "A walk in the rain", "body": "The ferry leaves at nine and comes back at five.", "published_at": "2026-01-01T09:30:00.000000Z"}))]
pub struct NewsInput {
    #[schema(min_length = 1, max_length = 140, pattern = r"^[^\x00\r\n]*$")]
    pub headline: String,
    #[schema(max_length = 65536, pattern = r"^[^\x00]*$")]
    pub body: String,
    pub published_at: Option<Instant>,
}

/// Changes to a news.
pub type NewsPatch = Patch<NewsInput>;

impl Validate for NewsInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/headline", &self.headline).one_line().min_length(1).max_length(140);
        faults.member("/body", &self.body).max_length(65_536);
    }
}

impl From<News> for NewsInput {
    fn from(row: News) -> Self {
        Self { headline: row.headline, body: row.body, published_at: row.published_at }
    }
}

impl Listed for News {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<String>("headline", "headline").filter().sort(),
        Column::new::<String>("body", "body").filter(),
        Column::new::<Instant>("published_at", "published_at").nullable().filter().sort(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
    const SEARCH: &'static [&'static str] = &["headline"];
    const MAX_PAGE: u32 = 50;
}
