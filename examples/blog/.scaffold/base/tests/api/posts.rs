//! Posts, as their clients see them.

use serde_json::{Value, json};

use crate::access::{self, Outcome, Route};
use crate::comments;
use crate::listing;
use crate::support::*;
use crate::tags;
use crate::writing;
use ::blog::enums::UserRole;

const PATH: &str = "/api/v1/posts";
const UNKNOWN: &str = "/api/v1/posts/0197d5b4-6a00-7000-8000-00000000ffff";

/// A body for a row like no other.
pub async fn body(service: &Service) -> Value {
    let n = service.count("posts");
    json!({
        "title": &["A walk in the rain", "Letters from the harbour", "The long way home", "Notes on bread"][n % 4],
        "slug": format!("a-walk-in-the-rain-{n}"),
        "body": &["The ferry leaves at nine and comes back at five.", "Bread needs time more than it needs work.", "It rained all week, and nobody minded."][n % 3],
        "status": &["draft", "published", "archived"][n % 3],
        "rating": format!("{}.5", n % 9 + 1),
        "published_at": format!("2026-01-{:02}T09:30:00.000000Z", n % 28 + 1),
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
async fn create_post_answers_with_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let body = body(&service).await;
    let answer = service.post(PATH, &body).await.expect(201);
    let row = Row::of(&answer);
    assert_shows(&row.json, &body);
    let found = service.get(&row.path).await.expect(200);
    assert_eq!((found.data(), found.header("etag")), (row.json, row.tag.as_str()));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_rejects_what_is_no_json(pool: Pool) {
    let service = Service::new(pool).await;
    writing::rejects_what_is_no_json(&service, PATH).await;
}

/// Members that the server sets, and one that nobody knows.
const REFUSED: &[&str] = &["id", "author_id", "created_at", "updated_at", "no_such_member"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_rejects_members_that_are_not_the_clients(pool: Pool) {
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
async fn create_post_rejects_missing_title(pool: Pool) {
    rejects(pool, "title", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_rejects_null_title(pool: Pool) {
    rejects(pool, "title", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_rejects_title_of_wrong_type(pool: Pool) {
    rejects(pool, "title", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_rejects_title_shorter_than_3_characters(pool: Pool) {
    rejects(pool, "title", Some(json!("aa")), "too_short").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_rejects_title_longer_than_200_characters(pool: Pool) {
    rejects(pool, "title", Some(json!("a".repeat(201))), "too_long").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_rejects_title_with_line_break(pool: Pool) {
    rejects(pool, "title", Some(json!("A walk in\n the rain")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_rejects_title_with_nul(pool: Pool) {
    rejects(pool, "title", Some(json!("A walk in\u{0} the rain")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_rejects_missing_slug(pool: Pool) {
    rejects(pool, "slug", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_rejects_null_slug(pool: Pool) {
    rejects(pool, "slug", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_rejects_slug_of_wrong_type(pool: Pool) {
    rejects(pool, "slug", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_rejects_empty_slug(pool: Pool) {
    rejects(pool, "slug", Some(json!("")), "too_short").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_rejects_slug_longer_than_100_characters(pool: Pool) {
    rejects(pool, "slug", Some(json!("a".repeat(101))), "too_long").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_rejects_malformed_slug(pool: Pool) {
    rejects(pool, "slug", Some(json!("Not A Slug")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_rejects_missing_body(pool: Pool) {
    rejects(pool, "body", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_rejects_null_body(pool: Pool) {
    rejects(pool, "body", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_rejects_body_of_wrong_type(pool: Pool) {
    rejects(pool, "body", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_rejects_body_shorter_than_10_characters(pool: Pool) {
    rejects(pool, "body", Some(json!("a".repeat(9))), "too_short").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_rejects_body_longer_than_65536_characters(pool: Pool) {
    rejects(pool, "body", Some(json!("a".repeat(65537))), "too_long").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_rejects_body_with_nul(pool: Pool) {
    rejects(
        pool,
        "body",
        Some(json!("The ferry leaves at nine\u{0} and comes back at five.")),
        "invalid_format",
    )
    .await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_rejects_null_status(pool: Pool) {
    rejects(pool, "status", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_rejects_status_of_wrong_type(pool: Pool) {
    rejects(pool, "status", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_rejects_unknown_status(pool: Pool) {
    rejects(pool, "status", Some(json!("unheard_of")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_rejects_rating_of_wrong_type(pool: Pool) {
    rejects(pool, "rating", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_rejects_unreadable_rating(pool: Pool) {
    rejects(pool, "rating", Some(json!("ten")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_rejects_rating_with_2_decimals(pool: Pool) {
    rejects(pool, "rating", Some(json!("0.11")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_rejects_rating_below_minimum(pool: Pool) {
    rejects(pool, "rating", Some(json!("-0.1")), "too_small").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_rejects_rating_above_maximum(pool: Pool) {
    rejects(pool, "rating", Some(json!("10.1")), "too_large").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_rejects_published_at_of_wrong_type(pool: Pool) {
    rejects(pool, "published_at", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_rejects_unreadable_published_at(pool: Pool) {
    rejects(pool, "published_at", Some(json!("2026-02-30T12:00:00Z")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_tells_everything_wrong_at_once(pool: Pool) {
    let service = Service::new(pool).await;
    let mut body = body(&service).await;
    body.as_object_mut().expect("an object").remove("title");
    body["slug"] = json!("");
    body.as_object_mut().expect("an object").remove("body");
    body["status"] = json!(null);
    body["rating"] = json!(true);
    body["published_at"] = json!(true);
    service.post(PATH, &body).await.faults(&[
        ("/title", "required"),
        ("/slug", "too_short"),
        ("/body", "required"),
        ("/status", "required"),
        ("/rating", "invalid_type"),
        ("/published_at", "invalid_type"),
    ]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_post_rejects_a_taken_slug(pool: Pool) {
    let service = Service::new(pool).await;
    let taken = create(&service).await;
    let mut body = body(&service).await;
    body["slug"] = taken.json["slug"].clone();
    service.post(PATH, &body).await.taken(&["/slug"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_posts_rejects_what_it_does_not_know(pool: Pool) {
    let service = Service::new(pool).await;
    listing::rejects_what_it_does_not_know(&service, PATH).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_posts_shows_every_row_once(pool: Pool) {
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
async fn list_posts_filters_by_id(pool: Pool) {
    filters(pool, "id", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_posts_filters_by_slug(pool: Pool) {
    filters(pool, "slug", &["", ".ne", ".in", ".contains", ".starts"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_posts_filters_by_status(pool: Pool) {
    filters(pool, "status", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_posts_filters_by_published_at(pool: Pool) {
    filters(pool, "published_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte", ".null"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_posts_filters_by_author_id(pool: Pool) {
    filters(pool, "author_id", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_posts_filters_by_created_at(pool: Pool) {
    filters(pool, "created_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_posts_filters_by_updated_at(pool: Pool) {
    filters(pool, "updated_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

async fn sorts(pool: Pool, member: &str, comparable: bool) {
    let service = Service::new(pool).await;
    let rows = rows(&service, 5).await;
    listing::sorts(&service, PATH, &rows, member, comparable).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_posts_sorts_by_id(pool: Pool) {
    sorts(pool, "id", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_posts_sorts_by_title(pool: Pool) {
    sorts(pool, "title", false).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_posts_sorts_by_slug(pool: Pool) {
    sorts(pool, "slug", false).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_posts_sorts_by_status(pool: Pool) {
    sorts(pool, "status", false).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_posts_sorts_by_published_at(pool: Pool) {
    sorts(pool, "published_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_posts_sorts_rows_without_published_at_last(pool: Pool) {
    let service = Service::new(pool).await;
    for gap in [true, false, true, false] {
        let mut body = body(&service).await;
        if gap {
            body["published_at"] = Value::Null;
        }
        service.post(PATH, &body).await.expect(201);
    }
    listing::sorts_gaps_last(&service, PATH, "published_at").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_posts_sorts_by_created_at(pool: Pool) {
    sorts(pool, "created_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_posts_sorts_by_updated_at(pool: Pool) {
    sorts(pool, "updated_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_posts_sorts_by_title_and_then_id(pool: Pool) {
    let service = Service::new(pool).await;
    rows(&service, 5).await;
    listing::sorts_by_two(&service, PATH, "title", "id").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_posts_searches_title(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    listing::searches(&service, PATH, &row, "title").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_posts_searches_body(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    listing::searches(&service, PATH, &row, "body").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_post_answers_404_where_there_is_none(pool: Pool) {
    let service = Service::new(pool).await;
    service.get(UNKNOWN).await.problem(404);
    service.get("/api/v1/posts/not-a-key").await.problem(400);
    service.get("/api/v1/posts/%00").await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_post_answers_304_to_those_who_know_it(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let known =
        service.send("GET", &row.path, &[("if-none-match", &row.tag)], "").await.expect(304);
    assert!(known.body.is_empty());
    service.send("GET", &row.path, &[("if-none-match", "\"other\"")], "").await.expect(200);
}

/// Relations that a request may name.
const INCLUDE: &[&str] = &["author", "comments", "tags"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_post_includes_what_is_asked_for(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let plain = service.get(&row.path).await.expect(200).data();
    for relation in INCLUDE {
        let found =
            service.get(&format!("{}?include={relation}", row.path)).await.expect(200).data();
        assert!(plain.get(relation).is_none() && found.get(relation).is_some(), "{found}");
        assert_eq!(service.walk(PATH, &format!("include={relation}")).await, [found]);
    }
    service.get(&format!("{}?include=nothing", row.path)).await.problem(400);
    service.get(&format!("{}?unknown=1", row.path)).await.problem(400);
}

/// What an update may write, and rows show.
const WRITABLE: &[&str] = &["title", "slug", "body", "status", "rating", "published_at"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_post_writes_over_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = row.only(WRITABLE);
    body["title"] = json!("Letters from the harbour");
    body["slug"] = json!("a-walk-in-the-rain-41");
    body["body"] = json!("It rained all week, and nobody minded.");
    body["status"] = json!("archived");
    body["rating"] = json!("6.5");
    body["published_at"] = json!("2026-01-14T09:30:00.000000Z");
    let now = service.put(&row.path, &body).await.expect(200).data();
    assert_shows(&now, &body);
    assert_eq!(service.get(&row.path).await.expect(200).data(), now);
    service.put(UNKNOWN, &body).await.problem(404);
}

async fn empties(pool: Pool, member: &str) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    assert!(!row.json[member].is_null());
    let mut body = row.only(WRITABLE);
    body.as_object_mut().expect("an object").remove(member);
    let now = service.put(&row.path, &body).await.expect(200).data();
    assert_eq!(now[member], Value::Null);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_post_without_rating_empties_it(pool: Pool) {
    empties(pool, "rating").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_post_without_published_at_empties_it(pool: Pool) {
    empties(pool, "published_at").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_post_leaves_the_rest(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let before = row.only(WRITABLE);
    assert_shows(&service.patch(&row.path, &json!({})).await.expect(200).data(), &before);
    for (member, value) in [
        ("title", json!("Letters from the harbour")),
        ("slug", json!("a-walk-in-the-rain-41")),
        ("body", json!("It rained all week, and nobody minded.")),
        ("status", json!("archived")),
        ("rating", json!("6.5")),
        ("published_at", json!("2026-01-14T09:30:00.000000Z")),
    ] {
        let now = service.patch(&row.path, &json!({ member: value })).await.expect(200).data();
        let mut after = before.clone();
        after[member] = value;
        assert_shows(&now, &after);
        service.put(&row.path, &before).await.expect(200);
    }
    service.patch(UNKNOWN, &json!({})).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_post_keeps_to_the_rules(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    service.patch(&row.path, &json!({ "title": null })).await.fault(422, "/title", "required");
    service.patch(&row.path, &json!({"no_such_member": 1})).await.fault(
        422,
        "/no_such_member",
        "unknown_member",
    );
    service.put(&row.path, &json!({"no_such_member": 1})).await.problem(422);
    service.send("PATCH", &row.path, &[("content-type", "text/plain")], "{}").await.problem(415);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_post_heeds_if_match(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    writing::heeds_if_match(&service, &row, &row.only(WRITABLE)).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_post_rejects_a_taken_slug(pool: Pool) {
    let service = Service::new(pool).await;
    let taken = create(&service).await;
    let row = create(&service).await;
    let mut patch = json!({});
    patch["slug"] = taken.json["slug"].clone();
    service.patch(&row.path, &patch).await.taken(&["/slug"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_post_removes_the_row(pool: Pool) {
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
async fn delete_post_removes_its_comments(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = comments::body(&service).await;
    body["post_id"] = row.json["id"].clone();
    let child = Row::of(&service.post("/api/v1/comments", &body).await.expect(201));
    service.delete(&row.path).await.expect(204);
    service.get(&child.path).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn post_links_tags(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let other = tags::create(&service).await;
    let list = format!("{}/tags", row.path);
    let path = format!("{list}{}", other.path.strip_prefix("/api/v1/tags").expect("its path"));
    for _ in 0..2 {
        service.send("PUT", &path, &[], "").await.expect(204);
        assert_eq!(service.walk(&list, "limit=1").await, std::slice::from_ref(&other.json));
    }
    assert_eq!(service.included(&row, "tags").await, json!([other.json]));
    for _ in 0..2 {
        service.delete(&path).await.expect(204);
        assert!(service.walk(&list, "limit=1").await.is_empty());
    }
    let unknown = format!("{list}/0197d5b4-6a00-7000-8000-00000000ffff");
    service.send("PUT", &unknown, &[], "").await.problem(404);
    service.delete(&unknown).await.problem(404);
    service.get(&format!("{UNKNOWN}/tags")).await.problem(404);
    let path = path.replace(&row.path, UNKNOWN);
    service.send("PUT", &path, &[], "").await.problem(404);
    service.delete(&path).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn post_takes_tags_in_its_body(pool: Pool) {
    let service = Service::new(pool).await;
    let other = tags::create(&service).await;
    let mut body = body(&service).await;
    body["tag_ids"] = json!(["0197d5b4-6a00-7000-8000-00000000ffff"]);
    service.post(PATH, &body).await.fault(422, "/tag_ids", "unknown_reference");
    body["tag_ids"] = json!([other.json["id"]]);
    let row = Row::of(&service.post(PATH, &body).await.expect(201));
    let list = format!("{}/tags", row.path);
    assert_eq!(service.walk(&list, "limit=1").await, [other.json]);
    service.patch(&row.path, &json!({})).await.expect(200);
    assert_eq!(service.walk(&list, "limit=1").await.len(), 1);
    service.patch(&row.path, &json!({ "tag_ids": null })).await.fault(422, "/tag_ids", "required");
    service.patch(&row.path, &json!({ "tag_ids": [] })).await.expect(200);
    assert!(service.walk(&list, "limit=1").await.is_empty());
}

/// What each route answers to whom.
pub const ROUTES: &[Route] = &[
    Route {
        method: "GET",
        path: "/api/v1/posts",
        anonymous: Outcome::Open,
        strangers: &[(UserRole::Author, Outcome::Open), (UserRole::Admin, Outcome::Open)],
        owner: Outcome::Open,
    },
    Route {
        method: "POST",
        path: "/api/v1/posts",
        anonymous: Outcome::Login,
        strangers: &[(UserRole::Author, Outcome::Open), (UserRole::Admin, Outcome::Open)],
        owner: Outcome::Open,
    },
    Route {
        method: "GET",
        path: "/api/v1/posts/{id}",
        anonymous: Outcome::Open,
        strangers: &[(UserRole::Author, Outcome::Open), (UserRole::Admin, Outcome::Open)],
        owner: Outcome::Open,
    },
    Route {
        method: "PUT",
        path: "/api/v1/posts/{id}",
        anonymous: Outcome::Login,
        strangers: &[(UserRole::Author, Outcome::Hidden), (UserRole::Admin, Outcome::Hidden)],
        owner: Outcome::Open,
    },
    Route {
        method: "PATCH",
        path: "/api/v1/posts/{id}",
        anonymous: Outcome::Login,
        strangers: &[(UserRole::Author, Outcome::Hidden), (UserRole::Admin, Outcome::Hidden)],
        owner: Outcome::Open,
    },
    Route {
        method: "DELETE",
        path: "/api/v1/posts/{id}",
        anonymous: Outcome::Login,
        strangers: &[(UserRole::Author, Outcome::Hidden), (UserRole::Admin, Outcome::Open)],
        owner: Outcome::Open,
    },
    Route {
        method: "GET",
        path: "/api/v1/users/{id}/posts",
        anonymous: Outcome::Login,
        strangers: &[(UserRole::Author, Outcome::Hidden), (UserRole::Admin, Outcome::Open)],
        owner: Outcome::Open,
    },
    Route {
        method: "GET",
        path: "/api/v1/posts/{id}/tags",
        anonymous: Outcome::Open,
        strangers: &[(UserRole::Author, Outcome::Open), (UserRole::Admin, Outcome::Open)],
        owner: Outcome::Open,
    },
    Route {
        method: "PUT",
        path: "/api/v1/posts/{id}/tags/{tag_id}",
        anonymous: Outcome::Login,
        strangers: &[(UserRole::Author, Outcome::Hidden), (UserRole::Admin, Outcome::Hidden)],
        owner: Outcome::Open,
    },
    Route {
        method: "DELETE",
        path: "/api/v1/posts/{id}/tags/{tag_id}",
        anonymous: Outcome::Login,
        strangers: &[(UserRole::Author, Outcome::Hidden), (UserRole::Admin, Outcome::Hidden)],
        owner: Outcome::Open,
    },
];

#[sqlx::test(migrator = "MIGRATOR")]
async fn posts_are_for_those_who_may(pool: Pool) {
    let service = Service::new(pool).await;
    access::holds(&service, &ROUTES[0], the_list).await;
    access::holds(&service, &ROUTES[1], a_body).await;
    access::holds(&service, &ROUTES[2], a_row).await;
    access::holds(&service, &ROUTES[3], a_whole_row).await;
    access::holds(&service, &ROUTES[4], a_row).await;
    access::holds(&service, &ROUTES[5], a_row).await;
    access::holds(&service, &ROUTES[6], beneath_author).await;
    access::holds(&service, &ROUTES[7], tags_of_a_row).await;
    access::holds(&service, &ROUTES[8], a_tag_of_a_row).await;
    access::holds(&service, &ROUTES[9], a_tag_of_a_row).await;
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

async fn beneath_author(service: &Service) -> Target {
    let row = create(service).await;
    service.target(format!("/api/v1/users/{}/posts", row.segment("author_id")), Value::Null)
}

async fn tags_of_a_row(service: &Service) -> Target {
    let row = create(service).await;
    service.target(format!("{}/tags", row.path), Value::Null)
}

async fn a_tag_of_a_row(service: &Service) -> Target {
    let row = create(service).await;
    let other = service.any("tags", tags::create).await;
    service.target(
        format!("{}/tags{}", row.path, other.path.strip_prefix("/api/v1/tags").expect("its path")),
        Value::Null,
    )
}
