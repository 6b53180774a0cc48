//! The one form in which a client hears of an error: problem details of RFC 9457.

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

/// The body of every error: problem details of RFC 9457.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    #[serde(rename = "type")]
    #[schema(example = "about:blank", format = "uri-reference", max_length = 200)]
    pub kind: &'static str,
    #[schema(example = "Unprocessable Entity", max_length = 100)]
    pub title: &'static str,
    #[schema(example = 422, minimum = 400, maximum = 599)]
    pub status: u16,
    #[schema(max_length = 1000)]
    pub detail: Cow<'static, str>,
    /// Path of the request.
    #[schema(example = "/api/v1/users", max_length = 20_000)]
    pub instance: String,
    /// The id under which the log tells more.
    #[schema(max_length = 128)]
    pub request_id: String,
    /// What is wrong with which member, where the body is at fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, max_items = 1000)]
    pub errors: Vec<Fault>,
}

/// Gives every error its body, those of the framework included.
pub fn render(response: Response, path: &str, request_id: &HeaderValue) -> Response {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let (mut parts, _) = response.into_parts();
    let report = parts.extensions.remove::<Report>();
    let problem = Problem {
        kind: "about:blank",
        title: status.canonical_reason().unwrap_or("Error"),
        status: status.as_u16(),
        detail: report
            .as_ref()
            .map_or_else(|| standard_detail(status).into(), |report| report.detail.clone()),
        instance: path.to_owned(),
        request_id: request_id.to_str().unwrap_or_default().to_owned(),
        errors: report.map(|report| report.faults).unwrap_or_default(),
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    parts
        .headers
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    Response::from_parts(parts, Body::from(body))
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
