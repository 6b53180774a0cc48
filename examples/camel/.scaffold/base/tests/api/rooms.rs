//! Rooms, as their clients see them.

use serde_json::{Value, json};

use crate::bookings;
use crate::listing;
use crate::support::*;
use crate::writing;

const PATH: &str = "/v2/rooms";
const UNKNOWN: &str = "/v2/rooms/0197d5b4-6a00-7000-8000-00000000ffff";

/// A body for a row like no other.
pub async fn body(service: &Service) -> Value {
    let n = service.count("rooms");
    json!({
        "displayName": format!("Ada Lovelace {n}"),
        "seatCount": n % 500 + 1,
        "hasVideo": n.is_multiple_of(2),
        "openingHours": {"colour": "green", "sizes": [1, 2]},
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
async fn create_room_answers_with_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let body = body(&service).await;
    let answer = service.post(PATH, &body).await.expect(201);
    let row = Row::of(&answer);
    assert_shows(&row.json, &body);
    let found = service.get(&row.path).await.expect(200);
    assert_eq!((found.data(), found.header("etag")), (row.json, row.tag.as_str()));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_room_rejects_what_is_no_json(pool: Pool) {
    let service = Service::new(pool).await;
    writing::rejects_what_is_no_json(&service, PATH).await;
}

/// Members that the server sets, and one that nobody knows.
const REFUSED: &[&str] = &["id", "createdAt", "updatedAt", "no_such_member"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_room_rejects_members_that_are_not_the_clients(pool: Pool) {
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
async fn create_room_rejects_missing_display_name(pool: Pool) {
    rejects(pool, "displayName", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_room_rejects_null_display_name(pool: Pool) {
    rejects(pool, "displayName", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_room_rejects_display_name_of_wrong_type(pool: Pool) {
    rejects(pool, "displayName", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_room_rejects_empty_display_name(pool: Pool) {
    rejects(pool, "displayName", Some(json!("")), "too_short").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_room_rejects_display_name_longer_than_80_characters(pool: Pool) {
    rejects(pool, "displayName", Some(json!("a".repeat(81))), "too_long").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_room_rejects_display_name_with_line_break(pool: Pool) {
    rejects(pool, "displayName", Some(json!("Ada Lov\nelace 0")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_room_rejects_display_name_with_nul(pool: Pool) {
    rejects(pool, "displayName", Some(json!("Ada Lov\u{0}elace 0")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_room_rejects_missing_seat_count(pool: Pool) {
    rejects(pool, "seatCount", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_room_rejects_null_seat_count(pool: Pool) {
    rejects(pool, "seatCount", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_room_rejects_seat_count_of_wrong_type(pool: Pool) {
    rejects(pool, "seatCount", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_room_rejects_seat_count_out_of_range(pool: Pool) {
    rejects(pool, "seatCount", Some(json!(2147483648_i64)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_room_rejects_seat_count_below_minimum(pool: Pool) {
    rejects(pool, "seatCount", Some(json!(0)), "too_small").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_room_rejects_seat_count_above_maximum(pool: Pool) {
    rejects(pool, "seatCount", Some(json!(501)), "too_large").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_room_rejects_null_has_video(pool: Pool) {
    rejects(pool, "hasVideo", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_room_rejects_has_video_of_wrong_type(pool: Pool) {
    rejects(pool, "hasVideo", Some(json!("yes")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_room_tells_everything_wrong_at_once(pool: Pool) {
    let service = Service::new(pool).await;
    let mut body = body(&service).await;
    body.as_object_mut().expect("an object").remove("displayName");
    body["seatCount"] = json!(0);
    body["hasVideo"] = json!(null);
    service.post(PATH, &body).await.faults(&[
        ("/displayName", "required"),
        ("/seatCount", "too_small"),
        ("/hasVideo", "required"),
    ]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_room_rejects_a_taken_display_name(pool: Pool) {
    let service = Service::new(pool).await;
    let taken = create(&service).await;
    let mut body = body(&service).await;
    body["displayName"] = taken.json["displayName"].clone();
    service.post(PATH, &body).await.taken(&["/displayName"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_rooms_rejects_what_it_does_not_know(pool: Pool) {
    let service = Service::new(pool).await;
    listing::rejects_what_it_does_not_know(&service, PATH).await;
    service.get(&format!("{PATH}?q=a")).await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_rooms_shows_every_row_once(pool: Pool) {
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
async fn list_rooms_filters_by_id(pool: Pool) {
    filters(pool, "id", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_rooms_filters_by_display_name(pool: Pool) {
    filters(pool, "displayName", &["", ".ne", ".in", ".contains", ".starts"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_rooms_filters_by_seat_count(pool: Pool) {
    filters(pool, "seatCount", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_rooms_filters_by_has_video(pool: Pool) {
    filters(pool, "hasVideo", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_rooms_filters_by_created_at(pool: Pool) {
    filters(pool, "createdAt", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_rooms_filters_by_updated_at(pool: Pool) {
    filters(pool, "updatedAt", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

async fn sorts(pool: Pool, member: &str, comparable: bool) {
    let service = Service::new(pool).await;
    let rows = rows(&service, 5).await;
    listing::sorts(&service, PATH, &rows, member, comparable).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_rooms_sorts_by_id(pool: Pool) {
    sorts(pool, "id", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_rooms_sorts_by_display_name(pool: Pool) {
    sorts(pool, "displayName", false).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_rooms_sorts_by_seat_count(pool: Pool) {
    sorts(pool, "seatCount", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_rooms_sorts_by_created_at(pool: Pool) {
    sorts(pool, "createdAt", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_rooms_sorts_by_updated_at(pool: Pool) {
    sorts(pool, "updatedAt", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_room_answers_404_where_there_is_none(pool: Pool) {
    let service = Service::new(pool).await;
    service.get(UNKNOWN).await.problem(404);
    service.get("/v2/rooms/not-a-key").await.problem(400);
    service.get("/v2/rooms/%00").await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_room_answers_304_to_those_who_know_it(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let known =
        service.send("GET", &row.path, &[("if-none-match", &row.tag)], "").await.expect(304);
    assert!(known.body.is_empty());
    service.send("GET", &row.path, &[("if-none-match", "\"other\"")], "").await.expect(200);
}

/// Relations that a request may name.
const INCLUDE: &[&str] = &["bookings"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_room_includes_what_is_asked_for(pool: Pool) {
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
const WRITABLE: &[&str] = &["displayName", "seatCount", "hasVideo", "openingHours"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_room_writes_over_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = row.only(WRITABLE);
    body["displayName"] = json!("Ada Lovelace 41");
    body["seatCount"] = json!(42);
    body["hasVideo"] = json!(false);
    body["openingHours"] = json!([true, null, -1.7976931348623157e308]);
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
async fn replace_room_without_opening_hours_empties_it(pool: Pool) {
    empties(pool, "openingHours").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_room_leaves_the_rest(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let before = row.only(WRITABLE);
    assert_shows(&service.patch(&row.path, &json!({})).await.expect(200).data(), &before);
    for (member, value) in [
        ("displayName", json!("Ada Lovelace 41")),
        ("seatCount", json!(42)),
        ("hasVideo", json!(false)),
        ("openingHours", json!([true, null, -1.7976931348623157e308])),
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
async fn change_room_keeps_to_the_rules(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    service.patch(&row.path, &json!({ "displayName": null })).await.fault(
        422,
        "/displayName",
        "required",
    );
    service.patch(&row.path, &json!({"no_such_member": 1})).await.fault(
        422,
        "/no_such_member",
        "unknown_member",
    );
    service.put(&row.path, &json!({"no_such_member": 1})).await.problem(422);
    service.send("PATCH", &row.path, &[("content-type", "text/plain")], "{}").await.problem(415);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_room_heeds_if_match(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    writing::heeds_if_match(&service, &row, &row.only(WRITABLE)).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_room_rejects_a_taken_display_name(pool: Pool) {
    let service = Service::new(pool).await;
    let taken = create(&service).await;
    let row = create(&service).await;
    let mut patch = json!({});
    patch["displayName"] = taken.json["displayName"].clone();
    service.patch(&row.path, &patch).await.taken(&["/displayName"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_room_removes_the_row(pool: Pool) {
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
async fn delete_room_removes_its_bookings(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = bookings::body(&service).await;
    body["roomId"] = row.json["id"].clone();
    let child = Row::of(&service.post("/v2/bookings", &body).await.expect(201));
    service.delete(&row.path).await.expect(204);
    service.get(&child.path).await.problem(404);
}
