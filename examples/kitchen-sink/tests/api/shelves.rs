//! Shelves, as their clients see them.

use serde_json::{Value, json};

use crate::artifacts;
use crate::listing;
use crate::placements;
use crate::support::*;
use crate::writing;

const PATH: &str = "/museum/v1/shelves";
const UNKNOWN: &str = "/museum/v1/shelves/unknown/32000";

/// A body for a row like no other.
pub async fn body(service: &Service) -> Value {
    let n = service.count("shelves");
    json!({
        "room": format!("alde{n}"),
        "key": n % 32767 + 1,
        "order": n + 1,
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
async fn create_shelf_answers_with_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let body = body(&service).await;
    let answer = service.post(PATH, &body).await.expect(201);
    let row = Row::of(&answer);
    assert_shows(&row.json, &body);
    let found = service.get(&row.path).await.expect(200);
    assert_eq!((found.data(), found.header("etag")), (row.json, row.tag.as_str()));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_shelf_rejects_what_is_no_json(pool: Pool) {
    let service = Service::new(pool).await;
    writing::rejects_what_is_no_json(&service, PATH).await;
}

/// Members that the server sets, and one that nobody knows.
const REFUSED: &[&str] = &["created_at", "updated_at", "no_such_member"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_shelf_rejects_members_that_are_not_the_clients(pool: Pool) {
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
async fn create_shelf_rejects_missing_room(pool: Pool) {
    rejects(pool, "room", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_shelf_rejects_null_room(pool: Pool) {
    rejects(pool, "room", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_shelf_rejects_room_of_wrong_type(pool: Pool) {
    rejects(pool, "room", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_shelf_rejects_empty_room(pool: Pool) {
    rejects(pool, "room", Some(json!("")), "too_short").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_shelf_rejects_room_longer_than_10_characters(pool: Pool) {
    rejects(pool, "room", Some(json!("a".repeat(11))), "too_long").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_shelf_rejects_room_with_line_break(pool: Pool) {
    rejects(pool, "room", Some(json!("al\nde0")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_shelf_rejects_room_with_nul(pool: Pool) {
    rejects(pool, "room", Some(json!("al\u{0}de0")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_shelf_rejects_room_of_dots(pool: Pool) {
    rejects(pool, "room", Some(json!("..")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_shelf_rejects_missing_key(pool: Pool) {
    rejects(pool, "key", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_shelf_rejects_null_key(pool: Pool) {
    rejects(pool, "key", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_shelf_rejects_key_of_wrong_type(pool: Pool) {
    rejects(pool, "key", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_shelf_rejects_key_out_of_range(pool: Pool) {
    rejects(pool, "key", Some(json!(32768)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_shelf_rejects_key_below_minimum(pool: Pool) {
    rejects(pool, "key", Some(json!(0)), "too_small").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_shelf_rejects_null_order(pool: Pool) {
    rejects(pool, "order", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_shelf_rejects_order_of_wrong_type(pool: Pool) {
    rejects(pool, "order", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_shelf_rejects_order_out_of_range(pool: Pool) {
    rejects(pool, "order", Some(json!(2147483648_i64)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_shelf_tells_everything_wrong_at_once(pool: Pool) {
    let service = Service::new(pool).await;
    let mut body = body(&service).await;
    body.as_object_mut().expect("an object").remove("room");
    body["key"] = json!(0);
    body["order"] = json!(null);
    service.post(PATH, &body).await.faults(&[
        ("/room", "required"),
        ("/key", "too_small"),
        ("/order", "required"),
    ]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_shelf_rejects_a_taken_room_and_key(pool: Pool) {
    let service = Service::new(pool).await;
    let taken = create(&service).await;
    let mut body = body(&service).await;
    body["room"] = taken.json["room"].clone();
    body["key"] = taken.json["key"].clone();
    service.post(PATH, &body).await.taken(&["/room", "/key"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_shelves_rejects_what_it_does_not_know(pool: Pool) {
    let service = Service::new(pool).await;
    listing::rejects_what_it_does_not_know(&service, PATH).await;
    service.get(&format!("{PATH}?q=a")).await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_shelves_shows_every_row_once(pool: Pool) {
    let service = Service::new(pool).await;
    let rows = rows(&service, 5).await.into_iter().map(|row| row.json).collect::<Vec<_>>();
    for limit in [1, 2, 50] {
        assert_same_rows(&service.walk(PATH, &format!("limit={limit}")).await, &rows);
    }
    service.get(&format!("{PATH}?limit=51")).await.problem(400);
    let page = service.get(&format!("{PATH}?limit=5&total=true")).await.expect(200).data();
    assert_eq!((&page["total"], &page["next"]), (&json!(5), &Value::Null));
    let page = service.get(&format!("{PATH}?limit=1")).await.expect(200).data();
    let next = page["next"].as_str().expect("more rows");
    service.get(&format!("{PATH}?limit=1&sort=-room&cursor={next}")).await.problem(400);
}

async fn filters(pool: Pool, member: &str, operators: &[&str]) {
    let service = Service::new(pool).await;
    let rows = rows(&service, 3).await;
    listing::filters(&service, PATH, &rows, member, operators).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_shelves_filters_by_room(pool: Pool) {
    filters(pool, "room", &["", ".ne", ".in", ".contains", ".starts"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_shelves_filters_by_created_at(pool: Pool) {
    filters(pool, "created_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_shelves_filters_by_updated_at(pool: Pool) {
    filters(pool, "updated_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

async fn sorts(pool: Pool, member: &str, comparable: bool) {
    let service = Service::new(pool).await;
    let rows = rows(&service, 5).await;
    listing::sorts(&service, PATH, &rows, member, comparable).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_shelves_sorts_by_room(pool: Pool) {
    sorts(pool, "room", false).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_shelves_sorts_by_key(pool: Pool) {
    sorts(pool, "key", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_shelves_sorts_by_created_at(pool: Pool) {
    sorts(pool, "created_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_shelves_sorts_by_updated_at(pool: Pool) {
    sorts(pool, "updated_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_shelf_answers_404_where_there_is_none(pool: Pool) {
    let service = Service::new(pool).await;
    service.get(UNKNOWN).await.problem(404);
    service.get("/museum/v1/shelves/not-a-key/not-a-key").await.problem(400);
    service.get("/museum/v1/shelves/%00/%00").await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_shelf_answers_304_to_those_who_know_it(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let known =
        service.send("GET", &row.path, &[("if-none-match", &row.tag)], "").await.expect(304);
    assert!(known.body.is_empty());
    service.send("GET", &row.path, &[("if-none-match", "\"other\"")], "").await.expect(200);
}

/// Relations that a request may name.
const INCLUDE: &[&str] = &["artifacts", "placements"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_shelf_includes_what_is_asked_for(pool: Pool) {
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
const WRITABLE: &[&str] = &["order"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_shelf_writes_over_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = row.only(WRITABLE);
    body["order"] = json!(42);
    let now = service.put(&row.path, &body).await.expect(200).data();
    assert_shows(&now, &body);
    assert_eq!(service.get(&row.path).await.expect(200).data(), now);
    service.put(UNKNOWN, &body).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_shelf_leaves_the_rest(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let before = row.only(WRITABLE);
    assert_shows(&service.patch(&row.path, &json!({})).await.expect(200).data(), &before);
    for (member, value) in [("order", json!(42))] {
        let now = service.patch(&row.path, &json!({ member: value })).await.expect(200).data();
        let mut after = before.clone();
        after[member] = value;
        assert_shows(&now, &after);
        service.put(&row.path, &before).await.expect(200);
    }
    service.patch(UNKNOWN, &json!({})).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_shelf_keeps_to_the_rules(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    service.patch(&row.path, &json!({ "order": null })).await.fault(422, "/order", "required");
    service.patch(&row.path, &json!({"no_such_member": 1})).await.fault(
        422,
        "/no_such_member",
        "unknown_member",
    );
    service.put(&row.path, &json!({"no_such_member": 1})).await.problem(422);
    service.send("PATCH", &row.path, &[("content-type", "text/plain")], "{}").await.problem(415);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_shelf_heeds_if_match(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    writing::heeds_if_match(&service, &row, &row.only(WRITABLE)).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_shelf_removes_the_row(pool: Pool) {
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
async fn delete_shelf_leaves_its_artifacts_without_shelf(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = artifacts::body(&service).await;
    body["shelf_room"] = row.json["room"].clone();
    body["shelf_key"] = row.json["key"].clone();
    let child = Row::of(&service.post("/museum/v1/artifacts", &body).await.expect(201));
    service.delete(&row.path).await.expect(204);
    let child = service.get(&child.path).await.expect(200).data();
    assert_eq!(child["shelf_room"], Value::Null);
    assert_eq!(child["shelf_key"], Value::Null);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_shelf_removes_its_placements(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = placements::body(&service).await;
    body["shelf_room"] = row.json["room"].clone();
    body["shelf_key"] = row.json["key"].clone();
    let child = Row::of(&service.post("/museum/v1/placements", &body).await.expect(201));
    service.delete(&row.path).await.expect(204);
    service.get(&child.path).await.problem(404);
}
