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
    resources::orders::Order,
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
    #[schema(min_length = 1, max_length = 100, pattern = r"^[^\x00\r\n]*$")]
    pub first_name: String,
    #[schema(min_length = 1, max_length = 100, pattern = r"^[^\x00\r\n]*$")]
    pub last_name: String,
    pub role: UserRole,
    pub is_active: bool,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 20)]
    #[sqlx(skip)]
    pub orders: Option<Vec<Order>>,
}

/// What a client writes of a user.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "ada0@example.com", "password": "correct horse battery", "first_name": "Ada", "last_name": "Lovelace", "role": "user", "is_active": true}))]
pub struct UserInput {
    #[serde(deserialize_with = "text::lowercase")]
    #[schema(min_length = 1, max_length = 254, format = "email")]
    pub email: String,
    #[schema(min_length = 8, max_length = 128, format = Password, pattern = r"^[^\x00]*$", value_type = String)]
    pub password: Password,
    #[schema(min_length = 1, max_length = 100, pattern = r"^[^\x00\r\n]*$")]
    pub first_name: String,
    #[schema(min_length = 1, max_length = 100, pattern = r"^[^\x00\r\n]*$")]
    pub last_name: String,
    #[serde(default = "default_role")]
    #[schema(default = json!("user"))]
    pub role: UserRole,
    #[serde(default = "default_is_active")]
    #[schema(default = json!(true))]
    pub is_active: bool,
}

/// What a client writes over a user.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "ada0@example.com", "first_name": "Ada", "last_name": "Lovelace", "role": "user", "is_active": true}))]
pub struct UserUpdate {
    #[serde(deserialize_with = "text::lowercase")]
    #[schema(min_length = 1, max_length = 254, format = "email")]
    pub email: String,
    #[schema(min_length = 1, max_length = 100, pattern = r"^[^\x00\r\n]*$")]
    pub first_name: String,
    #[schema(min_length = 1, max_length = 100, pattern = r"^[^\x00\r\n]*$")]
    pub last_name: String,
    #[serde(skip_serializing_if = "Option::is_none", default, deserialize_with = "body::given")]
    #[schema(nullable = false)]
    pub role: Option<UserRole>,
    #[serde(skip_serializing_if = "Option::is_none", default, deserialize_with = "body::given")]
    #[schema(nullable = false)]
    pub is_active: Option<bool>,
}

/// What somebody writes who wants to be a user.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "ada0@example.com", "password": "correct horse battery", "first_name": "Ada", "last_name": "Lovelace"}))]
pub struct UserRegistration {
    #[serde(deserialize_with = "text::lowercase")]
    #[schema(min_length = 1, max_length = 254, format = "email")]
    pub email: String,
    #[schema(min_length = 8, max_length = 128, format = Password, pattern = r"^[^\x00]*$", value_type = String)]
    pub password: Password,
    #[schema(min_length = 1, max_length = 100, pattern = r"^[^\x00\r\n]*$")]
    pub first_name: String,
    #[schema(min_length = 1, max_length = 100, pattern = r"^[^\x00\r\n]*$")]
    pub last_name: String,
}

/// What a user writes over itself.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "ada0@example.com", "first_name": "Ada", "last_name": "Lovelace"}))]
pub struct UserSelfUpdate {
    #[serde(deserialize_with = "text::lowercase")]
    #[schema(min_length = 1, max_length = 254, format = "email")]
    pub email: String,
    #[schema(min_length = 1, max_length = 100, pattern = r"^[^\x00\r\n]*$")]
    pub first_name: String,
    #[schema(min_length = 1, max_length = 100, pattern = r"^[^\x00\r\n]*$")]
    pub last_name: String,
    /// The password, where what the account logs in with changes.
    #[serde(rename = "current_password", default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 128, format = Password, pattern = r"^[^\x00]*$", value_type = Option<String>)]
    pub current_password: Option<Password>,
}

/// Changes to a user.
pub type UserPatch = Patch<UserUpdate>;

fn default_role() -> UserRole {
    UserRole::User
}

fn default_is_active() -> bool {
    true
}

impl Validate for UserInput {
    fn validate(&self, faults: &mut Faults) {
        faults
            .member("/email", &self.email)
            .min_length(1)
            .max_length(254)
            .format("an e-mail address", text::is_email);
        faults.member("/password", &self.password).min_length(8).max_length(128);
        faults.member("/first_name", &self.first_name).one_line().min_length(1).max_length(100);
        faults.member("/last_name", &self.last_name).one_line().min_length(1).max_length(100);
    }
}

impl Validate for UserUpdate {
    fn validate(&self, faults: &mut Faults) {
        faults
            .member("/email", &self.email)
            .min_length(1)
            .max_length(254)
            .format("an e-mail address", text::is_email);
        faults.member("/first_name", &self.first_name).one_line().min_length(1).max_length(100);
        faults.member("/last_name", &self.last_name).one_line().min_length(1).max_length(100);
    }
}

impl From<User> for UserUpdate {
    fn from(row: User) -> Self {
        Self {
            email: row.email,
            first_name: row.first_name,
            last_name: row.last_name,
            role: Some(row.role),
            is_active: Some(row.is_active),
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
        faults.member("/first_name", &self.first_name).one_line().min_length(1).max_length(100);
        faults.member("/last_name", &self.last_name).one_line().min_length(1).max_length(100);
    }
}

impl From<UserRegistration> for UserInput {
    fn from(own: UserRegistration) -> Self {
        Self {
            email: own.email,
            password: own.password,
            first_name: own.first_name,
            last_name: own.last_name,
            role: UserRole::User,
            is_active: true,
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
        faults.member("/first_name", &self.first_name).one_line().min_length(1).max_length(100);
        faults.member("/last_name", &self.last_name).one_line().min_length(1).max_length(100);
        faults.member("/current_password", self.current_password.as_ref()).max_length(128);
    }
}

impl From<User> for UserSelfUpdate {
    fn from(row: User) -> Self {
        Self {
            email: row.email,
            first_name: row.first_name,
            last_name: row.last_name,
            current_password: None,
        }
    }
}

impl From<UserSelfUpdate> for UserUpdate {
    fn from(own: UserSelfUpdate) -> Self {
        Self {
            email: own.email,
            first_name: own.first_name,
            last_name: own.last_name,
            role: None,
            is_active: None,
        }
    }
}

impl Listed for User {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<String>("email", "email").lowercase().filter().sort(),
        Column::new::<UserRole>("role", "role").filter(),
        Column::new::<bool>("is_active", "is_active").filter(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
    const INCLUDE: &'static [&'static str] = &["orders"];
}
