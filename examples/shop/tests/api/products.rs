//! Products, as their clients see them.

use serde_json::{Value, json};

use crate::access::{self, Outcome, Route};
use crate::listing;
use crate::order_items;
use crate::support::*;
use crate::writing;
use ::shop::enums::UserRole;

const PATH: &str = "/api/v1/products";
const UNKNOWN: &str = "/api/v1/products/0197d5b4-6a00-7000-8000-00000000ffff";

/// A body for a row like no other.
pub async fn body(service: &Service) -> Value {
    let n = service.count("products");
    json!({
        "name": &["Walnut desk", "Linen shirt", "Copper kettle", "Oak stool"][n % 4],
        "description": &["The ferry leaves at nine and comes back at five.", "Bread needs time more than it needs work.", "It rained all week, and nobody minded."][n % 3],
        "price": format!("{}.50", n + 1),
        "stock": n + 1,
        "image_url": format!("https://example.com/images/{n}"),
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
async fn create_product_answers_with_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let body = body(&service).await;
    let answer = service.post(PATH, &body).await.expect(201);
    let row = Row::of(&answer);
    assert_shows(&row.json, &body);
    let found = service.get(&row.path).await.expect(200);
    assert_eq!((found.data(), found.header("etag")), (row.json, row.tag.as_str()));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_product_rejects_what_is_no_json(pool: Pool) {
    let service = Service::new(pool).await;
    writing::rejects_what_is_no_json(&service, PATH).await;
}

/// Members that the server sets, and one that nobody knows.
const REFUSED: &[&str] = &["id", "created_at", "updated_at", "no_such_member"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_product_rejects_members_that_are_not_the_clients(pool: Pool) {
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
async fn create_product_rejects_missing_name(pool: Pool) {
    rejects(pool, "name", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_product_rejects_null_name(pool: Pool) {
    rejects(pool, "name", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_product_rejects_name_of_wrong_type(pool: Pool) {
    rejects(pool, "name", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_product_rejects_empty_name(pool: Pool) {
    rejects(pool, "name", Some(json!("")), "too_short").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_product_rejects_name_longer_than_200_characters(pool: Pool) {
    rejects(pool, "name", Some(json!("a".repeat(201))), "too_long").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_product_rejects_name_with_line_break(pool: Pool) {
    rejects(pool, "name", Some(json!("Walnu\nt desk")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_product_rejects_name_with_nul(pool: Pool) {
    rejects(pool, "name", Some(json!("Walnu\u{0}t desk")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_product_rejects_description_of_wrong_type(pool: Pool) {
    rejects(pool, "description", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_product_rejects_description_longer_than_65536_characters(pool: Pool) {
    rejects(pool, "description", Some(json!("a".repeat(65537))), "too_long").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_product_rejects_description_with_nul(pool: Pool) {
    rejects(
        pool,
        "description",
        Some(json!("The ferry leaves at nine\u{0} and comes back at five.")),
        "invalid_format",
    )
    .await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_product_rejects_missing_price(pool: Pool) {
    rejects(pool, "price", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_product_rejects_null_price(pool: Pool) {
    rejects(pool, "price", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_product_rejects_price_of_wrong_type(pool: Pool) {
    rejects(pool, "price", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_product_rejects_unreadable_price(pool: Pool) {
    rejects(pool, "price", Some(json!("ten")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_product_rejects_price_with_3_decimals(pool: Pool) {
    rejects(pool, "price", Some(json!("0.111")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_product_rejects_price_below_minimum(pool: Pool) {
    rejects(pool, "price", Some(json!("-0.01")), "too_small").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_product_rejects_null_stock(pool: Pool) {
    rejects(pool, "stock", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_product_rejects_stock_of_wrong_type(pool: Pool) {
    rejects(pool, "stock", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_product_rejects_stock_out_of_range(pool: Pool) {
    rejects(pool, "stock", Some(json!(2147483648_i64)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_product_rejects_stock_below_minimum(pool: Pool) {
    rejects(pool, "stock", Some(json!(-1)), "too_small").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_product_rejects_image_url_of_wrong_type(pool: Pool) {
    rejects(pool, "image_url", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_product_rejects_image_url_longer_than_2048_characters(pool: Pool) {
    rejects(
        pool,
        "image_url",
        Some(json!(format!("https://example.com/{}", "a".repeat(2029)))),
        "too_long",
    )
    .await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_product_rejects_malformed_image_url(pool: Pool) {
    rejects(pool, "image_url", Some(json!("not a url")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_product_tells_everything_wrong_at_once(pool: Pool) {
    let service = Service::new(pool).await;
    let mut body = body(&service).await;
    body.as_object_mut().expect("an object").remove("name");
    body["description"] = json!(true);
    body.as_object_mut().expect("an object").remove("price");
    body["stock"] = json!(-1);
    body["image_url"] = json!(true);
    service.post(PATH, &body).await.faults(&[
        ("/name", "required"),
        ("/description", "invalid_type"),
        ("/price", "required"),
        ("/stock", "too_small"),
        ("/image_url", "invalid_type"),
    ]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_products_rejects_what_it_does_not_know(pool: Pool) {
    let service = Service::new(pool).await;
    listing::rejects_what_it_does_not_know(&service, PATH).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_products_shows_every_row_once(pool: Pool) {
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
async fn list_products_filters_by_id(pool: Pool) {
    filters(pool, "id", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_products_filters_by_name(pool: Pool) {
    filters(pool, "name", &["", ".ne", ".in", ".contains", ".starts"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_products_filters_by_price(pool: Pool) {
    filters(pool, "price", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_products_filters_by_stock(pool: Pool) {
    filters(pool, "stock", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_products_filters_by_created_at(pool: Pool) {
    filters(pool, "created_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_products_filters_by_updated_at(pool: Pool) {
    filters(pool, "updated_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

async fn sorts(pool: Pool, member: &str, comparable: bool) {
    let service = Service::new(pool).await;
    let rows = rows(&service, 5).await;
    listing::sorts(&service, PATH, &rows, member, comparable).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_products_sorts_by_id(pool: Pool) {
    sorts(pool, "id", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_products_sorts_by_name(pool: Pool) {
    sorts(pool, "name", false).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_products_sorts_by_price(pool: Pool) {
    sorts(pool, "price", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_products_sorts_by_created_at(pool: Pool) {
    sorts(pool, "created_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_products_sorts_by_updated_at(pool: Pool) {
    sorts(pool, "updated_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_products_sorts_by_name_and_then_id(pool: Pool) {
    let service = Service::new(pool).await;
    rows(&service, 5).await;
    listing::sorts_by_two(&service, PATH, "name", "id").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_products_searches_name(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    listing::searches(&service, PATH, &row, "name").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_products_searches_description(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    listing::searches(&service, PATH, &row, "description").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_product_answers_404_where_there_is_none(pool: Pool) {
    let service = Service::new(pool).await;
    service.get(UNKNOWN).await.problem(404);
    service.get("/api/v1/products/not-a-key").await.problem(400);
    service.get("/api/v1/products/%00").await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_product_answers_304_to_those_who_know_it(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let known =
        service.send("GET", &row.path, &[("if-none-match", &row.tag)], "").await.expect(304);
    assert!(known.body.is_empty());
    service.send("GET", &row.path, &[("if-none-match", "\"other\"")], "").await.expect(200);
}

/// Relations that a request may name.
const INCLUDE: &[&str] = &["order_items"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_product_includes_what_is_asked_for(pool: Pool) {
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
const WRITABLE: &[&str] = &["name", "description", "price", "stock", "image_url"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_product_writes_over_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = row.only(WRITABLE);
    body["name"] = json!("Linen shirt");
    body["description"] = json!("It rained all week, and nobody minded.");
    body["price"] = json!("42.50");
    body["stock"] = json!(42);
    body["image_url"] = json!("https://example.com/images/41");
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
async fn replace_product_without_description_empties_it(pool: Pool) {
    empties(pool, "description").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_product_without_image_url_empties_it(pool: Pool) {
    empties(pool, "image_url").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_product_leaves_the_rest(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let before = row.only(WRITABLE);
    assert_shows(&service.patch(&row.path, &json!({})).await.expect(200).data(), &before);
    for (member, value) in [
        ("name", json!("Linen shirt")),
        ("description", json!("It rained all week, and nobody minded.")),
        ("price", json!("42.50")),
        ("stock", json!(42)),
        ("image_url", json!("https://example.com/images/41")),
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
async fn change_product_keeps_to_the_rules(pool: Pool) {
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
async fn change_product_heeds_if_match(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    writing::heeds_if_match(&service, &row, &row.only(WRITABLE)).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_product_removes_the_row(pool: Pool) {
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
async fn delete_product_is_refused_while_it_has_order_items(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = order_items::body(&service).await;
    body["product_id"] = row.json["id"].clone();
    let _ = Row::of(&service.post("/api/v1/order-items", &body).await.expect(201));
    service.delete(&row.path).await.problem(409);
    service.get(&row.path).await.expect(200);
}

/// What each route answers to whom.
pub const ROUTES: &[Route] = &[
    Route {
        method: "GET",
        path: "/api/v1/products",
        anonymous: Outcome::Open,
        strangers: &[
            (UserRole::User, Outcome::Open),
            (UserRole::Admin, Outcome::Open),
            (UserRole::Guest, Outcome::Open),
        ],
        owner: Outcome::Open,
    },
    Route {
        method: "POST",
        path: "/api/v1/products",
        anonymous: Outcome::Login,
        strangers: &[
            (UserRole::User, Outcome::Role),
            (UserRole::Admin, Outcome::Open),
            (UserRole::Guest, Outcome::Role),
        ],
        owner: Outcome::Role,
    },
    Route {
        method: "GET",
        path: "/api/v1/products/{id}",
        anonymous: Outcome::Open,
        strangers: &[
            (UserRole::User, Outcome::Open),
            (UserRole::Admin, Outcome::Open),
            (UserRole::Guest, Outcome::Open),
        ],
        owner: Outcome::Open,
    },
    Route {
        method: "PUT",
        path: "/api/v1/products/{id}",
        anonymous: Outcome::Login,
        strangers: &[
            (UserRole::User, Outcome::Role),
            (UserRole::Admin, Outcome::Open),
            (UserRole::Guest, Outcome::Role),
        ],
        owner: Outcome::Role,
    },
    Route {
        method: "PATCH",
        path: "/api/v1/products/{id}",
        anonymous: Outcome::Login,
        strangers: &[
            (UserRole::User, Outcome::Role),
            (UserRole::Admin, Outcome::Open),
            (UserRole::Guest, Outcome::Role),
        ],
        owner: Outcome::Role,
    },
    Route {
        method: "DELETE",
        path: "/api/v1/products/{id}",
        anonymous: Outcome::Login,
        strangers: &[
            (UserRole::User, Outcome::Role),
            (UserRole::Admin, Outcome::Open),
            (UserRole::Guest, Outcome::Role),
        ],
        owner: Outcome::Role,
    },
];

#[sqlx::test(migrator = "MIGRATOR")]
async fn products_are_for_those_who_may(pool: Pool) {
    let service = Service::new(pool).await;
    access::holds(&service, &ROUTES[0], the_list).await;
    access::holds(&service, &ROUTES[1], a_body).await;
    access::holds(&service, &ROUTES[2], a_row).await;
    access::holds(&service, &ROUTES[3], a_whole_row).await;
    access::holds(&service, &ROUTES[4], a_row).await;
    access::holds(&service, &ROUTES[5], a_row).await;
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

async fn a_whole_row(service: &Service) -> Target {
    let row = create(service).await;
    service.target(&row.path, row.only(WRITABLE))
}
