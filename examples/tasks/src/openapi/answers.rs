//! The answers that every operation of a kind shares, so that handlers name only their own.

use axum::http::{Method, StatusCode};
use serde_json::json;
use utoipa::openapi::{
    ContentBuilder, Header, KnownFormat, ObjectBuilder, OpenApi, PathItem, Ref, RefOr, Response,
    ResponseBuilder,
    path::{Operation, ParameterIn},
    schema::{SchemaFormat, Type},
};

use super::security;

/// The shared answers with their descriptions.
const SHARED: [(StatusCode, &str); 16] = [
    (StatusCode::NOT_MODIFIED, "The client has the current state already."),
    (StatusCode::BAD_REQUEST, "The path, the query or the syntax of the body is malformed."),
    (StatusCode::UNAUTHORIZED, "The credentials are missing, or they are not valid."),
    (StatusCode::FORBIDDEN, "The role of the account does not allow this."),
    (StatusCode::TOO_MANY_REQUESTS, "The client has asked too often. Try again later."),
    (StatusCode::NOT_FOUND, "There is no such resource."),
    (StatusCode::NOT_ACCEPTABLE, "`Accept` rules out JSON."),
    (StatusCode::REQUEST_TIMEOUT, "The body took too long to come in."),
    (StatusCode::CONFLICT, "A value is taken already, or other resources refer to this one."),
    (StatusCode::PRECONDITION_FAILED, "The resource has changed since it was read."),
    (StatusCode::PAYLOAD_TOO_LARGE, "The body is larger than the service accepts."),
    (StatusCode::UNSUPPORTED_MEDIA_TYPE, "The body is not of a type that this operation reads."),
    (StatusCode::UNPROCESSABLE_ENTITY, "The body breaks the rules listed in `errors`."),
    (
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
        "The path, the query or the headers are too long.",
    ),
    (StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong in the service."),
    (StatusCode::SERVICE_UNAVAILABLE, "The service is busy. Try again later."),
];

/// Adds to each operation the shared answers that it can give and does not describe itself.
pub fn add_shared_answers(document: &mut OpenApi) {
    let components = document.components.get_or_insert_default();
    for (method, operation) in document.paths.paths.values_mut().flat_map(operations) {
        for (status, description) in SHARED {
            if can_answer(operation, &method, status) {
                let reference = RefOr::Ref(Ref::from_response_name(name(status)));
                operation
                    .responses
                    .responses
                    .entry(status.as_str().to_owned())
                    .or_insert(reference);
                components.responses.insert(name(status), answer(status, description).into());
            }
        }
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (Method, &mut Operation)> {
    [
        (Method::GET, item.get.as_mut()),
        (Method::POST, item.post.as_mut()),
        (Method::PUT, item.put.as_mut()),
        (Method::PATCH, item.patch.as_mut()),
        (Method::DELETE, item.delete.as_mut()),
    ]
    .into_iter()
    .filter_map(|(method, operation)| operation.map(|operation| (method, operation)))
}

fn can_answer(operation: &Operation, method: &Method, status: StatusCode) -> bool {
    let has_body = operation.request_body.is_some();
    match status {
        StatusCode::UNAUTHORIZED => security::takes_credentials(operation),
        StatusCode::FORBIDDEN => security::asks_for_account(operation),
        StatusCode::TOO_MANY_REQUESTS => true,
        StatusCode::NOT_MODIFIED => has_header(operation, "If-None-Match"),
        StatusCode::PRECONDITION_FAILED => has_header(operation, "If-Match"),
        StatusCode::NOT_FOUND => takes(operation, ParameterIn::Path),
        StatusCode::BAD_REQUEST => {
            has_body
                || takes(operation, ParameterIn::Path)
                || takes(operation, ParameterIn::Query)
                || security::takes_credentials(operation)
        }
        StatusCode::CONFLICT => method != Method::GET,
        StatusCode::NOT_ACCEPTABLE
        | StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE
        | StatusCode::INTERNAL_SERVER_ERROR
        | StatusCode::SERVICE_UNAVAILABLE => true,
        _ => has_body,
    }
}

fn takes(operation: &Operation, place: ParameterIn) -> bool {
    let mut parameters = operation.parameters.iter().flatten();
    parameters.any(
        |parameter| matches!(parameter, RefOr::T(parameter) if parameter.parameter_in == place),
    )
}

fn has_header(operation: &Operation, name: &str) -> bool {
    let mut parameters = operation.parameters.iter().flatten();
    parameters.any(|parameter| matches!(parameter, RefOr::T(parameter) if parameter.name == name))
}

/// `NotFound` and the like.
fn name(status: StatusCode) -> String {
    status.canonical_reason().unwrap_or_default().replace(' ', "")
}

fn answer(status: StatusCode, description: &str) -> Response {
    let mut answer = ResponseBuilder::new().description(description);
    if status == StatusCode::SERVICE_UNAVAILABLE {
        let seconds = ObjectBuilder::new()
            .schema_type(Type::Integer)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int32)))
            .minimum(Some(1))
            .maximum(Some(3600));
        let mut retry_after = Header::new(seconds);
        retry_after.description = Some("Seconds to wait before the next try.".to_owned());
        answer = answer.header("Retry-After", retry_after);
    }
    answer = security::add_headers(answer, status);
    // The one may have no body, the other comes before there is a request to make one for.
    if !matches!(status, StatusCode::NOT_MODIFIED | StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE) {
        let problem = ContentBuilder::new()
            .schema(Some(Ref::from_schema_name("Problem")))
            .example(Some(example(status, description)));
        answer = answer.content("application/problem+json", problem.build());
    }
    answer.build()
}

fn example(status: StatusCode, description: &str) -> serde_json::Value {
    json!({
        "type": "about:blank",
        "title": status.canonical_reason(),
        "status": status.as_u16(),
        "detail": description,
        "instance": "/api/v1/users",
        "request_id": "4711",
    })
}
