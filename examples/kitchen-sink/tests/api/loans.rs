//! Loans, as their clients see them.

use serde_json::{Value, json};

use crate::artifacts;
use crate::exhibitions;
use crate::listing;
use crate::support::*;
use crate::writing;

const PATH: &str = "/museum/v1/loans";
const UNKNOWN: &str = "/museum/v1/loans/0197d5b4-6a00-7000-8000-00000000ffff";

/// A body for a row like no other.
pub async fn body(service: &Service) -> Value {
    let n = service.count("loans");
    let exhibition = exhibitions::create(service).await;
    let artifact = service.any("artifacts", artifacts::create).await;
    json!({
        "exhibition_id": exhibition.json["id"],
        "artifact_id": artifact.json["id"],
        "insured_for": format!("{}.50", n + 1),
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
async fn create_loan_answers_with_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let body = body(&service).await;
    let answer = service.post(PATH, &body).await.expect(201);
    let row = Row::of(&answer);
    assert_shows(&row.json, &body);
    let found = service.get(&row.path).await.expect(200);
    assert_eq!((found.data(), found.header("etag")), (row.json, row.tag.as_str()));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_loan_rejects_what_is_no_json(pool: Pool) {
    let service = Service::new(pool).await;
    writing::rejects_what_is_no_json(&service, PATH).await;
}

/// Members that the server sets, and one that nobody knows.
const REFUSED: &[&str] = &["id", "created_at", "updated_at", "no_such_member"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_loan_rejects_members_that_are_not_the_clients(pool: Pool) {
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
async fn create_loan_rejects_missing_exhibition_id(pool: Pool) {
    rejects(pool, "exhibition_id", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_loan_rejects_null_exhibition_id(pool: Pool) {
    rejects(pool, "exhibition_id", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_loan_rejects_exhibition_id_of_wrong_type(pool: Pool) {
    rejects(pool, "exhibition_id", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_loan_rejects_unknown_exhibition_id(pool: Pool) {
    rejects(
        pool,
        "exhibition_id",
        Some(json!("00000000-0000-7000-8000-000000000000")),
        "unknown_reference",
    )
    .await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_loan_rejects_missing_artifact_id(pool: Pool) {
    rejects(pool, "artifact_id", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_loan_rejects_null_artifact_id(pool: Pool) {
    rejects(pool, "artifact_id", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_loan_rejects_artifact_id_of_wrong_type(pool: Pool) {
    rejects(pool, "artifact_id", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_loan_rejects_unknown_artifact_id(pool: Pool) {
    rejects(
        pool,
        "artifact_id",
        Some(json!("00000000-0000-7000-8000-000000000000")),
        "unknown_reference",
    )
    .await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_loan_rejects_null_insured_for(pool: Pool) {
    rejects(pool, "insured_for", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_loan_rejects_insured_for_of_wrong_type(pool: Pool) {
    rejects(pool, "insured_for", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_loan_rejects_unreadable_insured_for(pool: Pool) {
    rejects(pool, "insured_for", Some(json!("ten")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_loan_rejects_insured_for_with_3_decimals(pool: Pool) {
    rejects(pool, "insured_for", Some(json!("0.111")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_loan_rejects_insured_for_below_minimum(pool: Pool) {
    rejects(pool, "insured_for", Some(json!("-0.01")), "too_small").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_loan_tells_everything_wrong_at_once(pool: Pool) {
    let service = Service::new(pool).await;
    let mut body = body(&service).await;
    body.as_object_mut().expect("an object").remove("exhibition_id");
    body.as_object_mut().expect("an object").remove("artifact_id");
    body["insured_for"] = json!(null);
    service.post(PATH, &body).await.faults(&[
        ("/exhibition_id", "required"),
        ("/artifact_id", "required"),
        ("/insured_for", "required"),
    ]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_loan_rejects_a_taken_exhibition_id_and_artifact_id(pool: Pool) {
    let service = Service::new(pool).await;
    let taken = create(&service).await;
    let mut body = body(&service).await;
    body["exhibition_id"] = taken.json["exhibition_id"].clone();
    body["artifact_id"] = taken.json["artifact_id"].clone();
    service.post(PATH, &body).await.taken(&["/exhibition_id", "/artifact_id"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_loans_rejects_what_it_does_not_know(pool: Pool) {
    let service = Service::new(pool).await;
    listing::rejects_what_it_does_not_know(&service, PATH).await;
    service.get(&format!("{PATH}?q=a")).await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_loans_shows_every_row_once(pool: Pool) {
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
async fn list_loans_filters_by_id(pool: Pool) {
    filters(pool, "id", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_loans_filters_by_exhibition_id(pool: Pool) {
    filters(pool, "exhibition_id", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_loans_filters_by_artifact_id(pool: Pool) {
    filters(pool, "artifact_id", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_loans_filters_by_created_at(pool: Pool) {
    filters(pool, "created_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_loans_filters_by_updated_at(pool: Pool) {
    filters(pool, "updated_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

async fn sorts(pool: Pool, member: &str, comparable: bool) {
    let service = Service::new(pool).await;
    let rows = rows(&service, 5).await;
    listing::sorts(&service, PATH, &rows, member, comparable).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_loans_sorts_by_id(pool: Pool) {
    sorts(pool, "id", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_loans_sorts_by_created_at(pool: Pool) {
    sorts(pool, "created_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_loans_sorts_by_updated_at(pool: Pool) {
    sorts(pool, "updated_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn loans_are_found_by_exhibition(pool: Pool) {
    let service = Service::new(pool).await;
    create(&service).await;
    let parent = exhibitions::create(&service).await;
    let mut own = body(&service).await;
    own["exhibition_id"] = parent.json["id"].clone();
    let row = Row::of(&service.post(PATH, &own).await.expect(201));
    let path = format!("{}/loans", parent.path);
    assert_eq!(service.walk(&path, "limit=1").await, std::slice::from_ref(&row.json));
    assert_eq!(service.included(&parent, "loans").await, json!([row.json]));
    assert_eq!(service.included(&row, "exhibition").await, parent.json);
    service
        .get("/museum/v1/exhibitions/0197d5b4-6a00-7000-8000-00000000ffff/loans")
        .await
        .problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn loans_are_found_by_artifact(pool: Pool) {
    let service = Service::new(pool).await;
    create(&service).await;
    let parent = artifacts::create(&service).await;
    let mut own = body(&service).await;
    own["artifact_id"] = parent.json["id"].clone();
    let row = Row::of(&service.post(PATH, &own).await.expect(201));
    let path = format!("{}/loans", parent.path);
    assert_eq!(service.walk(&path, "limit=1").await, std::slice::from_ref(&row.json));
    assert_eq!(service.included(&parent, "loans").await, json!([row.json]));
    assert_eq!(service.included(&row, "artifact").await, parent.json);
    service
        .get("/museum/v1/artifacts/0197d5b4-6a00-7000-8000-00000000ffff/loans")
        .await
        .problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_loan_answers_404_where_there_is_none(pool: Pool) {
    let service = Service::new(pool).await;
    service.get(UNKNOWN).await.problem(404);
    service.get("/museum/v1/loans/not-a-key").await.problem(400);
    service.get("/museum/v1/loans/%00").await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_loan_answers_304_to_those_who_know_it(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let known =
        service.send("GET", &row.path, &[("if-none-match", &row.tag)], "").await.expect(304);
    assert!(known.body.is_empty());
    service.send("GET", &row.path, &[("if-none-match", "\"other\"")], "").await.expect(200);
}

/// Relations that a request may name.
const INCLUDE: &[&str] = &["exhibition", "artifact"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_loan_includes_what_is_asked_for(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let plain = service.get(&row.path).await.expect(200).data();
    for relation in INCLUDE {
        let found =
            service.get(&format!("{}?include={relation}", row.path)).await.expect(200).data();
        assert!(plain.get(relation).is_none() && found.get(relation).is_some(), "{found}");
        assert_eq!(service.walk(PATH, &format!("include={relation}")).await, [found]);
    }
    let related = service.included(&row, "exhibition").await;
    assert_eq!(related["id"], row.json["exhibition_id"]);
    let related = service.included(&row, "artifact").await;
    assert_eq!(related["id"], row.json["artifact_id"]);
    service.get(&format!("{}?include=nothing", row.path)).await.problem(400);
    service.get(&format!("{}?unknown=1", row.path)).await.problem(400);
}

/// What an update may write, and rows show.
const WRITABLE: &[&str] = &["exhibition_id", "artifact_id", "insured_for"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_loan_writes_over_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = row.only(WRITABLE);
    body["insured_for"] = json!("42.50");
    let now = service.put(&row.path, &body).await.expect(200).data();
    assert_shows(&now, &body);
    assert_eq!(service.get(&row.path).await.expect(200).data(), now);
    service.put(UNKNOWN, &body).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_loan_leaves_the_rest(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let before = row.only(WRITABLE);
    assert_shows(&service.patch(&row.path, &json!({})).await.expect(200).data(), &before);
    for (member, value) in [("insured_for", json!("42.50"))] {
        let now = service.patch(&row.path, &json!({ member: value })).await.expect(200).data();
        let mut after = before.clone();
        after[member] = value;
        assert_shows(&now, &after);
        service.put(&row.path, &before).await.expect(200);
    }
    service.patch(UNKNOWN, &json!({})).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_loan_keeps_to_the_rules(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    service.patch(&row.path, &json!({ "exhibition_id": null })).await.fault(
        422,
        "/exhibition_id",
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
async fn change_loan_heeds_if_match(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    writing::heeds_if_match(&service, &row, &row.only(WRITABLE)).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_loan_rejects_a_taken_exhibition_id_and_artifact_id(pool: Pool) {
    let service = Service::new(pool).await;
    let taken = create(&service).await;
    let row = create(&service).await;
    let mut patch = json!({});
    patch["exhibition_id"] = taken.json["exhibition_id"].clone();
    patch["artifact_id"] = taken.json["artifact_id"].clone();
    service.patch(&row.path, &patch).await.taken(&["/exhibition_id", "/artifact_id"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_loan_removes_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    service.send("DELETE", &row.path, &[("if-match", "\"other\"")], "").await.problem(412);
    service.send("DELETE", &row.path, &[("if-match", &row.tag)], "").await.expect(204);
    service.delete(&row.path).await.problem(404);
    service.delete(UNKNOWN).await.problem(404);
    service.get(&row.path).await.problem(404);
    assert!(service.walk(PATH, "limit=1").await.is_empty());
}
