//! Notes, as their clients see them.

use serde_json::{Value, json};

use crate::orders;
use crate::support::*;

const PATH: &str = "/museum/v1/notes";
const UNKNOWN: &str = "/museum/v1/notes/0197d5b4-6a00-7000-8000-00000000ffff";

/// A body for a row like no other.
pub async fn body(service: &Service) -> Value {
    let n = service.count("notes");
    let order = service.any("orders", orders::create).await;
    json!({
        "order_id": order.json["id"],
        "body": &["The ferry leaves at nine and comes back at five.", "Bread needs time more than it needs work.", "It rained all week, and nobody minded."][n % 3],
    })
}

pub async fn create(service: &Service) -> Row {
    let body = body(service).await;
    Row::of(&service.post(PATH, &body).await.expect(201))
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_note_answers_with_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let body = body(&service).await;
    let answer = service.post(PATH, &body).await.expect(201);
    let row = Row::of(&answer);
    assert_shows(&row.json, &body);
    let found = service.get(&row.path).await.expect(200);
    assert_eq!((found.data(), found.header("etag")), (row.json, row.tag.as_str()));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_note_rejects_what_is_no_json(pool: Pool) {
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
async fn create_note_rejects_members_that_are_not_the_clients(pool: Pool) {
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
async fn create_note_rejects_missing_order_id(pool: Pool) {
    rejects(pool, "order_id", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_note_rejects_null_order_id(pool: Pool) {
    rejects(pool, "order_id", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_note_rejects_order_id_of_wrong_type(pool: Pool) {
    rejects(pool, "order_id", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_note_rejects_unknown_order_id(pool: Pool) {
    rejects(
        pool,
        "order_id",
        Some(json!("00000000-0000-7000-8000-000000000000")),
        "unknown_reference",
    )
    .await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_note_rejects_missing_body(pool: Pool) {
    rejects(pool, "body", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_note_rejects_null_body(pool: Pool) {
    rejects(pool, "body", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_note_rejects_body_of_wrong_type(pool: Pool) {
    rejects(pool, "body", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_note_rejects_empty_body(pool: Pool) {
    rejects(pool, "body", Some(json!("")), "too_short").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_note_rejects_body_longer_than_2000_characters(pool: Pool) {
    rejects(pool, "body", Some(json!("a".repeat(2001))), "too_long").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_note_rejects_body_with_nul(pool: Pool) {
    rejects(
        pool,
        "body",
        Some(json!("The ferry leaves at nine\u{0} and comes back at five.")),
        "invalid_format",
    )
    .await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_notes_rejects_what_it_does_not_know(pool: Pool) {
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
async fn list_notes_shows_every_row_once(pool: Pool) {
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
async fn list_notes_filters_by_id(pool: Pool) {
    filters(pool, "id", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_notes_filters_by_order_id(pool: Pool) {
    filters(pool, "order_id", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_notes_filters_by_created_at(pool: Pool) {
    filters(pool, "created_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_notes_filters_by_updated_at(pool: Pool) {
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
async fn list_notes_sorts_by_id(pool: Pool) {
    sorts(pool, "id", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_notes_sorts_by_created_at(pool: Pool) {
    sorts(pool, "created_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_notes_sorts_by_updated_at(pool: Pool) {
    sorts(pool, "updated_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn notes_are_found_by_order(pool: Pool) {
    let service = Service::new(pool).await;
    create(&service).await;
    let parent = orders::create(&service).await;
    let mut own = body(&service).await;
    own["order_id"] = parent.json["id"].clone();
    let row = Row::of(&service.post(PATH, &own).await.expect(201));
    let path = format!("{}/notes", parent.path);
    assert_eq!(service.walk(&path, "limit=1").await, [row.json]);
    service.get("/museum/v1/orders/0197d5b4-6a00-7000-8000-00000000ffff/notes").await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_note_answers_404_where_there_is_none(pool: Pool) {
    let service = Service::new(pool).await;
    service.get(UNKNOWN).await.problem(404);
    service.get("/museum/v1/notes/not-a-key").await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_note_answers_304_to_those_who_know_it(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let known =
        service.send("GET", &row.path, &[("if-none-match", &row.tag)], "").await.expect(304);
    assert!(known.body.is_empty());
    service.send("GET", &row.path, &[("if-none-match", "\"other\"")], "").await.expect(200);
}

/// Relations that a request may name.
const INCLUDE: &[&str] = &["order"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_note_includes_what_is_asked_for(pool: Pool) {
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
async fn replace_note_writes_over_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = writable(&row.json);
    body["body"] = json!("It rained all week, and nobody minded.");
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

const WRITABLE: &[&str] = &["order_id", "body"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_note_leaves_the_rest(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    assert_shows(
        &service.patch(&row.path, &json!({})).await.expect(200).data(),
        &writable(&row.json),
    );
    let patch = json!({ "body": "It rained all week, and nobody minded." });
    let now = service.patch(&row.path, &patch).await.expect(200).data();
    assert_shows(&now, &patch);
    service.put(&row.path, &writable(&row.json)).await.expect(200);
    service.patch(UNKNOWN, &json!({})).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_note_keeps_to_the_rules(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    service.patch(&row.path, &json!({ "order_id": null })).await.fault(
        422,
        "/order_id",
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
async fn change_note_heeds_if_match(pool: Pool) {
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
async fn delete_note_removes_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    service.send("DELETE", &row.path, &[("if-match", "\"other\"")], "").await.problem(412);
    service.delete(&row.path).await.expect(204);
    service.delete(&row.path).await.problem(404);
    service.delete(UNKNOWN).await.problem(404);
    service.get(&row.path).await.problem(404);
    assert!(service.walk(PATH, "limit=1").await.is_empty());
}
