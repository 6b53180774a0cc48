//! Tasks as clients see them and as they write them.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    extract::Patch,
    filter::Column,
    page::Listed,
    resources::users::User,
    validate::{Faults, Validate},
    values::{Date, Instant},
};

/// A task.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
pub struct Task {
    pub id: Uuid,
    #[schema(min_length = 1, max_length = 200, pattern = r"^[^\x00\r\n]*$")]
    pub title: String,
    #[schema(required, max_length = 65536, pattern = r"^[^\x00]*$")]
    pub description: Option<String>,
    pub completed: bool,
    #[schema(required)]
    pub due_on: Option<Date>,
    pub owner_id: Uuid,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub owner: Option<Option<Box<User>>>,
}

/// What a client writes of a task.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"title": "A walk in the rain", "description": "The ferry leaves at nine and comes back at five.", "completed": true, "due_on": "2026-01-01"}))]
pub struct TaskInput {
    #[schema(min_length = 1, max_length = 200, pattern = r"^[^\x00\r\n]*$")]
    pub title: String,
    #[schema(max_length = 65536, pattern = r"^[^\x00]*$")]
    pub description: Option<String>,
    #[serde(default = "default_completed")]
    #[schema(default = json!(false))]
    pub completed: bool,
    pub due_on: Option<Date>,
}

/// Changes to a task.
pub type TaskPatch = Patch<TaskInput>;

fn default_completed() -> bool {
    false
}

impl Validate for TaskInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/title", &self.title).one_line().min_length(1).max_length(200);
        faults.member("/description", self.description.as_ref()).max_length(65_536);
    }
}

impl From<Task> for TaskInput {
    fn from(row: Task) -> Self {
        Self {
            title: row.title,
            description: row.description,
            completed: row.completed,
            due_on: row.due_on,
        }
    }
}

impl Listed for Task {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<bool>("completed", "completed").filter().sort(),
        Column::new::<Date>("due_on", "due_on").nullable().filter().sort(),
        Column::new::<Uuid>("owner_id", "owner_id").filter(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
    const INCLUDE: &'static [&'static str] = &["owner"];
}
