//! Orders, as their clients see them.

use serde_json::{Value, json};

use crate::access::{self, Outcome, Route};
use crate::listing;
use crate::order_items;
use crate::support::*;
use crate::writing;
use ::shop::enums::UserRole;

const PATH: &str = "/api/v1/orders";
const UNKNOWN: &str = "/api/v1/orders/0197d5b4-6a00-7000-8000-00000000ffff";

/// A body for a row like no other.
pub async fn body(service: &Service) -> Value {
    let _ = service.count("orders");
    json!({})
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
const REFUSED: &[&str] =
    &["id", "user_id", "status", "total", "created_at", "updated_at", "no_such_member"];

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
    for limit in [1, 2, 100] {
        assert_same_rows(&service.walk(PATH, &format!("limit={limit}")).await, &rows);
    }
    service.get(&format!("{PATH}?limit=101")).await.problem(400);
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
async fn list_orders_filters_by_user_id(pool: Pool) {
    filters(pool, "user_id", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_orders_filters_by_status(pool: Pool) {
    filters(pool, "status", &["", ".ne", ".in"]).await;
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
async fn list_orders_sorts_by_status(pool: Pool) {
    sorts(pool, "status", false).await;
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
async fn get_order_answers_404_where_there_is_none(pool: Pool) {
    let service = Service::new(pool).await;
    service.get(UNKNOWN).await.problem(404);
    service.get("/api/v1/orders/not-a-key").await.problem(400);
    service.get("/api/v1/orders/%00").await.problem(400);
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
const INCLUDE: &[&str] = &["user", "items"];

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
    service.get(&format!("{}?include=nothing", row.path)).await.problem(400);
    service.get(&format!("{}?unknown=1", row.path)).await.problem(400);
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
    let child = Row::of(&service.post("/api/v1/order-items", &body).await.expect(201));
    service.delete(&row.path).await.expect(204);
    service.get(&child.path).await.problem(404);
}

/// What each route answers to whom.
pub const ROUTES: &[Route] = &[
    Route {
        method: "GET",
        path: "/api/v1/orders",
        anonymous: Outcome::Login,
        strangers: &[
            (UserRole::User, Outcome::Empty),
            (UserRole::Admin, Outcome::Empty),
            (UserRole::Guest, Outcome::Empty),
        ],
        owner: Outcome::Open,
    },
    Route {
        method: "POST",
        path: "/api/v1/orders",
        anonymous: Outcome::Login,
        strangers: &[
            (UserRole::User, Outcome::Open),
            (UserRole::Admin, Outcome::Open),
            (UserRole::Guest, Outcome::Open),
        ],
        owner: Outcome::Open,
    },
    Route {
        method: "GET",
        path: "/api/v1/orders/{id}",
        anonymous: Outcome::Login,
        strangers: &[
            (UserRole::User, Outcome::Hidden),
            (UserRole::Admin, Outcome::Hidden),
            (UserRole::Guest, Outcome::Hidden),
        ],
        owner: Outcome::Open,
    },
    Route {
        method: "DELETE",
        path: "/api/v1/orders/{id}",
        anonymous: Outcome::Login,
        strangers: &[
            (UserRole::User, Outcome::Hidden),
            (UserRole::Admin, Outcome::Hidden),
            (UserRole::Guest, Outcome::Hidden),
        ],
        owner: Outcome::Open,
    },
    Route {
        method: "GET",
        path: "/api/v1/users/{id}/orders",
        anonymous: Outcome::Login,
        strangers: &[
            (UserRole::User, Outcome::Hidden),
            (UserRole::Admin, Outcome::Empty),
            (UserRole::Guest, Outcome::Hidden),
        ],
        owner: Outcome::Open,
    },
];

#[sqlx::test(migrator = "MIGRATOR")]
async fn orders_are_for_those_who_may(pool: Pool) {
    let service = Service::new(pool).await;
    access::holds(&service, &ROUTES[0], the_list).await;
    access::holds(&service, &ROUTES[1], a_body).await;
    access::holds(&service, &ROUTES[2], a_row).await;
    access::holds(&service, &ROUTES[3], a_row).await;
    access::holds(&service, &ROUTES[4], beneath_user).await;
    access::includes_nothing(&service, &ROUTES[4], beneath_user, "orders").await;
}

async fn the_list(service: &Service) -> Target {
    service.target(PATH, Value::Null)
}

async fn a_body(service: &Service) -> Target {
    service.target(PATH, body(service).await)
}

async fn a_row(service: &Service) -> Target {
    service.target(create(service).await.path, json!({}))
}

async fn beneath_user(service: &Service) -> Target {
    let row = create(service).await;
    service.target(format!("/api/v1/users/{}/orders", row.segment("user_id")), Value::Null)
}
