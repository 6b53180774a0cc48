//! People as clients see them and as they write them.

use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    body,
    extract::Patch,
    filter::Column,
    page::Listed,
    password::Password,
    resources::{
        artifacts::Artifact, audits::Audit, exhibitions::Exhibition, guides::Guide, orders::Order,
        passports::Passport, tickets::Ticket,
    },
    text,
    validate::{Faults, Validate},
    values::Instant,
};

/// Somebody the museum knows.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
pub struct Person {
    pub id: Uuid,
    #[schema(required, max_length = 80, pattern = r"^[^\x00\r\n]*$")]
    pub given_name: Option<String>,
    #[schema(min_length = 1, max_length = 80, pattern = r"^[^\x00\r\n]*$")]
    pub family_name: String,
    #[schema(min_length = 1, max_length = 254, format = "email")]
    pub email: String,
    #[schema(required, min_length = 1, max_length = 2048, format = "uri")]
    pub homepage: Option<String>,
    #[schema(min_length = 3, max_length = 30, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub handle: String,
    #[schema(required, min_length = 1, max_length = 16, pattern = r"^\+[1-9][0-9]{1,14}$")]
    pub phone: Option<String>,
    #[schema(min_length = 2, max_length = 2, pattern = "^[A-Z]{2}$")]
    pub country: String,
    #[schema(min_length = 3, max_length = 3, pattern = "^[A-Z]{3}$")]
    pub currency: String,
    #[schema(min_length = 7, max_length = 7, pattern = "^#[0-9A-Fa-f]{6}$")]
    pub favourite_color: String,
    #[schema(minimum = -2147483648, maximum = 2147483647)]
    pub points: i32,
    #[schema(required)]
    pub mentor_id: Option<Uuid>,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub mentor: Option<Option<Box<Person>>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 10)]
    #[sqlx(skip)]
    pub artifacts: Option<Vec<Artifact>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 10)]
    #[sqlx(skip)]
    pub pupils: Option<Vec<Person>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 10)]
    #[sqlx(skip)]
    pub tickets: Option<Vec<Ticket>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub passport: Option<Option<Box<Passport>>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 10)]
    #[sqlx(skip)]
    pub audits: Option<Vec<Audit>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 10)]
    #[sqlx(skip)]
    pub exhibitions: Option<Vec<Exhibition>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 10)]
    #[sqlx(skip)]
    pub deputised_exhibitions: Option<Vec<Exhibition>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub guide: Option<Option<Box<Guide>>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 10)]
    #[sqlx(skip)]
    pub orders: Option<Vec<Order>>,
}

/// What a client writes of a person.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"given_name": "Ada 0", "family_name": "Lovelace 0", "email": "ada0@example.com", "homepage": "https://example.com/pages/0", "handle": "ada-lovelace-0", "phone": "+12025550000", "country": "PT", "currency": "EUR", "favourite_color": "#1d3557", "pass_phrase": "correct horse battery", "access_code": "000000", "mentor_id": "0197d5b4-6a00-7000-8000-000000000000"}))]
pub struct PersonInput {
    #[schema(max_length = 80, pattern = r"^[^\x00\r\n]*$")]
    pub given_name: Option<String>,
    #[schema(min_length = 1, max_length = 80, pattern = r"^[^\x00\r\n]*$")]
    pub family_name: String,
    #[serde(deserialize_with = "text::lowercase")]
    #[schema(min_length = 1, max_length = 254, format = "email")]
    pub email: String,
    #[schema(min_length = 1, max_length = 2048, format = "uri")]
    pub homepage: Option<String>,
    #[schema(min_length = 3, max_length = 30, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub handle: String,
    #[schema(min_length = 1, max_length = 16, pattern = r"^\+[1-9][0-9]{1,14}$")]
    pub phone: Option<String>,
    #[serde(default = "default_country")]
    #[schema(min_length = 2, max_length = 2, pattern = "^[A-Z]{2}$", default = json!("DE"))]
    pub country: String,
    #[serde(default = "default_currency")]
    #[schema(min_length = 3, max_length = 3, pattern = "^[A-Z]{3}$", default = json!("EUR"))]
    pub currency: String,
    #[serde(default = "default_favourite_color")]
    #[schema(min_length = 7, max_length = 7, pattern = "^#[0-9A-Fa-f]{6}$", default = json!("#1e90ff"))]
    pub favourite_color: String,
    #[schema(min_length = 12, max_length = 128, format = Password, pattern = r"^[^\x00]*$", value_type = String)]
    pub pass_phrase: Password,
    #[schema(min_length = 6, max_length = 12, pattern = "^[A-Z0-9]+$")]
    pub access_code: Option<String>,
    pub mentor_id: Option<Uuid>,
}

