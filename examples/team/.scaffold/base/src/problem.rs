//! The one form in which a client hears of an error.

use std::borrow::Cow;

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::fault::{Fault, Report};

pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The body of every error.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    #[schema(pattern = "^error$", max_length = 5)]
    pub status: &'static str,
    /// For programs.
    #[schema(example = "unprocessable_entity", max_length = 100)]
    pub code: String,
    /// For people.
    #[schema(max_length = 1000)]
    pub message: Cow<'static, str>,
    /// What is wrong with which member, where the body is at fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, max_items = 1000)]
    pub errors: Vec<Fault>,
    /// The id under which the log tells more.
    #[schema(max_length = 128)]
    pub request_id: String,
}

/// Gives every error its body, those of the framework included.
pub fn render(response: Response, request_id: &HeaderValue) -> Response {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let (mut parts, _) = response.into_parts();
    let report = parts.extensions.remove::<Report>();
    let problem = Problem {
        status: "error",
        code: code(status),
        message: report
            .as_ref()
            .map_or_else(|| standard_detail(status).into(), |report| report.detail.clone()),
        errors: report.map(|report| report.faults).unwrap_or_default(),
        request_id: request_id.to_str().unwrap_or_default().to_owned(),
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    Response::from_parts(parts, Body::from(body))
}

/// `not_found` and the like.
fn code(status: StatusCode) -> String {
    status.canonical_reason().unwrap_or("error").to_lowercase().replace(' ', "_")
}

fn standard_detail(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "There is nothing at this path.",
        StatusCode::METHOD_NOT_ALLOWED => {
            "This path does not know this method; `Allow` lists those it knows."
        }
        StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => "The request took too long.",
        StatusCode::PAYLOAD_TOO_LARGE => "The body is larger than this service accepts.",
        StatusCode::SERVICE_UNAVAILABLE => "The service is busy. Try again in a moment.",
        status if status.is_server_error() => "Something went wrong on our side.",
        _ => "The request cannot be answered as it stands.",
    }
}
