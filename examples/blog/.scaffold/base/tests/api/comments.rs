//! Comments, as their clients see them.

use serde_json::{Value, json};

use crate::access::{self, Outcome, Route};
use crate::listing;
use crate::posts;
use crate::support::*;
use crate::writing;
use ::blog::enums::UserRole;

const PATH: &str = "/api/v1/comments";
const UNKNOWN: &str = "/api/v1/comments/0197d5b4-6a00-7000-8000-00000000ffff";

/// A body for a row like no other.
pub async fn body(service: &Service) -> Value {
    let n = service.count("comments");
    let post = service.any("posts", posts::create).await;
    json!({
        "body": &["The ferry leaves at nine and comes back at five.", "Bread needs time more than it needs work.", "It rained all week, and nobody minded."][n % 3],
        "post_id": post.json["id"],
        "parent_id": null,
    })
}

pub async fn create(service: &Service) -> Row {
    let body = body(service).await;
    Row::of(&service.post(PATH, &body).await.expect(201))
}

async fn rows(service: &Service, count: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    for _ in 0..count {
        rows.push(create(service).await);
    }
    rows
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_comment_answers_with_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let body = body(&service).await;
    let answer = service.post(PATH, &body).await.expect(201);
    let row = Row::of(&answer);
    assert_shows(&row.json, &body);
    let found = service.get(&row.path).await.expect(200);
    assert_eq!((found.data(), found.header("etag")), (row.json, row.tag.as_str()));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_comment_rejects_what_is_no_json(pool: Pool) {
    let service = Service::new(pool).await;
    writing::rejects_what_is_no_json(&service, PATH).await;
}

/// Members that the server sets, and one that nobody knows.
const REFUSED: &[&str] = &["id", "author_id", "created_at", "updated_at", "no_such_member"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_comment_rejects_members_that_are_not_the_clients(pool: Pool) {
    let service = Service::new(pool).await;
    let good = body(&service).await;
    for member in REFUSED {
        let mut body = good.clone();
        body[*member] = json!("mine");
        service.post(PATH, &body).await.fault(422, &format!("/{member}"), "unknown_member");
    }
}

/// A body with one member wrong is refused, and told so.
async fn rejects(pool: Pool, member: &str, value: Option<Value>, code: &str) {
    let service = Service::new(pool).await;
    let mut body = body(&service).await;
    match value {
        Some(value) => body[member] = value,
        None => drop(body.as_object_mut().and_then(|body| body.remove(member))),
    }
    service.post(PATH, &body).await.fault(422, &format!("/{member}"), code);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_comment_rejects_missing_body(pool: Pool) {
    rejects(pool, "body", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_comment_rejects_null_body(pool: Pool) {
    rejects(pool, "body", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_comment_rejects_body_of_wrong_type(pool: Pool) {
    rejects(pool, "body", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_comment_rejects_empty_body(pool: Pool) {
    rejects(pool, "body", Some(json!("")), "too_short").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_comment_rejects_body_longer_than_2000_characters(pool: Pool) {
    rejects(pool, "body", Some(json!("a".repeat(2001))), "too_long").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_comment_rejects_body_with_nul(pool: Pool) {
    rejects(
        pool,
        "body",
        Some(json!("The ferry leaves at nine\u{0} and comes back at five.")),
        "invalid_format",
    )
    .await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_comment_rejects_missing_post_id(pool: Pool) {
    rejects(pool, "post_id", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_comment_rejects_null_post_id(pool: Pool) {
    rejects(pool, "post_id", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_comment_rejects_post_id_of_wrong_type(pool: Pool) {
    rejects(pool, "post_id", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_comment_rejects_unknown_post_id(pool: Pool) {
    rejects(
        pool,
        "post_id",
        Some(json!("00000000-0000-7000-8000-000000000000")),
        "unknown_reference",
    )
    .await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_comment_rejects_parent_id_of_wrong_type(pool: Pool) {
    rejects(pool, "parent_id", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_comment_rejects_unknown_parent_id(pool: Pool) {
    rejects(
        pool,
        "parent_id",
        Some(json!("00000000-0000-7000-8000-000000000000")),
        "unknown_reference",
    )
    .await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_comment_tells_everything_wrong_at_once(pool: Pool) {
    let service = Service::new(pool).await;
    let mut body = body(&service).await;
    body.as_object_mut().expect("an object").remove("body");
    body.as_object_mut().expect("an object").remove("post_id");
    body["parent_id"] = json!(true);
    service.post(PATH, &body).await.faults(&[
        ("/body", "required"),
        ("/post_id", "required"),
        ("/parent_id", "invalid_type"),
    ]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_comments_rejects_what_it_does_not_know(pool: Pool) {
    let service = Service::new(pool).await;
    listing::rejects_what_it_does_not_know(&service, PATH).await;
    service.get(&format!("{PATH}?q=a")).await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_comments_shows_every_row_once(pool: Pool) {
    let service = Service::new(pool).await;
    let rows = rows(&service, 5).await.into_iter().map(|row| row.json).collect::<Vec<_>>();
    for limit in [1, 2, 100] {
        assert_same_rows(&service.walk(PATH, &format!("limit={limit}")).await, &rows);
    }
    service.get(&format!("{PATH}?limit=101")).await.problem(400);
    let page = service.get(&format!("{PATH}?limit=5&total=true")).await.expect(200).data();
    assert_eq!((&page["total"], &page["next"]), (&json!(5), &Value::Null));
    let page = service.get(&format!("{PATH}?limit=1")).await.expect(200).data();
    let next = page["next"].as_str().expect("more rows");
    service.get(&format!("{PATH}?limit=1&sort=-id&cursor={next}")).await.problem(400);
}

async fn filters(pool: Pool, member: &str, operators: &[&str]) {
    let service = Service::new(pool).await;
    let rows = rows(&service, 3).await;
    listing::filters(&service, PATH, &rows, member, operators).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_comments_filters_by_id(pool: Pool) {
    filters(pool, "id", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_comments_filters_by_post_id(pool: Pool) {
    filters(pool, "post_id", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_comments_filters_by_author_id(pool: Pool) {
    filters(pool, "author_id", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_comments_filters_by_parent_id(pool: Pool) {
    filters(pool, "parent_id", &["", ".ne", ".in", ".null"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_comments_filters_by_created_at(pool: Pool) {
    filters(pool, "created_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_comments_filters_by_updated_at(pool: Pool) {
    filters(pool, "updated_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

async fn sorts(pool: Pool, member: &str, comparable: bool) {
    let service = Service::new(pool).await;
    let rows = rows(&service, 5).await;
    listing::sorts(&service, PATH, &rows, member, comparable).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_comments_sorts_by_id(pool: Pool) {
    sorts(pool, "id", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_comments_sorts_by_created_at(pool: Pool) {
    sorts(pool, "created_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_comments_sorts_by_updated_at(pool: Pool) {
    sorts(pool, "updated_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn comments_are_found_by_post(pool: Pool) {
    let service = Service::new(pool).await;
    create(&service).await;
    let parent = posts::create(&service).await;
    let mut own = body(&service).await;
    own["post_id"] = parent.json["id"].clone();
    let row = Row::of(&service.post(PATH, &own).await.expect(201));
    let path = format!("{}/comments", parent.path);
    assert_eq!(service.walk(&path, "limit=1").await, std::slice::from_ref(&row.json));
    assert_eq!(service.included(&parent, "comments").await, json!([row.json]));
    assert_eq!(service.included(&row, "post").await, parent.json);
    service.get("/api/v1/posts/0197d5b4-6a00-7000-8000-00000000ffff/comments").await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn comments_are_found_by_parent(pool: Pool) {
    let service = Service::new(pool).await;
    create(&service).await;
    let parent = create(&service).await;
    let mut own = body(&service).await;
    own["parent_id"] = parent.json["id"].clone();
    let row = Row::of(&service.post(PATH, &own).await.expect(201));
    let path = format!("{}/replies", parent.path);
    assert_eq!(service.walk(&path, "limit=1").await, std::slice::from_ref(&row.json));
    assert_eq!(service.included(&parent, "replies").await, json!([row.json]));
    assert_eq!(service.included(&row, "parent").await, parent.json);
    service.get("/api/v1/comments/0197d5b4-6a00-7000-8000-00000000ffff/replies").await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_comment_answers_404_where_there_is_none(pool: Pool) {
    let service = Service::new(pool).await;
    service.get(UNKNOWN).await.problem(404);
    service.get("/api/v1/comments/not-a-key").await.problem(400);
    service.get("/api/v1/comments/%00").await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_comment_answers_304_to_those_who_know_it(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let known =
        service.send("GET", &row.path, &[("if-none-match", &row.tag)], "").await.expect(304);
    assert!(known.body.is_empty());
    service.send("GET", &row.path, &[("if-none-match", "\"other\"")], "").await.expect(200);
}

/// Relations that a request may name.
const INCLUDE: &[&str] = &["post", "author", "parent", "replies"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_comment_includes_what_is_asked_for(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let plain = service.get(&row.path).await.expect(200).data();
    for relation in INCLUDE {
        let found =
            service.get(&format!("{}?include={relation}", row.path)).await.expect(200).data();
        assert!(plain.get(relation).is_none() && found.get(relation).is_some(), "{found}");
        assert_eq!(service.walk(PATH, &format!("include={relation}")).await, [found]);
    }
    let related = service.included(&row, "post").await;
    assert_eq!(related["id"], row.json["post_id"]);
    service.get(&format!("{}?include=nothing", row.path)).await.problem(400);
    service.get(&format!("{}?unknown=1", row.path)).await.problem(400);
}

/// What an update may write, and rows show.
const WRITABLE: &[&str] = &["body", "post_id", "parent_id"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_comment_writes_over_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = row.only(WRITABLE);
    body["body"] = json!("It rained all week, and nobody minded.");
    let now = service.put(&row.path, &body).await.expect(200).data();
    assert_shows(&now, &body);
    assert_eq!(service.get(&row.path).await.expect(200).data(), now);
    service.put(UNKNOWN, &body).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_comment_leaves_the_rest(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let before = row.only(WRITABLE);
    assert_shows(&service.patch(&row.path, &json!({})).await.expect(200).data(), &before);
    for (member, value) in [("body", json!("It rained all week, and nobody minded."))] {
        let now = service.patch(&row.path, &json!({ member: value })).await.expect(200).data();
        let mut after = before.clone();
        after[member] = value;
        assert_shows(&now, &after);
        service.put(&row.path, &before).await.expect(200);
    }
    service.patch(UNKNOWN, &json!({})).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_comment_keeps_to_the_rules(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    service.patch(&row.path, &json!({ "body": null })).await.fault(422, "/body", "required");
    service.patch(&row.path, &json!({"no_such_member": 1})).await.fault(
        422,
        "/no_such_member",
        "unknown_member",
    );
    service.put(&row.path, &json!({"no_such_member": 1})).await.problem(422);
    service.send("PATCH", &row.path, &[("content-type", "text/plain")], "{}").await.problem(415);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_comment_heeds_if_match(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    writing::heeds_if_match(&service, &row, &row.only(WRITABLE)).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_comment_removes_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    service.send("DELETE", &row.path, &[("if-match", "\"other\"")], "").await.problem(412);
    service.send("DELETE", &row.path, &[("if-match", &row.tag)], "").await.expect(204);
    service.delete(&row.path).await.problem(404);
    service.delete(UNKNOWN).await.problem(404);
    service.get(&row.path).await.problem(404);
    assert!(service.walk(PATH, "limit=1").await.is_empty());
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_comment_removes_its_replies(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = body(&service).await;
    body["parent_id"] = row.json["id"].clone();
    let child = Row::of(&service.post("/api/v1/comments", &body).await.expect(201));
    service.delete(&row.path).await.expect(204);
    service.get(&child.path).await.problem(404);
}

/// What each route answers to whom.
pub const ROUTES: &[Route] = &[
    Route {
        method: "GET",
        path: "/api/v1/comments",
        anonymous: Outcome::Open,
        strangers: &[(UserRole::Author, Outcome::Open), (UserRole::Admin, Outcome::Open)],
        owner: Outcome::Open,
    },
    Route {
        method: "POST",
        path: "/api/v1/comments",
        anonymous: Outcome::Login,
        strangers: &[(UserRole::Author, Outcome::Open), (UserRole::Admin, Outcome::Open)],
        owner: Outcome::Open,
    },
    Route {
        method: "GET",
        path: "/api/v1/comments/{id}",
        anonymous: Outcome::Open,
        strangers: &[(UserRole::Author, Outcome::Open), (UserRole::Admin, Outcome::Open)],
        owner: Outcome::Open,
    },
    Route {
        method: "PUT",
        path: "/api/v1/comments/{id}",
        anonymous: Outcome::Login,
        strangers: &[(UserRole::Author, Outcome::Hidden), (UserRole::Admin, Outcome::Hidden)],
        owner: Outcome::Open,
    },
    Route {
        method: "PATCH",
        path: "/api/v1/comments/{id}",
        anonymous: Outcome::Login,
        strangers: &[(UserRole::Author, Outcome::Hidden), (UserRole::Admin, Outcome::Hidden)],
        owner: Outcome::Open,
    },
    Route {
        method: "DELETE",
        path: "/api/v1/comments/{id}",
        anonymous: Outcome::Login,
        strangers: &[(UserRole::Author, Outcome::Hidden), (UserRole::Admin, Outcome::Open)],
        owner: Outcome::Open,
    },
    Route {
        method: "GET",
        path: "/api/v1/posts/{id}/comments",
        anonymous: Outcome::Open,
        strangers: &[(UserRole::Author, Outcome::Open), (UserRole::Admin, Outcome::Open)],
        owner: Outcome::Open,
    },
    Route {
        method: "GET",
        path: "/api/v1/users/{id}/comments",
        anonymous: Outcome::Login,
        strangers: &[(UserRole::Author, Outcome::Hidden), (UserRole::Admin, Outcome::Open)],
        owner: Outcome::Open,
    },
    Route {
        method: "GET",
        path: "/api/v1/comments/{id}/replies",
        anonymous: Outcome::Open,
        strangers: &[(UserRole::Author, Outcome::Open), (UserRole::Admin, Outcome::Open)],
        owner: Outcome::Open,
    },
];

#[sqlx::test(migrator = "MIGRATOR")]
async fn comments_are_for_those_who_may(pool: Pool) {
    let service = Service::new(pool).await;
    access::holds(&service, &ROUTES[0], the_list).await;
    access::holds(&service, &ROUTES[1], a_body).await;
    access::holds(&service, &ROUTES[2], a_row).await;
    access::holds(&service, &ROUTES[3], a_whole_row).await;
    access::holds(&service, &ROUTES[4], a_row).await;
    access::holds(&service, &ROUTES[5], a_row).await;
    access::holds(&service, &ROUTES[6], beneath_post).await;
    access::holds(&service, &ROUTES[7], beneath_author).await;
    access::holds(&service, &ROUTES[8], beneath_parent).await;
}

async fn the_list(service: &Service) -> Target {
    service.target(PATH, Value::Null)
}

async fn a_body(service: &Service) -> Target {
    service.target(PATH, body(service).await)
}

async fn a_row(service: &Service) -> Target {
    service.target(create(service).await.path, json!({}))
}

async fn a_whole_row(service: &Service) -> Target {
    let row = create(service).await;
    service.target(&row.path, row.only(WRITABLE))
}

async fn beneath_post(service: &Service) -> Target {
    let row = create(service).await;
    service.target(format!("/api/v1/posts/{}/comments", row.segment("post_id")), Value::Null)
}

async fn beneath_author(service: &Service) -> Target {
    let row = create(service).await;
    service.target(format!("/api/v1/users/{}/comments", row.segment("author_id")), Value::Null)
}

async fn beneath_parent(service: &Service) -> Target {
    let row = create(service).await;
    service.target(format!("{}/replies", row.path), Value::Null)
}
