//! Users, as their clients see them.

use serde_json::{Value, json};

use crate::access::{self, Outcome, Route};
use crate::callers;
use crate::listing;
use crate::support::*;
use crate::writing;
use ::blog::enums::UserRole;

const PATH: &str = "/api/v1/users";
const UNKNOWN: &str = "/api/v1/users/0197d5b4-6a00-7000-8000-00000000ffff";

/// A body for a row like no other.
pub async fn body(service: &Service) -> Value {
    let n = service.count("users");
    json!({
        "email": format!("ada{n}@example.com"),
        "password": "correct horse battery",
        "name": &["Ada Lovelace", "Grace Hopper", "Alan Turing", "Katherine Johnson", "Edsger Dijkstra"][n % 5],
        "role": &["author", "admin"][n % 2],
        "is_active": n.is_multiple_of(2),
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
async fn create_user_answers_with_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let body = body(&service).await;
    let answer = service.post(PATH, &body).await.expect(201);
    let row = Row::of(&answer);
    assert_shows(&row.json, &body);
    let found = service.get(&row.path).await.expect(200);
    assert_eq!((found.data(), found.header("etag")), (row.json, row.tag.as_str()));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_user_rejects_what_is_no_json(pool: Pool) {
    let service = Service::new(pool).await;
    writing::rejects_what_is_no_json(&service, PATH).await;
}

/// Members that the server sets, and one that nobody knows.
const REFUSED: &[&str] = &["id", "created_at", "updated_at", "no_such_member"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_user_rejects_members_that_are_not_the_clients(pool: Pool) {
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
async fn create_user_rejects_missing_email(pool: Pool) {
    rejects(pool, "email", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_user_rejects_null_email(pool: Pool) {
    rejects(pool, "email", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_user_rejects_email_of_wrong_type(pool: Pool) {
    rejects(pool, "email", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_user_rejects_malformed_email(pool: Pool) {
    rejects(pool, "email", Some(json!("nobody.example.com")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_user_rejects_missing_password(pool: Pool) {
    rejects(pool, "password", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_user_rejects_null_password(pool: Pool) {
    rejects(pool, "password", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_user_rejects_password_of_wrong_type(pool: Pool) {
    rejects(pool, "password", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_user_rejects_password_shorter_than_8_characters(pool: Pool) {
    rejects(pool, "password", Some(json!("aaaaaaa")), "too_short").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_user_rejects_password_longer_than_128_characters(pool: Pool) {
    rejects(pool, "password", Some(json!("a".repeat(129))), "too_long").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_user_rejects_missing_name(pool: Pool) {
    rejects(pool, "name", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_user_rejects_null_name(pool: Pool) {
    rejects(pool, "name", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_user_rejects_name_of_wrong_type(pool: Pool) {
    rejects(pool, "name", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_user_rejects_empty_name(pool: Pool) {
    rejects(pool, "name", Some(json!("")), "too_short").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_user_rejects_name_longer_than_80_characters(pool: Pool) {
    rejects(pool, "name", Some(json!("a".repeat(81))), "too_long").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_user_rejects_name_with_line_break(pool: Pool) {
    rejects(pool, "name", Some(json!("Ada Lo\nvelace")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_user_rejects_name_with_nul(pool: Pool) {
    rejects(pool, "name", Some(json!("Ada Lo\u{0}velace")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_user_rejects_null_role(pool: Pool) {
    rejects(pool, "role", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_user_rejects_role_of_wrong_type(pool: Pool) {
    rejects(pool, "role", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_user_rejects_unknown_role(pool: Pool) {
    rejects(pool, "role", Some(json!("unheard_of")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_user_rejects_null_is_active(pool: Pool) {
    rejects(pool, "is_active", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_user_rejects_is_active_of_wrong_type(pool: Pool) {
    rejects(pool, "is_active", Some(json!("yes")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_user_tells_everything_wrong_at_once(pool: Pool) {
    let service = Service::new(pool).await;
    let mut body = body(&service).await;
    body.as_object_mut().expect("an object").remove("email");
    body["password"] = json!("aaaaaaa");
    body.as_object_mut().expect("an object").remove("name");
    body["role"] = json!(null);
    body["is_active"] = json!(null);
    service.post(PATH, &body).await.faults(&[
        ("/email", "required"),
        ("/password", "too_short"),
        ("/name", "required"),
        ("/role", "required"),
        ("/is_active", "required"),
    ]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_user_rejects_a_taken_email(pool: Pool) {
    let service = Service::new(pool).await;
    let taken = create(&service).await;
    let mut body = body(&service).await;
    body["email"] = taken.json["email"].clone();
    service.post(PATH, &body).await.taken(&["/email"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_users_rejects_what_it_does_not_know(pool: Pool) {
    let service = Service::new(pool).await;
    listing::rejects_what_it_does_not_know(&service, PATH).await;
    service.get(&format!("{PATH}?q=a")).await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_users_shows_every_row_once(pool: Pool) {
    let service = Service::new(pool).await;
    let rows = rows(&service, 5).await.into_iter().map(|row| row.json).collect::<Vec<_>>();
    for limit in [1, 2, 100] {
        assert_same_rows(&service.walk(PATH, &format!("limit={limit}")).await, &rows);
    }
    service.get(&format!("{PATH}?limit=101")).await.problem(400);
    let page = service.get(&format!("{PATH}?limit=6&total=true")).await.expect(200).data();
    assert_eq!((&page["total"], &page["next"]), (&json!(6), &Value::Null));
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
async fn list_users_filters_by_id(pool: Pool) {
    filters(pool, "id", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_users_filters_by_email(pool: Pool) {
    filters(pool, "email", &["", ".ne", ".in", ".contains", ".starts"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_users_filters_by_email_in_any_case(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    listing::filters_in_any_case(&service, PATH, &row, "email").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_users_filters_by_role(pool: Pool) {
    filters(pool, "role", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_users_filters_by_is_active(pool: Pool) {
    filters(pool, "is_active", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_users_filters_by_created_at(pool: Pool) {
    filters(pool, "created_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_users_filters_by_updated_at(pool: Pool) {
    filters(pool, "updated_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

async fn sorts(pool: Pool, member: &str, comparable: bool) {
    let service = Service::new(pool).await;
    let rows = rows(&service, 5).await;
    listing::sorts(&service, PATH, &rows, member, comparable).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_users_sorts_by_id(pool: Pool) {
    sorts(pool, "id", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_users_sorts_by_email(pool: Pool) {
    sorts(pool, "email", false).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_users_sorts_by_created_at(pool: Pool) {
    sorts(pool, "created_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_users_sorts_by_updated_at(pool: Pool) {
    sorts(pool, "updated_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_user_answers_404_where_there_is_none(pool: Pool) {
    let service = Service::new(pool).await;
    service.get(UNKNOWN).await.problem(404);
    service.get("/api/v1/users/not-a-key").await.problem(400);
    service.get("/api/v1/users/%00").await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_user_answers_304_to_those_who_know_it(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let known =
        service.send("GET", &row.path, &[("if-none-match", &row.tag)], "").await.expect(304);
    assert!(known.body.is_empty());
    service.send("GET", &row.path, &[("if-none-match", "\"other\"")], "").await.expect(200);
}

/// Relations that a request may name.
const INCLUDE: &[&str] = &["posts", "comments"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_user_includes_what_is_asked_for(pool: Pool) {
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
const WRITABLE: &[&str] = &["email", "name", "role", "is_active"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_user_writes_over_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = row.only(WRITABLE);
    body["email"] = json!("ada41@example.com");
    body["name"] = json!("Grace Hopper");
    body["role"] = json!("admin");
    body["is_active"] = json!(false);
    let now = service.put(&row.path, &body).await.expect(200).data();
    assert_shows(&now, &body);
    assert_eq!(service.get(&row.path).await.expect(200).data(), now);
    service.put(UNKNOWN, &body).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_user_leaves_the_rest(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let before = row.only(WRITABLE);
    assert_shows(&service.patch(&row.path, &json!({})).await.expect(200).data(), &before);
    for (member, value) in [
        ("email", json!("ada41@example.com")),
        ("name", json!("Grace Hopper")),
        ("role", json!("admin")),
        ("is_active", json!(false)),
    ] {
        let now = service.patch(&row.path, &json!({ member: value })).await.expect(200).data();
        let mut after = before.clone();
        after[member] = value;
        assert_shows(&now, &after);
        service.put(&row.path, &before).await.expect(200);
    }
    service.patch(&row.path, &json!({ "role": null })).await.expect(422);
    service.patch(&row.path, &json!({ "is_active": null })).await.expect(422);
    service.patch(UNKNOWN, &json!({})).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_user_keeps_to_the_rules(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    service.patch(&row.path, &json!({ "email": null })).await.fault(422, "/email", "required");
    service.patch(&row.path, &json!({"no_such_member": 1})).await.fault(
        422,
        "/no_such_member",
        "unknown_member",
    );
    service.put(&row.path, &json!({"no_such_member": 1})).await.problem(422);
    service.send("PATCH", &row.path, &[("content-type", "text/plain")], "{}").await.problem(415);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_user_heeds_if_match(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    writing::heeds_if_match(&service, &row, &row.only(WRITABLE)).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_user_rejects_a_taken_email(pool: Pool) {
    let service = Service::new(pool).await;
    let taken = create(&service).await;
    let row = create(&service).await;
    let mut patch = json!({});
    patch["email"] = taken.json["email"].clone();
    service.patch(&row.path, &patch).await.taken(&["/email"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_user_removes_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    service.send("DELETE", &row.path, &[("if-match", "\"other\"")], "").await.problem(412);
    service.send("DELETE", &row.path, &[("if-match", &row.tag)], "").await.expect(204);
    service.delete(&row.path).await.problem(404);
    service.delete(UNKNOWN).await.problem(404);
    service.get(&row.path).await.problem(404);
    assert!(service.walk(PATH, "limit=1").await.is_empty());
}

/// What each route answers to whom.
pub const ROUTES: &[Route] = &[
    Route {
        method: "GET",
        path: "/api/v1/users",
        anonymous: Outcome::Login,
        strangers: &[(UserRole::Author, Outcome::Role), (UserRole::Admin, Outcome::Open)],
        owner: Outcome::Role,
    },
    Route {
        method: "POST",
        path: "/api/v1/users",
        anonymous: Outcome::Login,
        strangers: &[(UserRole::Author, Outcome::Role), (UserRole::Admin, Outcome::Open)],
        owner: Outcome::Role,
    },
    Route {
        method: "GET",
        path: "/api/v1/users/{id}",
        anonymous: Outcome::Login,
        strangers: &[(UserRole::Author, Outcome::Hidden), (UserRole::Admin, Outcome::Open)],
        owner: Outcome::Open,
    },
    Route {
        method: "PUT",
        path: "/api/v1/users/{id}",
        anonymous: Outcome::Login,
        strangers: &[(UserRole::Author, Outcome::Hidden), (UserRole::Admin, Outcome::Open)],
        owner: Outcome::Open,
    },
    Route {
        method: "PATCH",
        path: "/api/v1/users/{id}",
        anonymous: Outcome::Login,
        strangers: &[(UserRole::Author, Outcome::Hidden), (UserRole::Admin, Outcome::Open)],
        owner: Outcome::Open,
    },
    Route {
        method: "DELETE",
        path: "/api/v1/users/{id}",
        anonymous: Outcome::Login,
        strangers: &[(UserRole::Author, Outcome::Hidden), (UserRole::Admin, Outcome::Open)],
        owner: Outcome::Open,
    },
];

#[sqlx::test(migrator = "MIGRATOR")]
async fn users_are_for_those_who_may(pool: Pool) {
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
    let account = service.callers().other(service, callers::USUAL).await;
    Target { path: account.row().path, body: json!({}), owner: account.token }
}

async fn a_whole_row(service: &Service) -> Target {
    let account = service.callers().other(service, callers::USUAL).await;
    let row = account.row();
    Target { path: row.path.clone(), body: row.only(WRITABLE), owner: account.token }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_user_leaves_rights_to_administrators(pool: Pool) {
    let service = Service::new(pool).await;
    let account = service.callers().other(&service, callers::USUAL).await;
    let path = account.row().path;
    for (member, value) in [("role", json!("admin")), ("is_active", json!(false))] {
        let answer =
            service.ask("PATCH", &path, Some(&account.token), &json!({member: value})).await;
        answer.fault(422, &format!("/{member}"), "not_allowed");
    }
}
