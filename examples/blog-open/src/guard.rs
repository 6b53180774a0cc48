//! What a request must pass before its handler works on it: the answer's form, its own size, and a place.

use std::time::Duration;

use axum::{
    body::{Body, Bytes, HttpBody as _},
    extract::Request,
    http::{HeaderMap, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use tokio::{
    sync::Semaphore,
    time::{self, Instant},
};

use crate::config::Limits;

/// The limits on requests, shared by all of them.
pub struct Guard {
    places: Semaphore,
    bodies: Semaphore,
    time: Duration,
    body: usize,
}

impl Guard {
    pub fn new(limits: &Limits) -> Self {
        Self {
            places: Semaphore::new(limits.requests),
            bodies: Semaphore::new(limits.bodies),
            time: limits.request,
            body: limits.body,
        }
    }

    /// Takes the body in first, so that a slow client keeps nobody else from a place.
    pub async fn admit(&self, request: Request, next: Next) -> Response {
        if !accepts_json(request.headers()) {
            return StatusCode::NOT_ACCEPTABLE.into_response();
        }
        let deadline = Instant::now() + self.time;
        let (parts, body) = match time::timeout_at(deadline, self.whole(request)).await {
            Ok(Ok(whole)) => whole,
            Ok(Err(StatusCode::SERVICE_UNAVAILABLE)) => return busy(),
            Ok(Err(status)) => return status.into_response(),
            Err(_) => return StatusCode::REQUEST_TIMEOUT.into_response(),
        };
        let Ok(_place) = self.places.try_acquire() else { return busy() };
        let answer = next.run(Request::from_parts(parts, Body::from(body)));
        time::timeout_at(deadline, answer).await.unwrap_or_else(|_| {
            tracing::error!("request timed out");
            busy()
        })
    }

    /// A request with its whole body in memory, of which there are not more than so many on their way.
    async fn whole(&self, request: Request) -> Result<(Parts, Bytes), StatusCode> {
        let (parts, body) = request.into_parts();
        if body.is_end_stream() {
            return Ok((parts, Bytes::new()));
        }
        if body.size_hint().lower() > self.body as u64 {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        let _body = self.bodies.try_acquire().map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
        let body = Limited::new(body, self.body).collect().await.map_err(|error| {
            if error.is::<LengthLimitError>() {
                StatusCode::PAYLOAD_TOO_LARGE
            } else {
                StatusCode::BAD_REQUEST
            }
        })?;
        Ok((parts, body.to_bytes()))
    }
}

fn busy() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "1")]).into_response()
}

/// Whether `Accept` lets the answer be JSON. The most specific range that fits decides (RFC 9110, 12.5.1).
fn accepts_json(headers: &HeaderMap) -> bool {
    let values = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let mut ranges = values
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|range| !range.is_empty())
        .peekable();
    ranges.peek().is_none() || ranges.filter_map(fit).max().is_some_and(|(_, wanted)| wanted)
}

/// How specifically a media range names JSON, and whether it wants or refuses it.
fn fit(range: &str) -> Option<(u8, bool)> {
    let (name, parameters) = range.split_once(';').unwrap_or((range, ""));
    let specific = match name.trim_end().to_ascii_lowercase().as_str() {
        "application/json" | "application/problem+json" => 2,
        "application/*" => 1,
        "*/*" => 0,
        _ => return None,
    };
    let mut parameters =
        parameters.split(';').filter_map(|parameter| parameter.trim().split_once('='));
    let quality = parameters
        .find(|(name, _)| name.eq_ignore_ascii_case("q"))
        .map(|(_, value)| value.trim().parse());
    Some((specific, !matches!(quality, Some(Ok(0.0)))))
}
