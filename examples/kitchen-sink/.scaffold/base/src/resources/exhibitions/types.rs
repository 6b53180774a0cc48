//! Exhibitions as clients see them and as they write them.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    body,
    extract::Patch,
    filter::Column,
    page::Listed,
    resources::{
        artifacts::Artifact, countries::Country, guides::Guide, loans::Loan, people::Person,
        topics::Topic,
    },
    validate::{Faults, Validate},
    values::{Date, Instant},
};

/// Many-to-many relations, with and without data of their own.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
pub struct Exhibition {
    pub id: Uuid,
    #[schema(min_length = 3, max_length = 120, pattern = r"^[^\x00\r\n]*$")]
    pub title: String,
    pub opens_on: Date,
    #[schema(required)]
    pub closes_on: Option<Date>,
    pub curator_id: Uuid,
    #[schema(required)]
    pub deputy_id: Option<Uuid>,
    #[schema(required)]
    pub follows_id: Option<Uuid>,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub curator: Option<Option<Box<Person>>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub deputy: Option<Option<Box<Person>>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub follows: Option<Option<Box<Exhibition>>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 10)]
    #[sqlx(skip)]
    pub sequels: Option<Vec<Exhibition>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 10)]
    #[sqlx(skip)]
    pub loans: Option<Vec<Loan>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 10)]
    #[sqlx(skip)]
    pub guides: Option<Vec<Guide>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 10)]
    #[sqlx(skip)]
    pub topics: Option<Vec<Topic>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 10)]
    #[sqlx(skip)]
    pub countries: Option<Vec<Country>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 10)]
    #[sqlx(skip)]
    pub artifacts: Option<Vec<Artifact>>,
}

/// What a client writes of an exhibition.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"title": "A walk in the rain 0", "opens_on": "2026-01-01", "closes_on": "2026-01-01", "curator_id": "0197d5b4-6a00-7000-8000-000000000000", "deputy_id": "0197d5b4-6a00-7000-8000-000000000000", "follows_id": "0197d5b4-6a00-7000-8000-000000000000"}))]
pub struct ExhibitionInput {
    #[schema(min_length = 3, max_length = 120, pattern = r"^[^\x00\r\n]*$")]
    pub title: String,
    #[serde(default = "default_opens_on")]
    pub opens_on: Date,
    pub closes_on: Option<Date>,
    pub curator_id: Uuid,
    pub deputy_id: Option<Uuid>,
    pub follows_id: Option<Uuid>,
    /// Takes the place of the links where it is given.
    #[serde(skip_serializing_if = "Option::is_none", default, deserialize_with = "body::given")]
    #[schema(nullable = false, max_items = 100)]
    pub topic_ids: Option<Vec<Uuid>>,
    /// Takes the place of the links where it is given.
    #[serde(skip_serializing_if = "Option::is_none", default, deserialize_with = "body::given")]
    #[schema(
        nullable = false,
        max_items = 100,
        min_length = 2,
        max_length = 2,
        pattern = "^[A-Z]{2}$"
    )]
    pub country_codes: Option<Vec<String>>,
}

/// Changes to an exhibition.
pub type ExhibitionPatch = Patch<ExhibitionInput>;

fn default_opens_on() -> Date {
    Date::today()
}

impl Validate for ExhibitionInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/title", &self.title).one_line().min_length(3).max_length(120);
        faults.check(
            "/closes_on",
            self.closes_on.is_none() || self.closes_on.is_none_or(|a| a >= self.opens_on),
            "must satisfy closes_on == null or closes_on >= opens_on",
        );
        faults.member("/topic_ids", self.topic_ids.as_deref()).max_items(100);
        faults.member("/country_codes", self.country_codes.as_deref()).max_items(100);
    }
}

impl From<Exhibition> for ExhibitionInput {
    fn from(row: Exhibition) -> Self {
        Self {
            title: row.title,
            opens_on: row.opens_on,
            closes_on: row.closes_on,
            curator_id: row.curator_id,
            deputy_id: row.deputy_id,
            follows_id: row.follows_id,
            topic_ids: None,
            country_codes: None,
        }
    }
}

impl Listed for Exhibition {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<String>("title", "title").filter().sort(),
        Column::new::<Uuid>("curator_id", "curator_id").filter(),
        Column::new::<Uuid>("deputy_id", "deputy_id").nullable().filter(),
        Column::new::<Uuid>("follows_id", "follows_id").nullable().filter(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
    const SEARCH: &'static [&'static str] = &["title"];
    const INCLUDE: &'static [&'static str] = &[
        "curator",
        "deputy",
        "follows",
        "sequels",
        "loans",
        "guides",
        "topics",
        "countries",
        "artifacts",
    ];
    const MAX_PAGE: u32 = 50;
}
