//! Artifacts as clients see them and as they write them.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::FromRow;
use time::macros::{date, time};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    enums::{Condition, Visibility, Weekday},
    extract::Patch,
    filter::Column,
    page::Listed,
    resources::{loans::Loan, people::Person, placements::Placement, shelves::Shelf},
    validate::{Faults, Validate},
    values::{Bytes, Date, Decimal, Duration, Instant, JsonValue, Time, Timestamp},
};

/// A thing of the collection.
/// \*/ "quotes", \`backticks\`, {braces}, {{ 7 \* 7 }}, $dollars and ; -- dashes are only text here.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
pub struct Artifact {
    pub id: Uuid,
    #[schema(min_length = 1, max_length = 200, pattern = r"^[^\x00\r\n]*$")]
    pub title: String,
    #[schema(min_length = 8, max_length = 8, pattern = r"^[^\x00\r\n]*$")]
    pub label: String,
    #[schema(required, max_length = 5000, pattern = r"^[^\x00]*$")]
    pub notes: Option<String>,
    #[schema(minimum = -2, maximum = 40)]
    pub shelf_level: i16,
    #[schema(maximum = 2147483647, minimum = 0)]
    pub visitors: i32,
    #[schema(required, minimum = -9223372036854775808_i64, maximum = 9223372036854775807_i64)]
    pub serial: Option<i64>,
    #[schema(required, minimum = 0.0)]
    pub weight: Option<f64>,
    #[schema(required)]
    pub height_cm: Option<Decimal<8, 2>>,
    pub insured: bool,
    #[schema(required)]
    pub acquired_on: Option<Date>,
    pub shown_at: Time,
    pub scanned_at: Instant,
    #[schema(required)]
    pub last_dusted: Option<Timestamp>,
    pub dusting_takes: Duration,
    pub tag: Uuid,
    #[schema(value_type = JsonValue)]
    pub properties: Value,
    #[schema(required, max_length = 5464, format = Byte, value_type = Option<String>)]
    pub thumbnail: Option<Bytes>,
    pub condition: Condition,
    pub visibility: Visibility,
    #[schema(max_items = 100, min_length = 1, max_length = 40, pattern = r"^[^\x00\r\n]*$")]
    #[sqlx(json)]
    pub keywords: Vec<String>,
    #[schema(max_items = 100)]
    #[sqlx(json)]
    pub open_days: Vec<Weekday>,
    #[schema(max_items = 6)]
    #[sqlx(json)]
    pub measurements: Vec<f64>,
    #[schema(required, min_length = 1, max_length = 10, pattern = r"^[^\x00\r\n]*$")]
    pub shelf_room: Option<String>,
    #[schema(required, minimum = -32768, maximum = 32767)]
    pub shelf_key: Option<i16>,
    #[schema(required)]
    pub maker_id: Option<Uuid>,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub shelf: Option<Option<Box<Shelf>>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub maker: Option<Option<Box<Person>>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 10)]
    #[sqlx(skip)]
    pub placements: Option<Vec<Placement>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 10)]
    #[sqlx(skip)]
    pub loans: Option<Vec<Loan>>,
}

/// What a client writes of an artifact.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"title": "A walk in the rain", "label": "A0000000", "notes": "The ferry leaves at nine and comes back at five.", "shelf_level": 1, "serial": 1, "weight": 0.0, "height_cm": "1.50", "insured": true, "acquired_on": "2026-01-01", "shown_at": "08:00:00.000000", "scanned_at": "2026-01-01T09:30:00.000000Z", "last_dusted": "2026-01-01T09:30:00.000000", "dusting_takes": "PT1H1M", "tag": "0197d5b4-6a00-7000-8000-000000000000", "properties": {"colour": "green", "sizes": [1, 2]}, "thumbnail": "00000000", "condition": "pristine", "visibility": "draft", "keywords": ["alder", "birch"], "open_days": ["monday", "tuesday"], "measurements": [0.5, 1.5], "shelf_room": "alde0", "shelf_key": 1, "maker_id": "0197d5b4-6a00-7000-8000-000000000000"}))]
pub struct ArtifactInput {
    #[schema(min_length = 1, max_length = 200, pattern = r"^[^\x00\r\n]*$")]
    pub title: String,
    #[schema(min_length = 8, max_length = 8, pattern = r"^[^\x00\r\n]*$")]
    pub label: String,
    #[schema(max_length = 5000, pattern = r"^[^\x00]*$")]
    pub notes: Option<String>,
    #[serde(default = "default_shelf_level")]
    #[schema(minimum = -2, maximum = 40, default = json!(1))]
    pub shelf_level: i16,
    #[schema(minimum = -9223372036854775808_i64, maximum = 9223372036854775807_i64)]
    pub serial: Option<i64>,
    #[schema(minimum = 0.0)]
    pub weight: Option<f64>,
    pub height_cm: Option<Decimal<8, 2>>,
    #[serde(default = "default_insured")]
    #[schema(default = json!(false))]
    pub insured: bool,
    pub acquired_on: Option<Date>,
    #[serde(default = "default_shown_at")]
    #[schema(default = json!("10:00:00.000000"))]
    pub shown_at: Time,
    #[serde(default = "default_scanned_at")]
    pub scanned_at: Instant,
    pub last_dusted: Option<Timestamp>,
    #[serde(default = "default_dusting_takes")]
    #[schema(default = json!("PT15M"))]
    pub dusting_takes: Duration,
    #[serde(default = "default_tag")]
    pub tag: Uuid,
    #[serde(default = "default_properties")]
    #[schema(value_type = JsonValue, default = json!({}))]
    pub properties: Value,
    #[schema(max_length = 5464, format = Byte, value_type = Option<String>)]
    pub thumbnail: Option<Bytes>,
    #[serde(default = "default_condition")]
    #[schema(default = json!("good"))]
    pub condition: Condition,
    #[serde(default = "default_visibility")]
    #[schema(default = json!("draft"))]
    pub visibility: Visibility,
    #[serde(default)]
    #[schema(max_items = 100, min_length = 1, max_length = 40, pattern = r"^[^\x00\r\n]*$")]
    pub keywords: Vec<String>,
    #[serde(default)]
    #[schema(max_items = 100)]
    pub open_days: Vec<Weekday>,
    #[serde(default)]
    #[schema(max_items = 6)]
    pub measurements: Vec<f64>,
    #[schema(min_length = 1, max_length = 10, pattern = r"^[^\x00\r\n]*$")]
    pub shelf_room: Option<String>,
    #[schema(minimum = -32768, maximum = 32767)]
    pub shelf_key: Option<i16>,
    pub maker_id: Option<Uuid>,
}

