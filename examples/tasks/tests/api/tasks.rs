//! Tasks, as their clients see them.

use serde_json::{Value, json};

use crate::access::{self, Outcome, Route};
use crate::listing;
use crate::support::*;
use crate::writing;
use ::tasks::enums::UserRole;

const PATH: &str = "/api/v1/tasks";
const UNKNOWN: &str = "/api/v1/tasks/0197d5b4-6a00-7000-8000-00000000ffff";

/// A body for a row like no other.
pub async fn body(service: &Service) -> Value {
    let n = service.count("tasks");
    json!({
        "title": &["A walk in the rain", "Letters from the harbour", "The long way home", "Notes on bread"][n % 4],
        "description": &["The ferry leaves at nine and comes back at five.", "Bread needs time more than it needs work.", "It rained all week, and nobody minded."][n % 3],
        "completed": n.is_multiple_of(2),
        "due_on": format!("2026-01-{:02}", n % 28 + 1),
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
async fn create_task_answers_with_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let body = body(&service).await;
    let answer = service.post(PATH, &body).await.expect(201);
    let row = Row::of(&answer);
    assert_shows(&row.json, &body);
    let found = service.get(&row.path).await.expect(200);
    assert_eq!((found.data(), found.header("etag")), (row.json, row.tag.as_str()));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_task_rejects_what_is_no_json(pool: Pool) {
    let service = Service::new(pool).await;
    writing::rejects_what_is_no_json(&service, PATH).await;
}

/// Members that the server sets, and one that nobody knows.
const REFUSED: &[&str] = &["id", "owner_id", "created_at", "updated_at", "no_such_member"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_task_rejects_members_that_are_not_the_clients(pool: Pool) {
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
async fn create_task_rejects_missing_title(pool: Pool) {
    rejects(pool, "title", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_task_rejects_null_title(pool: Pool) {
    rejects(pool, "title", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_task_rejects_title_of_wrong_type(pool: Pool) {
    rejects(pool, "title", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_task_rejects_empty_title(pool: Pool) {
    rejects(pool, "title", Some(json!("")), "too_short").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_task_rejects_title_longer_than_200_characters(pool: Pool) {
    rejects(pool, "title", Some(json!("a".repeat(201))), "too_long").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_task_rejects_title_with_line_break(pool: Pool) {
    rejects(pool, "title", Some(json!("A walk in\n the rain")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_task_rejects_title_with_nul(pool: Pool) {
    rejects(pool, "title", Some(json!("A walk in\u{0} the rain")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_task_rejects_description_of_wrong_type(pool: Pool) {
    rejects(pool, "description", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_task_rejects_description_longer_than_65536_characters(pool: Pool) {
    rejects(pool, "description", Some(json!("a".repeat(65537))), "too_long").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_task_rejects_description_with_nul(pool: Pool) {
    rejects(
        pool,
        "description",
        Some(json!("The ferry leaves at nine\u{0} and comes back at five.")),
        "invalid_format",
    )
    .await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_task_rejects_null_completed(pool: Pool) {
    rejects(pool, "completed", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_task_rejects_completed_of_wrong_type(pool: Pool) {
    rejects(pool, "completed", Some(json!("yes")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_task_rejects_due_on_of_wrong_type(pool: Pool) {
    rejects(pool, "due_on", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_task_rejects_unreadable_due_on(pool: Pool) {
    rejects(pool, "due_on", Some(json!("2026-02-30")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_task_tells_everything_wrong_at_once(pool: Pool) {
    let service = Service::new(pool).await;
    let mut body = body(&service).await;
    body.as_object_mut().expect("an object").remove("title");
    body["description"] = json!(true);
    body["completed"] = json!(null);
    body["due_on"] = json!(true);
    service.post(PATH, &body).await.faults(&[
        ("/title", "required"),
        ("/description", "invalid_type"),
        ("/completed", "required"),
        ("/due_on", "invalid_type"),
    ]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_tasks_rejects_what_it_does_not_know(pool: Pool) {
    let service = Service::new(pool).await;
    listing::rejects_what_it_does_not_know(&service, PATH).await;
    service.get(&format!("{PATH}?q=a")).await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_tasks_shows_every_row_once(pool: Pool) {
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
async fn list_tasks_filters_by_id(pool: Pool) {
    filters(pool, "id", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_tasks_filters_by_completed(pool: Pool) {
    filters(pool, "completed", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_tasks_filters_by_due_on(pool: Pool) {
    filters(pool, "due_on", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte", ".null"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_tasks_filters_by_owner_id(pool: Pool) {
    filters(pool, "owner_id", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_tasks_filters_by_created_at(pool: Pool) {
    filters(pool, "created_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_tasks_filters_by_updated_at(pool: Pool) {
    filters(pool, "updated_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

async fn sorts(pool: Pool, member: &str, comparable: bool) {
    let service = Service::new(pool).await;
    let rows = rows(&service, 5).await;
    listing::sorts(&service, PATH, &rows, member, comparable).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_tasks_sorts_by_id(pool: Pool) {
    sorts(pool, "id", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_tasks_sorts_by_completed(pool: Pool) {
    sorts(pool, "completed", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_tasks_sorts_by_due_on(pool: Pool) {
    sorts(pool, "due_on", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_tasks_sorts_rows_without_due_on_last(pool: Pool) {
    let service = Service::new(pool).await;
    for gap in [true, false, true, false] {
        let mut body = body(&service).await;
        if gap {
            body["due_on"] = Value::Null;
        }
        service.post(PATH, &body).await.expect(201);
    }
    listing::sorts_gaps_last(&service, PATH, "due_on").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_tasks_sorts_by_created_at(pool: Pool) {
    sorts(pool, "created_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_tasks_sorts_by_updated_at(pool: Pool) {
    sorts(pool, "updated_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_tasks_sorts_by_completed_and_then_id(pool: Pool) {
    let service = Service::new(pool).await;
    rows(&service, 5).await;
    listing::sorts_by_two(&service, PATH, "completed", "id").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_task_answers_404_where_there_is_none(pool: Pool) {
    let service = Service::new(pool).await;
    service.get(UNKNOWN).await.problem(404);
    service.get("/api/v1/tasks/not-a-key").await.problem(400);
    service.get("/api/v1/tasks/%00").await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_task_answers_304_to_those_who_know_it(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let known =
        service.send("GET", &row.path, &[("if-none-match", &row.tag)], "").await.expect(304);
    assert!(known.body.is_empty());
    service.send("GET", &row.path, &[("if-none-match", "\"other\"")], "").await.expect(200);
}

/// Relations that a request may name.
const INCLUDE: &[&str] = &["owner"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_task_includes_what_is_asked_for(pool: Pool) {
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
const WRITABLE: &[&str] = &["title", "description", "completed", "due_on"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_task_writes_over_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = row.only(WRITABLE);
    body["title"] = json!("Letters from the harbour");
    body["description"] = json!("It rained all week, and nobody minded.");
    body["completed"] = json!(false);
    body["due_on"] = json!("2026-01-14");
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
async fn replace_task_without_description_empties_it(pool: Pool) {
    empties(pool, "description").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_task_without_due_on_empties_it(pool: Pool) {
    empties(pool, "due_on").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_task_leaves_the_rest(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let before = row.only(WRITABLE);
    assert_shows(&service.patch(&row.path, &json!({})).await.expect(200).data(), &before);
    for (member, value) in [
        ("title", json!("Letters from the harbour")),
        ("description", json!("It rained all week, and nobody minded.")),
        ("completed", json!(false)),
        ("due_on", json!("2026-01-14")),
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
async fn change_task_keeps_to_the_rules(pool: Pool) {
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
async fn change_task_heeds_if_match(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    writing::heeds_if_match(&service, &row, &row.only(WRITABLE)).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_task_removes_the_row(pool: Pool) {
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
        path: "/api/v1/tasks",
        anonymous: Outcome::Login,
        strangers: &[(UserRole::User, Outcome::Empty), (UserRole::Admin, Outcome::Empty)],
        owner: Outcome::Open,
    },
    Route {
        method: "POST",
        path: "/api/v1/tasks",
        anonymous: Outcome::Login,
        strangers: &[(UserRole::User, Outcome::Open), (UserRole::Admin, Outcome::Open)],
        owner: Outcome::Open,
    },
    Route {
        method: "GET",
        path: "/api/v1/tasks/{id}",
        anonymous: Outcome::Login,
        strangers: &[(UserRole::User, Outcome::Hidden), (UserRole::Admin, Outcome::Hidden)],
        owner: Outcome::Open,
    },
    Route {
        method: "PUT",
        path: "/api/v1/tasks/{id}",
        anonymous: Outcome::Login,
        strangers: &[(UserRole::User, Outcome::Hidden), (UserRole::Admin, Outcome::Hidden)],
        owner: Outcome::Open,
    },
    Route {
        method: "PATCH",
        path: "/api/v1/tasks/{id}",
        anonymous: Outcome::Login,
        strangers: &[(UserRole::User, Outcome::Hidden), (UserRole::Admin, Outcome::Hidden)],
        owner: Outcome::Open,
    },
    Route {
        method: "DELETE",
        path: "/api/v1/tasks/{id}",
        anonymous: Outcome::Login,
        strangers: &[(UserRole::User, Outcome::Hidden), (UserRole::Admin, Outcome::Hidden)],
        owner: Outcome::Open,
    },
    Route {
        method: "GET",
        path: "/api/v1/users/{id}/tasks",
        anonymous: Outcome::Login,
        strangers: &[(UserRole::User, Outcome::Hidden), (UserRole::Admin, Outcome::Empty)],
        owner: Outcome::Open,
    },
];

#[sqlx::test(migrator = "MIGRATOR")]
async fn tasks_are_for_those_who_may(pool: Pool) {
    let service = Service::new(pool).await;
    access::holds(&service, &ROUTES[0], the_list).await;
    access::holds(&service, &ROUTES[1], a_body).await;
    access::holds(&service, &ROUTES[2], a_row).await;
    access::holds(&service, &ROUTES[3], a_whole_row).await;
    access::holds(&service, &ROUTES[4], a_row).await;
    access::holds(&service, &ROUTES[5], a_row).await;
    access::holds(&service, &ROUTES[6], beneath_owner).await;
    access::includes_nothing(&service, &ROUTES[6], beneath_owner, "tasks").await;
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

async fn beneath_owner(service: &Service) -> Target {
    let row = create(service).await;
    service.target(format!("/api/v1/users/{}/tasks", row.segment("owner_id")), Value::Null)
}
