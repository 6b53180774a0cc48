//! What holds for every path: methods, headers, limits and the form of errors.

use axum::{Router, body::Body, routing};
use minimal::{app, config::Config, extract::Patch};

use crate::support::*;

/// A path of the API.
const PATH: &str = "/api/v1/things";

/// A service of one path, with settings of the test's own.
#[expect(clippy::disallowed_methods, reason = "what is tested here holds whatever the routes do")]
fn service(configure: impl FnOnce(&mut Config)) -> Service {
    let mut config = config(&[]);
    configure(&mut config);
    let things = routing::get(async || "[]").post(async |_: Patch<()>| "{}");
    let router = Router::new()
        .route(PATH, things)
        .route("/api/v1/panic", routing::get(async || -> () { panic!("secret") }))
        .route("/outside", routing::get(async || "outside of the API"));
    Service::of(app::layered(router, &config))
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn unknown_path_is_not_found(pool: Pool) {
    let service = Service::new(pool).await;
    for path in ["/", "/api/v1/no-such-path", "/api/v1/notes/1/2/3/4/5", "/docs/nothing.js"] {
        service.get(path).await.problem(404);
    }
    let problem = service.get("/nothing?at=all").await.problem(404).json();
    assert_eq!(problem["instance"], "/nothing");
}

#[tokio::test]
async fn unknown_method_is_refused_with_those_allowed() {
    let service = service(|_| {});
    for method in ["DELETE", "TRACE", "CONNECT", "BREW"] {
        let answer = service.send(method, PATH, &[], Body::empty()).await.problem(405);
        assert_eq!(answer.header("allow"), "GET,HEAD,POST");
    }
}

#[tokio::test]
async fn options_lists_the_methods() {
    let answer = service(|_| {}).send("OPTIONS", PATH, &[], Body::empty()).await.expect(204);
    assert_eq!(answer.header("allow"), "GET,HEAD,POST");
}

#[tokio::test]
async fn head_answers_as_get_does_without_the_body() {
    let head = service(|_| {}).send("HEAD", PATH, &[], Body::empty()).await.expect(200);
    assert_eq!(head.header("content-length"), "2");
    assert!(head.body.is_empty());
}

#[tokio::test]
async fn accept_must_let_json_through() {
    let service = service(|_| {});
    for accept in [
        "*/*",
        "",
        "application/json",
        "text/html, application/*;q=0.1",
        "application/problem+json",
    ] {
        service.send("GET", PATH, &[("accept", accept)], Body::empty()).await.expect(200);
    }
    for accept in [
        "text/html",
        "application/json;q=0",
        "application/json; q=0.000, */*",
        "application/*;Q=0, */*",
    ] {
        service.send("GET", PATH, &[("accept", accept)], Body::empty()).await.problem(406);
    }
}

#[tokio::test]
async fn request_id_of_the_client_is_kept_if_it_is_sane() {
    let service = service(|_| {});
    let long = "x".repeat(129);
    for (id, kept) in
        [("abc-1.2_3", true), ("", false), ("a b", false), ("a\"b", false), (&long, false)]
    {
        let answer = service
            .send("GET", "/nothing", &[("x-request-id", id)], Body::empty())
            .await
            .problem(404);
        assert_eq!(answer.header("x-request-id") == id, kept, "{id}");
        assert!(!answer.header("x-request-id").is_empty());
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn every_answer_carries_the_security_headers(pool: Pool) {
    let service = Service::new(pool).await;
    for path in ["/api/v1/notes", "/nothing", "/healthz", "/openapi.json"] {
        let answer = service.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        let policy = "default-src 'none'; frame-ancestors 'none'";
        assert_eq!(answer.header("content-security-policy"), policy, "{path}");
    }
}

#[tokio::test]
async fn pages_of_other_origins_stay_out_unless_they_are_named() {
    let origin = [("origin", "https://app.example.org")];
    let closed = service(|_| {}).send("GET", PATH, &origin, Body::empty()).await;
    assert_eq!(closed.header("access-control-allow-origin"), "");

    let origins = "https://app.example.org, https://b.example.org:444";
    let named = config(&["--cors-origins", origins]);
    let service = service(|config| config.cors_origins = named.cors_origins);
    for (origin, allowed) in [
        ("https://app.example.org", true),
        ("https://b.example.org:444", true),
        ("https://app.example.org.evil.example", false),
        ("http://app.example.org", false),
        ("null", false),
    ] {
        let answer = service.send("GET", PATH, &[("origin", origin)], Body::empty()).await;
        assert_eq!(answer.header("access-control-allow-origin") == origin, allowed, "{origin}");
        assert!(answer.header("vary").contains("origin"));
    }
}

#[test]
fn only_origins_are_taken_for_origins() {
    for text in
        ["*", "null", "app.example.org", "https://app.example.org/", "https://app.example.org/path"]
    {
        assert!(try_config(&["--cors-origins", text]).is_err(), "{text}");
    }
}

#[tokio::test]
async fn body_is_refused_above_the_limit_and_only_there() {
    let service = service(|config| config.limits.body = 3_000_000);
    let json = [("content-type", "application/json")];
    let body = " ".repeat(2_999_998) + "{}";
    service.send("POST", PATH, &json, body.clone()).await.expect(200);
    service.send("POST", PATH, &json, body + " ").await.problem(413);
}

#[tokio::test]
async fn overload_is_turned_away() {
    let service = service(|config| config.limits.requests = 0);
    let answer = service.get(PATH).await.problem(503);
    assert_eq!(answer.header("retry-after"), "1");
    service.get("/outside").await.expect(200);
}

#[tokio::test]
async fn bodies_on_their_way_are_counted() {
    let service = service(|config| config.limits.bodies = 0);
    let answer = service
        .send("POST", PATH, &[("content-type", "application/json")], "{}")
        .await
        .problem(503);
    assert_eq!(answer.header("retry-after"), "1");
    service.get(PATH).await.expect(200);
}

#[tokio::test]
async fn panic_is_a_problem_that_tells_nothing() {
    let service = service(|_| {});
    for _ in 0..2 {
        let answer = service.get("/api/v1/panic").await.problem(500);
        assert!(!String::from_utf8_lossy(&answer.body).contains("secret"));
    }
}
