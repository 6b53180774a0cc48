//! Settings as clients see them and as they write them.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    extract::Patch,
    filter::Column,
    page::Listed,
    validate::{Faults, Validate},
    values::{Instant, JsonValue},
};

/// Plural already.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
pub struct Settings {
    pub id: Uuid,
    #[schema(min_length = 1, max_length = 40, pattern = r"^[^\x00\r\n]*$")]
    pub name: String,
    #[schema(value_type = JsonValue)]
    pub value: Value,
    pub created_at: Instant,
    pub updated_at: Instant,
}

/// What a client writes of a settings.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "A walk in the rain 0", "value": {"colour": "green", "sizes": [1, 2]}}))]
pub struct SettingsInput {
    #[schema(min_length = 1, max_length = 40, pattern = r"^[^\x00\r\n]*$")]
    pub name: String,
    #[schema(value_type = JsonValue)]
    pub value: Value,
}

/// Changes to a settings.
pub type SettingsPatch = Patch<SettingsInput>;

impl Validate for SettingsInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/name", &self.name).one_line().min_length(1).max_length(40);
        faults.member("/value", &self.value).not_null().max_size(65_536);
    }
}

impl From<Settings> for SettingsInput {
    fn from(row: Settings) -> Self {
        Self { name: row.name, value: row.value }
    }
}

impl Listed for Settings {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<String>("name", "name").filter().sort(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
    const MAX_PAGE: u32 = 50;
}
