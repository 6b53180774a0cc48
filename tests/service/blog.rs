//! The requests that other tools' services fail, against the blog.

use crate::server::Server;
use serde_json::{Value, json};

const NOBODY: &str = "018f3b5e-0000-7000-8000-000000000000";

pub fn ask(server: &Server) {
    let author = create(server, "/api/v1/users", &json!({"email": "Ada@Example.com", "name": "Ada"}));
    users(server);
    let post = posts(server, &author);
    comments(server, &author, &post);
    lists(server, &author);
    changes(server, &post);
    removal(server, &author, &post);
}

/// Creates a row and returns its id.
fn create(server: &Server, path: &str, body: &Value) -> String {
    let answer = server.post(path, body);
    assert_eq!(answer.status, 201, "{answer:?}");
    let id = answer.json()["id"].as_str().expect("an id").to_owned();
    assert_eq!(answer.header("location"), Some(format!("{path}/{id}").as_str()));
    assert!(answer.header("etag").is_some());
    id
}

fn users(server: &Server) {
    let post = |body: Value| server.post("/api/v1/users", &body);
    post(json!({"email": "no address", "name": "B"})).is_problem(422, &[("/email", "invalid_format")]);
    post(json!({"email": "no address", "name": ""}))
        .is_problem(422, &[("/email", "invalid_format"), ("/name", "too_short")]);
    post(json!({})).is_problem(422, &[("/email", "required"), ("/name", "required")]);
    post(json!({"email": "ada@example.com", "name": "B"})).is_problem(409, &[("/email", "taken")]);
    post(json!({"email": "b@example.com", "name": "B", "id": NOBODY})).is_problem(422, &[("/id", "unknown_member")]);
    post(json!({"email": "b@example.com", "name": 1})).is_problem(422, &[("/name", "invalid_type")]);
    post(json!({"email": "b@example.com", "name": "a\u{0}b"})).is_problem(422, &[("/name", "invalid_format")]);
}

fn article(author: &str) -> Value {
    json!({"title": "A first post", "slug": "first", "body": "Long enough to be a body.", "author_id": author})
}

fn with(mut body: Value, member: &str, value: Value) -> Value {
    body[member] = value;
    body
}

fn posts(server: &Server, author: &str) -> String {
    let post = |member: &str, value: Value| server.post("/api/v1/posts", &with(article(author), member, value));
    post("title", json!("")).is_problem(422, &[("/title", "too_short")]);
    post("status", json!("lost")).is_problem(422, &[("/status", "invalid_type")]);
    post("author_id", json!(NOBODY)).is_problem(422, &[("/author_id", "unknown_reference")]);
    post("author_id", json!("nobody")).is_problem(422, &[("/author_id", "invalid_type")]);
    post("rating", json!("10.5")).is_problem(422, &[("/rating", "too_large")]);
    post("published_at", json!("2024-02-30T00:00:00Z")).is_problem(422, &[("/published_at", "invalid_type")]);
    let id = create(server, "/api/v1/posts", &with(article(author), "rating", json!("9.5")));
    post("title", json!("Another")).is_problem(409, &[("/slug", "taken")]);
    let row = server.get(&format!("/api/v1/posts/{id}")).json();
    assert_eq!((&row["rating"], &row["status"]), (&json!("9.5"), &json!("draft")));
    server.get(&format!("/api/v1/posts/{NOBODY}")).is_problem(404, &[]);
    server.ask("PATCH", "/api/v1/posts", &[], b"").is_problem(405, &[]);
    let missing = format!("/api/v1/posts/{NOBODY}");
    server.json("PUT", &missing, &article(author)).is_problem(404, &[]);
    id
}

