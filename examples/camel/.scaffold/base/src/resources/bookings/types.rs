//! Bookings as clients see them and as they write them.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    enums::BookingState,
    extract::Patch,
    filter::Column,
    page::Listed,
    resources::rooms::Room,
    text,
    validate::{Faults, Validate},
    values::Instant,
};

/// A span of time in which a room is taken.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Booking {
    pub id: Uuid,
    pub room_id: Uuid,
    #[schema(min_length = 1, max_length = 254, format = "email")]
    pub booked_by: String,
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub booking_state: BookingState,
    #[schema(max_items = 100, max_length = 20, pattern = r"^[^\x00\r\n]*$")]
    pub labels: Vec<String>,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub room: Option<Option<Box<Room>>>,
}

/// What a client writes of a booking.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"roomId": "0197d5b4-6a00-7000-8000-000000000000", "bookedBy": "ada0@example.com", "startsAt": "2026-01-01T00:00:00.000000Z", "endsAt": "2026-01-01T09:30:00.000000Z", "bookingState": "requested", "labels": ["travel", "cooking"]}))]
pub struct BookingInput {
    pub room_id: Uuid,
    #[serde(deserialize_with = "text::lowercase")]
    #[schema(min_length = 1, max_length = 254, format = "email")]
    pub booked_by: String,
    pub starts_at: Instant,
    pub ends_at: Instant,
    #[serde(default = "default_booking_state")]
    #[schema(default = json!("requested"))]
    pub booking_state: BookingState,
    #[serde(default)]
    #[schema(max_items = 100, max_length = 20, pattern = r"^[^\x00\r\n]*$")]
    pub labels: Vec<String>,
}

/// Changes to a booking.
pub type BookingPatch = Patch<BookingInput>;

fn default_booking_state() -> BookingState {
    BookingState::Requested
}

impl Validate for BookingInput {
    fn validate(&self, faults: &mut Faults) {
        faults
            .member("/bookedBy", &self.booked_by)
            .min_length(1)
            .max_length(254)
            .format("an e-mail address", text::is_email);
        faults.member("/labels", self.labels.as_slice()).max_items(100).each(|item| {
            item.one_line().max_length(20);
        });
        faults.check("/endsAt", self.ends_at > self.starts_at, "must satisfy ends_at > starts_at");
    }
}

impl From<Booking> for BookingInput {
    fn from(row: Booking) -> Self {
        Self {
            room_id: row.room_id,
            booked_by: row.booked_by,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            booking_state: row.booking_state,
            labels: row.labels,
        }
    }
}

impl Listed for Booking {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<Uuid>("roomId", "room_id").filter(),
        Column::new::<Instant>("startsAt", "starts_at").filter().sort(),
        Column::new::<BookingState>("bookingState", "booking_state").filter(),
        Column::new::<Instant>("createdAt", "created_at").filter().sort(),
        Column::new::<Instant>("updatedAt", "updated_at").filter().sort(),
    ];
    const SEARCH: &'static [&'static str] = &["booked_by"];
    const INCLUDE: &'static [&'static str] = &["room"];
}
