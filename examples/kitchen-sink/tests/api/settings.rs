//! Settings, as their clients see them.

use serde_json::{Value, json};

use crate::listing;
use crate::support::*;
use crate::writing;

const PATH: &str = "/museum/v1/settings";
const UNKNOWN: &str = "/museum/v1/settings/0197d5b4-6a00-7000-8000-00000000ffff";

/// A body for a row like no other.
pub async fn body(service: &Service) -> Value {
    let n = service.count("settings");
    json!({
        "name": format!("A walk in the rain {n}"),
        "value": {"colour": "green", "sizes": [1, 2]},
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
async fn create_settings_answers_with_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let body = body(&service).await;
    let answer = service.post(PATH, &body).await.expect(201);
    let row = Row::of(&answer);
    assert_shows(&row.json, &body);
    let found = service.get(&row.path).await.expect(200);
    assert_eq!((found.data(), found.header("etag")), (row.json, row.tag.as_str()));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_settings_rejects_what_is_no_json(pool: Pool) {
    let service = Service::new(pool).await;
    writing::rejects_what_is_no_json(&service, PATH).await;
}

/// Members that the server sets, and one that nobody knows.
const REFUSED: &[&str] = &["id", "created_at", "updated_at", "no_such_member"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_settings_rejects_members_that_are_not_the_clients(pool: Pool) {
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
async fn create_settings_rejects_missing_name(pool: Pool) {
    rejects(pool, "name", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_settings_rejects_null_name(pool: Pool) {
    rejects(pool, "name", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_settings_rejects_name_of_wrong_type(pool: Pool) {
    rejects(pool, "name", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_settings_rejects_empty_name(pool: Pool) {
    rejects(pool, "name", Some(json!("")), "too_short").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_settings_rejects_name_longer_than_40_characters(pool: Pool) {
    rejects(pool, "name", Some(json!("a".repeat(41))), "too_long").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_settings_rejects_name_with_line_break(pool: Pool) {
    rejects(pool, "name", Some(json!("A walk in \nthe rain 0")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_settings_rejects_name_with_nul(pool: Pool) {
    rejects(pool, "name", Some(json!("A walk in \u{0}the rain 0")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_settings_rejects_missing_value(pool: Pool) {
    rejects(pool, "value", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_settings_rejects_null_value(pool: Pool) {
    rejects(pool, "value", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_settings_tells_everything_wrong_at_once(pool: Pool) {
    let service = Service::new(pool).await;
    let mut body = body(&service).await;
    body.as_object_mut().expect("an object").remove("name");
    body.as_object_mut().expect("an object").remove("value");
    service.post(PATH, &body).await.faults(&[("/name", "required"), ("/value", "required")]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_settings_rejects_a_taken_name(pool: Pool) {
    let service = Service::new(pool).await;
    let taken = create(&service).await;
    let mut body = body(&service).await;
    body["name"] = taken.json["name"].clone();
    service.post(PATH, &body).await.taken(&["/name"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_settings_rejects_what_it_does_not_know(pool: Pool) {
    let service = Service::new(pool).await;
    listing::rejects_what_it_does_not_know(&service, PATH).await;
    service.get(&format!("{PATH}?q=a")).await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_settings_shows_every_row_once(pool: Pool) {
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
async fn list_settings_filters_by_id(pool: Pool) {
    filters(pool, "id", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_settings_filters_by_name(pool: Pool) {
    filters(pool, "name", &["", ".ne", ".in", ".contains", ".starts"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_settings_filters_by_created_at(pool: Pool) {
    filters(pool, "created_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_settings_filters_by_updated_at(pool: Pool) {
    filters(pool, "updated_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

async fn sorts(pool: Pool, member: &str, comparable: bool) {
    let service = Service::new(pool).await;
    let rows = rows(&service, 5).await;
    listing::sorts(&service, PATH, &rows, member, comparable).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_settings_sorts_by_id(pool: Pool) {
    sorts(pool, "id", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_settings_sorts_by_name(pool: Pool) {
    sorts(pool, "name", false).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_settings_sorts_by_created_at(pool: Pool) {
    sorts(pool, "created_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_settings_sorts_by_updated_at(pool: Pool) {
    sorts(pool, "updated_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_settings_answers_404_where_there_is_none(pool: Pool) {
    let service = Service::new(pool).await;
    service.get(UNKNOWN).await.problem(404);
    service.get("/museum/v1/settings/not-a-key").await.problem(400);
    service.get("/museum/v1/settings/%00").await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_settings_answers_304_to_those_who_know_it(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let known =
        service.send("GET", &row.path, &[("if-none-match", &row.tag)], "").await.expect(304);
    assert!(known.body.is_empty());
    service.send("GET", &row.path, &[("if-none-match", "\"other\"")], "").await.expect(200);
}

/// What an update may write, and rows show.
const WRITABLE: &[&str] = &["name", "value"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_settings_writes_over_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = row.only(WRITABLE);
    body["name"] = json!("A walk in the rain 41");
    body["value"] = json!([true, null, -1.7976931348623157e308]);
    let now = service.put(&row.path, &body).await.expect(200).data();
    assert_shows(&now, &body);
    assert_eq!(service.get(&row.path).await.expect(200).data(), now);
    service.put(UNKNOWN, &body).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_settings_leaves_the_rest(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let before = row.only(WRITABLE);
    assert_shows(&service.patch(&row.path, &json!({})).await.expect(200).data(), &before);
    for (member, value) in [
        ("name", json!("A walk in the rain 41")),
        ("value", json!([true, null, -1.7976931348623157e308])),
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
async fn change_settings_keeps_to_the_rules(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    service.patch(&row.path, &json!({ "name": null })).await.fault(422, "/name", "required");
    service.patch(&row.path, &json!({"no_such_member": 1})).await.fault(
        422,
        "/no_such_member",
        "unknown_member",
    );
    service.put(&row.path, &json!({"no_such_member": 1})).await.problem(422);
    service.send("PATCH", &row.path, &[("content-type", "text/plain")], "{}").await.problem(415);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_settings_heeds_if_match(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    writing::heeds_if_match(&service, &row, &row.only(WRITABLE)).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_settings_rejects_a_taken_name(pool: Pool) {
    let service = Service::new(pool).await;
    let taken = create(&service).await;
    let row = create(&service).await;
    let mut patch = json!({});
    patch["name"] = taken.json["name"].clone();
    service.patch(&row.path, &patch).await.taken(&["/name"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_settings_removes_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    service.send("DELETE", &row.path, &[("if-match", "\"other\"")], "").await.problem(412);
    service.send("DELETE", &row.path, &[("if-match", &row.tag)], "").await.expect(204);
    service.delete(&row.path).await.problem(404);
    service.delete(UNKNOWN).await.problem(404);
    service.get(&row.path).await.problem(404);
    assert!(service.walk(PATH, "limit=1").await.is_empty());
}
