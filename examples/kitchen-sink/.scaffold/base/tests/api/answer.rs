//! Answers, the rows in them, and what they must say.

use axum::http::{HeaderMap, StatusCode, header};
use serde_json::Value;

/// A row as its creation answered.
#[derive(Debug, Clone)]
pub struct Row {
    pub path: String,
    pub json: Value,
    pub tag: String,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Row {
    pub fn of(answer: &Answer) -> Self {
        let text = |name| answer.header(name).to_owned();
        Self {
            path: text(header::LOCATION.as_str()),
            json: answer.data(),
            tag: text(header::ETAG.as_str()),
        }
    }

    /// Some of its members.
    pub fn only(&self, members: &[&str]) -> Value {
        members.iter().map(|member| ((*member).to_owned(), self.json[member].clone())).collect()
    }

    /// A member as a segment of a path.
    pub fn segment(&self, member: &str) -> String {
        let value = &self.json[member];
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        kitchen_sink::response::segment(&text).to_string()
    }
}

impl Answer {
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        self
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// What the body is about.
    pub fn data(&self) -> Value {
        self.json()
    }

    /// The answer is a problem of this status.
    #[track_caller]
    pub fn problem(self, status: u16) -> Self {
        let answer = self.expect(status);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!(answer.json()["status"], status);
        assert_eq!(answer.json()["request_id"], answer.header("x-request-id"));
        answer
    }

    /// The answer is a problem that names this member, and says why.
    #[track_caller]
    pub fn fault(self, status: u16, pointer: &str, code: &str) {
        let problem = self.problem(status).json();
        let errors = problem["errors"].as_array().expect("errors");
        let named = |error: &Value| {
            error["pointer"]
                .as_str()
                .is_some_and(|at| at == pointer || at.starts_with(&format!("{pointer}/")))
        };
        assert!(errors.iter().any(|error| named(error) && error["code"] == code), "{problem}");
        assert!(
            errors.iter().all(|error| named(error) || error["code"] == "check_failed"),
            "{problem}"
        );
    }

    /// The answer is a problem that names each of these members, and says why.
    #[track_caller]
    pub fn faults(self, expected: &[(&str, &str)]) {
        let problem = self.problem(422).json();
        let errors = problem["errors"].as_array().expect("errors");
        for (pointer, code) in expected {
            let told =
                errors.iter().any(|error| error["pointer"] == *pointer && error["code"] == *code);
            assert!(told, "{pointer} {code} is not in {problem}");
        }
    }

    /// The answer is a problem that names these members as taken.
    #[track_caller]
    pub fn taken(self, pointers: &[&str]) {
        let problem = self.problem(409).json();
        let errors = problem["errors"].as_array().expect("errors");
        assert!(errors.iter().all(|error| error["code"] == "taken"), "{problem}");
        assert!(errors.iter().map(|error| &error["pointer"]).eq(pointers), "{problem}");
    }
}

/// A row shows what was sent, as far as it shows it at all.
#[track_caller]
pub fn assert_shows(row: &Value, sent: &Value) {
    for (member, value) in sent.as_object().expect("an object") {
        if let Some(shown) = row.get(member) {
            assert_eq!(shown, value, "{member}");
        }
    }
}

/// Two lists hold the same rows, in whatever order.
#[track_caller]
pub fn assert_same_rows(left: &[Value], right: &[Value]) {
    let sorted = |rows: &[Value]| {
        let mut rows: Vec<String> = rows.iter().map(Value::to_string).collect();
        rows.sort();
        rows
    };
    assert_eq!(sorted(left), sorted(right));
}
