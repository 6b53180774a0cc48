//! Folders, as their clients see them.

use serde_json::{Value, json};

use crate::access::{self, Outcome, Route};
use crate::listing;
use crate::support::*;
use crate::writing;
use ::team::enums::MemberRole;

const PATH: &str = "/api/v1/folders";
const UNKNOWN: &str = "/api/v1/folders/2000000000";

/// A body for a row like no other.
pub async fn body(service: &Service) -> Value {
    let n = service.count("folders");
    json!({
        "name": &["A walk in the rain", "Letters from the harbour", "The long way home", "Notes on bread"][n % 4],
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
async fn create_folder_answers_with_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let body = body(&service).await;
    let answer = service.post(PATH, &body).await.expect(201);
    let row = Row::of(&answer);
    assert_shows(&row.json, &body);
    let found = service.get(&row.path).await.expect(200);
    assert_eq!((found.data(), found.header("etag")), (row.json, row.tag.as_str()));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_folder_rejects_what_is_no_json(pool: Pool) {
    let service = Service::new(pool).await;
    writing::rejects_what_is_no_json(&service, PATH).await;
}

/// Members that the server sets, and one that nobody knows.
const REFUSED: &[&str] =
    &["id", "memberId", "createdAt", "updatedAt", "deletedAt", "no_such_member"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_folder_rejects_members_that_are_not_the_clients(pool: Pool) {
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
async fn create_folder_rejects_missing_name(pool: Pool) {
    rejects(pool, "name", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_folder_rejects_null_name(pool: Pool) {
    rejects(pool, "name", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_folder_rejects_name_of_wrong_type(pool: Pool) {
    rejects(pool, "name", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_folder_rejects_empty_name(pool: Pool) {
    rejects(pool, "name", Some(json!("")), "too_short").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_folder_rejects_name_longer_than_80_characters(pool: Pool) {
    rejects(pool, "name", Some(json!("a".repeat(81))), "too_long").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_folder_rejects_name_with_line_break(pool: Pool) {
    rejects(pool, "name", Some(json!("A walk in\n the rain")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_folder_rejects_name_with_nul(pool: Pool) {
    rejects(pool, "name", Some(json!("A walk in\u{0} the rain")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_folders_rejects_what_it_does_not_know(pool: Pool) {
    let service = Service::new(pool).await;
    listing::rejects_what_it_does_not_know(&service, PATH).await;
    service.get(&format!("{PATH}?q=a")).await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_folders_shows_every_row_once(pool: Pool) {
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
async fn list_folders_filters_by_id(pool: Pool) {
    filters(pool, "id", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_folders_filters_by_name(pool: Pool) {
    filters(pool, "name", &["", ".ne", ".in", ".contains", ".starts"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_folders_filters_by_member_id(pool: Pool) {
    filters(pool, "memberId", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_folders_filters_by_created_at(pool: Pool) {
    filters(pool, "createdAt", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_folders_filters_by_updated_at(pool: Pool) {
    filters(pool, "updatedAt", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

async fn sorts(pool: Pool, member: &str, comparable: bool) {
    let service = Service::new(pool).await;
    let rows = rows(&service, 5).await;
    listing::sorts(&service, PATH, &rows, member, comparable).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_folders_sorts_by_id(pool: Pool) {
    sorts(pool, "id", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_folders_sorts_by_created_at(pool: Pool) {
    sorts(pool, "createdAt", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_folders_sorts_by_updated_at(pool: Pool) {
    sorts(pool, "updatedAt", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_folder_answers_404_where_there_is_none(pool: Pool) {
    let service = Service::new(pool).await;
    service.get(UNKNOWN).await.problem(404);
    service.get("/api/v1/folders/not-a-key").await.problem(400);
    service.get("/api/v1/folders/%00").await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_folder_answers_304_to_those_who_know_it(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let known =
        service.send("GET", &row.path, &[("if-none-match", &row.tag)], "").await.expect(304);
    assert!(known.body.is_empty());
    service.send("GET", &row.path, &[("if-none-match", "\"other\"")], "").await.expect(200);
}

/// Relations that a request may name.
const INCLUDE: &[&str] = &["member", "papers"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_folder_includes_what_is_asked_for(pool: Pool) {
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
const WRITABLE: &[&str] = &["name"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_folder_writes_over_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = row.only(WRITABLE);
    body["name"] = json!("Letters from the harbour");
    let now = service.put(&row.path, &body).await.expect(200).data();
    assert_shows(&now, &body);
    assert_eq!(service.get(&row.path).await.expect(200).data(), now);
    service.put(UNKNOWN, &body).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_folder_leaves_the_rest(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let before = row.only(WRITABLE);
    assert_shows(&service.patch(&row.path, &json!({})).await.expect(200).data(), &before);
    for (member, value) in [("name", json!("Letters from the harbour"))] {
        let now = service.patch(&row.path, &json!({ member: value })).await.expect(200).data();
        let mut after = before.clone();
        after[member] = value;
        assert_shows(&now, &after);
        service.put(&row.path, &before).await.expect(200);
    }
    service.patch(UNKNOWN, &json!({})).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_folder_keeps_to_the_rules(pool: Pool) {
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
async fn change_folder_heeds_if_match(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    writing::heeds_if_match(&service, &row, &row.only(WRITABLE)).await;
}

/// What each route answers to whom.
pub const ROUTES: &[Route] = &[
    Route {
        method: "GET",
        path: "/api/v1/folders",
        anonymous: Outcome::Open,
        strangers: &[
            (MemberRole::Reader, Outcome::Open),
            (MemberRole::Editor, Outcome::Open),
            (MemberRole::Admin, Outcome::Open),
        ],
        owner: Outcome::Open,
    },
    Route {
        method: "POST",
        path: "/api/v1/folders",
        anonymous: Outcome::Login,
        strangers: &[
            (MemberRole::Reader, Outcome::Role),
            (MemberRole::Editor, Outcome::Open),
            (MemberRole::Admin, Outcome::Open),
        ],
        owner: Outcome::Role,
    },
    Route {
        method: "GET",
        path: "/api/v1/folders/{id}",
        anonymous: Outcome::Login,
        strangers: &[
            (MemberRole::Reader, Outcome::Open),
            (MemberRole::Editor, Outcome::Open),
            (MemberRole::Admin, Outcome::Open),
        ],
        owner: Outcome::Open,
    },
    Route {
        method: "PUT",
        path: "/api/v1/folders/{id}",
        anonymous: Outcome::Login,
        strangers: &[
            (MemberRole::Reader, Outcome::Hidden),
            (MemberRole::Editor, Outcome::Hidden),
            (MemberRole::Admin, Outcome::Hidden),
        ],
        owner: Outcome::Open,
    },
    Route {
        method: "PATCH",
        path: "/api/v1/folders/{id}",
        anonymous: Outcome::Login,
        strangers: &[
            (MemberRole::Reader, Outcome::Hidden),
            (MemberRole::Editor, Outcome::Hidden),
            (MemberRole::Admin, Outcome::Hidden),
        ],
        owner: Outcome::Open,
    },
    Route {
        method: "GET",
        path: "/api/v1/members/{id}/folders",
        anonymous: Outcome::Login,
        strangers: &[
            (MemberRole::Reader, Outcome::Hidden),
            (MemberRole::Editor, Outcome::Hidden),
            (MemberRole::Admin, Outcome::Open),
        ],
        owner: Outcome::Open,
    },
];

#[sqlx::test(migrator = "MIGRATOR")]
async fn folders_are_for_those_who_may(pool: Pool) {
    let service = Service::new(pool).await;
    access::holds(&service, &ROUTES[0], the_list).await;
    access::holds(&service, &ROUTES[1], a_body).await;
    access::holds(&service, &ROUTES[2], a_row).await;
    access::holds(&service, &ROUTES[3], a_whole_row).await;
    access::holds(&service, &ROUTES[4], a_row).await;
    access::holds(&service, &ROUTES[5], beneath_member).await;
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

async fn beneath_member(service: &Service) -> Target {
    let row = create(service).await;
    service.target(format!("/api/v1/members/{}/folders", row.segment("memberId")), Value::Null)
}
