//! Logging in with a password.

use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    AccountId, client::Client, events::Event, opaque::Opaque, queries, sessions,
    settings::ACCESS_TOKEN,
};
use crate::{
    error::{Error, Result},
    extract::Json,
    password::{self, Password},
    response,
    state::AppState,
    text,
    validate::{Faults, Validate},
};

/// What an account logs in with.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "ada@example.com", "password": "correct horse battery"}))]
pub struct LoginInput {
    #[serde(deserialize_with = "text::lowercase")]
    #[schema(max_length = 254, pattern = r"^[^\x00]*$")]
    pub email: String,
    #[schema(max_length = 128, format = Password, pattern = r"^[^\x00]*$", value_type = String)]
    pub password: Password,
}

impl Validate for LoginInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/email", &self.email).max_length(254);
        faults.member("/password", &self.password).max_length(128);
    }
}

/// What a session is gone on with.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenPair {
    /// For `Authorization: Bearer …`.
    #[schema(max_length = 2000, pattern = "^[A-Za-z0-9_.-]+$")]
    pub access_token: String,
    /// For the next pair, once.
    #[schema(max_length = 43, pattern = "^[A-Za-z0-9_-]{43}$", value_type = String)]
    pub refresh_token: Opaque,
    #[schema(pattern = "^Bearer$", max_length = 6)]
    pub token_type: &'static str,
    /// Seconds that the access token lives.
    #[schema(minimum = 1, maximum = 315_360_000)]
    pub expires_in: u64,
}

impl TokenPair {
    pub fn new(access_token: String, refresh_token: Opaque) -> Self {
        Self { access_token, refresh_token, token_type: "Bearer", expires_in: ACCESS_TOKEN }
    }
}

/// Log in
#[utoipa::path(
    post,
    path = "/auth/login",
    tag = "auth",
    operation_id = "log_in",
    request_body = LoginInput,
    responses((status = OK, description = "A new session.", body = TokenPair))
)]
pub async fn login(
    State(state): State<AppState>,
    client: Client,
    Json(input): Json<LoginInput>,
) -> Result<Response> {
    let account = authenticate(&state, &client, &input.email, &input.password).await?;
    response::plain(&begin(&state, &client, account).await?)
}

/// An account whose password was right.
pub struct Authenticated {
    id: AccountId,
    /// The hash that the password was held against.
    hash: String,
    /// One for the same password that takes more work.
    stronger: Option<String>,
}

/// The same answer for whatever is wrong, after the same time.
pub async fn authenticate(
    state: &AppState,
    client: &Client,
    name: &str,
    password: &Password,
) -> Result<Authenticated> {
    client.count_try(state, name)?;
    let mut db = state.db.read().await?;
    let found = queries::accounts::find_by_login(&mut db, name).await?;
    drop(db);
    let fits =
        password::verify(password, found.as_ref().map(|found| found.password.clone())).await?;
    let found = match found {
        Some(found) if fits && found.may_log_in => found,
        known => {
            Event::LoginFailed.log(known.map(|known| known.id).as_ref(), Some(client));
            return Err(Error::wrong_credentials());
        }
    };
    client.is_at_home(state, &found);
    let stronger = if password::is_outdated(&found.password) {
        Some(password::hash(password).await?)
    } else {
        None
    };
    Ok(Authenticated { id: found.id, hash: found.password, stronger })
}

/// A new session, unless the password has changed in the meantime.
pub async fn begin(state: &AppState, client: &Client, account: Authenticated) -> Result<TokenPair> {
    let mut db = state.db.write().await?;
    if !queries::accounts::confirm(&mut db, &account.id, &account.hash).await? {
        return Err(Error::wrong_credentials());
    }
    if let Some(hash) = &account.stronger {
        queries::accounts::set_password(&mut db, &account.id, hash).await?;
    }
    let (session, refresh_token) = sessions::open(&mut db, &account.id, client).await?;
    db.commit().await?;
    Event::LoggedIn.log(Some(&account.id), Some(client));
    Ok(TokenPair::new(state.keys.issue(&account.id, session)?, refresh_token))
}
