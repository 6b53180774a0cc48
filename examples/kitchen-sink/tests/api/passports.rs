//! Passports, as their clients see them.

use serde_json::{Value, json};

use crate::countries;
use crate::listing;
use crate::people;
use crate::support::*;
use crate::writing;

const PATH: &str = "/museum/v1/passports";
const UNKNOWN: &str = "/museum/v1/passports/0197d5b4-6a00-7000-8000-00000000ffff";

/// A body for a row like no other.
pub async fn body(service: &Service) -> Value {
    let n = service.count("passports");
    let holder = people::create(service).await;
    let issued_by = service.any("countries", countries::create).await;
    json!({
        "holder_id": holder.json["id"],
        "number": format!("AB-1001-{n}"),
        "issued_by_code": issued_by.json["code"],
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
async fn create_passport_answers_with_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let body = body(&service).await;
    let answer = service.post(PATH, &body).await.expect(201);
    let row = Row::of(&answer);
    assert_shows(&row.json, &body);
    let found = service.get(&row.path).await.expect(200);
    assert_eq!((found.data(), found.header("etag")), (row.json, row.tag.as_str()));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_passport_rejects_what_is_no_json(pool: Pool) {
    let service = Service::new(pool).await;
    writing::rejects_what_is_no_json(&service, PATH).await;
}

/// Members that the server sets, and one that nobody knows.
const REFUSED: &[&str] = &["created_at", "updated_at", "no_such_member"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_passport_rejects_members_that_are_not_the_clients(pool: Pool) {
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
async fn create_passport_rejects_missing_holder_id(pool: Pool) {
    rejects(pool, "holder_id", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_passport_rejects_null_holder_id(pool: Pool) {
    rejects(pool, "holder_id", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_passport_rejects_holder_id_of_wrong_type(pool: Pool) {
    rejects(pool, "holder_id", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_passport_rejects_unknown_holder_id(pool: Pool) {
    rejects(
        pool,
        "holder_id",
        Some(json!("00000000-0000-7000-8000-000000000000")),
        "unknown_reference",
    )
    .await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_passport_rejects_missing_number(pool: Pool) {
    rejects(pool, "number", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_passport_rejects_null_number(pool: Pool) {
    rejects(pool, "number", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_passport_rejects_number_of_wrong_type(pool: Pool) {
    rejects(pool, "number", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_passport_rejects_number_shorter_than_5_characters(pool: Pool) {
    rejects(pool, "number", Some(json!("aaaa")), "too_short").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_passport_rejects_number_longer_than_20_characters(pool: Pool) {
    rejects(pool, "number", Some(json!("a".repeat(21))), "too_long").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_passport_rejects_number_with_line_break(pool: Pool) {
    rejects(pool, "number", Some(json!("AB-1\n001-0")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_passport_rejects_number_with_nul(pool: Pool) {
    rejects(pool, "number", Some(json!("AB-1\u{0}001-0")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_passport_rejects_missing_issued_by_code(pool: Pool) {
    rejects(pool, "issued_by_code", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_passport_rejects_null_issued_by_code(pool: Pool) {
    rejects(pool, "issued_by_code", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_passport_rejects_issued_by_code_of_wrong_type(pool: Pool) {
    rejects(pool, "issued_by_code", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_passport_rejects_unknown_issued_by_code(pool: Pool) {
    rejects(pool, "issued_by_code", Some(json!("ES")), "unknown_reference").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_passport_tells_everything_wrong_at_once(pool: Pool) {
    let service = Service::new(pool).await;
    let mut body = body(&service).await;
    body.as_object_mut().expect("an object").remove("holder_id");
    body["number"] = json!("aaaa");
    body.as_object_mut().expect("an object").remove("issued_by_code");
    service.post(PATH, &body).await.faults(&[
        ("/holder_id", "required"),
        ("/number", "too_short"),
        ("/issued_by_code", "required"),
    ]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_passport_rejects_a_taken_holder_id(pool: Pool) {
    let service = Service::new(pool).await;
    let taken = create(&service).await;
    let mut body = body(&service).await;
    body["holder_id"] = taken.json["holder_id"].clone();
    service.post(PATH, &body).await.taken(&["/holder_id"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_passport_rejects_a_taken_number(pool: Pool) {
    let service = Service::new(pool).await;
    let taken = create(&service).await;
    let mut body = body(&service).await;
    body["number"] = taken.json["number"].clone();
    service.post(PATH, &body).await.taken(&["/number"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_passports_rejects_what_it_does_not_know(pool: Pool) {
    let service = Service::new(pool).await;
    listing::rejects_what_it_does_not_know(&service, PATH).await;
    service.get(&format!("{PATH}?q=a")).await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_passports_shows_every_row_once(pool: Pool) {
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
    service.get(&format!("{PATH}?limit=1&sort=-number&cursor={next}")).await.problem(400);
}

async fn filters(pool: Pool, member: &str, operators: &[&str]) {
    let service = Service::new(pool).await;
    let rows = rows(&service, 3).await;
    listing::filters(&service, PATH, &rows, member, operators).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_passports_filters_by_holder_id(pool: Pool) {
    filters(pool, "holder_id", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_passports_filters_by_number(pool: Pool) {
    filters(pool, "number", &["", ".ne", ".in", ".contains", ".starts"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_passports_filters_by_issued_by_code(pool: Pool) {
    filters(pool, "issued_by_code", &["", ".ne", ".in", ".contains", ".starts"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_passports_filters_by_created_at(pool: Pool) {
    filters(pool, "created_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_passports_filters_by_updated_at(pool: Pool) {
    filters(pool, "updated_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

async fn sorts(pool: Pool, member: &str, comparable: bool) {
    let service = Service::new(pool).await;
    let rows = rows(&service, 5).await;
    listing::sorts(&service, PATH, &rows, member, comparable).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_passports_sorts_by_number(pool: Pool) {
    sorts(pool, "number", false).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_passports_sorts_by_created_at(pool: Pool) {
    sorts(pool, "created_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_passports_sorts_by_updated_at(pool: Pool) {
    sorts(pool, "updated_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn passports_are_found_by_holder(pool: Pool) {
    let service = Service::new(pool).await;
    let parent = people::create(&service).await;
    let mut own = body(&service).await;
    own["holder_id"] = parent.json["id"].clone();
    let row = Row::of(&service.post(PATH, &own).await.expect(201));
    let path = format!("{}/passport", parent.path);
    assert_eq!(service.get(&path).await.expect(200).data(), row.json);
    assert_eq!(service.included(&parent, "passport").await, row.json);
    assert_eq!(service.included(&row, "holder").await, parent.json);
    service
        .get("/museum/v1/people/0197d5b4-6a00-7000-8000-00000000ffff/passport")
        .await
        .problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn passports_are_found_by_issued_by(pool: Pool) {
    let service = Service::new(pool).await;
    create(&service).await;
    let parent = countries::create(&service).await;
    let mut own = body(&service).await;
    own["issued_by_code"] = parent.json["code"].clone();
    let row = Row::of(&service.post(PATH, &own).await.expect(201));
    let path = format!("{}/passports", parent.path);
    assert_eq!(service.walk(&path, "limit=1").await, std::slice::from_ref(&row.json));
    assert_eq!(service.included(&parent, "passports").await, json!([row.json]));
    assert_eq!(service.included(&row, "issued_by").await, parent.json);
    service.get("/museum/v1/countries/unknown/passports").await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_passport_answers_404_where_there_is_none(pool: Pool) {
    let service = Service::new(pool).await;
    service.get(UNKNOWN).await.problem(404);
    service.get("/museum/v1/passports/not-a-key").await.problem(400);
    service.get("/museum/v1/passports/%00").await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_passport_answers_304_to_those_who_know_it(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let known =
        service.send("GET", &row.path, &[("if-none-match", &row.tag)], "").await.expect(304);
    assert!(known.body.is_empty());
    service.send("GET", &row.path, &[("if-none-match", "\"other\"")], "").await.expect(200);
}

/// Relations that a request may name.
const INCLUDE: &[&str] = &["holder", "issued_by"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_passport_includes_what_is_asked_for(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let plain = service.get(&row.path).await.expect(200).data();
    for relation in INCLUDE {
        let found =
            service.get(&format!("{}?include={relation}", row.path)).await.expect(200).data();
        assert!(plain.get(relation).is_none() && found.get(relation).is_some(), "{found}");
        assert_eq!(service.walk(PATH, &format!("include={relation}")).await, [found]);
    }
    let related = service.included(&row, "holder").await;
    assert_eq!(related["id"], row.json["holder_id"]);
    let related = service.included(&row, "issued_by").await;
    assert_eq!(related["code"], row.json["issued_by_code"]);
    service.get(&format!("{}?include=nothing", row.path)).await.problem(400);
    service.get(&format!("{}?unknown=1", row.path)).await.problem(400);
}

/// What an update may write, and rows show.
const WRITABLE: &[&str] = &["number", "issued_by_code"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_passport_writes_over_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = row.only(WRITABLE);
    body["number"] = json!("AB-1001-41");
    let now = service.put(&row.path, &body).await.expect(200).data();
    assert_shows(&now, &body);
    assert_eq!(service.get(&row.path).await.expect(200).data(), now);
    service.put(UNKNOWN, &body).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_passport_leaves_the_rest(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let before = row.only(WRITABLE);
    assert_shows(&service.patch(&row.path, &json!({})).await.expect(200).data(), &before);
    for (member, value) in [("number", json!("AB-1001-41"))] {
        let now = service.patch(&row.path, &json!({ member: value })).await.expect(200).data();
        let mut after = before.clone();
        after[member] = value;
        assert_shows(&now, &after);
        service.put(&row.path, &before).await.expect(200);
    }
    service.patch(UNKNOWN, &json!({})).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_passport_keeps_to_the_rules(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    service.patch(&row.path, &json!({ "number": null })).await.fault(422, "/number", "required");
    service.patch(&row.path, &json!({"no_such_member": 1})).await.fault(
        422,
        "/no_such_member",
        "unknown_member",
    );
    service.put(&row.path, &json!({"no_such_member": 1})).await.problem(422);
    service.send("PATCH", &row.path, &[("content-type", "text/plain")], "{}").await.problem(415);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_passport_heeds_if_match(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    writing::heeds_if_match(&service, &row, &row.only(WRITABLE)).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_passport_rejects_a_taken_number(pool: Pool) {
    let service = Service::new(pool).await;
    let taken = create(&service).await;
    let row = create(&service).await;
    let mut patch = json!({});
    patch["number"] = taken.json["number"].clone();
    service.patch(&row.path, &patch).await.taken(&["/number"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_passport_removes_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    service.send("DELETE", &row.path, &[("if-match", "\"other\"")], "").await.problem(412);
    service.send("DELETE", &row.path, &[("if-match", &row.tag)], "").await.expect(204);
    service.delete(&row.path).await.problem(404);
    service.delete(UNKNOWN).await.problem(404);
    service.get(&row.path).await.problem(404);
    assert!(service.walk(PATH, "limit=1").await.is_empty());
}
