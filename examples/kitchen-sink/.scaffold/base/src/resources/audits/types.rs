//! Audits as clients see them and as they write them.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    extract::Patch,
    filter::Column,
    page::Listed,
    resources::{people::Person, placements::Placement},
    text,
    validate::{Faults, Validate},
};

/// Points at a composite key and at a unique one.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
pub struct Audit {
    pub id: Uuid,
    #[schema(required)]
    pub placement_artifact_id: Option<Uuid>,
    #[schema(required, min_length = 1, max_length = 10, pattern = r"^[^\x00\r\n]*$")]
    pub placement_shelf_room: Option<String>,
    #[schema(required, minimum = -32768, maximum = 32767)]
    pub placement_shelf_key: Option<i16>,
    #[schema(min_length = 3, max_length = 30, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    #[sqlx(rename = "inspector")]
    pub by_handle: String,
    pub found: bool,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub placement: Option<Option<Box<Placement>>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub by: Option<Option<Box<Person>>>,
}

/// What a client writes of an audit.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"placement_artifact_id": "0197d5b4-6a00-7000-8000-000000000000", "placement_shelf_room": "alde0", "placement_shelf_key": 1, "by_handle": "ada-lovelace-0", "found": true}))]
pub struct AuditInput {
    pub placement_artifact_id: Option<Uuid>,
    #[schema(min_length = 1, max_length = 10, pattern = r"^[^\x00\r\n]*$")]
    pub placement_shelf_room: Option<String>,
    #[schema(minimum = -32768, maximum = 32767)]
    pub placement_shelf_key: Option<i16>,
    #[schema(min_length = 3, max_length = 30, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub by_handle: String,
    pub found: bool,
}

/// Changes to an audit.
pub type AuditPatch = Patch<AuditInput>;

impl Validate for AuditInput {
    fn validate(&self, faults: &mut Faults) {
        faults
            .member("/placement_shelf_room", self.placement_shelf_room.as_ref())
            .one_line()
            .min_length(1)
            .max_length(10);
        faults
            .member("/by_handle", &self.by_handle)
            .min_length(3)
            .max_length(30)
            .format("a slug such as a-day-out", text::is_slug);
        faults.together(&[
            ("/placement_artifact_id", self.placement_artifact_id.is_some()),
            ("/placement_shelf_room", self.placement_shelf_room.is_some()),
            ("/placement_shelf_key", self.placement_shelf_key.is_some()),
        ]);
    }
}

impl From<Audit> for AuditInput {
    fn from(row: Audit) -> Self {
        Self {
            placement_artifact_id: row.placement_artifact_id,
            placement_shelf_room: row.placement_shelf_room,
            placement_shelf_key: row.placement_shelf_key,
            by_handle: row.by_handle,
            found: row.found,
        }
    }
}

impl Listed for Audit {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<Uuid>("placement_artifact_id", "placement_artifact_id").nullable().filter(),
        Column::new::<String>("placement_shelf_room", "placement_shelf_room").nullable().filter(),
        Column::new::<i16>("placement_shelf_key", "placement_shelf_key").nullable().filter(),
        Column::new::<String>("by_handle", "inspector").filter(),
        Column::new::<bool>("found", "found").filter(),
    ];
    const INCLUDE: &'static [&'static str] = &["placement", "by"];
    const MAX_PAGE: u32 = 50;
}
