//! Shelves as clients see them and as they write them.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;

use crate::{
    extract::Patch,
    filter::Column,
    page::Listed,
    resources::{artifacts::Artifact, placements::Placement},
    validate::{Faults, Validate},
    values::Instant,
};

/// A composite natural key.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
pub struct Shelf {
    #[schema(min_length = 1, max_length = 10, pattern = r"^[^\x00\r\n]*$")]
    pub room: String,
    #[schema(maximum = 32767, minimum = 1)]
    pub key: i16,
    #[schema(minimum = -2147483648, maximum = 2147483647)]
    pub order: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 10)]
    #[sqlx(skip)]
    pub artifacts: Option<Vec<Artifact>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 10)]
    #[sqlx(skip)]
    pub placements: Option<Vec<Placement>>,
}

/// What a client writes of a shelf.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"room": "alde0", "key": 1, "order": 1}))]
pub struct ShelfInput {
    #[schema(min_length = 1, max_length = 10, pattern = r"^[^\x00\r\n]*$")]
    pub room: String,
    #[schema(maximum = 32767, minimum = 1)]
    pub key: i16,
    #[serde(default = "default_order")]
    #[schema(minimum = -2147483648, maximum = 2147483647, default = json!(0))]
    pub order: i32,
}

/// What a client writes over a shelf.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"order": 1}))]
pub struct ShelfUpdate {
    #[serde(default = "default_order")]
    #[schema(minimum = -2147483648, maximum = 2147483647, default = json!(0))]
    pub order: i32,
}

/// Changes to a shelf.
pub type ShelfPatch = Patch<ShelfUpdate>;

fn default_order() -> i32 {
    0
}

impl Validate for ShelfInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/room", &self.room).one_line().min_length(1).max_length(10).segment();
        faults.member("/key", &self.key).min(1);
    }
}

impl Validate for ShelfUpdate {
    fn validate(&self, _: &mut Faults) {}
}

impl From<Shelf> for ShelfUpdate {
    fn from(row: Shelf) -> Self {
        Self { order: row.order }
    }
}

impl Listed for Shelf {
    const COLUMNS: &'static [Column] = &[
        Column::new::<String>("room", "room").filter().key(),
        Column::new::<i16>("key", "key").key(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
    const INCLUDE: &'static [&'static str] = &["artifacts", "placements"];
    const MAX_PAGE: u32 = 50;
}