/// What a client writes over a person.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"given_name": "Ada 0", "family_name": "Lovelace 0", "email": "ada0@example.com", "homepage": "https://example.com/pages/0", "phone": "+12025550000", "country": "PT", "currency": "EUR", "favourite_color": "#1d3557", "pass_phrase": "correct horse battery", "access_code": "000000", "mentor_id": "0197d5b4-6a00-7000-8000-000000000000"}))]
pub struct PersonUpdate {
    #[schema(max_length = 80, pattern = r"^[^\x00\r\n]*$")]
    pub given_name: Option<String>,
    #[schema(min_length = 1, max_length = 80, pattern = r"^[^\x00\r\n]*$")]
    pub family_name: String,
    #[serde(deserialize_with = "text::lowercase")]
    #[schema(min_length = 1, max_length = 254, format = "email")]
    pub email: String,
    #[schema(min_length = 1, max_length = 2048, format = "uri")]
    pub homepage: Option<String>,
    #[schema(min_length = 1, max_length = 16, pattern = r"^\+[1-9][0-9]{1,14}$")]
    pub phone: Option<String>,
    #[serde(default = "default_country")]
    #[schema(min_length = 2, max_length = 2, pattern = "^[A-Z]{2}$", default = json!("DE"))]
    pub country: String,
    #[serde(default = "default_currency")]
    #[schema(min_length = 3, max_length = 3, pattern = "^[A-Z]{3}$", default = json!("EUR"))]
    pub currency: String,
    #[serde(default = "default_favourite_color")]
    #[schema(min_length = 7, max_length = 7, pattern = "^#[0-9A-Fa-f]{6}$", default = json!("#1e90ff"))]
    pub favourite_color: String,
    #[serde(skip_serializing_if = "Option::is_none", default, deserialize_with = "body::given")]
    #[schema(min_length = 12, max_length = 128, format = Password, pattern = r"^[^\x00]*$", value_type = Option<String>, nullable = false)]
    pub pass_phrase: Option<Password>,
    #[serde(skip_serializing_if = "Option::is_none", default, deserialize_with = "body::given")]
    #[schema(min_length = 6, max_length = 12, pattern = "^[A-Z0-9]+$")]
    pub access_code: Option<Option<String>>,
    pub mentor_id: Option<Uuid>,
}

/// Changes to a person.
pub type PersonPatch = Patch<PersonUpdate>;

fn default_country() -> String {
    "DE".to_owned()
}

fn default_currency() -> String {
    "EUR".to_owned()
}

fn default_favourite_color() -> String {
    "#1e90ff".to_owned()
}

static ACCESS_CODE_PATTERN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("^[A-Z0-9]+$").expect("the pattern is a regular expression"));

