//! Tickets as clients see them and as they write them.

use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    enums::Rating,
    filter::Column,
    page::Listed,
    resources::people::Person,
    validate::{Faults, Validate},
    values::{Decimal, Instant, JsonValue},
};

/// Admission for one visitor. "Keep it" \\ until you leave — 100 % {valid}.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
pub struct Ticket {
    pub id: Uuid,
    /// Printed on the ticket, such as \`AB1234\`.
    #[schema(min_length = 4, max_length = 12, pattern = "^[A-Z]{2}[0-9]{2,10}$")]
    pub number: String,
    /// In euros; \</script\> \*bold\* | pipes | are text.
    pub price: Decimal<6, 2>,
    #[schema(minimum = -32768, maximum = 32767)]
    pub zone: i16,
    pub rating: Rating,
    pub valid_from: Instant,
    #[schema(required)]
    pub valid_until: Option<Instant>,
    #[schema(min_length = 2, max_length = 40, pattern = r"^[^\x00\r\n]*$")]
    pub printed_by: String,
    #[schema(value_type = JsonValue)]
    pub extras: Value,
    #[schema(max_items = 5, min_length = 1, max_length = 60, pattern = r"^[^\x00\r\n]*$")]
    #[sqlx(json)]
    pub companions: Vec<String>,
    #[schema(minimum = -2147483648, maximum = 2147483647)]
    #[sqlx(rename = "paper_g_per_sqm")]
    pub paper: i32,
    pub holder_id: Uuid,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub holder: Option<Option<Box<Person>>>,
}

/// What a client writes of a ticket.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"number": "AB1234", "price": "9.90", "zone": 1, "rating": "G", "valid_from": "2026-01-01T09:30:00.000000Z", "valid_until": "2026-02-01T09:30:00.000000Z", "extras": {"audio_guide": false}, "companions": ["Ada", "Grace"], "paper": 1, "holder_id": "0197d5b4-6a00-7000-8000-000000000000"}))]
pub struct TicketInput {
    /// Printed on the ticket, such as \`AB1234\`.
    #[schema(min_length = 4, max_length = 12, pattern = "^[A-Z]{2}[0-9]{2,10}$")]
    pub number: String,
    /// In euros; \</script\> \*bold\* | pipes | are text.
    #[serde(default = "default_price")]
    #[schema(default = json!("12.50"))]
    pub price: Decimal<6, 2>,
    #[serde(default = "default_zone")]
    #[schema(minimum = -32768, maximum = 32767, default = json!(1))]
    pub zone: i16,
    #[serde(default = "default_rating")]
    #[schema(default = json!("PG13"))]
    pub rating: Rating,
    #[serde(default = "default_valid_from")]
    pub valid_from: Instant,
    pub valid_until: Option<Instant>,
    #[serde(default = "default_extras")]
    #[schema(value_type = JsonValue, default = json!({"audio_guide": true, "languages": ["de", "en"]}))]
    pub extras: Value,
    #[serde(default = "default_companions")]
    #[schema(max_items = 5, min_length = 1, max_length = 60, pattern = r"^[^\x00\r\n]*$", default = json!([]))]
    pub companions: Vec<String>,
    #[serde(default = "default_paper")]
    #[schema(minimum = -2147483648, maximum = 2147483647, default = json!(90))]
    pub paper: i32,
    pub holder_id: Uuid,
}

fn default_price() -> Decimal<6, 2> {
    Decimal::new(1250)
}

fn default_zone() -> i16 {
    1
}

fn default_rating() -> Rating {
    Rating::Pg13
}

fn default_valid_from() -> Instant {
    Instant::now()
}

fn default_extras() -> Value {
    serde_json::json!({"audio_guide": true, "languages": ["de", "en"]})
}

fn default_companions() -> Vec<String> {
    Vec::new()
}

fn default_paper() -> i32 {
    90
}

static NUMBER_PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("^[A-Z]{2}[0-9]{2,10}$").expect("the pattern is a regular expression")
});

impl Validate for TicketInput {
    fn validate(&self, faults: &mut Faults) {
        faults
            .member("/number", &self.number)
            .saying("must be two letters and two to ten digits")
            .one_line()
            .min_length(4)
            .max_length(12)
            .format("text that matches ^[A-Z]{2}[0-9]{2,10}$", |text| {
                NUMBER_PATTERN.is_match(text)
            });
        faults.member("/price", &self.price).min(Decimal::new(0)).max(Decimal::new(25000));
        faults.member("/extras", &self.extras).not_null().max_size(65_536);
        faults.member("/companions", self.companions.as_slice()).max_items(5).each(|item| {
            item.one_line().min_length(1).max_length(60);
        });
        faults.check(
            "/valid_until",
            self.valid_until.is_none() || self.valid_until.is_none_or(|a| a > self.valid_from),
            "must satisfy valid_until == null or valid_until > valid_from",
        );
        faults.check(
            "/rating",
            self.rating != Rating::R || self.price != Decimal::new(0),
            "must satisfy not (rating == R and price == 0)",
        );
        faults.check(
            "/zone",
            (self.zone == 1 || self.zone == 2) || self.zone == 3,
            "must be a zone of the house",
        );
    }
}

impl Listed for Ticket {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<String>("number", "number").filter().sort(),
        Column::new::<Rating>("rating", "rating").filter(),
        Column::new::<Instant>("valid_until", "valid_until").nullable().filter().sort(),
        Column::new::<Uuid>("holder_id", "holder_id").filter(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
    const INCLUDE: &'static [&'static str] = &["holder"];
    const MAX_PAGE: u32 = 25;
}
