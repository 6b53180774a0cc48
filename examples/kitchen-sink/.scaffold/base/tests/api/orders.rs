//! Orders, as their clients see them.

use serde_json::{Value, json};

use crate::invoices;
use crate::listing;
use crate::notes;
use crate::order_items;
use crate::people;
use crate::support::*;
use crate::writing;

const PATH: &str = "/museum/v1/orders";
const UNKNOWN: &str = "/museum/v1/orders/0197d5b4-6a00-7000-8000-00000000ffff";

/// A body for a row like no other.
pub async fn body(service: &Service) -> Value {
    let n = service.count("orders");
    let user = service.any("people", people::create).await;
    json!({
        "type": &["alder", "birch", "cedar", "hazel"][n % 4],
        "group": &["alder", "birch", "cedar", "hazel"][n % 4],
        "select": n.is_multiple_of(2),
        "self": &["alder", "birch", "cedar", "hazel"][n % 4],
        "user_id": user.json["id"],
        "placed": format!("2026-01-{:02}T09:30:00.000000Z", n % 28 + 1),
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
async fn create_order_answers_with_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let body = body(&service).await;
    let answer = service.post(PATH, &body).await.expect(201);
    let row = Row::of(&answer);
    assert_shows(&row.json, &body);
    let found = service.get(&row.path).await.expect(200);
    assert_eq!((found.data(), found.header("etag")), (row.json, row.tag.as_str()));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_order_rejects_what_is_no_json(pool: Pool) {
    let service = Service::new(pool).await;
    writing::rejects_what_is_no_json(&service, PATH).await;
}

/// Members that the server sets, and one that nobody knows.
const REFUSED: &[&str] = &["id", "created_at", "updated_at", "deleted_at", "no_such_member"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_order_rejects_members_that_are_not_the_clients(pool: Pool) {
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
async fn create_order_rejects_null_type(pool: Pool) {
    rejects(pool, "type", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_order_rejects_type_of_wrong_type(pool: Pool) {
    rejects(pool, "type", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_order_rejects_empty_type(pool: Pool) {
    rejects(pool, "type", Some(json!("")), "too_short").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_order_rejects_type_longer_than_20_characters(pool: Pool) {
    rejects(pool, "type", Some(json!("a".repeat(21))), "too_long").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_order_rejects_type_with_line_break(pool: Pool) {
    rejects(pool, "type", Some(json!("al\nder")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_order_rejects_type_with_nul(pool: Pool) {
    rejects(pool, "type", Some(json!("al\u{0}der")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_order_rejects_group_of_wrong_type(pool: Pool) {
    rejects(pool, "group", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_order_rejects_group_longer_than_255_characters(pool: Pool) {
    rejects(pool, "group", Some(json!("a".repeat(256))), "too_long").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_order_rejects_group_with_line_break(pool: Pool) {
    rejects(pool, "group", Some(json!("al\nder")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_order_rejects_group_with_nul(pool: Pool) {
    rejects(pool, "group", Some(json!("al\u{0}der")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_order_rejects_null_select(pool: Pool) {
    rejects(pool, "select", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_order_rejects_select_of_wrong_type(pool: Pool) {
    rejects(pool, "select", Some(json!("yes")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_order_rejects_self_of_wrong_type(pool: Pool) {
    rejects(pool, "self", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_order_rejects_self_longer_than_255_characters(pool: Pool) {
    rejects(pool, "self", Some(json!("a".repeat(256))), "too_long").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_order_rejects_self_with_line_break(pool: Pool) {
    rejects(pool, "self", Some(json!("al\nder")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_order_rejects_self_with_nul(pool: Pool) {
    rejects(pool, "self", Some(json!("al\u{0}der")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_order_rejects_missing_user_id(pool: Pool) {
    rejects(pool, "user_id", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_order_rejects_null_user_id(pool: Pool) {
    rejects(pool, "user_id", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_order_rejects_user_id_of_wrong_type(pool: Pool) {
    rejects(pool, "user_id", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_order_rejects_unknown_user_id(pool: Pool) {
    rejects(
        pool,
        "user_id",
        Some(json!("00000000-0000-7000-8000-000000000000")),
        "unknown_reference",
    )
    .await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_order_rejects_null_placed(pool: Pool) {
    rejects(pool, "placed", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_order_rejects_placed_of_wrong_type(pool: Pool) {
    rejects(pool, "placed", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_order_rejects_unreadable_placed(pool: Pool) {
    rejects(pool, "placed", Some(json!("2026-02-30T12:00:00Z")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_order_tells_everything_wrong_at_once(pool: Pool) {
    let service = Service::new(pool).await;
    let mut body = body(&service).await;
    body["type"] = json!(null);
    body["group"] = json!("al\nder");
    body["select"] = json!(null);
    body["self"] = json!("al\nder");
    body.as_object_mut().expect("an object").remove("user_id");
    body["placed"] = json!(null);
    service.post(PATH, &body).await.faults(&[
        ("/type", "required"),
        ("/group", "invalid_format"),
        ("/select", "required"),
        ("/self", "invalid_format"),
        ("/user_id", "required"),
        ("/placed", "required"),
    ]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_orders_rejects_what_it_does_not_know(pool: Pool) {
    let service = Service::new(pool).await;
    listing::rejects_what_it_does_not_know(&service, PATH).await;
    service.get(&format!("{PATH}?q=a")).await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_orders_shows_every_row_once(pool: Pool) {
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
async fn list_orders_filters_by_id(pool: Pool) {
    filters(pool, "id", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_orders_filters_by_type(pool: Pool) {
    filters(pool, "type", &["", ".ne", ".in", ".contains", ".starts"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_orders_filters_by_select(pool: Pool) {
    filters(pool, "select", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_orders_filters_by_user_id(pool: Pool) {
    filters(pool, "user_id", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_orders_filters_by_created_at(pool: Pool) {
    filters(pool, "created_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_orders_filters_by_updated_at(pool: Pool) {
    filters(pool, "updated_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

async fn sorts(pool: Pool, member: &str, comparable: bool) {
    let service = Service::new(pool).await;
    let rows = rows(&service, 5).await;
    listing::sorts(&service, PATH, &rows, member, comparable).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_orders_sorts_by_id(pool: Pool) {
    sorts(pool, "id", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_orders_sorts_by_type(pool: Pool) {
    sorts(pool, "type", false).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_orders_sorts_by_created_at(pool: Pool) {
    sorts(pool, "created_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_orders_sorts_by_updated_at(pool: Pool) {
    sorts(pool, "updated_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_orders_sorts_by_type_and_then_id(pool: Pool) {
    let service = Service::new(pool).await;
    rows(&service, 5).await;
    listing::sorts_by_two(&service, PATH, "type", "id").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn orders_are_found_by_user(pool: Pool) {
    let service = Service::new(pool).await;
    create(&service).await;
    let parent = people::create(&service).await;
    let mut own = body(&service).await;
    own["user_id"] = parent.json["id"].clone();
    let row = Row::of(&service.post(PATH, &own).await.expect(201));
    let path = format!("{}/orders", parent.path);
    assert_eq!(service.walk(&path, "limit=1").await, std::slice::from_ref(&row.json));
    assert_eq!(service.included(&parent, "orders").await, json!([row.json]));
    assert_eq!(service.included(&row, "user").await, parent.json);
    service.get("/museum/v1/people/0197d5b4-6a00-7000-8000-00000000ffff/orders").await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_order_answers_404_where_there_is_none(pool: Pool) {
    let service = Service::new(pool).await;
    service.get(UNKNOWN).await.problem(404);
    service.get("/museum/v1/orders/not-a-key").await.problem(400);
    service.get("/museum/v1/orders/%00").await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_order_answers_304_to_those_who_know_it(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let known =
        service.send("GET", &row.path, &[("if-none-match", &row.tag)], "").await.expect(304);
    assert!(known.body.is_empty());
    service.send("GET", &row.path, &[("if-none-match", "\"other\"")], "").await.expect(200);
}

/// Relations that a request may name.
const INCLUDE: &[&str] = &["user", "items", "invoices", "notes"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_order_includes_what_is_asked_for(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let plain = service.get(&row.path).await.expect(200).data();
    for relation in INCLUDE {
        let found =
            service.get(&format!("{}?include={relation}", row.path)).await.expect(200).data();
        assert!(plain.get(relation).is_none() && found.get(relation).is_some(), "{found}");
        assert_eq!(service.walk(PATH, &format!("include={relation}")).await, [found]);
    }
    let related = service.included(&row, "user").await;
    assert_eq!(related["id"], row.json["user_id"]);
    service.get(&format!("{}?include=nothing", row.path)).await.problem(400);
    service.get(&format!("{}?unknown=1", row.path)).await.problem(400);
}

/// What an update may write, and rows show.
const WRITABLE: &[&str] = &["type", "group", "select", "self", "user_id", "placed"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_order_writes_over_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = row.only(WRITABLE);
    body["type"] = json!("birch");
    body["group"] = json!("birch");
    body["select"] = json!(false);
    body["self"] = json!("birch");
    body["placed"] = json!("2026-01-14T09:30:00.000000Z");
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
async fn replace_order_without_group_empties_it(pool: Pool) {
    empties(pool, "group").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_order_without_self_empties_it(pool: Pool) {
    empties(pool, "self").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_order_leaves_the_rest(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let before = row.only(WRITABLE);
    assert_shows(&service.patch(&row.path, &json!({})).await.expect(200).data(), &before);
    for (member, value) in [
        ("type", json!("birch")),
        ("group", json!("birch")),
        ("select", json!(false)),
        ("self", json!("birch")),
        ("placed", json!("2026-01-14T09:30:00.000000Z")),
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
async fn change_order_keeps_to_the_rules(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    service.patch(&row.path, &json!({ "type": null })).await.fault(422, "/type", "required");
    service.patch(&row.path, &json!({"no_such_member": 1})).await.fault(
        422,
        "/no_such_member",
        "unknown_member",
    );
    service.put(&row.path, &json!({"no_such_member": 1})).await.problem(422);
    service.send("PATCH", &row.path, &[("content-type", "text/plain")], "{}").await.problem(415);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_order_heeds_if_match(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    writing::heeds_if_match(&service, &row, &row.only(WRITABLE)).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_order_removes_the_row(pool: Pool) {
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
async fn delete_order_removes_its_items(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = order_items::body(&service).await;
    body["order_id"] = row.json["id"].clone();
    let child = Row::of(&service.post("/museum/v1/order-items", &body).await.expect(201));
    service.delete(&row.path).await.expect(204);
    service.get(&child.path).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_order_is_refused_while_it_has_invoices(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = invoices::body(&service).await;
    body["order_id"] = row.json["id"].clone();
    let _ = Row::of(&service.post("/museum/v1/invoices", &body).await.expect(201));
    service.delete(&row.path).await.problem(409);
    service.get(&row.path).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_order_removes_its_notes(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = notes::body(&service).await;
    body["order_id"] = row.json["id"].clone();
    let child = Row::of(&service.post("/museum/v1/notes", &body).await.expect(201));
    service.delete(&row.path).await.expect(204);
    service.get(&child.path).await.problem(404);
}