impl Validate for PersonInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/given_name", self.given_name.as_ref()).one_line().max_length(80);
        faults.member("/family_name", &self.family_name).one_line().min_length(1).max_length(80);
        faults
            .member("/email", &self.email)
            .min_length(1)
            .max_length(254)
            .format("an e-mail address", text::is_email);
        faults
            .member("/homepage", self.homepage.as_ref())
            .min_length(1)
            .max_length(2048)
            .format("an http or https URL", text::is_url);
        faults
            .member("/handle", &self.handle)
            .min_length(3)
            .max_length(30)
            .format("a slug such as a-day-out", text::is_slug);
        faults
            .member("/phone", self.phone.as_ref())
            .min_length(1)
            .max_length(16)
            .format("a phone number such as +4930123456", text::is_phone);
        faults
            .member("/country", &self.country)
            .min_length(2)
            .max_length(2)
            .format("an ISO 3166 country code such as NL", text::is_country);
        faults
            .member("/currency", &self.currency)
            .min_length(3)
            .max_length(3)
            .format("an ISO 4217 currency code such as EUR", text::is_currency);
        faults
            .member("/favourite_color", &self.favourite_color)
            .min_length(7)
            .max_length(7)
            .format("a color such as #1e90ff", text::is_color);
        faults.member("/pass_phrase", &self.pass_phrase).min_length(12).max_length(128);
        faults
            .member("/access_code", self.access_code.as_ref())
            .one_line()
            .min_length(6)
            .max_length(12)
            .format("text that matches ^[A-Z0-9]+$", |text| ACCESS_CODE_PATTERN.is_match(text));
    }
}

impl Validate for PersonUpdate {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/given_name", self.given_name.as_ref()).one_line().max_length(80);
        faults.member("/family_name", &self.family_name).one_line().min_length(1).max_length(80);
        faults
            .member("/email", &self.email)
            .min_length(1)
            .max_length(254)
            .format("an e-mail address", text::is_email);
        faults
            .member("/homepage", self.homepage.as_ref())
            .min_length(1)
            .max_length(2048)
            .format("an http or https URL", text::is_url);
        faults
            .member("/phone", self.phone.as_ref())
            .min_length(1)
            .max_length(16)
            .format("a phone number such as +4930123456", text::is_phone);
        faults
            .member("/country", &self.country)
            .min_length(2)
            .max_length(2)
            .format("an ISO 3166 country code such as NL", text::is_country);
        faults
            .member("/currency", &self.currency)
            .min_length(3)
            .max_length(3)
            .format("an ISO 4217 currency code such as EUR", text::is_currency);
        faults
            .member("/favourite_color", &self.favourite_color)
            .min_length(7)
            .max_length(7)
            .format("a color such as #1e90ff", text::is_color);
        faults.member("/pass_phrase", self.pass_phrase.as_ref()).min_length(12).max_length(128);
        faults
            .member("/access_code", self.access_code.as_ref().and_then(Option::as_ref))
            .one_line()
            .min_length(6)
            .max_length(12)
            .format("text that matches ^[A-Z0-9]+$", |text| ACCESS_CODE_PATTERN.is_match(text));
    }
}

impl From<Person> for PersonUpdate {
    fn from(row: Person) -> Self {
        Self {
            given_name: row.given_name,
            family_name: row.family_name,
            email: row.email,
            homepage: row.homepage,
            phone: row.phone,
            country: row.country,
            currency: row.currency,
            favourite_color: row.favourite_color,
            pass_phrase: None,
            access_code: None,
            mentor_id: row.mentor_id,
        }
    }
}

impl Listed for Person {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<String>("family_name", "family_name").filter().sort(),
        Column::new::<String>("email", "email").lowercase().filter().sort(),
        Column::new::<String>("handle", "handle").filter().sort(),
        Column::new::<String>("country", "country").filter(),
        Column::new::<i32>("points", "points").sort(),
        Column::new::<Uuid>("mentor_id", "mentor_id").nullable().filter(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
    const SEARCH: &'static [&'static str] = &["family_name"];
    const INCLUDE: &'static [&'static str] = &[
        "mentor",
        "artifacts",
        "pupils",
        "tickets",
        "passport",
        "audits",
        "exhibitions",
        "deputised_exhibitions",
        "guide",
        "orders",
    ];
    const MAX_PAGE: u32 = 50;
}
