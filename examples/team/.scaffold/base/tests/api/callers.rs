//! The account that tests act for, in the role that each route needs, and accounts that ask beside it.

use axum::http::Method;
use serde_json::{Value, json};
use team::{auth::token, enums::MemberRole, resources, state::AppState};
use tokio::sync::Mutex;

use crate::support::{Row, Service};

/// The path of all accounts.
pub const PATH: &str = "/api/v1/members";

/// The role of a new account.
pub const USUAL: MemberRole = MemberRole::Reader;

/// Far from the numbers of the rows that tests make, also where values come again after 40, 100 or 1000 rows.
const FIRST: usize = 1030;

/// The role in which tests ask each route.
const ROLES: &[(&str, &str, MemberRole)] = &[
    ("GET", "/api/v1/members", MemberRole::Admin),
    ("POST", "/api/v1/members", MemberRole::Admin),
    ("GET", "/api/v1/members/{id}", MemberRole::Admin),
    ("PUT", "/api/v1/members/{id}", MemberRole::Admin),
    ("PATCH", "/api/v1/members/{id}", MemberRole::Admin),
    ("GET", "/api/v1/folders", MemberRole::Admin),
    ("POST", "/api/v1/folders", MemberRole::Editor),
    ("GET", "/api/v1/folders/{id}", MemberRole::Admin),
    ("PUT", "/api/v1/folders/{id}", MemberRole::Reader),
    ("PATCH", "/api/v1/folders/{id}", MemberRole::Reader),
    ("GET", "/api/v1/members/{id}/folders", MemberRole::Admin),
    ("GET", "/api/v1/papers", MemberRole::Reader),
    ("POST", "/api/v1/papers", MemberRole::Reader),
    ("GET", "/api/v1/papers/{id}", MemberRole::Reader),
    ("PUT", "/api/v1/papers/{id}", MemberRole::Admin),
    ("PATCH", "/api/v1/papers/{id}", MemberRole::Admin),
    ("GET", "/api/v1/folders/{id}/papers", MemberRole::Reader),
];

/// An account and the token that speaks for it.
#[derive(Clone)]
pub struct Account {
    pub row: resources::members::Member,
    pub token: String,
}

/// The account of a test.
pub struct Callers {
    state: AppState,
    me: Account,
    role: Mutex<MemberRole>,
}

impl Account {
    /// As the API shows it.
    pub fn row(&self) -> Row {
        let account = &self.row;
        let json = serde_json::to_value(account).expect("JSON");
        Row { path: format!("{PATH}/{}", account.id), json, tag: String::new() }
    }
}

impl Callers {
    pub async fn new(service: &Service, state: AppState) -> Self {
        let me = account(service, &state).await;
        promote(&state, &me, USUAL).await;
        Self { state, me, role: Mutex::new(USUAL) }
    }

    pub fn me(&self) -> &Account {
        &self.me
    }

    /// Another account, which owns nothing.
    pub async fn other(&self, service: &Service, role: MemberRole) -> Account {
        let account = account(service, &self.state).await;
        promote(&self.state, &account, role).await;
        account
    }

    /// Takes on a role.
    pub async fn become_one(&self, role: MemberRole) {
        let mut current = self.role.lock().await;
        if *current != role {
            promote(&self.state, &self.me, role).await;
            *current = role;
        }
    }

    /// The header with which to ask a route, after taking on the role for it; none for what is no resource.
    pub async fn authorization(&self, method: &Method, path: &str) -> Option<String> {
        let path = path.split('?').next().unwrap_or_default();
        let mut routes =
            ROLES.iter().filter(|(known, pattern, _)| method == *known && fits(pattern, path));
        let (_, _, role) = routes.next()?;
        self.become_one(*role).await;
        Some(format!("Bearer {}", self.me.token))
    }

    /// Whether a row of a list is the account itself.
    pub fn is_me(&self, path: &str, row: &Value) -> bool {
        path == PATH && row["id"] == json!(self.me.row.id)
    }
}

fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, path) = (pattern.split('/'), path.split('/'));
    pattern.clone().count() == path.clone().count()
        && pattern.zip(path).all(|(part, given)| part.starts_with('{') || part == given)
}

/// Makes an account without a password: its token is enough.
pub async fn account(service: &Service, state: &AppState) -> Account {
    let mut db = state.db.write().await.expect("a connection");
    let n = FIRST + service.count("rows of accounts");
    let input: resources::members::MemberInput = serde_json::from_value(json!({
        "email": format!("ada{n}@example.com"),
        "handle": format!("ada-lovelace-{n}"),
        "password": "correct horse battery",
    }))
    .expect("a body");
    let the_member =
        resources::members::queries::insert(&mut db, &input, "no hash of any password")
            .await
            .expect("a row");
    db.commit().await.expect("a commit");
    let token = token::issue(state, &the_member.id).expect("a token");
    Account { row: the_member, token }
}

async fn promote(state: &AppState, account: &Account, role: MemberRole) {
    let mut db = state.db.write().await.expect("a connection");
    let promotion =
        sqlx::query("update member set role = $1, email_verified_at = now() where id = $2")
            .bind(role)
            .bind(account.row.id);
    promotion.execute(&mut *db).await.expect("an update");
    db.commit().await.expect("a commit");
}
