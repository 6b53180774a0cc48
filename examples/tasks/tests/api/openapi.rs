//! The OpenAPI document says what the service does.

use std::collections::BTreeSet;

use axum::body::Body;
use serde_json::Value;
use tasks::app;

use crate::support::*;

/// The member of a problem that says what it is about.
const DETAIL: &str = "detail";

fn document() -> Value {
    serde_json::to_value(app::document()).expect("JSON")
}

/// Method and path of each operation, with what the document says of it.
fn operations(document: &Value) -> Vec<(String, String, &Value)> {
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            operations.push((method.to_uppercase(), path.clone(), operation));
        }
    }
    operations
}

/// Those of one method, but for the routes of accounts.
fn of_resources<'a>(
    document: &'a Value,
    method: &str,
) -> impl Iterator<Item = (String, String, &'a Value)> {
    operations(document)
        .into_iter()
        .filter(move |(known, path, _)| known == method && !path.starts_with("/api/v1/auth/"))
}

fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let Some(reference) = schema["$ref"].as_str() else { return schema };
    let pointer = reference.strip_prefix('#').expect("a reference within the document");
    document.pointer(pointer).unwrap_or_else(|| panic!("{reference} leads nowhere"))
}

#[test]
fn references_lead_somewhere() {
    let document = document();
    let mut waiting = vec![&document];
    while let Some(value) = waiting.pop() {
        resolve(&document, value);
        match value {
            Value::Object(members) => waiting.extend(members.values()),
            Value::Array(items) => waiting.extend(items),
            _ => {}
        }
    }
}

#[test]
fn operations_are_described() {
    let document = document();
    let mut ids = BTreeSet::new();
    for (method, path, operation) in operations(&document) {
        let place = format!("{method} {path}");
        let id = operation["operationId"].as_str().unwrap_or_default();
        assert!(ids.insert(id.to_owned()), "{place}: `{id}` is not the only one");
        assert!(
            operation["summary"].as_str().is_some_and(|summary| !summary.is_empty()),
            "{place}"
        );
        let answers = operation["responses"].as_object().expect("answers");
        for kind in ["2", "4", "5"] {
            assert!(answers.keys().any(|status| status.starts_with(kind)), "{place}: no {kind}xx");
        }
    }
}

/// What a patch leaves out stays as it is.
#[test]
fn patches_have_neither_defaults_nor_required_members() {
    let document = document();
    for (_, path, operation) in
        operations(&document).into_iter().filter(|(method, ..)| method == "PATCH")
    {
        let body =
            resolve(&document, &operation["requestBody"]["content"]["application/json"]["schema"]);
        assert_eq!(body["required"], Value::Null, "{path}");
        for (name, member) in body["properties"].as_object().into_iter().flatten() {
            assert_eq!(member["default"], Value::Null, "{path}: {name}");
        }
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn operations_are_routed(pool: Pool) {
    let service = Service::new(pool).await;
    let fallback = service.get("/no-such-path").await.problem(404).json()[DETAIL].clone();
    for (method, path, _) in operations(&document()) {
        let segments =
            path.split('/').map(|segment| if segment.starts_with('{') { "1" } else { segment });
        let path = segments.collect::<Vec<_>>().join("/");
        let answer = service.send(&method, &path, &[], Body::empty()).await;
        assert_ne!(answer.status, 405, "{method} {path}");
        assert!(answer.status != 404 || answer.json()[DETAIL] != fallback, "{method} {path}");
    }
}

#[test]
fn patches_have_the_members_of_a_body_and_require_none() {
    let document = document();
    for (_, path, operation) in of_resources(&document, "PATCH") {
        let content = &operation["requestBody"]["content"];
        let named = &content["application/merge-patch+json"]["schema"];
        // A route of the team's own may take other bodies.
        if named.is_null() {
            continue;
        }
        assert_eq!(&content["application/json"]["schema"], named, "{path}");
        assert!(
            named["$ref"].as_str().is_some_and(|name| name.ends_with("Patch")),
            "{path}: {named}"
        );
        let (patch, whole) =
            (resolve(&document, named), &document["paths"][&path]["put"]["requestBody"]["content"]);
        let whole = resolve(&document, &whole["application/json"]["schema"]);
        let names = |schema: &Value| {
            schema["properties"]
                .as_object()
                .map(|members| members.keys().cloned().collect::<Vec<_>>())
        };
        assert_eq!(names(patch), names(whole), "{path}");
        assert!(patch["required"].is_null() && !whole["properties"].is_null(), "{path}");
    }
}

/// Relations of an example point at rows that are not there; nothing else may be wrong with it.
#[sqlx::test(migrator = "MIGRATOR")]
async fn examples_of_bodies_are_accepted(pool: Pool) {
    let service = Service::new(pool).await;
    let document = document();
    for (method, path, operation) in of_resources(&document, "POST") {
        let body = &operation["requestBody"];
        if body.is_null() || path.contains('{') {
            continue;
        }
        let body = resolve(&document, &body["content"]["application/json"]["schema"]);
        let example = body
            .get("example")
            .unwrap_or_else(|| panic!("{method} {path}: the body has no example"));
        let answer = service.post(&path, example).await;
        if !answer.status.is_success() {
            let problem = answer.problem(422).json();
            let errors = problem["errors"].as_array().expect("errors");
            assert!(
                errors.iter().all(|error| error["code"] == "unknown_reference"),
                "{method} {path}: {problem}"
            );
        }
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn document_is_served_as_it_is_kept(pool: Pool) {
    let served = Service::new(pool).await.get("/openapi.json").await.expect(200);
    assert_eq!(served.json(), document());
    if let Ok(kept) = std::fs::read_to_string("openapi.json") {
        let kept: Value = serde_json::from_str(&kept).expect("JSON");
        assert_eq!(kept, document(), "`cargo run -- openapi > openapi.json` renews it");
    }
}
