//! Tickets, as their clients see them.

use serde_json::{Value, json};

use crate::listing;
use crate::people;
use crate::support::*;
use crate::writing;

const PATH: &str = "/museum/v1/tickets";
const UNKNOWN: &str = "/museum/v1/tickets/0197d5b4-6a00-7000-8000-00000000ffff";

/// A body for a row like no other.
pub async fn body(service: &Service) -> Value {
    let n = service.count("tickets");
    let holder = service.any("people", people::create).await;
    json!({
        "number": format!("AB23{:06}", n % 1000000),
        "price": "9.90",
        "zone": 1,
        "rating": &["G", "PG13", "R"][n % 3],
        "valid_from": format!("2026-01-{:02}T09:30:00.000000Z", n % 28 + 1),
        "valid_until": format!("2026-02-{:02}T09:30:00.000000Z", n % 28 + 1),
        "extras": {"audio_guide": false},
        "companions": ["Ada", "Grace"],
        "paper": n + 1,
        "holder_id": holder.json["id"],
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
async fn create_ticket_answers_with_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let body = body(&service).await;
    let answer = service.post(PATH, &body).await.expect(201);
    let row = Row::of(&answer);
    assert_shows(&row.json, &body);
    let found = service.get(&row.path).await.expect(200);
    assert_eq!((found.data(), found.header("etag")), (row.json, row.tag.as_str()));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_what_is_no_json(pool: Pool) {
    let service = Service::new(pool).await;
    writing::rejects_what_is_no_json(&service, PATH).await;
}

/// Members that the server sets, and one that nobody knows.
const REFUSED: &[&str] = &["id", "printed_by", "created_at", "updated_at", "no_such_member"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_members_that_are_not_the_clients(pool: Pool) {
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
async fn create_ticket_rejects_missing_number(pool: Pool) {
    rejects(pool, "number", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_null_number(pool: Pool) {
    rejects(pool, "number", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_number_of_wrong_type(pool: Pool) {
    rejects(pool, "number", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_number_with_line_break(pool: Pool) {
    rejects(pool, "number", Some(json!("AB230\n00000")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_number_with_nul(pool: Pool) {
    rejects(pool, "number", Some(json!("AB230\u{0}00000")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_number_that_breaks_its_pattern(pool: Pool) {
    rejects(pool, "number", Some(json!("????")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_null_price(pool: Pool) {
    rejects(pool, "price", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_price_of_wrong_type(pool: Pool) {
    rejects(pool, "price", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_unreadable_price(pool: Pool) {
    rejects(pool, "price", Some(json!("ten")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_price_with_3_decimals(pool: Pool) {
    rejects(pool, "price", Some(json!("0.111")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_price_below_minimum(pool: Pool) {
    rejects(pool, "price", Some(json!("-0.01")), "too_small").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_price_above_maximum(pool: Pool) {
    rejects(pool, "price", Some(json!("250.01")), "too_large").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_null_zone(pool: Pool) {
    rejects(pool, "zone", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_zone_of_wrong_type(pool: Pool) {
    rejects(pool, "zone", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_zone_out_of_range(pool: Pool) {
    rejects(pool, "zone", Some(json!(32768)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_null_rating(pool: Pool) {
    rejects(pool, "rating", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_rating_of_wrong_type(pool: Pool) {
    rejects(pool, "rating", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_unknown_rating(pool: Pool) {
    rejects(pool, "rating", Some(json!("unheard_of")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_null_valid_from(pool: Pool) {
    rejects(pool, "valid_from", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_valid_from_of_wrong_type(pool: Pool) {
    rejects(pool, "valid_from", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_unreadable_valid_from(pool: Pool) {
    rejects(pool, "valid_from", Some(json!("2026-02-30T12:00:00Z")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_valid_until_of_wrong_type(pool: Pool) {
    rejects(pool, "valid_until", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_unreadable_valid_until(pool: Pool) {
    rejects(pool, "valid_until", Some(json!("2026-02-30T12:00:00Z")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_null_extras(pool: Pool) {
    rejects(pool, "extras", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_null_companions(pool: Pool) {
    rejects(pool, "companions", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_companions_of_wrong_type(pool: Pool) {
    rejects(pool, "companions", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_more_than_5_companions(pool: Pool) {
    rejects(pool, "companions", Some(json!(vec!["alder"; 6])), "too_many").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_null_paper(pool: Pool) {
    rejects(pool, "paper", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_paper_of_wrong_type(pool: Pool) {
    rejects(pool, "paper", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_paper_out_of_range(pool: Pool) {
    rejects(pool, "paper", Some(json!(2147483648_i64)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_missing_holder_id(pool: Pool) {
    rejects(pool, "holder_id", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_null_holder_id(pool: Pool) {
    rejects(pool, "holder_id", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_holder_id_of_wrong_type(pool: Pool) {
    rejects(pool, "holder_id", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_unknown_holder_id(pool: Pool) {
    rejects(
        pool,
        "holder_id",
        Some(json!("00000000-0000-7000-8000-000000000000")),
        "unknown_reference",
    )
    .await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_tells_everything_wrong_at_once(pool: Pool) {
    let service = Service::new(pool).await;
    let mut body = body(&service).await;
    body.as_object_mut().expect("an object").remove("number");
    body["price"] = json!("-0.01");
    body["zone"] = json!(null);
    body["rating"] = json!(null);
    body["valid_from"] = json!(null);
    body["valid_until"] = json!(true);
    body["extras"] = json!(null);
    body["companions"] = json!(null);
    body["paper"] = json!(null);
    body.as_object_mut().expect("an object").remove("holder_id");
    service.post(PATH, &body).await.faults(&[
        ("/number", "required"),
        ("/price", "too_small"),
        ("/zone", "required"),
        ("/rating", "required"),
        ("/valid_from", "required"),
        ("/valid_until", "invalid_type"),
        ("/extras", "required"),
        ("/companions", "required"),
        ("/paper", "required"),
        ("/holder_id", "required"),
    ]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_a_taken_number(pool: Pool) {
    let service = Service::new(pool).await;
    let taken = create(&service).await;
    let mut body = body(&service).await;
    body["number"] = taken.json["number"].clone();
    service.post(PATH, &body).await.taken(&["/number"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_what_breaks_valid_for_a_while(pool: Pool) {
    let service = Service::new(pool).await;
    let mut body = body(&service).await;
    body["valid_from"] = json!("2026-02-01T09:30:00.000000Z");
    body["valid_until"] = json!("2026-02-01T09:30:00.000000Z");
    service.post(PATH, &body).await.fault(422, "/valid_until", "check_failed");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_what_breaks_adults_pay(pool: Pool) {
    let service = Service::new(pool).await;
    let mut body = body(&service).await;
    body["price"] = json!("0.00");
    body["rating"] = json!("R");
    service.post(PATH, &body).await.fault(422, "/rating", "check_failed");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_ticket_rejects_what_breaks_zone_in(pool: Pool) {
    let service = Service::new(pool).await;
    let mut body = body(&service).await;
    body["zone"] = json!(0);
    service.post(PATH, &body).await.fault(422, "/zone", "check_failed");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_tickets_rejects_what_it_does_not_know(pool: Pool) {
    let service = Service::new(pool).await;
    listing::rejects_what_it_does_not_know(&service, PATH).await;
    service.get(&format!("{PATH}?q=a")).await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_tickets_shows_every_row_once(pool: Pool) {
    let service = Service::new(pool).await;
    let rows = rows(&service, 5).await.into_iter().map(|row| row.json).collect::<Vec<_>>();
    for limit in [1, 2, 25] {
        assert_same_rows(&service.walk(PATH, &format!("limit={limit}")).await, &rows);
    }
    service.get(&format!("{PATH}?limit=26")).await.problem(400);
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
async fn list_tickets_filters_by_id(pool: Pool) {
    filters(pool, "id", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_tickets_filters_by_number(pool: Pool) {
    filters(pool, "number", &["", ".ne", ".in", ".contains", ".starts"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_tickets_filters_by_rating(pool: Pool) {
    filters(pool, "rating", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_tickets_filters_by_valid_until(pool: Pool) {
    filters(pool, "valid_until", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte", ".null"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_tickets_filters_by_holder_id(pool: Pool) {
    filters(pool, "holder_id", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_tickets_filters_by_created_at(pool: Pool) {
    filters(pool, "created_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_tickets_filters_by_updated_at(pool: Pool) {
    filters(pool, "updated_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

async fn sorts(pool: Pool, member: &str, comparable: bool) {
    let service = Service::new(pool).await;
    let rows = rows(&service, 5).await;
    listing::sorts(&service, PATH, &rows, member, comparable).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_tickets_sorts_by_id(pool: Pool) {
    sorts(pool, "id", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_tickets_sorts_by_number(pool: Pool) {
    sorts(pool, "number", false).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_tickets_sorts_by_valid_until(pool: Pool) {
    sorts(pool, "valid_until", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_tickets_sorts_by_created_at(pool: Pool) {
    sorts(pool, "created_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_tickets_sorts_by_updated_at(pool: Pool) {
    sorts(pool, "updated_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn tickets_are_found_by_holder(pool: Pool) {
    let service = Service::new(pool).await;
    create(&service).await;
    let parent = people::create(&service).await;
    let mut own = body(&service).await;
    own["holder_id"] = parent.json["id"].clone();
    let row = Row::of(&service.post(PATH, &own).await.expect(201));
    let path = format!("{}/tickets", parent.path);
    assert_eq!(service.walk(&path, "limit=1").await, std::slice::from_ref(&row.json));
    assert_eq!(service.included(&parent, "tickets").await, json!([row.json]));
    assert_eq!(service.included(&row, "holder").await, parent.json);
    service
        .get("/museum/v1/people/0197d5b4-6a00-7000-8000-00000000ffff/tickets")
        .await
        .problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_ticket_answers_404_where_there_is_none(pool: Pool) {
    let service = Service::new(pool).await;
    service.get(UNKNOWN).await.problem(404);
    service.get("/museum/v1/tickets/not-a-key").await.problem(400);
    service.get("/museum/v1/tickets/%00").await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_ticket_answers_304_to_those_who_know_it(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let known =
        service.send("GET", &row.path, &[("if-none-match", &row.tag)], "").await.expect(304);
    assert!(known.body.is_empty());
    service.send("GET", &row.path, &[("if-none-match", "\"other\"")], "").await.expect(200);
}

/// Relations that a request may name.
const INCLUDE: &[&str] = &["holder"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_ticket_includes_what_is_asked_for(pool: Pool) {
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
    service.get(&format!("{}?include=nothing", row.path)).await.problem(400);
    service.get(&format!("{}?unknown=1", row.path)).await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_ticket_removes_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    service.send("DELETE", &row.path, &[("if-match", "\"other\"")], "").await.problem(412);
    service.send("DELETE", &row.path, &[("if-match", &row.tag)], "").await.expect(204);
    service.delete(&row.path).await.problem(404);
    service.delete(UNKNOWN).await.problem(404);
    service.get(&row.path).await.problem(404);
    assert!(service.walk(PATH, "limit=1").await.is_empty());
}
