//! Notes as clients see them and as they write them.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    extract::Patch,
    filter::Column,
    page::Listed,
    resources::orders::Order,
    validate::{Faults, Validate},
    values::Instant,
};

/// Deleted with its order, and for good.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
pub struct Note {
    pub id: Uuid,
    pub order_id: Uuid,
    #[schema(min_length = 1, max_length = 2000, pattern = r"^[^\x00]*$")]
    pub body: String,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub order: Option<Option<Box<Order>>>,
}

/// What a client writes of a note.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"order_id": "0197d5b4-6a00-7000-8000-000000000000", "body": "The ferry leaves at nine and comes back at five."}))]
pub struct NoteInput {
    pub order_id: Uuid,
    #[schema(min_length = 1, max_length = 2000, pattern = r"^[^\x00]*$")]
    pub body: String,
}

/// Changes to a note.
pub type NotePatch = Patch<NoteInput>;

impl Validate for NoteInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/body", &self.body).min_length(1).max_length(2000);
    }
}

impl From<Note> for NoteInput {
    fn from(row: Note) -> Self {
        Self { order_id: row.order_id, body: row.body }
    }
}

impl Listed for Note {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<Uuid>("order_id", "order_id").filter(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
    const INCLUDE: &'static [&'static str] = &["order"];
    const MAX_PAGE: u32 = 50;
}
