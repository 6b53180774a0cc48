//! The account that tests act for, in the role that each route needs, and accounts that ask beside it.

use axum::http::Method;
use serde_json::{Value, json};
use shop::{auth::token, enums::UserRole, resources, state::AppState};
use tokio::sync::Mutex;

use crate::support::{Row, Service};

/// The path of all accounts.
pub const PATH: &str = "/api/v1/users";

/// The role of a new account.
pub const USUAL: UserRole = UserRole::User;

/// Far from the numbers of the rows that tests make, also where values come again after 40, 100 or 1000 rows.
const FIRST: usize = 1030;

/// The role in which tests ask each route.
const ROLES: &[(&str, &str, UserRole)] = &[
    ("GET", "/api/v1/users", UserRole::Admin),
    ("POST", "/api/v1/users", UserRole::Admin),
    ("GET", "/api/v1/users/{id}", UserRole::Admin),
    ("PUT", "/api/v1/users/{id}", UserRole::Admin),
    ("PATCH", "/api/v1/users/{id}", UserRole::Admin),
    ("DELETE", "/api/v1/users/{id}", UserRole::Admin),
    ("GET", "/api/v1/products", UserRole::User),
    ("POST", "/api/v1/products", UserRole::Admin),
    ("GET", "/api/v1/products/{id}", UserRole::User),
    ("PUT", "/api/v1/products/{id}", UserRole::Admin),
    ("PATCH", "/api/v1/products/{id}", UserRole::Admin),
    ("DELETE", "/api/v1/products/{id}", UserRole::Admin),
    ("GET", "/api/v1/orders", UserRole::Admin),
    ("POST", "/api/v1/orders", UserRole::User),
    ("GET", "/api/v1/orders/{id}", UserRole::Admin),
    ("PUT", "/api/v1/orders/{id}", UserRole::User),
    ("PATCH", "/api/v1/orders/{id}", UserRole::User),
    ("DELETE", "/api/v1/orders/{id}", UserRole::Admin),
    ("GET", "/api/v1/users/{id}/orders", UserRole::Admin),
    ("GET", "/api/v1/order-items", UserRole::User),
    ("POST", "/api/v1/order-items", UserRole::User),
    ("GET", "/api/v1/order-items/{id}", UserRole::User),
    ("PUT", "/api/v1/order-items/{id}", UserRole::User),
    ("PATCH", "/api/v1/order-items/{id}", UserRole::User),
    ("DELETE", "/api/v1/order-items/{id}", UserRole::User),
    ("GET", "/api/v1/orders/{id}/items", UserRole::User),
    ("GET", "/api/v1/products/{id}/order-items", UserRole::User),
];

/// An account and the token that speaks for it.
#[derive(Clone)]
pub struct Account {
    pub row: resources::users::User,
    pub token: String,
}

/// The account of a test.
pub struct Callers {
    state: AppState,
    me: Account,
    role: Mutex<UserRole>,
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
    pub async fn other(&self, service: &Service, role: UserRole) -> Account {
        let account = account(service, &self.state).await;
        promote(&self.state, &account, role).await;
        account
    }

    /// Takes on a role.
    pub async fn become_one(&self, role: UserRole) {
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
    let input: resources::users::UserInput = serde_json::from_value(json!({
        "email": format!("ada{n}@example.com"),
        "password": "correct horse battery",
        "first_name": &["Ada", "Grace", "Alan", "Katherine", "Edsger"][n % 5],
        "last_name": &["Lovelace", "Hopper", "Turing", "Johnson", "Dijkstra"][n % 5],
    }))
    .expect("a body");
    let the_user = resources::users::queries::insert(&mut db, &input, "no hash of any password")
        .await
        .expect("a row");
    db.commit().await.expect("a commit");
    let token = token::issue(state, &the_user.id).expect("a token");
    Account { row: the_user, token }
}

async fn promote(state: &AppState, account: &Account, role: UserRole) {
    let mut db = state.db.write().await.expect("a connection");
    let promotion =
        sqlx::query("update users set role = $1 where id = $2").bind(role).bind(account.row.id);
    promotion.execute(&mut *db).await.expect("an update");
    db.commit().await.expect("a commit");
}
