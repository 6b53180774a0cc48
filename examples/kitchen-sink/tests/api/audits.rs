//! Audits, as their clients see them.

use serde_json::{Value, json};

use crate::listing;
use crate::people;
use crate::placements;
use crate::support::*;
use crate::writing;

const PATH: &str = "/museum/v1/audits";
const UNKNOWN: &str = "/museum/v1/audits/0197d5b4-6a00-7000-8000-00000000ffff";

/// A body for a row like no other.
pub async fn body(service: &Service) -> Value {
    let n = service.count("audits");
    let placement = service.any("placements", placements::create).await;
    let by = service.any("people", people::create).await;
    json!({
        "placement_artifact_id": placement.json["artifact_id"],
        "placement_shelf_room": placement.json["shelf_room"],
        "placement_shelf_key": placement.json["shelf_key"],
        "by_handle": by.json["handle"],
        "found": n.is_multiple_of(2),
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
async fn create_audit_answers_with_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let body = body(&service).await;
    let answer = service.post(PATH, &body).await.expect(201);
    let row = Row::of(&answer);
    assert_shows(&row.json, &body);
    let found = service.get(&row.path).await.expect(200);
    assert_eq!((found.data(), found.header("etag")), (row.json, row.tag.as_str()));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_audit_rejects_what_is_no_json(pool: Pool) {
    let service = Service::new(pool).await;
    writing::rejects_what_is_no_json(&service, PATH).await;
}

/// Members that the server sets, and one that nobody knows.
const REFUSED: &[&str] = &["id", "no_such_member"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_audit_rejects_members_that_are_not_the_clients(pool: Pool) {
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
async fn create_audit_rejects_placement_artifact_id_of_wrong_type(pool: Pool) {
    rejects(pool, "placement_artifact_id", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_audit_rejects_missing_by_handle(pool: Pool) {
    rejects(pool, "by_handle", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_audit_rejects_null_by_handle(pool: Pool) {
    rejects(pool, "by_handle", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_audit_rejects_by_handle_of_wrong_type(pool: Pool) {
    rejects(pool, "by_handle", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_audit_rejects_unknown_by_handle(pool: Pool) {
    rejects(pool, "by_handle", Some(json!("ada-lovelace-9999")), "unknown_reference").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_audit_rejects_missing_found(pool: Pool) {
    rejects(pool, "found", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_audit_rejects_null_found(pool: Pool) {
    rejects(pool, "found", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_audit_rejects_found_of_wrong_type(pool: Pool) {
    rejects(pool, "found", Some(json!("yes")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_audit_tells_everything_wrong_at_once(pool: Pool) {
    let service = Service::new(pool).await;
    let mut body = body(&service).await;
    body.as_object_mut().expect("an object").remove("by_handle");
    body.as_object_mut().expect("an object").remove("found");
    service.post(PATH, &body).await.faults(&[("/by_handle", "required"), ("/found", "required")]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_audits_rejects_what_it_does_not_know(pool: Pool) {
    let service = Service::new(pool).await;
    listing::rejects_what_it_does_not_know(&service, PATH).await;
    service.get(&format!("{PATH}?q=a")).await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_audits_shows_every_row_once(pool: Pool) {
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
    service.get(&format!("{PATH}?limit=1&sort=-id&cursor={next}")).await.problem(400);
}

async fn filters(pool: Pool, member: &str, operators: &[&str]) {
    let service = Service::new(pool).await;
    let rows = rows(&service, 3).await;
    listing::filters(&service, PATH, &rows, member, operators).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_audits_filters_by_id(pool: Pool) {
    filters(pool, "id", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_audits_filters_by_placement_artifact_id(pool: Pool) {
    filters(pool, "placement_artifact_id", &["", ".ne", ".in", ".null"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_audits_filters_by_placement_shelf_room(pool: Pool) {
    filters(pool, "placement_shelf_room", &["", ".ne", ".in", ".contains", ".starts", ".null"])
        .await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_audits_filters_by_placement_shelf_key(pool: Pool) {
    filters(
        pool,
        "placement_shelf_key",
        &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte", ".null"],
    )
    .await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_audits_filters_by_by_handle(pool: Pool) {
    filters(pool, "by_handle", &["", ".ne", ".in", ".contains", ".starts"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_audits_filters_by_found(pool: Pool) {
    filters(pool, "found", &["", ".ne", ".in"]).await;
}

async fn sorts(pool: Pool, member: &str, comparable: bool) {
    let service = Service::new(pool).await;
    let rows = rows(&service, 5).await;
    listing::sorts(&service, PATH, &rows, member, comparable).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_audits_sorts_by_id(pool: Pool) {
    sorts(pool, "id", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn audits_are_found_by_placement(pool: Pool) {
    let service = Service::new(pool).await;
    create(&service).await;
    let parent = placements::create(&service).await;
    let mut own = body(&service).await;
    own["placement_artifact_id"] = parent.json["artifact_id"].clone();
    own["placement_shelf_room"] = parent.json["shelf_room"].clone();
    own["placement_shelf_key"] = parent.json["shelf_key"].clone();
    let row = Row::of(&service.post(PATH, &own).await.expect(201));
    let path = format!("{}/audits", parent.path);
    assert_eq!(service.walk(&path, "limit=1").await, std::slice::from_ref(&row.json));
    assert_eq!(service.included(&parent, "audits").await, json!([row.json]));
    assert_eq!(service.included(&row, "placement").await, parent.json);
    service
        .get("/museum/v1/placements/0197d5b4-6a00-7000-8000-00000000ffff/unknown/32000/audits")
        .await
        .problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn audits_are_found_by_by(pool: Pool) {
    let service = Service::new(pool).await;
    create(&service).await;
    let parent = people::create(&service).await;
    let mut own = body(&service).await;
    own["by_handle"] = parent.json["handle"].clone();
    let row = Row::of(&service.post(PATH, &own).await.expect(201));
    let path = format!("{}/audits", parent.path);
    assert_eq!(service.walk(&path, "limit=1").await, std::slice::from_ref(&row.json));
    assert_eq!(service.included(&parent, "audits").await, json!([row.json]));
    assert_eq!(service.included(&row, "by").await, parent.json);
    service.get("/museum/v1/people/0197d5b4-6a00-7000-8000-00000000ffff/audits").await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_audit_answers_404_where_there_is_none(pool: Pool) {
    let service = Service::new(pool).await;
    service.get(UNKNOWN).await.problem(404);
    service.get("/museum/v1/audits/not-a-key").await.problem(400);
    service.get("/museum/v1/audits/%00").await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_audit_answers_304_to_those_who_know_it(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let known =
        service.send("GET", &row.path, &[("if-none-match", &row.tag)], "").await.expect(304);
    assert!(known.body.is_empty());
    service.send("GET", &row.path, &[("if-none-match", "\"other\"")], "").await.expect(200);
}

/// Relations that a request may name.
const INCLUDE: &[&str] = &["placement", "by"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_audit_includes_what_is_asked_for(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let plain = service.get(&row.path).await.expect(200).data();
    for relation in INCLUDE {
        let found =
            service.get(&format!("{}?include={relation}", row.path)).await.expect(200).data();
        assert!(plain.get(relation).is_none() && found.get(relation).is_some(), "{found}");
        assert_eq!(service.walk(PATH, &format!("include={relation}")).await, [found]);
    }
    let related = service.included(&row, "placement").await;
    assert_eq!(related["artifact_id"], row.json["placement_artifact_id"]);
    assert_eq!(related["shelf_room"], row.json["placement_shelf_room"]);
    assert_eq!(related["shelf_key"], row.json["placement_shelf_key"]);
    let related = service.included(&row, "by").await;
    assert_eq!(related["handle"], row.json["by_handle"]);
    service.get(&format!("{}?include=nothing", row.path)).await.problem(400);
    service.get(&format!("{}?unknown=1", row.path)).await.problem(400);
}

/// What an update may write, and rows show.
const WRITABLE: &[&str] =
    &["placement_artifact_id", "placement_shelf_room", "placement_shelf_key", "by_handle", "found"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_audit_writes_over_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = row.only(WRITABLE);
    body["found"] = json!(false);
    let now = service.put(&row.path, &body).await.expect(200).data();
    assert_shows(&now, &body);
    assert_eq!(service.get(&row.path).await.expect(200).data(), now);
    service.put(UNKNOWN, &body).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_audit_leaves_the_rest(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let before = row.only(WRITABLE);
    assert_shows(&service.patch(&row.path, &json!({})).await.expect(200).data(), &before);
    for (member, value) in [("found", json!(false))] {
        let now = service.patch(&row.path, &json!({ member: value })).await.expect(200).data();
        let mut after = before.clone();
        after[member] = value;
        assert_shows(&now, &after);
        service.put(&row.path, &before).await.expect(200);
    }
    service.patch(UNKNOWN, &json!({})).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_audit_keeps_to_the_rules(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    service.patch(&row.path, &json!({ "by_handle": null })).await.fault(
        422,
        "/by_handle",
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
async fn change_audit_heeds_if_match(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    writing::heeds_if_match(&service, &row, &row.only(WRITABLE)).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_audit_removes_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    service.send("DELETE", &row.path, &[("if-match", "\"other\"")], "").await.problem(412);
    service.send("DELETE", &row.path, &[("if-match", &row.tag)], "").await.expect(204);
    service.delete(&row.path).await.problem(404);
    service.delete(UNKNOWN).await.problem(404);
    service.get(&row.path).await.problem(404);
    assert!(service.walk(PATH, "limit=1").await.is_empty());
}
