//! A service of its own for every test, and a client for it.

use std::{collections::BTreeMap, sync::Mutex};

use axum::{
    Router,
    body::Body,
    http::{Method, Request},
};
use clap::{CommandFactory, FromArgMatches};
use http_body_util::BodyExt;
use serde_json::Value;
use team::{
    app::app,
    config::Config,
    db::{Database, Db},
    state::AppState,
};
use tower::ServiceExt;

use crate::callers::Callers;

pub use crate::access::Target;
pub use crate::answer::*;
pub use team::db::MIGRATOR;

pub type Pool = sqlx::Pool<Database>;

/// Settings from these flags alone: what the environment or `.env` says is no business of the tests.
pub fn config(flags: &[&str]) -> Config {
    try_config(flags).expect("settings")
}

pub fn try_config(flags: &[&str]) -> Result<Config, clap::Error> {
    let command = Config::command().mut_args(|argument| argument.env(None::<&str>));
    let arguments = std::iter::once(&"team").chain(flags);
    Config::from_arg_matches(&command.try_get_matches_from(arguments)?)
}

/// What a service on a test's own database has.
pub async fn state(pool: Pool) -> AppState {
    let options = pool.connect_options().as_ref().clone();
    pool.close().await;
    let db = Db::connect(options).await.expect("the database opens");
    AppState::new(db, config(&[]))
}

/// The service under test, and the rows that tests have made in it.
pub struct Service {
    router: Router,
    made: Mutex<BTreeMap<&'static str, usize>>,
    known: Mutex<BTreeMap<&'static str, Row>>,
    callers: Option<Callers>,
}

impl Service {
    pub async fn new(pool: Pool) -> Self {
        Self::with(state(pool).await).await
    }

    /// One that shares what it has with another.
    pub async fn with(state: AppState) -> Self {
        let mut service = Self::of(app(state.clone()));
        let callers = Callers::new(&service, state).await;
        service.callers = Some(callers);
        service
    }

    pub fn of(router: Router) -> Self {
        Self { router, made: Mutex::default(), known: Mutex::default(), callers: None }
    }

    /// Counts the rows of a kind, so that each has values of its own.
    pub fn count(&self, kind: &'static str) -> usize {
        let mut made = self.made.lock().expect("no test has failed");
        let count = made.entry(kind).or_default();
        *count += 1;
        *count - 1
    }

    /// A row to point at: made once, and the same for all that ask.
    pub async fn any(&self, kind: &'static str, create: impl AsyncFn(&Self) -> Row) -> Row {
        let known = self.known.lock().expect("no test has failed").get(kind).cloned();
        match known {
            Some(row) => row,
            None => {
                let row = create(self).await;
                self.known.lock().expect("no test has failed").insert(kind, row.clone());
                row
            }
        }
    }

    pub async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let known: Method = method.parse().expect("a method");
        let authorization = match &self.callers {
            Some(callers) => callers.authorization(&known, path).await,
            None => None,
        };
        let authorization = authorization.iter().map(|token| ("authorization", token.as_str()));
        let headers: Vec<_> = headers.iter().copied().chain(authorization).collect();
        self.call(method, path, &headers, body).await
    }

    /// Sends a request as it is.
    pub async fn call(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let method: Method = method.parse().expect("a method");
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.into()).expect("a request");
        let (parts, body) =
            self.router.clone().oneshot(request).await.expect("an answer").into_parts();
        let body = body.collect().await.expect("a whole body").to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], Body::empty()).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.write("POST", path, body).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.write("PUT", path, body).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.write("PATCH", path, body).await
    }

    pub async fn write(&self, method: &str, path: &str, body: &Value) -> Answer {
        self.send(method, path, &[("content-type", "application/json")], body.to_string()).await
    }

    /// What a row shows where `include` names a relation.
    pub async fn included(&self, row: &Row, relation: &str) -> Value {
        let mut shown =
            self.get(&format!("{}?include={relation}", row.path)).await.expect(200).data();
        shown[relation].take()
    }

    /// All rows of a list, page by page.
    pub async fn walk(&self, path: &str, query: &str) -> Vec<Value> {
        let mut rows = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = self.get(&format!("{path}?{query}{cursor}")).await.expect(200).data();
            let items = page["items"].as_array().expect("items").iter();
            rows.extend(items.filter(|row| !self.callers().is_me(path, row)).cloned());
            assert!(rows.len() < 1000, "the list does not end");
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return rows,
            }
        }
    }

    /// The account that the test acts for, and those beside it.
    pub fn callers(&self) -> &Callers {
        self.callers.as_ref().expect("a service with accounts")
    }

    /// Asks on behalf of whoever has this token, or of nobody.
    pub async fn ask(&self, method: &str, path: &str, token: Option<&str>, body: &Value) -> Answer {
        let token = token.map(|token| format!("Bearer {token}"));
        let authorization = token.iter().map(|token| ("authorization", token.as_str()));
        let headers: Vec<_> = authorization.chain([("content-type", "application/json")]).collect();
        self.call(
            method,
            path,
            &headers,
            if body.is_null() { String::new() } else { body.to_string() },
        )
        .await
    }

    /// Something to ask for that belongs to the test's own account.
    pub fn target(&self, path: impl Into<String>, body: Value) -> Target {
        Target { path: path.into(), body, owner: self.callers().me().token.clone() }
    }
}
