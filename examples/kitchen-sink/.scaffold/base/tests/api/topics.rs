//! Topics, as their clients see them.

use serde_json::{Value, json};

use crate::listing;
use crate::support::*;
use crate::writing;

const PATH: &str = "/museum/v1/topics";
const UNKNOWN: &str = "/museum/v1/topics/0197d5b4-6a00-7000-8000-00000000ffff";

/// A body for a row like no other.
pub async fn body(service: &Service) -> Value {
    let n = service.count("topics");
    json!({
        "name": format!("travel-{n}"),
        "parent_id": null,
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
async fn create_topic_answers_with_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let body = body(&service).await;
    let answer = service.post(PATH, &body).await.expect(201);
    let row = Row::of(&answer);
    assert_shows(&row.json, &body);
    let found = service.get(&row.path).await.expect(200);
    assert_eq!((found.data(), found.header("etag")), (row.json, row.tag.as_str()));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_topic_rejects_what_is_no_json(pool: Pool) {
    let service = Service::new(pool).await;
    writing::rejects_what_is_no_json(&service, PATH).await;
}

/// Members that the server sets, and one that nobody knows.
const REFUSED: &[&str] = &["id", "created_at", "updated_at", "no_such_member"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_topic_rejects_members_that_are_not_the_clients(pool: Pool) {
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
async fn create_topic_rejects_missing_name(pool: Pool) {
    rejects(pool, "name", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_topic_rejects_null_name(pool: Pool) {
    rejects(pool, "name", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_topic_rejects_name_of_wrong_type(pool: Pool) {
    rejects(pool, "name", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_topic_rejects_empty_name(pool: Pool) {
    rejects(pool, "name", Some(json!("")), "too_short").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_topic_rejects_name_longer_than_60_characters(pool: Pool) {
    rejects(pool, "name", Some(json!("a".repeat(61))), "too_long").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_topic_rejects_name_with_line_break(pool: Pool) {
    rejects(pool, "name", Some(json!("trav\nel-0")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_topic_rejects_name_with_nul(pool: Pool) {
    rejects(pool, "name", Some(json!("trav\u{0}el-0")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_topic_rejects_parent_id_of_wrong_type(pool: Pool) {
    rejects(pool, "parent_id", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_topic_rejects_unknown_parent_id(pool: Pool) {
    rejects(
        pool,
        "parent_id",
        Some(json!("00000000-0000-7000-8000-000000000000")),
        "unknown_reference",
    )
    .await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_topic_tells_everything_wrong_at_once(pool: Pool) {
    let service = Service::new(pool).await;
    let mut body = body(&service).await;
    body.as_object_mut().expect("an object").remove("name");
    body["parent_id"] = json!(true);
    service
        .post(PATH, &body)
        .await
        .faults(&[("/name", "required"), ("/parent_id", "invalid_type")]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_topic_rejects_a_taken_name(pool: Pool) {
    let service = Service::new(pool).await;
    let taken = create(&service).await;
    let mut body = body(&service).await;
    body["name"] = taken.json["name"].clone();
    service.post(PATH, &body).await.taken(&["/name"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_topics_rejects_what_it_does_not_know(pool: Pool) {
    let service = Service::new(pool).await;
    listing::rejects_what_it_does_not_know(&service, PATH).await;
    service.get(&format!("{PATH}?q=a")).await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_topics_shows_every_row_once(pool: Pool) {
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
async fn list_topics_filters_by_id(pool: Pool) {
    filters(pool, "id", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_topics_filters_by_name(pool: Pool) {
    filters(pool, "name", &["", ".ne", ".in", ".contains", ".starts"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_topics_filters_by_parent_id(pool: Pool) {
    filters(pool, "parent_id", &["", ".ne", ".in", ".null"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_topics_filters_by_created_at(pool: Pool) {
    filters(pool, "created_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_topics_filters_by_updated_at(pool: Pool) {
    filters(pool, "updated_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

async fn sorts(pool: Pool, member: &str, comparable: bool) {
    let service = Service::new(pool).await;
    let rows = rows(&service, 5).await;
    listing::sorts(&service, PATH, &rows, member, comparable).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_topics_sorts_by_id(pool: Pool) {
    sorts(pool, "id", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_topics_sorts_by_name(pool: Pool) {
    sorts(pool, "name", false).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_topics_sorts_by_created_at(pool: Pool) {
    sorts(pool, "created_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_topics_sorts_by_updated_at(pool: Pool) {
    sorts(pool, "updated_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn topics_are_found_by_parent(pool: Pool) {
    let service = Service::new(pool).await;
    create(&service).await;
    let parent = create(&service).await;
    let mut own = body(&service).await;
    own["parent_id"] = parent.json["id"].clone();
    let row = Row::of(&service.post(PATH, &own).await.expect(201));
    let path = format!("{}/children", parent.path);
    assert_eq!(service.walk(&path, "limit=1").await, std::slice::from_ref(&row.json));
    assert_eq!(service.included(&parent, "children").await, json!([row.json]));
    assert_eq!(service.included(&row, "parent").await, parent.json);
    service
        .get("/museum/v1/topics/0197d5b4-6a00-7000-8000-00000000ffff/children")
        .await
        .problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_topic_answers_404_where_there_is_none(pool: Pool) {
    let service = Service::new(pool).await;
    service.get(UNKNOWN).await.problem(404);
    service.get("/museum/v1/topics/not-a-key").await.problem(400);
    service.get("/museum/v1/topics/%00").await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_topic_answers_304_to_those_who_know_it(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let known =
        service.send("GET", &row.path, &[("if-none-match", &row.tag)], "").await.expect(304);
    assert!(known.body.is_empty());
    service.send("GET", &row.path, &[("if-none-match", "\"other\"")], "").await.expect(200);
}

/// Relations that a request may name.
const INCLUDE: &[&str] = &["parent", "children", "related"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_topic_includes_what_is_asked_for(pool: Pool) {
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
const WRITABLE: &[&str] = &["name", "parent_id"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_topic_writes_over_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = row.only(WRITABLE);
    body["name"] = json!("travel-41");
    let now = service.put(&row.path, &body).await.expect(200).data();
    assert_shows(&now, &body);
    assert_eq!(service.get(&row.path).await.expect(200).data(), now);
    service.put(UNKNOWN, &body).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_topic_leaves_the_rest(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let before = row.only(WRITABLE);
    assert_shows(&service.patch(&row.path, &json!({})).await.expect(200).data(), &before);
    for (member, value) in [("name", json!("travel-41"))] {
        let now = service.patch(&row.path, &json!({ member: value })).await.expect(200).data();
        let mut after = before.clone();
        after[member] = value;
        assert_shows(&now, &after);
        service.put(&row.path, &before).await.expect(200);
    }
    service.patch(UNKNOWN, &json!({})).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_topic_keeps_to_the_rules(pool: Pool) {
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
async fn change_topic_heeds_if_match(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    writing::heeds_if_match(&service, &row, &row.only(WRITABLE)).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_topic_rejects_a_taken_name(pool: Pool) {
    let service = Service::new(pool).await;
    let taken = create(&service).await;
    let row = create(&service).await;
    let mut patch = json!({});
    patch["name"] = taken.json["name"].clone();
    service.patch(&row.path, &patch).await.taken(&["/name"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_topic_removes_the_row(pool: Pool) {
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
async fn delete_topic_removes_its_children(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = body(&service).await;
    body["parent_id"] = row.json["id"].clone();
    let child = Row::of(&service.post("/museum/v1/topics", &body).await.expect(201));
    service.delete(&row.path).await.expect(204);
    service.get(&child.path).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn topic_links_related(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let other = create(&service).await;
    let list = format!("{}/related", row.path);
    let path = format!("{list}{}", other.path.strip_prefix("/museum/v1/topics").expect("its path"));
    for _ in 0..2 {
        service.send("PUT", &path, &[], "").await.expect(204);
        assert_eq!(service.walk(&list, "limit=1").await, std::slice::from_ref(&other.json));
    }
    assert_eq!(service.included(&row, "related").await, json!([other.json]));
    for _ in 0..2 {
        service.delete(&path).await.expect(204);
        assert!(service.walk(&list, "limit=1").await.is_empty());
    }
    let unknown = format!("{list}/0197d5b4-6a00-7000-8000-00000000ffff");
    service.send("PUT", &unknown, &[], "").await.problem(404);
    service.delete(&unknown).await.problem(404);
    service.get(&format!("{UNKNOWN}/related")).await.problem(404);
    let path = path.replace(&row.path, UNKNOWN);
    service.send("PUT", &path, &[], "").await.problem(404);
    service.delete(&path).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn topic_takes_related_in_its_body(pool: Pool) {
    let service = Service::new(pool).await;
    let other = create(&service).await;
    let mut body = body(&service).await;
    body["related_ids"] = json!(["0197d5b4-6a00-7000-8000-00000000ffff"]);
    service.post(PATH, &body).await.fault(422, "/related_ids", "unknown_reference");
    body["related_ids"] = json!([other.json["id"]]);
    let row = Row::of(&service.post(PATH, &body).await.expect(201));
    let list = format!("{}/related", row.path);
    assert_eq!(service.walk(&list, "limit=1").await, [other.json]);
    service.patch(&row.path, &json!({})).await.expect(200);
    assert_eq!(service.walk(&list, "limit=1").await.len(), 1);
    service.patch(&row.path, &json!({ "related_ids": null })).await.fault(
        422,
        "/related_ids",
        "required",
    );
    service.patch(&row.path, &json!({ "related_ids": [] })).await.expect(200);
    assert!(service.walk(&list, "limit=1").await.is_empty());
}
