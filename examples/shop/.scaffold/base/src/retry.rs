//! A second and a third try for writes that PostgreSQL undid for the sake of another one.

use std::time::Duration;

use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::request::Parts,
    middleware::Next,
    response::Response,
};
use tokio::time;

/// Time for the other write to get out of the way, before each further try.
const PAUSES: [Duration; 2] = [Duration::from_millis(10), Duration::from_millis(50)];

/// Marks the answer of a request whose transaction was undone and may be run again.
#[derive(Debug, Clone, Copy)]
pub struct Undone;

/// Marks a request that is run again, so that nothing is counted twice.
#[derive(Debug, Clone, Copy)]
pub struct Again;

/// Answers with the first try that was not undone, or else with the last one.
pub async fn run(mut parts: Parts, body: Bytes, next: Next) -> Response {
    if !parts.method.is_safe() {
        for pause in PAUSES {
            let request = Request::from_parts(parts.clone(), Body::from(body.clone()));
            let response = next.clone().run(request).await;
            if response.extensions().get::<Undone>().is_none() {
                return response;
            }
            parts.extensions.insert(Again);
            time::sleep(pause).await;
        }
    }
    next.run(Request::from_parts(parts, Body::from(body))).await
}
