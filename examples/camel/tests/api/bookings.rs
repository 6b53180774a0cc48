//! Bookings, as their clients see them.

use serde_json::{Value, json};

use crate::listing;
use crate::rooms;
use crate::support::*;
use crate::writing;

const PATH: &str = "/v2/bookings";
const UNKNOWN: &str = "/v2/bookings/0197d5b4-6a00-7000-8000-00000000ffff";

/// A body for a row like no other.
pub async fn body(service: &Service) -> Value {
    let n = service.count("bookings");
    let room = service.any("rooms", rooms::create).await;
    json!({
        "roomId": room.json["id"],
        "bookedBy": format!("ada{n}@example.com"),
        "startsAt": format!("2026-01-{:02}T{:02}:{:02}:00.000000Z", n / 1440 % 28 + 1, n / 60 % 24, n % 60),
        "endsAt": format!("2026-01-{:02}T09:30:00.000000Z", n % 28 + 1),
        "bookingState": &["requested", "confirmed", "cancelled"][n % 3],
        "labels": ["travel", "cooking"],
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
async fn create_booking_answers_with_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let body = body(&service).await;
    let answer = service.post(PATH, &body).await.expect(201);
    let row = Row::of(&answer);
    assert_shows(&row.json, &body);
    let found = service.get(&row.path).await.expect(200);
    assert_eq!((found.data(), found.header("etag")), (row.json, row.tag.as_str()));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_booking_rejects_what_is_no_json(pool: Pool) {
    let service = Service::new(pool).await;
    writing::rejects_what_is_no_json(&service, PATH).await;
}

/// Members that the server sets, and one that nobody knows.
const REFUSED: &[&str] = &["id", "createdAt", "updatedAt", "no_such_member"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_booking_rejects_members_that_are_not_the_clients(pool: Pool) {
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
async fn create_booking_rejects_missing_room_id(pool: Pool) {
    rejects(pool, "roomId", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_booking_rejects_null_room_id(pool: Pool) {
    rejects(pool, "roomId", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_booking_rejects_room_id_of_wrong_type(pool: Pool) {
    rejects(pool, "roomId", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_booking_rejects_unknown_room_id(pool: Pool) {
    rejects(
        pool,
        "roomId",
        Some(json!("00000000-0000-7000-8000-000000000000")),
        "unknown_reference",
    )
    .await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_booking_rejects_missing_booked_by(pool: Pool) {
    rejects(pool, "bookedBy", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_booking_rejects_null_booked_by(pool: Pool) {
    rejects(pool, "bookedBy", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_booking_rejects_booked_by_of_wrong_type(pool: Pool) {
    rejects(pool, "bookedBy", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_booking_rejects_malformed_booked_by(pool: Pool) {
    rejects(pool, "bookedBy", Some(json!("nobody.example.com")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_booking_rejects_missing_starts_at(pool: Pool) {
    rejects(pool, "startsAt", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_booking_rejects_null_starts_at(pool: Pool) {
    rejects(pool, "startsAt", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_booking_rejects_starts_at_of_wrong_type(pool: Pool) {
    rejects(pool, "startsAt", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_booking_rejects_unreadable_starts_at(pool: Pool) {
    rejects(pool, "startsAt", Some(json!("2026-02-30T12:00:00Z")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_booking_rejects_missing_ends_at(pool: Pool) {
    rejects(pool, "endsAt", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_booking_rejects_null_ends_at(pool: Pool) {
    rejects(pool, "endsAt", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_booking_rejects_ends_at_of_wrong_type(pool: Pool) {
    rejects(pool, "endsAt", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_booking_rejects_unreadable_ends_at(pool: Pool) {
    rejects(pool, "endsAt", Some(json!("2026-02-30T12:00:00Z")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_booking_rejects_null_booking_state(pool: Pool) {
    rejects(pool, "bookingState", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_booking_rejects_booking_state_of_wrong_type(pool: Pool) {
    rejects(pool, "bookingState", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_booking_rejects_unknown_booking_state(pool: Pool) {
    rejects(pool, "bookingState", Some(json!("unheard_of")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_booking_rejects_null_labels(pool: Pool) {
    rejects(pool, "labels", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_booking_rejects_labels_of_wrong_type(pool: Pool) {
    rejects(pool, "labels", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_booking_rejects_more_than_100_labels(pool: Pool) {
    rejects(pool, "labels", Some(json!(vec!["travel"; 101])), "too_many").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_booking_tells_everything_wrong_at_once(pool: Pool) {
    let service = Service::new(pool).await;
    let mut body = body(&service).await;
    body.as_object_mut().expect("an object").remove("roomId");
    body["bookedBy"] = json!("nobody.example.com");
    body.as_object_mut().expect("an object").remove("startsAt");
    body.as_object_mut().expect("an object").remove("endsAt");
    body["bookingState"] = json!(null);
    body["labels"] = json!(null);
    service.post(PATH, &body).await.faults(&[
        ("/roomId", "required"),
        ("/bookedBy", "invalid_format"),
        ("/startsAt", "required"),
        ("/endsAt", "required"),
        ("/bookingState", "required"),
        ("/labels", "required"),
    ]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_booking_rejects_a_taken_room_id_and_starts_at(pool: Pool) {
    let service = Service::new(pool).await;
    let taken = create(&service).await;
    let mut body = body(&service).await;
    body["roomId"] = taken.json["roomId"].clone();
    body["startsAt"] = taken.json["startsAt"].clone();
    service.post(PATH, &body).await.taken(&["/roomId", "/startsAt"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_booking_rejects_what_breaks_ends_after_start(pool: Pool) {
    let service = Service::new(pool).await;
    let mut body = body(&service).await;
    body["startsAt"] = json!("2026-01-01T09:30:00.000000Z");
    body["endsAt"] = json!("2026-01-01T09:30:00.000000Z");
    service.post(PATH, &body).await.fault(422, "/endsAt", "check_failed");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_bookings_rejects_what_it_does_not_know(pool: Pool) {
    let service = Service::new(pool).await;
    listing::rejects_what_it_does_not_know(&service, PATH).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_bookings_shows_every_row_once(pool: Pool) {
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
async fn list_bookings_filters_by_id(pool: Pool) {
    filters(pool, "id", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_bookings_filters_by_room_id(pool: Pool) {
    filters(pool, "roomId", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_bookings_filters_by_starts_at(pool: Pool) {
    filters(pool, "startsAt", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_bookings_filters_by_booking_state(pool: Pool) {
    filters(pool, "bookingState", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_bookings_filters_by_created_at(pool: Pool) {
    filters(pool, "createdAt", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_bookings_filters_by_updated_at(pool: Pool) {
    filters(pool, "updatedAt", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

async fn sorts(pool: Pool, member: &str, comparable: bool) {
    let service = Service::new(pool).await;
    let rows = rows(&service, 5).await;
    listing::sorts(&service, PATH, &rows, member, comparable).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_bookings_sorts_by_id(pool: Pool) {
    sorts(pool, "id", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_bookings_sorts_by_starts_at(pool: Pool) {
    sorts(pool, "startsAt", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_bookings_sorts_by_created_at(pool: Pool) {
    sorts(pool, "createdAt", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_bookings_sorts_by_updated_at(pool: Pool) {
    sorts(pool, "updatedAt", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_bookings_searches_booked_by(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    listing::searches(&service, PATH, &row, "bookedBy").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn bookings_are_found_by_room(pool: Pool) {
    let service = Service::new(pool).await;
    create(&service).await;
    let parent = rooms::create(&service).await;
    let mut own = body(&service).await;
    own["roomId"] = parent.json["id"].clone();
    let row = Row::of(&service.post(PATH, &own).await.expect(201));
    let path = format!("{}/bookings", parent.path);
    assert_eq!(service.walk(&path, "limit=1").await, std::slice::from_ref(&row.json));
    assert_eq!(service.included(&parent, "bookings").await, json!([row.json]));
    assert_eq!(service.included(&row, "room").await, parent.json);
    service.get("/v2/rooms/0197d5b4-6a00-7000-8000-00000000ffff/bookings").await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_booking_answers_404_where_there_is_none(pool: Pool) {
    let service = Service::new(pool).await;
    service.get(UNKNOWN).await.problem(404);
    service.get("/v2/bookings/not-a-key").await.problem(400);
    service.get("/v2/bookings/%00").await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_booking_answers_304_to_those_who_know_it(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let known =
        service.send("GET", &row.path, &[("if-none-match", &row.tag)], "").await.expect(304);
    assert!(known.body.is_empty());
    service.send("GET", &row.path, &[("if-none-match", "\"other\"")], "").await.expect(200);
}

/// Relations that a request may name.
const INCLUDE: &[&str] = &["room"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_booking_includes_what_is_asked_for(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let plain = service.get(&row.path).await.expect(200).data();
    for relation in INCLUDE {
        let found =
            service.get(&format!("{}?include={relation}", row.path)).await.expect(200).data();
        assert!(plain.get(relation).is_none() && found.get(relation).is_some(), "{found}");
        assert_eq!(service.walk(PATH, &format!("include={relation}")).await, [found]);
    }
    let related = service.included(&row, "room").await;
    assert_eq!(related["id"], row.json["roomId"]);
    service.get(&format!("{}?include=nothing", row.path)).await.problem(400);
    service.get(&format!("{}?unknown=1", row.path)).await.problem(400);
}

/// What an update may write, and rows show.
const WRITABLE: &[&str] = &["roomId", "bookedBy", "startsAt", "endsAt", "bookingState", "labels"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_booking_writes_over_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = row.only(WRITABLE);
    body["bookedBy"] = json!("ada41@example.com");
    body["startsAt"] = json!("2026-01-01T00:41:00.000000Z");
    body["endsAt"] = json!("2026-01-14T09:30:00.000000Z");
    body["bookingState"] = json!("cancelled");
    body["labels"] = json!(["travel-0", "travel-1"]);
    let now = service.put(&row.path, &body).await.expect(200).data();
    assert_shows(&now, &body);
    assert_eq!(service.get(&row.path).await.expect(200).data(), now);
    service.put(UNKNOWN, &body).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_booking_leaves_the_rest(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let before = row.only(WRITABLE);
    assert_shows(&service.patch(&row.path, &json!({})).await.expect(200).data(), &before);
    for (member, value) in [
        ("bookedBy", json!("ada41@example.com")),
        ("startsAt", json!("2026-01-01T00:41:00.000000Z")),
        ("endsAt", json!("2026-01-14T09:30:00.000000Z")),
        ("bookingState", json!("cancelled")),
        ("labels", json!(["travel-0", "travel-1"])),
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
async fn change_booking_keeps_to_the_rules(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    service.patch(&row.path, &json!({ "roomId": null })).await.fault(422, "/roomId", "required");
    service.patch(&row.path, &json!({"no_such_member": 1})).await.fault(
        422,
        "/no_such_member",
        "unknown_member",
    );
    service.put(&row.path, &json!({"no_such_member": 1})).await.problem(422);
    service.send("PATCH", &row.path, &[("content-type", "text/plain")], "{}").await.problem(415);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_booking_heeds_if_match(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    writing::heeds_if_match(&service, &row, &row.only(WRITABLE)).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_booking_rejects_a_taken_room_id_and_starts_at(pool: Pool) {
    let service = Service::new(pool).await;
    let taken = create(&service).await;
    let row = create(&service).await;
    let mut patch = json!({});
    patch["roomId"] = taken.json["roomId"].clone();
    patch["startsAt"] = taken.json["startsAt"].clone();
    service.patch(&row.path, &patch).await.taken(&["/roomId", "/startsAt"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_booking_removes_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    service.send("DELETE", &row.path, &[("if-match", "\"other\"")], "").await.problem(412);
    service.send("DELETE", &row.path, &[("if-match", &row.tag)], "").await.expect(204);
    service.delete(&row.path).await.problem(404);
    service.delete(UNKNOWN).await.problem(404);
    service.get(&row.path).await.problem(404);
    assert!(service.walk(PATH, "limit=1").await.is_empty());
}
