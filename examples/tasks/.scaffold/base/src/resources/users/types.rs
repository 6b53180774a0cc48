//! Users as clients see them and as they write them.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    body,
    enums::UserRole,
    extract::Patch,
    filter::Column,
    page::Listed,
    password::Password,
    resources::tasks::Task,
    text,
    validate::{Faults, Validate},
    values::Instant,
};

/// A user.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
pub struct User {
    pub id: Uuid,
    #[schema(min_length = 1, max_length = 254, format = "email")]
    pub email: String,
    #[schema(required, max_length = 255, pattern = r"^[^\x00\r\n]*$")]
    pub full_name: Option<String>,
    pub is_active: bool,
    pub role: UserRole,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 20)]
    #[sqlx(skip)]
    pub tasks: Option<Vec<Task>>,
}

/// What a client writes of a user.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "ada0@example.com", "password": "correct horse battery", "full_name": "Ada Lovelace", "is_active": true, "role": "user"}))]
pub struct UserInput {
    #[serde(deserialize_with = "text::lowercase")]
    #[schema(min_length = 1, max_length = 254, format = "email")]
    pub email: String,
    #[schema(min_length = 8, max_length = 128, format = Password, pattern = r"^[^\x00]*$", value_type = String)]
    pub password: Password,
    #[schema(max_length = 255, pattern = r"^[^\x00\r\n]*$")]
    pub full_name: Option<String>,
    #[serde(default = "default_is_active")]
    #[schema(default = json!(true))]
    pub is_active: bool,
    #[serde(default = "default_role")]
    #[schema(default = json!("user"))]
    pub role: UserRole,
}

/// What a client writes over a user.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "ada0@example.com", "full_name": "Ada Lovelace", "is_active": true, "role": "user"}))]
pub struct UserUpdate {
    #[serde(deserialize_with = "text::lowercase")]
    #[schema(min_length = 1, max_length = 254, format = "email")]
    pub email: String,
    #[schema(max_length = 255, pattern = r"^[^\x00\r\n]*$")]
    pub full_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default, deserialize_with = "body::given")]
    #[schema(nullable = false)]
    pub is_active: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none", default, deserialize_with = "body::given")]
    #[schema(nullable = false)]
    pub role: Option<UserRole>,
}

/// What somebody writes who wants to be a user.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "ada0@example.com", "password": "correct horse battery", "full_name": "Ada Lovelace"}))]
pub struct UserRegistration {
    #[serde(deserialize_with = "text::lowercase")]
    #[schema(min_length = 1, max_length = 254, format = "email")]
    pub email: String,
    #[schema(min_length = 8, max_length = 128, format = Password, pattern = r"^[^\x00]*$", value_type = String)]
    pub password: Password,
    #[schema(max_length = 255, pattern = r"^[^\x00\r\n]*$")]
    pub full_name: Option<String>,
}

/// What a user writes over itself.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "ada0@example.com", "full_name": "Ada Lovelace"}))]
pub struct UserSelfUpdate {
    #[serde(deserialize_with = "text::lowercase")]
    #[schema(min_length = 1, max_length = 254, format = "email")]
    pub email: String,
    #[schema(max_length = 255, pattern = r"^[^\x00\r\n]*$")]
    pub full_name: Option<String>,
    /// The password, where what the account logs in with changes.
    #[serde(rename = "current_password", default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 128, format = Password, pattern = r"^[^\x00]*$", value_type = Option<String>)]
    pub current_password: Option<Password>,
}

/// Changes to a user.
pub type UserPatch = Patch<UserUpdate>;

fn default_is_active() -> bool {
    true
}

fn default_role() -> UserRole {
    UserRole::User
}

impl Validate for UserInput {
    fn validate(&self, faults: &mut Faults) {
        faults
            .member("/email", &self.email)
            .min_length(1)
            .max_length(254)
            .format("an e-mail address", text::is_email);
        faults.member("/password", &self.password).min_length(8).max_length(128);
        faults.member("/full_name", self.full_name.as_ref()).one_line().max_length(255);
    }
}

impl Validate for UserUpdate {
    fn validate(&self, faults: &mut Faults) {
        faults
            .member("/email", &self.email)
            .min_length(1)
            .max_length(254)
            .format("an e-mail address", text::is_email);
        faults.member("/full_name", self.full_name.as_ref()).one_line().max_length(255);
    }
}

impl From<User> for UserUpdate {
    fn from(row: User) -> Self {
        Self {
            email: row.email,
            full_name: row.full_name,
            is_active: Some(row.is_active),
            role: Some(row.role),
        }
    }
}

impl Validate for UserRegistration {
    fn validate(&self, faults: &mut Faults) {
        faults
            .member("/email", &self.email)
            .min_length(1)
            .max_length(254)
            .format("an e-mail address", text::is_email);
        faults.member("/password", &self.password).min_length(8).max_length(128);
        faults.member("/full_name", self.full_name.as_ref()).one_line().max_length(255);
    }
}

impl From<UserRegistration> for UserInput {
    fn from(own: UserRegistration) -> Self {
        Self {
            email: own.email,
            password: own.password,
            full_name: own.full_name,
            is_active: true,
            role: UserRole::User,
        }
    }
}

impl Validate for UserSelfUpdate {
    fn validate(&self, faults: &mut Faults) {
        faults
            .member("/email", &self.email)
            .min_length(1)
            .max_length(254)
            .format("an e-mail address", text::is_email);
        faults.member("/full_name", self.full_name.as_ref()).one_line().max_length(255);
        faults.member("/current_password", self.current_password.as_ref()).max_length(128);
    }
}

impl From<User> for UserSelfUpdate {
    fn from(row: User) -> Self {
        Self { email: row.email, full_name: row.full_name, current_password: None }
    }
}

impl From<UserSelfUpdate> for UserUpdate {
    fn from(own: UserSelfUpdate) -> Self {
        Self { email: own.email, full_name: own.full_name, is_active: None, role: None }
    }
}

impl Listed for User {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<String>("email", "email").lowercase().filter().sort(),
        Column::new::<bool>("is_active", "is_active").filter(),
        Column::new::<UserRole>("role", "role").filter(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
    const INCLUDE: &'static [&'static str] = &["tasks"];
}
