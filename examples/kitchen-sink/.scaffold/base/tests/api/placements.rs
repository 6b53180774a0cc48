//! Placements, as their clients see them.

use serde_json::{Value, json};

use crate::artifacts;
use crate::audits;
use crate::listing;
use crate::shelves;
use crate::support::*;
use crate::writing;

const PATH: &str = "/museum/v1/placements";
const UNKNOWN: &str = "/museum/v1/placements/0197d5b4-6a00-7000-8000-00000000ffff/unknown/32000";

/// A body for a row like no other.
pub async fn body(service: &Service) -> Value {
    let n = service.count("placements");
    let artifact = artifacts::create(service).await;
    let shelf = service.any("shelves", shelves::create).await;
    json!({
        "artifact_id": artifact.json["id"],
        "shelf_room": shelf.json["room"],
        "shelf_key": shelf.json["key"],
        "remark": &["The ferry leaves at nine and comes back at five.", "Bread needs time more than it needs work.", "It rained all week, and nobody minded."][n % 3],
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
async fn create_placement_answers_with_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let body = body(&service).await;
    let answer = service.post(PATH, &body).await.expect(201);
    let row = Row::of(&answer);
    assert_shows(&row.json, &body);
    let found = service.get(&row.path).await.expect(200);
    assert_eq!((found.data(), found.header("etag")), (row.json, row.tag.as_str()));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_placement_rejects_what_is_no_json(pool: Pool) {
    let service = Service::new(pool).await;
    writing::rejects_what_is_no_json(&service, PATH).await;
}

/// Members that the server sets, and one that nobody knows.
const REFUSED: &[&str] = &["placed_at", "no_such_member"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_placement_rejects_members_that_are_not_the_clients(pool: Pool) {
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
async fn create_placement_rejects_missing_artifact_id(pool: Pool) {
    rejects(pool, "artifact_id", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_placement_rejects_null_artifact_id(pool: Pool) {
    rejects(pool, "artifact_id", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_placement_rejects_artifact_id_of_wrong_type(pool: Pool) {
    rejects(pool, "artifact_id", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_placement_rejects_unknown_artifact_id(pool: Pool) {
    rejects(
        pool,
        "artifact_id",
        Some(json!("00000000-0000-7000-8000-000000000000")),
        "unknown_reference",
    )
    .await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_placement_rejects_missing_shelf_room(pool: Pool) {
    rejects(pool, "shelf_room", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_placement_rejects_null_shelf_room(pool: Pool) {
    rejects(pool, "shelf_room", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_placement_rejects_shelf_room_of_wrong_type(pool: Pool) {
    rejects(pool, "shelf_room", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_placement_rejects_remark_of_wrong_type(pool: Pool) {
    rejects(pool, "remark", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_placement_rejects_remark_longer_than_255_characters(pool: Pool) {
    rejects(pool, "remark", Some(json!("a".repeat(256))), "too_long").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_placement_rejects_remark_with_line_break(pool: Pool) {
    rejects(
        pool,
        "remark",
        Some(json!("The ferry leaves at nine\n and comes back at five.")),
        "invalid_format",
    )
    .await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_placement_rejects_remark_with_nul(pool: Pool) {
    rejects(
        pool,
        "remark",
        Some(json!("The ferry leaves at nine\u{0} and comes back at five.")),
        "invalid_format",
    )
    .await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_placement_tells_everything_wrong_at_once(pool: Pool) {
    let service = Service::new(pool).await;
    let mut body = body(&service).await;
    body.as_object_mut().expect("an object").remove("artifact_id");
    body["remark"] = json!("The ferry leaves at nine\n and comes back at five.");
    service
        .post(PATH, &body)
        .await
        .faults(&[("/artifact_id", "required"), ("/remark", "invalid_format")]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_placement_rejects_a_taken_artifact_id_and_shelf_room_and_shelf_key(pool: Pool) {
    let service = Service::new(pool).await;
    let taken = create(&service).await;
    let mut body = body(&service).await;
    body["artifact_id"] = taken.json["artifact_id"].clone();
    body["shelf_room"] = taken.json["shelf_room"].clone();
    body["shelf_key"] = taken.json["shelf_key"].clone();
    service.post(PATH, &body).await.taken(&["/artifact_id", "/shelf_room"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_placements_rejects_what_it_does_not_know(pool: Pool) {
    let service = Service::new(pool).await;
    listing::rejects_what_it_does_not_know(&service, PATH).await;
    service.get(&format!("{PATH}?q=a")).await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_placements_shows_every_row_once(pool: Pool) {
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
    service.get(&format!("{PATH}?limit=1&sort=-placed_at&cursor={next}")).await.problem(400);
}

async fn filters(pool: Pool, member: &str, operators: &[&str]) {
    let service = Service::new(pool).await;
    let rows = rows(&service, 3).await;
    listing::filters(&service, PATH, &rows, member, operators).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_placements_filters_by_artifact_id(pool: Pool) {
    filters(pool, "artifact_id", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_placements_filters_by_shelf_room(pool: Pool) {
    filters(pool, "shelf_room", &["", ".ne", ".in", ".contains", ".starts"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_placements_filters_by_shelf_key(pool: Pool) {
    filters(pool, "shelf_key", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_placements_filters_by_placed_at(pool: Pool) {
    filters(pool, "placed_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

async fn sorts(pool: Pool, member: &str, comparable: bool) {
    let service = Service::new(pool).await;
    let rows = rows(&service, 5).await;
    listing::sorts(&service, PATH, &rows, member, comparable).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_placements_sorts_by_placed_at(pool: Pool) {
    sorts(pool, "placed_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn placements_are_found_by_artifact(pool: Pool) {
    let service = Service::new(pool).await;
    create(&service).await;
    let parent = artifacts::create(&service).await;
    let mut own = body(&service).await;
    own["artifact_id"] = parent.json["id"].clone();
    let row = Row::of(&service.post(PATH, &own).await.expect(201));
    let path = format!("{}/placements", parent.path);
    assert_eq!(service.walk(&path, "limit=1").await, std::slice::from_ref(&row.json));
    assert_eq!(service.included(&parent, "placements").await, json!([row.json]));
    assert_eq!(service.included(&row, "artifact").await, parent.json);
    service
        .get("/museum/v1/artifacts/0197d5b4-6a00-7000-8000-00000000ffff/placements")
        .await
        .problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn placements_are_found_by_shelf(pool: Pool) {
    let service = Service::new(pool).await;
    create(&service).await;
    let parent = shelves::create(&service).await;
    let mut own = body(&service).await;
    own["shelf_room"] = parent.json["room"].clone();
    own["shelf_key"] = parent.json["key"].clone();
    let row = Row::of(&service.post(PATH, &own).await.expect(201));
    let path = format!("{}/placements", parent.path);
    assert_eq!(service.walk(&path, "limit=1").await, std::slice::from_ref(&row.json));
    assert_eq!(service.included(&parent, "placements").await, json!([row.json]));
    assert_eq!(service.included(&row, "shelf").await, parent.json);
    service.get("/museum/v1/shelves/unknown/32000/placements").await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_placement_answers_404_where_there_is_none(pool: Pool) {
    let service = Service::new(pool).await;
    service.get(UNKNOWN).await.problem(404);
    service.get("/museum/v1/placements/not-a-key/not-a-key/not-a-key").await.problem(400);
    service.get("/museum/v1/placements/%00/%00/%00").await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_placement_answers_304_to_those_who_know_it(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let known =
        service.send("GET", &row.path, &[("if-none-match", &row.tag)], "").await.expect(304);
    assert!(known.body.is_empty());
    service.send("GET", &row.path, &[("if-none-match", "\"other\"")], "").await.expect(200);
}

/// Relations that a request may name.
const INCLUDE: &[&str] = &["artifact", "shelf", "audits"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_placement_includes_what_is_asked_for(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let plain = service.get(&row.path).await.expect(200).data();
    for relation in INCLUDE {
        let found =
            service.get(&format!("{}?include={relation}", row.path)).await.expect(200).data();
        assert!(plain.get(relation).is_none() && found.get(relation).is_some(), "{found}");
        assert_eq!(service.walk(PATH, &format!("include={relation}")).await, [found]);
    }
    let related = service.included(&row, "artifact").await;
    assert_eq!(related["id"], row.json["artifact_id"]);
    let related = service.included(&row, "shelf").await;
    assert_eq!(related["room"], row.json["shelf_room"]);
    assert_eq!(related["key"], row.json["shelf_key"]);
    service.get(&format!("{}?include=nothing", row.path)).await.problem(400);
    service.get(&format!("{}?unknown=1", row.path)).await.problem(400);
}

/// What an update may write, and rows show.
const WRITABLE: &[&str] = &["remark"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_placement_writes_over_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = row.only(WRITABLE);
    body["remark"] = json!("It rained all week, and nobody minded.");
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
async fn replace_placement_without_remark_empties_it(pool: Pool) {
    empties(pool, "remark").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_placement_leaves_the_rest(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let before = row.only(WRITABLE);
    assert_shows(&service.patch(&row.path, &json!({})).await.expect(200).data(), &before);
    for (member, value) in [("remark", json!("It rained all week, and nobody minded."))] {
        let now = service.patch(&row.path, &json!({ member: value })).await.expect(200).data();
        let mut after = before.clone();
        after[member] = value;
        assert_shows(&now, &after);
        service.put(&row.path, &before).await.expect(200);
    }
    service.patch(UNKNOWN, &json!({})).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_placement_heeds_if_match(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    writing::heeds_if_match(&service, &row, &row.only(WRITABLE)).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_placement_removes_the_row(pool: Pool) {
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
async fn delete_placement_removes_its_audits(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = audits::body(&service).await;
    body["placement_artifact_id"] = row.json["artifact_id"].clone();
    body["placement_shelf_room"] = row.json["shelf_room"].clone();
    body["placement_shelf_key"] = row.json["shelf_key"].clone();
    let child = Row::of(&service.post("/museum/v1/audits", &body).await.expect(201));
    service.delete(&row.path).await.expect(204);
    service.get(&child.path).await.problem(404);
}
