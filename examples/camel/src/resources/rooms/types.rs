//! Rooms as clients see them and as they write them.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    extract::Patch,
    filter::Column,
    page::Listed,
    resources::bookings::Booking,
    validate::{Faults, Validate},
    values::Instant,
};

/// A room that can be booked.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Room {
    pub id: Uuid,
    #[schema(min_length = 1, max_length = 80, pattern = r"^[^\x00\r\n]*$")]
    pub display_name: String,
    #[schema(minimum = 1, maximum = 500)]
    pub seat_count: i32,
    pub has_video: bool,
    #[schema(required)]
    pub opening_hours: Option<Value>,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 20)]
    #[sqlx(skip)]
    pub bookings: Option<Vec<Booking>>,
}

/// What a client writes of a room.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"displayName": "Ada Lovelace 0", "seatCount": 1, "hasVideo": true, "openingHours": {"colour": "green", "sizes": [1, 2]}}))]
pub struct RoomInput {
    #[schema(min_length = 1, max_length = 80, pattern = r"^[^\x00\r\n]*$")]
    pub display_name: String,
    #[schema(minimum = 1, maximum = 500)]
    pub seat_count: i32,
    #[serde(default = "default_has_video")]
    #[schema(default = json!(false))]
    pub has_video: bool,
    pub opening_hours: Option<Value>,
}

/// Changes to a room.
pub type RoomPatch = Patch<RoomInput>;

fn default_has_video() -> bool {
    false
}

impl Validate for RoomInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/displayName", &self.display_name).one_line().min_length(1).max_length(80);
        faults.member("/seatCount", &self.seat_count).min(1).max(500);
        faults.member("/openingHours", self.opening_hours.as_ref()).max_size(65_536);
    }
}

impl From<Room> for RoomInput {
    fn from(row: Room) -> Self {
        Self {
            display_name: row.display_name,
            seat_count: row.seat_count,
            has_video: row.has_video,
            opening_hours: row.opening_hours,
        }
    }
}

impl Listed for Room {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<String>("displayName", "display_name").filter().sort(),
        Column::new::<i32>("seatCount", "seat_count").filter().sort(),
        Column::new::<bool>("hasVideo", "has_video").filter(),
        Column::new::<Instant>("createdAt", "created_at").filter().sort(),
        Column::new::<Instant>("updatedAt", "updated_at").filter().sort(),
    ];
    const INCLUDE: &'static [&'static str] = &["bookings"];
}
