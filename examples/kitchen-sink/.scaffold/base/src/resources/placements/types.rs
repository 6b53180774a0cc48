//! Placements as clients see them and as they write them.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    extract::Patch,
    filter::Column,
    page::Listed,
    resources::{artifacts::Artifact, audits::Audit, shelves::Shelf},
    validate::{Faults, Validate},
    values::Instant,
};

/// A composite key of relations, one of them to a composite key.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
pub struct Placement {
    pub artifact_id: Uuid,
    #[schema(min_length = 1, max_length = 10, pattern = r"^[^\x00\r\n]*$")]
    pub shelf_room: String,
    #[schema(minimum = -32768, maximum = 32767)]
    pub shelf_key: i16,
    #[schema(required, max_length = 255, pattern = r"^[^\x00\r\n]*$")]
    pub remark: Option<String>,
    pub placed_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub artifact: Option<Option<Box<Artifact>>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub shelf: Option<Option<Box<Shelf>>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 10)]
    #[sqlx(skip)]
    pub audits: Option<Vec<Audit>>,
}

/// What a client writes of a placement.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"artifact_id": "0197d5b4-6a00-7000-8000-000000000000", "shelf_room": "alde0", "shelf_key": 1, "remark": "The ferry leaves at nine and comes back at five."}))]
pub struct PlacementInput {
    pub artifact_id: Uuid,
    #[schema(min_length = 1, max_length = 10, pattern = r"^[^\x00\r\n]*$")]
    pub shelf_room: String,
    #[schema(minimum = -32768, maximum = 32767)]
    pub shelf_key: i16,
    #[schema(max_length = 255, pattern = r"^[^\x00\r\n]*$")]
    pub remark: Option<String>,
}

/// What a client writes over a placement.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"remark": "The ferry leaves at nine and comes back at five."}))]
pub struct PlacementUpdate {
    #[schema(max_length = 255, pattern = r"^[^\x00\r\n]*$")]
    pub remark: Option<String>,
}

/// Changes to a placement.
pub type PlacementPatch = Patch<PlacementUpdate>;

impl Validate for PlacementInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/shelf_room", &self.shelf_room).one_line().min_length(1).max_length(10);
        faults.member("/remark", self.remark.as_ref()).one_line().max_length(255);
    }
}

impl Validate for PlacementUpdate {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/remark", self.remark.as_ref()).one_line().max_length(255);
    }
}

impl From<Placement> for PlacementUpdate {
    fn from(row: Placement) -> Self {
        Self { remark: row.remark }
    }
}

impl Listed for Placement {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("artifact_id", "artifact_id").filter().key(),
        Column::new::<String>("shelf_room", "shelf_room").filter().key(),
        Column::new::<i16>("shelf_key", "shelf_key").filter().key(),
        Column::new::<Instant>("placed_at", "placed_at").filter().sort(),
    ];
    const INCLUDE: &'static [&'static str] = &["artifact", "shelf", "audits"];
    const MAX_PAGE: u32 = 50;
}
