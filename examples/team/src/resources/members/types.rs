//! Members as clients see them and as they write them.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;

use crate::{
    body,
    enums::MemberRole,
    extract::Patch,
    filter::Column,
    page::Listed,
    password::Password,
    resources::folders::Folder,
    text,
    validate::{Faults, Validate},
    values::Instant,
};

/// A member.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    #[schema(minimum = -9223372036854775808_i64, maximum = 9223372036854775807_i64)]
    pub id: i64,
    #[schema(min_length = 1, max_length = 254, format = "email")]
    pub email: String,
    #[schema(min_length = 1, max_length = 100, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub handle: String,
    pub role: MemberRole,
    pub is_active: bool,
    #[schema(required)]
    pub email_verified_at: Option<Instant>,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 20)]
    #[sqlx(skip)]
    pub folders: Option<Vec<Folder>>,
}

/// What a client writes of a member.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"email": "ada0@example.com", "handle": "ada-lovelace-0", "password": "correct horse battery", "role": "reader", "isActive": true}))]
pub struct MemberInput {
    #[serde(deserialize_with = "text::lowercase")]
    #[schema(min_length = 1, max_length = 254, format = "email")]
    pub email: String,
    #[schema(min_length = 1, max_length = 100, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub handle: String,
    #[schema(min_length = 8, max_length = 128, format = Password, pattern = r"^[^\x00]*$", value_type = String)]
    pub password: Password,
    #[serde(default = "default_role")]
    #[schema(default = json!("reader"))]
    pub role: MemberRole,
    #[serde(default = "default_is_active")]
    #[schema(default = json!(true))]
    pub is_active: bool,
}

/// What a client writes over a member.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"email": "ada0@example.com", "handle": "ada-lovelace-0", "role": "reader", "isActive": true}))]
pub struct MemberUpdate {
    #[serde(deserialize_with = "text::lowercase")]
    #[schema(min_length = 1, max_length = 254, format = "email")]
    pub email: String,
    #[schema(min_length = 1, max_length = 100, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub handle: String,
    #[serde(skip_serializing_if = "Option::is_none", default, deserialize_with = "body::given")]
    #[schema(nullable = false)]
    pub role: Option<MemberRole>,
    #[serde(skip_serializing_if = "Option::is_none", default, deserialize_with = "body::given")]
    #[schema(nullable = false)]
    pub is_active: Option<bool>,
}

/// What somebody writes who wants to be a member.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"email": "ada0@example.com", "handle": "ada-lovelace-0", "password": "correct horse battery"}))]
pub struct MemberRegistration {
    #[serde(deserialize_with = "text::lowercase")]
    #[schema(min_length = 1, max_length = 254, format = "email")]
    pub email: String,
    #[schema(min_length = 1, max_length = 100, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub handle: String,
    #[schema(min_length = 8, max_length = 128, format = Password, pattern = r"^[^\x00]*$", value_type = String)]
    pub password: Password,
}

/// What a member writes over itself.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"email": "ada0@example.com", "handle": "ada-lovelace-0"}))]
pub struct MemberSelfUpdate {
    #[serde(deserialize_with = "text::lowercase")]
    #[schema(min_length = 1, max_length = 254, format = "email")]
    pub email: String,
    #[schema(min_length = 1, max_length = 100, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub handle: String,
    /// The password, where what the account logs in with changes.
    #[serde(rename = "currentPassword", default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 128, format = Password, pattern = r"^[^\x00]*$", value_type = Option<String>)]
    pub current_password: Option<Password>,
}

/// Changes to a member.
pub type MemberPatch = Patch<MemberUpdate>;

fn default_role() -> MemberRole {
    MemberRole::Reader
}

fn default_is_active() -> bool {
    true
}

impl Validate for MemberInput {
    fn validate(&self, faults: &mut Faults) {
        faults
            .member("/email", &self.email)
            .min_length(1)
            .max_length(254)
            .format("an e-mail address", text::is_email);
        faults
            .member("/handle", &self.handle)
            .min_length(1)
            .max_length(100)
            .format("a slug such as a-day-out", text::is_slug);
        faults.member("/password", &self.password).min_length(8).max_length(128);
    }
}

impl Validate for MemberUpdate {
    fn validate(&self, faults: &mut Faults) {
        faults
            .member("/email", &self.email)
            .min_length(1)
            .max_length(254)
            .format("an e-mail address", text::is_email);
        faults
            .member("/handle", &self.handle)
            .min_length(1)
            .max_length(100)
            .format("a slug such as a-day-out", text::is_slug);
    }
}

impl From<Member> for MemberUpdate {
    fn from(row: Member) -> Self {
        Self {
            email: row.email,
            handle: row.handle,
            role: Some(row.role),
            is_active: Some(row.is_active),
        }
    }
}

impl Validate for MemberRegistration {
    fn validate(&self, faults: &mut Faults) {
        faults
            .member("/email", &self.email)
            .min_length(1)
            .max_length(254)
            .format("an e-mail address", text::is_email);
        faults
            .member("/handle", &self.handle)
            .min_length(1)
            .max_length(100)
            .format("a slug such as a-day-out", text::is_slug);
        faults.member("/password", &self.password).min_length(8).max_length(128);
    }
}

impl From<MemberRegistration> for MemberInput {
    fn from(own: MemberRegistration) -> Self {
        Self {
            email: own.email,
            handle: own.handle,
            password: own.password,
            role: MemberRole::Reader,
            is_active: true,
        }
    }
}

impl Validate for MemberSelfUpdate {
    fn validate(&self, faults: &mut Faults) {
        faults
            .member("/email", &self.email)
            .min_length(1)
            .max_length(254)
            .format("an e-mail address", text::is_email);
        faults
            .member("/handle", &self.handle)
            .min_length(1)
            .max_length(100)
            .format("a slug such as a-day-out", text::is_slug);
        faults.member("/currentPassword", self.current_password.as_ref()).max_length(128);
    }
}

impl From<Member> for MemberSelfUpdate {
    fn from(row: Member) -> Self {
        Self { email: row.email, handle: row.handle, current_password: None }
    }
}

impl From<MemberSelfUpdate> for MemberUpdate {
    fn from(own: MemberSelfUpdate) -> Self {
        Self { email: own.email, handle: own.handle, role: None, is_active: None }
    }
}

impl Listed for Member {
    const COLUMNS: &'static [Column] = &[
        Column::new::<i64>("id", "id").filter().key(),
        Column::new::<String>("email", "email").lowercase().filter().sort(),
        Column::new::<String>("handle", "handle").filter().sort(),
        Column::new::<MemberRole>("role", "role").filter(),
        Column::new::<bool>("isActive", "is_active").filter(),
        Column::new::<Instant>("emailVerifiedAt", "email_verified_at").nullable().filter(),
        Column::new::<Instant>("createdAt", "created_at").filter().sort(),
        Column::new::<Instant>("updatedAt", "updated_at").filter().sort(),
    ];
    const INCLUDE: &'static [&'static str] = &["folders"];
}
