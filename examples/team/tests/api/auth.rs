//! Accounts, as their owners and those who are not see them.

mod admin;
mod events;
mod forgotten;
mod keys;
mod login;
mod me;
mod passwords;
mod refresh;
mod register;
mod sessions;
mod throttle;
mod tokens;
mod verify;

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};
use team::{
    app::app,
    auth::{
        mailer::{Job, Letter, Mailer},
        settings::RateLimit,
        throttle::Throttle,
    },
    password::{self, Password},
    state::AppState,
};
use tokio::{
    sync::{Mutex, mpsc::Receiver},
    time,
};

use crate::{callers, support::*};

pub const PASSWORD: &str = "correct horse battery";

/// One to change it to.
pub const NEW: &str = "another staple entirely";

/// A service whose mail the test reads.
pub struct Accounts {
    pub service: Service,
    pub state: AppState,
    letters: Mutex<Receiver<Job>>,
}

/// An account, and what it logs in with.
pub struct Person {
    pub name: String,
    pub email: String,
}

/// What a login answers with.
pub struct Tokens {
    pub access: String,
    pub refresh: String,
}

impl Accounts {
    pub async fn new(pool: Pool) -> Self {
        Self::limited(pool, RateLimit::Off).await
    }

    pub async fn limited(pool: Pool, rate_limit: RateLimit) -> Self {
        let mut state = state(pool).await;
        let (mailer, letters) = Mailer::channel();
        state.mailer = mailer;
        state.throttle = Arc::new(Throttle::new(rate_limit));
        Self { service: Service::of(app(state.clone())), state, letters: Mutex::new(letters) }
    }

    /// Somebody who logs in with [`PASSWORD`].
    pub async fn person(&self) -> Person {
        let row = callers::account(&self.service, &self.state).await.row();
        let password: Password = serde_json::from_value(json!(PASSWORD)).expect("a password");
        let hash = password::hash(&password).await.expect("a hash");
        let text = |member: &str| row.json[member].as_str().expect("text").to_owned();
        let (name, email) = (text("handle"), text("email"));
        self.execute(
            "update member set password = $1, email_verified_at = now() where email = $2",
            &[&hash, &email],
        )
        .await;
        Person { name, email }
    }

    /// Runs a statement whose parameters are text.
    pub async fn execute(&self, sql: &'static str, parameters: &[&str]) {
        let mut db = self.state.db.write().await.expect("a connection");
        let query =
            parameters.iter().fold(sqlx::query(sql), |query, text| query.bind((*text).to_owned()));
        query.execute(&mut *db).await.expect("a result");
        db.commit().await.expect("a commit");
    }

    /// The number that a query finds.
    pub async fn count(&self, sql: &'static str) -> i64 {
        let mut db = self.state.db.read().await.expect("a connection");
        sqlx::query_scalar(sql).fetch_one(&mut *db).await.expect("a number")
    }

    pub async fn post(&self, path: &str, token: Option<&str>, body: Value) -> Answer {
        self.service.ask("POST", &format!("/api/v1/auth/{path}"), token, &body).await
    }

    pub async fn log_in_with(&self, name: &str, password: &str) -> Answer {
        self.post("login", None, json!({"handle": name, "password": password})).await
    }

    pub async fn log_in(&self, person: &Person) -> Tokens {
        Tokens::of(&self.log_in_with(&person.name, PASSWORD).await.expect(200))
    }

    pub async fn refresh(&self, token: &str) -> Answer {
        self.post("refresh", None, json!({"refresh_token": token})).await
    }

    pub async fn me(&self, token: &str) -> Answer {
        self.service.ask("GET", "/api/v1/auth/me", Some(token), &Value::Null).await
    }

    /// The next letter.
    pub async fn letter(&self) -> Letter {
        self.letter_within(Duration::from_secs(10)).await.expect("a letter")
    }

    /// The next letter, where one comes in time.
    pub async fn letter_within(&self, time: Duration) -> Option<Letter> {
        match time::timeout(time, self.letters.lock().await.recv()).await.ok()?? {
            Job::Send(letter) => Some(letter),
            Job::Tell(_) => None,
        }
    }
}

impl Tokens {
    pub fn of(answer: &Answer) -> Self {
        let data = answer.data();
        let text = |member: &str| data[member].as_str().expect("a token").to_owned();
        assert_eq!(data["token_type"], "Bearer");
        Self { access: text("access_token"), refresh: text("refresh_token") }
    }
}

/// The token in the link of a letter.
pub fn token_in(letter: &Letter) -> String {
    let (_, rest) = letter.text.split_once("#token=").expect("a link");
    rest.lines().next().expect("a line").to_owned()
}
