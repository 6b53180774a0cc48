//! Notes as clients see them and as they write them.

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

/// A note.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
pub struct Note {
    pub id: Uuid,
    #[schema(min_length = 1, max_length = 120, pattern = r"^[^\x00\r\n]*$")]
    pub title: String,
    #[schema(required, max_length = 65536, pattern = r"^[^\x00]*$")]
    pub body: Option<String>,
    pub created_at: Instant,
    pub updated_at: Instant,
}

/// What a client writes of a note.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"title": "A walk in the rain", "body": "The ferry leaves at nine and comes back at five."}))]
pub struct NoteInput {
    #[schema(min_length = 1, max_length = 120, pattern = r"^[^\x00\r\n]*$")]
    pub title: String,
    #[schema(max_length = 65536, pattern = r"^[^\x00]*$")]
    pub body: Option<String>,
}

/// Changes to a note.
pub type NotePatch = Patch<NoteInput>;

impl Validate for NoteInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/title", &self.title).one_line().min_length(1).max_length(120);
        faults.member("/body", self.body.as_ref()).max_length(65_536);
    }
}

impl From<Note> for NoteInput {
    fn from(row: Note) -> Self {
        Self { title: row.title, body: row.body }
    }
}

impl Listed for Note {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
}