/// Changes to an artifact.
pub type ArtifactPatch = Patch<ArtifactInput>;

fn default_shelf_level() -> i16 {
    1
}

fn default_insured() -> bool {
    false
}

fn default_shown_at() -> Time {
    Time::from(time!(10:00:00.000000))
}

fn default_scanned_at() -> Instant {
    Instant::now()
}

fn default_dusting_takes() -> Duration {
    Duration::from_microseconds(900000000)
}

fn default_tag() -> Uuid {
    Uuid::now_v7()
}

fn default_properties() -> Value {
    serde_json::json!({})
}

fn default_condition() -> Condition {
    Condition::Good
}

fn default_visibility() -> Visibility {
    Visibility::Draft
}

impl Validate for ArtifactInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/title", &self.title).one_line().min_length(1).max_length(200);
        faults.member("/label", &self.label).one_line().min_length(8).max_length(8);
        faults.member("/notes", self.notes.as_ref()).max_length(5000);
        faults.member("/shelf_level", &self.shelf_level).min(-2).max(40);
        faults.member("/weight", self.weight.as_ref()).min(0.0);
        faults
            .member("/height_cm", self.height_cm.as_ref())
            .min(Decimal::new(1))
            .max(Decimal::new(9999999));
        faults
            .member("/acquired_on", self.acquired_on.as_ref())
            .min(Date::from(date!(1750 - 01 - 01)));
        faults.member("/properties", &self.properties).not_null().max_size(65_536);
        faults.member("/thumbnail", self.thumbnail.as_ref()).max_bytes(4096);
        faults.member("/keywords", self.keywords.as_slice()).max_items(100).each(|item| {
            item.one_line().min_length(1).max_length(40);
        });
        faults.member("/open_days", self.open_days.as_slice()).max_items(100);
        faults.member("/measurements", self.measurements.as_slice()).max_items(6);
        faults
            .member("/shelf_room", self.shelf_room.as_ref())
            .one_line()
            .min_length(1)
            .max_length(10);
        faults.together(&[
            ("/shelf_room", self.shelf_room.is_some()),
            ("/shelf_key", self.shelf_key.is_some()),
        ]);
        faults.check(
            "/last_dusted",
            self.last_dusted.is_none() || self.shelf_level >= 0,
            "must satisfy last_dusted == null or shelf_level >= 0",
        );
        faults.check(
            "/weight",
            (self.weight.is_none() || self.weight.is_none_or(|a| a < 100.5))
                || self.shelf_level <= 3,
            "must satisfy weight == null or weight < 100.5 or shelf_level <= 3",
        );
    }
}

impl From<Artifact> for ArtifactInput {
    fn from(row: Artifact) -> Self {
        Self {
            title: row.title,
            label: row.label,
            notes: row.notes,
            shelf_level: row.shelf_level,
            serial: row.serial,
            weight: row.weight,
            height_cm: row.height_cm,
            insured: row.insured,
            acquired_on: row.acquired_on,
            shown_at: row.shown_at,
            scanned_at: row.scanned_at,
            last_dusted: row.last_dusted,
            dusting_takes: row.dusting_takes,
            tag: row.tag,
            properties: row.properties,
            thumbnail: row.thumbnail,
            condition: row.condition,
            visibility: row.visibility,
            keywords: row.keywords,
            open_days: row.open_days,
            measurements: row.measurements,
            shelf_room: row.shelf_room,
            shelf_key: row.shelf_key,
            maker_id: row.maker_id,
        }
    }
}

impl Listed for Artifact {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<String>("title", "title").sort(),
        Column::new::<i64>("serial", "serial").nullable().filter().sort(),
        Column::new::<Decimal<8, 2>>("height_cm", "height_cm").nullable().sort(),
        Column::new::<bool>("insured", "insured").filter(),
        Column::new::<Date>("acquired_on", "acquired_on").nullable().filter(),
        Column::new::<Condition>("condition", "condition").filter(),
        Column::new::<Visibility>("visibility", "visibility").filter().sort(),
        Column::new::<String>("shelf_room", "shelf_room").nullable().filter(),
        Column::new::<i16>("shelf_key", "shelf_key").nullable().filter(),
        Column::new::<Uuid>("maker_id", "maker_id").nullable().filter(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
    const SEARCH: &'static [&'static str] = &["title", "notes"];
    const INCLUDE: &'static [&'static str] = &["shelf", "maker", "placements", "loans"];
    const MAX_PAGE: u32 = 50;
}
