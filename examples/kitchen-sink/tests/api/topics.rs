//! Topics, as their clients see them.

use serde_json::{Value, json};

use crate::support::*;

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
    let json = [("content-type", "application/json")];
    service.send("POST", PATH, &json, "{\"").await.problem(400);
    service.send("POST", PATH, &json, "[]").await.fault(422, "", "invalid_type");
    service.send("POST", PATH, &[("content-type", "text/plain")], "{}").await.problem(415);
    service.send("POST", PATH, &[], "{}").await.problem(415);
}

/// Members that the server sets, and one that nobody knows.
const REFUSED: &[&str] = &["id", "created_at", "updated_at", "no_such_member"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_topic_rejects_members_that_are_not_the_clients(pool: Pool) {
    let service = Service::new(pool).await;
    for member in REFUSED {
        let mut body = body(&service).await;
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
    for query in [
        "unknown=1",
        "sort=unknown",
        "sort=",
        "limit=0",
        "limit=1000000",
        "limit=x",
        "cursor=x",
        "include=unknown",
        "total=x",
    ] {
        service.get(&format!("{PATH}?{query}")).await.problem(400);
    }
    service.get(&format!("{PATH}?limit=1&limit=2")).await.problem(400);
    let echo = service.get(&format!("{PATH}?{}=1", "x".repeat(9000))).await.problem(400);
    assert!(echo.body.len() < 3000);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_topics_shows_every_row_once(pool: Pool) {
    let service = Service::new(pool).await;
    let mut rows = Vec::new();
    for _ in 0..5 {
        rows.push(create(&service).await.json);
    }
    for limit in [1, 2, 50] {
        assert_same_rows(&service.walk(PATH, &format!("limit={limit}")).await, &rows);
    }
    let page = service.get(&format!("{PATH}?limit=1&total=true")).await.expect(200).data();
    assert_eq!(page["total"], 5);
    let next = page["next"].as_str().expect("more rows");
    service.get(&format!("{PATH}?limit=1&sort=-id&cursor={next}")).await.problem(400);
}

/// Each operator of a filter finds a row by its own value, or hides it.
async fn filters(pool: Pool, member: &str, operators: &[&str]) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let null = row.json[member].is_null();
    let value = row.text(member);
    for operator in operators {
        service.get(&format!("{PATH}?{member}{operator}=%00")).await.problem(400);
        let (operand, found) = match (*operator, null) {
            (".null", null) => (null.to_string(), true),
            (_, true) | (".in", _) if null || value.contains("%2C") => continue,
            (".ne" | ".lt" | ".gt", _) => (value.clone(), false),
            _ => (value.clone(), true),
        };
        let rows = service.walk(PATH, &format!("{member}{operator}={operand}")).await;
        assert_eq!(rows.contains(&row.json), found, "{member}{operator}={operand}");
        if *operator == ".null" {
            let rows = service.walk(PATH, &format!("{member}{operator}={}", !null)).await;
            assert!(!rows.contains(&row.json));
        }
    }
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

/// A sort and its reverse show the same rows the other way round, page by page as at once.
async fn sorts(pool: Pool, member: &str, comparable: bool) {
    let service = Service::new(pool).await;
    for _ in 0..5 {
        create(&service).await;
    }
    let up = service.walk(PATH, &format!("sort={member}&limit=1")).await;
    let down = service.walk(PATH, &format!("sort=-{member}&limit=2")).await;
    assert_eq!(up, service.walk(PATH, &format!("sort={member}")).await);
    assert_same_rows(&up, &down);
    let values = |rows: &[Value]| {
        rows.iter()
            .map(|row| row[member].clone())
            .filter(|value| !value.is_null())
            .collect::<Vec<_>>()
    };
    let mut reversed = values(&down);
    reversed.reverse();
    assert_eq!(values(&up), reversed);
    let numbers = values(&up).iter().filter_map(Value::as_f64).collect::<Vec<_>>();
    assert!(numbers.is_sorted());
    assert!(!comparable || values(&up).iter().filter_map(Value::as_str).is_sorted());
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
    assert_eq!(service.walk(&path, "limit=1").await, [row.json]);
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
    }
    service.get(&format!("{}?include=nothing", row.path)).await.problem(400);
    service.get(&format!("{}?unknown=1", row.path)).await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_topic_writes_over_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = writable(&row.json);
    body["name"] = json!("travel-41");
    let now = service.put(&row.path, &body).await.expect(200).data();
    assert_shows(&now, &body);
    assert_eq!(service.put(UNKNOWN, &body).await.problem(404).status, 404);
}

/// What an update may write, as it stands in a row.
fn writable(row: &Value) -> Value {
    let members = row.as_object().expect("an object").iter();
    members
        .filter(|(member, _)| WRITABLE.contains(&member.as_str()))
        .map(|(member, value)| (member.clone(), value.clone()))
        .collect()
}

const WRITABLE: &[&str] = &["name", "parent_id"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_topic_without_parent_id_empties_it(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = writable(&row.json);
    body.as_object_mut().expect("an object").remove("parent_id");
    let now = service.put(&row.path, &body).await.expect(200).data();
    assert_eq!(now["parent_id"], Value::Null);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_topic_leaves_the_rest(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    assert_shows(
        &service.patch(&row.path, &json!({})).await.expect(200).data(),
        &writable(&row.json),
    );
    let patch = json!({ "name": "travel-41" });
    let now = service.patch(&row.path, &patch).await.expect(200).data();
    assert_shows(&now, &patch);
    service.put(&row.path, &writable(&row.json)).await.expect(200);
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
    let body = writable(&row.json).to_string();
    let mut tag = row.tag;
    for (method, body) in [("PUT", body.as_str()), ("PATCH", "{}")] {
        let json = ("content-type", "application/json");
        service
            .send(method, &row.path, &[json, ("if-match", "\"other\"")], body.to_owned())
            .await
            .problem(412);
        service
            .send(method, &row.path, &[json, ("if-match", &"x".repeat(1001))], body.to_owned())
            .await
            .problem(400);
        for known in [tag.clone(), "*".to_owned()] {
            let now = service
                .send(method, &row.path, &[json, ("if-match", &known)], body.to_owned())
                .await
                .expect(200);
            tag = now.header("etag").to_owned();
        }
        let weak = format!("W/{tag}");
        service
            .send(method, &row.path, &[json, ("if-match", &weak)], body.to_owned())
            .await
            .problem(412);
        let either = [json, ("if-match", "\"other\""), ("if-match", &tag)];
        let now = service.send(method, &row.path, &either, body.to_owned()).await.expect(200);
        tag = now.header("etag").to_owned();
    }
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
    service.delete(&row.path).await.expect(204);
    service.delete(&row.path).await.problem(404);
    service.delete(UNKNOWN).await.problem(404);
    service.get(&row.path).await.problem(404);
    assert!(service.walk(PATH, "limit=1").await.is_empty());
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_topic_settles_each_topic_parent(pool: Pool) {
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
    let shown = service.get(&format!("{}?include=related", row.path)).await.expect(200).data();
    assert_eq!(shown["related"], json!([other.json]));
    for _ in 0..2 {
        service.delete(&path).await.expect(204);
        assert!(service.walk(&list, "limit=1").await.is_empty());
    }
    service
        .send("PUT", &format!("{list}/0197d5b4-6a00-7000-8000-00000000ffff"), &[], "")
        .await
        .problem(404);
    service.get(&format!("{UNKNOWN}/related")).await.problem(404);
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
