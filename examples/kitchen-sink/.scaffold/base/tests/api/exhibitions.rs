//! Exhibitions, as their clients see them.

use serde_json::{Value, json};

use crate::countries;
use crate::guides;
use crate::listing;
use crate::loans;
use crate::people;
use crate::support::*;
use crate::topics;
use crate::writing;

const PATH: &str = "/museum/v1/exhibitions";
const UNKNOWN: &str = "/museum/v1/exhibitions/0197d5b4-6a00-7000-8000-00000000ffff";

/// A body for a row like no other.
pub async fn body(service: &Service) -> Value {
    let n = service.count("exhibitions");
    let curator = service.any("people", people::create).await;
    let deputy = service.any("people", people::create).await;
    json!({
        "title": format!("A walk in the rain {n}"),
        "opens_on": format!("2026-01-{:02}", n % 28 + 1),
        "closes_on": format!("2026-01-{:02}", n % 28 + 1),
        "curator_id": curator.json["id"],
        "deputy_id": deputy.json["id"],
        "follows_id": null,
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
async fn create_exhibition_answers_with_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let body = body(&service).await;
    let answer = service.post(PATH, &body).await.expect(201);
    let row = Row::of(&answer);
    assert_shows(&row.json, &body);
    let found = service.get(&row.path).await.expect(200);
    assert_eq!((found.data(), found.header("etag")), (row.json, row.tag.as_str()));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_exhibition_rejects_what_is_no_json(pool: Pool) {
    let service = Service::new(pool).await;
    writing::rejects_what_is_no_json(&service, PATH).await;
}

/// Members that the server sets, and one that nobody knows.
const REFUSED: &[&str] = &["id", "created_at", "updated_at", "deleted_at", "no_such_member"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_exhibition_rejects_members_that_are_not_the_clients(pool: Pool) {
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
async fn create_exhibition_rejects_missing_title(pool: Pool) {
    rejects(pool, "title", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_exhibition_rejects_null_title(pool: Pool) {
    rejects(pool, "title", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_exhibition_rejects_title_of_wrong_type(pool: Pool) {
    rejects(pool, "title", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_exhibition_rejects_title_shorter_than_3_characters(pool: Pool) {
    rejects(pool, "title", Some(json!("aa")), "too_short").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_exhibition_rejects_title_longer_than_120_characters(pool: Pool) {
    rejects(pool, "title", Some(json!("a".repeat(121))), "too_long").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_exhibition_rejects_title_with_line_break(pool: Pool) {
    rejects(pool, "title", Some(json!("A walk in \nthe rain 0")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_exhibition_rejects_title_with_nul(pool: Pool) {
    rejects(pool, "title", Some(json!("A walk in \u{0}the rain 0")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_exhibition_rejects_null_opens_on(pool: Pool) {
    rejects(pool, "opens_on", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_exhibition_rejects_opens_on_of_wrong_type(pool: Pool) {
    rejects(pool, "opens_on", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_exhibition_rejects_unreadable_opens_on(pool: Pool) {
    rejects(pool, "opens_on", Some(json!("2026-02-30")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_exhibition_rejects_closes_on_of_wrong_type(pool: Pool) {
    rejects(pool, "closes_on", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_exhibition_rejects_unreadable_closes_on(pool: Pool) {
    rejects(pool, "closes_on", Some(json!("2026-02-30")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_exhibition_rejects_missing_curator_id(pool: Pool) {
    rejects(pool, "curator_id", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_exhibition_rejects_null_curator_id(pool: Pool) {
    rejects(pool, "curator_id", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_exhibition_rejects_curator_id_of_wrong_type(pool: Pool) {
    rejects(pool, "curator_id", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_exhibition_rejects_unknown_curator_id(pool: Pool) {
    rejects(
        pool,
        "curator_id",
        Some(json!("00000000-0000-7000-8000-000000000000")),
        "unknown_reference",
    )
    .await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_exhibition_rejects_deputy_id_of_wrong_type(pool: Pool) {
    rejects(pool, "deputy_id", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_exhibition_rejects_unknown_deputy_id(pool: Pool) {
    rejects(
        pool,
        "deputy_id",
        Some(json!("00000000-0000-7000-8000-000000000000")),
        "unknown_reference",
    )
    .await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_exhibition_rejects_follows_id_of_wrong_type(pool: Pool) {
    rejects(pool, "follows_id", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_exhibition_rejects_unknown_follows_id(pool: Pool) {
    rejects(
        pool,
        "follows_id",
        Some(json!("00000000-0000-7000-8000-000000000000")),
        "unknown_reference",
    )
    .await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_exhibition_tells_everything_wrong_at_once(pool: Pool) {
    let service = Service::new(pool).await;
    let mut body = body(&service).await;
    body.as_object_mut().expect("an object").remove("title");
    body["opens_on"] = json!(null);
    body["closes_on"] = json!(true);
    body.as_object_mut().expect("an object").remove("curator_id");
    body["deputy_id"] = json!(true);
    body["follows_id"] = json!(true);
    service.post(PATH, &body).await.faults(&[
        ("/title", "required"),
        ("/opens_on", "required"),
        ("/closes_on", "invalid_type"),
        ("/curator_id", "required"),
        ("/deputy_id", "invalid_type"),
        ("/follows_id", "invalid_type"),
    ]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_exhibition_rejects_a_taken_title(pool: Pool) {
    let service = Service::new(pool).await;
    let taken = create(&service).await;
    let mut body = body(&service).await;
    body["title"] = taken.json["title"].clone();
    service.post(PATH, &body).await.taken(&["/title"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_exhibition_rejects_what_breaks_closes_after_opening(pool: Pool) {
    let service = Service::new(pool).await;
    let mut body = body(&service).await;
    body["opens_on"] = json!("2026-01-02");
    body["closes_on"] = json!("2026-01-01");
    service.post(PATH, &body).await.fault(422, "/closes_on", "check_failed");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_exhibitions_rejects_what_it_does_not_know(pool: Pool) {
    let service = Service::new(pool).await;
    listing::rejects_what_it_does_not_know(&service, PATH).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_exhibitions_shows_every_row_once(pool: Pool) {
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
async fn list_exhibitions_filters_by_id(pool: Pool) {
    filters(pool, "id", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_exhibitions_filters_by_title(pool: Pool) {
    filters(pool, "title", &["", ".ne", ".in", ".contains", ".starts"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_exhibitions_filters_by_curator_id(pool: Pool) {
    filters(pool, "curator_id", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_exhibitions_filters_by_deputy_id(pool: Pool) {
    filters(pool, "deputy_id", &["", ".ne", ".in", ".null"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_exhibitions_filters_by_follows_id(pool: Pool) {
    filters(pool, "follows_id", &["", ".ne", ".in", ".null"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_exhibitions_filters_by_created_at(pool: Pool) {
    filters(pool, "created_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_exhibitions_filters_by_updated_at(pool: Pool) {
    filters(pool, "updated_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

async fn sorts(pool: Pool, member: &str, comparable: bool) {
    let service = Service::new(pool).await;
    let rows = rows(&service, 5).await;
    listing::sorts(&service, PATH, &rows, member, comparable).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_exhibitions_sorts_by_id(pool: Pool) {
    sorts(pool, "id", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_exhibitions_sorts_by_title(pool: Pool) {
    sorts(pool, "title", false).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_exhibitions_sorts_by_created_at(pool: Pool) {
    sorts(pool, "created_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_exhibitions_sorts_by_updated_at(pool: Pool) {
    sorts(pool, "updated_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_exhibitions_searches_title(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    listing::searches(&service, PATH, &row, "title").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn exhibitions_are_found_by_curator(pool: Pool) {
    let service = Service::new(pool).await;
    create(&service).await;
    let parent = people::create(&service).await;
    let mut own = body(&service).await;
    own["curator_id"] = parent.json["id"].clone();
    let row = Row::of(&service.post(PATH, &own).await.expect(201));
    let path = format!("{}/exhibitions", parent.path);
    assert_eq!(service.walk(&path, "limit=1").await, std::slice::from_ref(&row.json));
    assert_eq!(service.included(&parent, "exhibitions").await, json!([row.json]));
    assert_eq!(service.included(&row, "curator").await, parent.json);
    service
        .get("/museum/v1/people/0197d5b4-6a00-7000-8000-00000000ffff/exhibitions")
        .await
        .problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn exhibitions_are_found_by_deputy(pool: Pool) {
    let service = Service::new(pool).await;
    create(&service).await;
    let parent = people::create(&service).await;
    let mut own = body(&service).await;
    own["deputy_id"] = parent.json["id"].clone();
    let row = Row::of(&service.post(PATH, &own).await.expect(201));
    let path = format!("{}/deputised-exhibitions", parent.path);
    assert_eq!(service.walk(&path, "limit=1").await, std::slice::from_ref(&row.json));
    assert_eq!(service.included(&parent, "deputised_exhibitions").await, json!([row.json]));
    assert_eq!(service.included(&row, "deputy").await, parent.json);
    service
        .get("/museum/v1/people/0197d5b4-6a00-7000-8000-00000000ffff/deputised-exhibitions")
        .await
        .problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn exhibitions_are_found_by_follows(pool: Pool) {
    let service = Service::new(pool).await;
    create(&service).await;
    let parent = create(&service).await;
    let mut own = body(&service).await;
    own["follows_id"] = parent.json["id"].clone();
    let row = Row::of(&service.post(PATH, &own).await.expect(201));
    let path = format!("{}/sequels", parent.path);
    assert_eq!(service.walk(&path, "limit=1").await, std::slice::from_ref(&row.json));
    assert_eq!(service.included(&parent, "sequels").await, json!([row.json]));
    assert_eq!(service.included(&row, "follows").await, parent.json);
    service
        .get("/museum/v1/exhibitions/0197d5b4-6a00-7000-8000-00000000ffff/sequels")
        .await
        .problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_exhibition_answers_404_where_there_is_none(pool: Pool) {
    let service = Service::new(pool).await;
    service.get(UNKNOWN).await.problem(404);
    service.get("/museum/v1/exhibitions/not-a-key").await.problem(400);
    service.get("/museum/v1/exhibitions/%00").await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_exhibition_answers_304_to_those_who_know_it(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let known =
        service.send("GET", &row.path, &[("if-none-match", &row.tag)], "").await.expect(304);
    assert!(known.body.is_empty());
    service.send("GET", &row.path, &[("if-none-match", "\"other\"")], "").await.expect(200);
}

/// Relations that a request may name.
const INCLUDE: &[&str] = &[
    "curator",
    "deputy",
    "follows",
    "sequels",
    "loans",
    "guides",
    "topics",
    "countries",
    "artifacts",
];

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_exhibition_includes_what_is_asked_for(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let plain = service.get(&row.path).await.expect(200).data();
    for relation in INCLUDE {
        let found =
            service.get(&format!("{}?include={relation}", row.path)).await.expect(200).data();
        assert!(plain.get(relation).is_none() && found.get(relation).is_some(), "{found}");
        assert_eq!(service.walk(PATH, &format!("include={relation}")).await, [found]);
    }
    let related = service.included(&row, "curator").await;
    assert_eq!(related["id"], row.json["curator_id"]);
    let related = service.included(&row, "deputy").await;
    assert_eq!(related["id"], row.json["deputy_id"]);
    service.get(&format!("{}?include=nothing", row.path)).await.problem(400);
    service.get(&format!("{}?unknown=1", row.path)).await.problem(400);
}

/// What an update may write, and rows show.
const WRITABLE: &[&str] =
    &["title", "opens_on", "closes_on", "curator_id", "deputy_id", "follows_id"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_exhibition_writes_over_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = row.only(WRITABLE);
    body["title"] = json!("A walk in the rain 41");
    body["opens_on"] = json!("2001-01-01");
    body["closes_on"] = json!("2026-01-14");
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
async fn replace_exhibition_without_deputy_id_empties_it(pool: Pool) {
    empties(pool, "deputy_id").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_exhibition_leaves_the_rest(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let before = row.only(WRITABLE);
    assert_shows(&service.patch(&row.path, &json!({})).await.expect(200).data(), &before);
    for (member, value) in [
        ("title", json!("A walk in the rain 41")),
        ("opens_on", json!("2001-01-01")),
        ("closes_on", json!("2026-01-14")),
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
async fn change_exhibition_keeps_to_the_rules(pool: Pool) {
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
async fn change_exhibition_heeds_if_match(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    writing::heeds_if_match(&service, &row, &row.only(WRITABLE)).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_exhibition_rejects_a_taken_title(pool: Pool) {
    let service = Service::new(pool).await;
    let taken = create(&service).await;
    let row = create(&service).await;
    let mut patch = json!({});
    patch["title"] = taken.json["title"].clone();
    service.patch(&row.path, &patch).await.taken(&["/title"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_exhibition_removes_the_row(pool: Pool) {
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
async fn delete_exhibition_is_refused_while_it_has_sequels(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = body(&service).await;
    body["follows_id"] = row.json["id"].clone();
    let _ = Row::of(&service.post("/museum/v1/exhibitions", &body).await.expect(201));
    service.delete(&row.path).await.problem(409);
    service.get(&row.path).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_exhibition_removes_its_loans(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = loans::body(&service).await;
    body["exhibition_id"] = row.json["id"].clone();
    let child = Row::of(&service.post("/museum/v1/loans", &body).await.expect(201));
    service.delete(&row.path).await.expect(204);
    service.get(&child.path).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_exhibition_leaves_its_guides_without_exhibition(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = guides::body(&service).await;
    body["exhibition_id"] = row.json["id"].clone();
    let child = Row::of(&service.post("/museum/v1/guides", &body).await.expect(201));
    service.delete(&row.path).await.expect(204);
    let child = service.get(&child.path).await.expect(200).data();
    assert_eq!(child["exhibition_id"], Value::Null);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn exhibition_links_topics(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let other = topics::create(&service).await;
    let list = format!("{}/topics", row.path);
    let path = format!("{list}{}", other.path.strip_prefix("/museum/v1/topics").expect("its path"));
    for _ in 0..2 {
        service.send("PUT", &path, &[], "").await.expect(204);
        assert_eq!(service.walk(&list, "limit=1").await, std::slice::from_ref(&other.json));
    }
    assert_eq!(service.included(&row, "topics").await, json!([other.json]));
    for _ in 0..2 {
        service.delete(&path).await.expect(204);
        assert!(service.walk(&list, "limit=1").await.is_empty());
    }
    let unknown = format!("{list}/0197d5b4-6a00-7000-8000-00000000ffff");
    service.send("PUT", &unknown, &[], "").await.problem(404);
    service.delete(&unknown).await.problem(404);
    service.get(&format!("{UNKNOWN}/topics")).await.problem(404);
    let path = path.replace(&row.path, UNKNOWN);
    service.send("PUT", &path, &[], "").await.problem(404);
    service.delete(&path).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn exhibition_takes_topics_in_its_body(pool: Pool) {
    let service = Service::new(pool).await;
    let other = topics::create(&service).await;
    let mut body = body(&service).await;
    body["topic_ids"] = json!(["0197d5b4-6a00-7000-8000-00000000ffff"]);
    service.post(PATH, &body).await.fault(422, "/topic_ids", "unknown_reference");
    body["topic_ids"] = json!([other.json["id"]]);
    let row = Row::of(&service.post(PATH, &body).await.expect(201));
    let list = format!("{}/topics", row.path);
    assert_eq!(service.walk(&list, "limit=1").await, [other.json]);
    service.patch(&row.path, &json!({})).await.expect(200);
    assert_eq!(service.walk(&list, "limit=1").await.len(), 1);
    service.patch(&row.path, &json!({ "topic_ids": null })).await.fault(
        422,
        "/topic_ids",
        "required",
    );
    service.patch(&row.path, &json!({ "topic_ids": [] })).await.expect(200);
    assert!(service.walk(&list, "limit=1").await.is_empty());
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn exhibition_links_countries(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let other = countries::create(&service).await;
    let list = format!("{}/countries", row.path);
    let path =
        format!("{list}{}", other.path.strip_prefix("/museum/v1/countries").expect("its path"));
    for _ in 0..2 {
        service.send("PUT", &path, &[], "").await.expect(204);
        assert_eq!(service.walk(&list, "limit=1").await, std::slice::from_ref(&other.json));
    }
    assert_eq!(service.included(&row, "countries").await, json!([other.json]));
    for _ in 0..2 {
        service.delete(&path).await.expect(204);
        assert!(service.walk(&list, "limit=1").await.is_empty());
    }
    let unknown = format!("{list}/unknown");
    service.send("PUT", &unknown, &[], "").await.problem(404);
    service.delete(&unknown).await.problem(404);
    service.get(&format!("{UNKNOWN}/countries")).await.problem(404);
    let path = path.replace(&row.path, UNKNOWN);
    service.send("PUT", &path, &[], "").await.problem(404);
    service.delete(&path).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn exhibition_takes_countries_in_its_body(pool: Pool) {
    let service = Service::new(pool).await;
    let other = countries::create(&service).await;
    let mut body = body(&service).await;
    body["country_codes"] = json!(["unknown"]);
    service.post(PATH, &body).await.fault(422, "/country_codes", "unknown_reference");
    body["country_codes"] = json!([other.json["code"]]);
    let row = Row::of(&service.post(PATH, &body).await.expect(201));
    let list = format!("{}/countries", row.path);
    assert_eq!(service.walk(&list, "limit=1").await, [other.json]);
    service.patch(&row.path, &json!({})).await.expect(200);
    assert_eq!(service.walk(&list, "limit=1").await.len(), 1);
    service.patch(&row.path, &json!({ "country_codes": null })).await.fault(
        422,
        "/country_codes",
        "required",
    );
    service.patch(&row.path, &json!({ "country_codes": [] })).await.expect(200);
    assert!(service.walk(&list, "limit=1").await.is_empty());
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn exhibition_shows_artifacts_to_those_who_see_the_links(pool: Pool) {
    let service = Service::new(pool).await;
    let row = loans::create(&service).await;
    let path = format!("/museum/v1/exhibitions/{}", row.segment("exhibition_id"));
    let listed = service.walk(&format!("{path}/artifacts"), "limit=1").await;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["id"], row.json["artifact_id"]);
    let shown = service.get(&format!("{path}?include=artifacts")).await.expect(200).data();
    assert_eq!(shown["artifacts"][0]["id"], row.json["artifact_id"]);
}