fn comments(server: &Server, author: &str, post: &str) {
    let comment = json!({"body": "Well said.", "post_id": post, "author_id": author});
    let first = create(server, "/api/v1/comments", &comment);
    create(server, "/api/v1/comments", &with(comment, "parent_id", json!(first)));
    let nested = server.get(&format!("/api/v1/posts/{post}/comments")).json();
    assert_eq!(nested["items"].as_array().map(Vec::len), Some(2));
    let included = server.get(&format!("/api/v1/posts/{post}?include=author,comments")).json();
    assert_eq!((&included["author"]["id"], included["comments"].as_array().map(Vec::len)), (&json!(author), Some(2)));
}

fn lists(server: &Server, author: &str) {
    for number in 0..5 {
        let body = with(article(author), "slug", json!(format!("post-{number}")));
        create(server, "/api/v1/posts", &body);
    }
    let mut seen = Vec::new();
    let mut path = "/api/v1/posts?limit=2&sort=-created_at&total=true".to_owned();
    loop {
        let page = server.get(&path).json();
        assert_eq!(page["total"], 6);
        seen.extend(page["items"].as_array().expect("items").iter().map(|row| row["id"].to_string()));
        let Some(cursor) = page["next"].as_str() else { break };
        path = format!("/api/v1/posts?limit=2&sort=-created_at&total=true&cursor={cursor}");
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 6, "a walk sees every row once");
    let count = |query: &str| server.get(&format!("/api/v1/posts?{query}")).json()["items"].as_array().map(Vec::len);
    assert_eq!(count("slug=first"), Some(1));
    assert_eq!(count("slug.in=first,post-1"), Some(2));
    assert_eq!(count("status.ne=draft"), Some(0));
    assert_eq!(count("published_at.null=true"), Some(6));
    assert_eq!(count("q=FIRST%20body"), Some(6));
    assert_eq!(count("q=100%25"), Some(0));
    for query in ["body=x", "status=lost", "slug=a&slug=b", "sort=body", "include=nobody"] {
        server.get(&format!("/api/v1/posts?{query}")).is_problem(400, &[]);
    }
}

fn changes(server: &Server, post: &str) {
    let path = format!("/api/v1/posts/{post}");
    let row = server.get(&path);
    let tag = row.header("etag").expect("a tag").to_owned();
    assert_eq!(server.ask("GET", &path, &[("if-none-match", &tag)], b"").status, 304);
    let json = ("content-type", "application/json");
    let changed = server.ask("PATCH", &path, &[json, ("if-match", &tag)], b"{\"title\": \"Changed\"}");
    assert_eq!((changed.status, &changed.json()["title"]), (200, &json!("Changed")), "{changed:?}");
    server.ask("PATCH", &path, &[json, ("if-match", &tag)], b"{\"title\": \"Again\"}").is_problem(412, &[]);
    server.json("PATCH", &path, &json!({"title": null})).is_problem(422, &[("/title", "required")]);
    let label = create(server, "/api/v1/tags", &json!({"name": "rust"}));
    let tagged = server.json("PATCH", &path, &json!({"tag_ids": [label]}));
    assert_eq!(tagged.status, 200, "{tagged:?}");
    let tags = server.get(&format!("{path}/tags")).json();
    assert_eq!(tags["items"][0]["name"], "rust");
    assert_eq!(server.ask("DELETE", &format!("{path}/tags/{label}"), &[], b"").status, 204);
    server.json("PATCH", &path, &json!({"tag_ids": [NOBODY]})).is_problem(422, &[("/tag_ids/0", "unknown_reference")]);
}

fn removal(server: &Server, author: &str, post: &str) {
    let path = format!("/api/v1/posts/{post}");
    assert_eq!(server.ask("DELETE", &path, &[], b"").status, 204);
    server.ask("DELETE", &path, &[], b"").is_problem(404, &[]);
    assert_eq!(server.get("/api/v1/comments").json()["items"], json!([]), "comments go with their post");
    assert_eq!(server.ask("DELETE", &format!("/api/v1/users/{author}"), &[], b"").status, 204);
    assert_eq!(server.get("/api/v1/posts").json()["items"], json!([]), "posts go with their author");
}
