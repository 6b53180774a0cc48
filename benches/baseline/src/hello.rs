//! axum alone: bodies from memory, of the size that the generated service answers with.

use axum::{
    Router,
    body::Bytes,
    http::{HeaderValue, header},
    routing::get,
};

const JSON: HeaderValue = HeaderValue::from_static("application/json");

pub fn router() -> Router {
    let answer = |variable: &str| {
        let file = std::env::var(variable).expect("a file with the body to answer");
        let body = Bytes::from(std::fs::read(file).expect("a body"));
        get(async move || ([(header::CONTENT_TYPE, JSON)], body))
    };
    Router::new()
        .route("/healthz", get(async || "ok"))
        .route("/api/v1/posts/{id}", answer("ROW_BODY"))
        .route("/api/v1/posts", answer("LIST_BODY"))
}
