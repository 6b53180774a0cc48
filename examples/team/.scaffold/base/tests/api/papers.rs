//! Papers, as their clients see them.

use serde_json::{Value, json};

use crate::access::{self, Outcome, Route};
use crate::folders;
use crate::listing;
use crate::support::*;
use crate::writing;
use ::team::enums::MemberRole;

const PATH: &str = "/api/v1/papers";
const UNKNOWN: &str = "/api/v1/papers/2000000000";

/// A body for a row like no other.
pub async fn body(service: &Service) -> Value {
    let n = service.count("papers");
    let folder = service.any("folders", folders::create).await;
    json!({
        "title": &["A walk in the rain", "Letters from the harbour", "The long way home", "Notes on bread"][n % 4],
        "folderId": folder.json["id"],
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
async fn create_paper_answers_with_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let body = body(&service).await;
    let answer = service.post(PATH, &body).await.expect(201);
    let row = Row::of(&answer);
    assert_shows(&row.json, &body);
    let found = service.get(&row.path).await.expect(200);
    assert_eq!((found.data(), found.header("etag")), (row.json, row.tag.as_str()));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_paper_rejects_what_is_no_json(pool: Pool) {
    let service = Service::new(pool).await;
    writing::rejects_what_is_no_json(&service, PATH).await;
}

/// Members that the server sets, and one that nobody knows.
const REFUSED: &[&str] = &["id", "createdAt", "updatedAt", "deletedAt", "no_such_member"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_paper_rejects_members_that_are_not_the_clients(pool: Pool) {
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
async fn create_paper_rejects_missing_title(pool: Pool) {
    rejects(pool, "title", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_paper_rejects_null_title(pool: Pool) {
    rejects(pool, "title", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_paper_rejects_title_of_wrong_type(pool: Pool) {
    rejects(pool, "title", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_paper_rejects_empty_title(pool: Pool) {
    rejects(pool, "title", Some(json!("")), "too_short").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_paper_rejects_title_longer_than_80_characters(pool: Pool) {
    rejects(pool, "title", Some(json!("a".repeat(81))), "too_long").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_paper_rejects_title_with_line_break(pool: Pool) {
    rejects(pool, "title", Some(json!("A walk in\n the rain")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_paper_rejects_title_with_nul(pool: Pool) {
    rejects(pool, "title", Some(json!("A walk in\u{0} the rain")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_paper_rejects_missing_folder_id(pool: Pool) {
    rejects(pool, "folderId", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_paper_rejects_null_folder_id(pool: Pool) {
    rejects(pool, "folderId", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_paper_rejects_folder_id_of_wrong_type(pool: Pool) {
    rejects(pool, "folderId", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_paper_rejects_unknown_folder_id(pool: Pool) {
    rejects(pool, "folderId", Some(json!(10000)), "unknown_reference").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_paper_tells_everything_wrong_at_once(pool: Pool) {
    let service = Service::new(pool).await;
    let mut body = body(&service).await;
    body.as_object_mut().expect("an object").remove("title");
    body.as_object_mut().expect("an object").remove("folderId");
    service.post(PATH, &body).await.faults(&[("/title", "required"), ("/folderId", "required")]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_papers_rejects_what_it_does_not_know(pool: Pool) {
    let service = Service::new(pool).await;
    listing::rejects_what_it_does_not_know(&service, PATH).await;
    service.get(&format!("{PATH}?q=a")).await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_papers_shows_every_row_once(pool: Pool) {
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
async fn list_papers_filters_by_id(pool: Pool) {
    filters(pool, "id", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_papers_filters_by_title(pool: Pool) {
    filters(pool, "title", &["", ".ne", ".in", ".contains", ".starts"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_papers_filters_by_folder_id(pool: Pool) {
    filters(pool, "folderId", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_papers_filters_by_created_at(pool: Pool) {
    filters(pool, "createdAt", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_papers_filters_by_updated_at(pool: Pool) {
    filters(pool, "updatedAt", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

async fn sorts(pool: Pool, member: &str, comparable: bool) {
    let service = Service::new(pool).await;
    let rows = rows(&service, 5).await;
    listing::sorts(&service, PATH, &rows, member, comparable).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_papers_sorts_by_id(pool: Pool) {
    sorts(pool, "id", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_papers_sorts_by_created_at(pool: Pool) {
    sorts(pool, "createdAt", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_papers_sorts_by_updated_at(pool: Pool) {
    sorts(pool, "updatedAt", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn papers_are_found_by_folder(pool: Pool) {
    let service = Service::new(pool).await;
    create(&service).await;
    let parent = folders::create(&service).await;
    let mut own = body(&service).await;
    own["folderId"] = parent.json["id"].clone();
    let row = Row::of(&service.post(PATH, &own).await.expect(201));
    let path = format!("{}/papers", parent.path);
    assert_eq!(service.walk(&path, "limit=1").await, std::slice::from_ref(&row.json));
    assert_eq!(service.included(&parent, "papers").await, json!([row.json]));
    assert_eq!(service.included(&row, "folder").await, parent.json);
    service.get("/api/v1/folders/2000000000/papers").await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_paper_answers_404_where_there_is_none(pool: Pool) {
    let service = Service::new(pool).await;
    service.get(UNKNOWN).await.problem(404);
    service.get("/api/v1/papers/not-a-key").await.problem(400);
    service.get("/api/v1/papers/%00").await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_paper_answers_304_to_those_who_know_it(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let known =
        service.send("GET", &row.path, &[("if-none-match", &row.tag)], "").await.expect(304);
    assert!(known.body.is_empty());
    service.send("GET", &row.path, &[("if-none-match", "\"other\"")], "").await.expect(200);
}

/// Relations that a request may name.
const INCLUDE: &[&str] = &["folder"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_paper_includes_what_is_asked_for(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let plain = service.get(&row.path).await.expect(200).data();
    for relation in INCLUDE {
        let found =
            service.get(&format!("{}?include={relation}", row.path)).await.expect(200).data();
        assert!(plain.get(relation).is_none() && found.get(relation).is_some(), "{found}");
        assert_eq!(service.walk(PATH, &format!("include={relation}")).await, [found]);
    }
    let related = service.included(&row, "folder").await;
    assert_eq!(related["id"], row.json["folderId"]);
    service.get(&format!("{}?include=nothing", row.path)).await.problem(400);
    service.get(&format!("{}?unknown=1", row.path)).await.problem(400);
}

/// What an update may write, and rows show.
const WRITABLE: &[&str] = &["title", "folderId"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_paper_writes_over_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = row.only(WRITABLE);
    body["title"] = json!("Letters from the harbour");
    let now = service.put(&row.path, &body).await.expect(200).data();
    assert_shows(&now, &body);
    assert_eq!(service.get(&row.path).await.expect(200).data(), now);
    service.put(UNKNOWN, &body).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_paper_leaves_the_rest(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let before = row.only(WRITABLE);
    assert_shows(&service.patch(&row.path, &json!({})).await.expect(200).data(), &before);
    for (member, value) in [("title", json!("Letters from the harbour"))] {
        let now = service.patch(&row.path, &json!({ member: value })).await.expect(200).data();
        let mut after = before.clone();
        after[member] = value;
        assert_shows(&now, &after);
        service.put(&row.path, &before).await.expect(200);
    }
    service.patch(UNKNOWN, &json!({})).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_paper_keeps_to_the_rules(pool: Pool) {
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
async fn change_paper_heeds_if_match(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    writing::heeds_if_match(&service, &row, &row.only(WRITABLE)).await;
}

/// What each route answers to whom.
pub const ROUTES: &[Route] = &[
    Route {
        method: "GET",
        path: "/api/v1/papers",
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
        path: "/api/v1/papers",
        anonymous: Outcome::Login,
        strangers: &[
            (MemberRole::Reader, Outcome::Foreign),
            (MemberRole::Editor, Outcome::Open),
            (MemberRole::Admin, Outcome::Foreign),
        ],
        owner: Outcome::Open,
    },
    Route {
        method: "GET",
        path: "/api/v1/papers/{id}",
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
        path: "/api/v1/papers/{id}",
        anonymous: Outcome::Login,
        strangers: &[
            (MemberRole::Reader, Outcome::Role),
            (MemberRole::Editor, Outcome::Role),
            (MemberRole::Admin, Outcome::Open),
        ],
        owner: Outcome::Role,
    },
    Route {
        method: "PATCH",
        path: "/api/v1/papers/{id}",
        anonymous: Outcome::Login,
        strangers: &[
            (MemberRole::Reader, Outcome::Role),
            (MemberRole::Editor, Outcome::Role),
            (MemberRole::Admin, Outcome::Open),
        ],
        owner: Outcome::Role,
    },
    Route {
        method: "GET",
        path: "/api/v1/folders/{id}/papers",
        anonymous: Outcome::Login,
        strangers: &[
            (MemberRole::Reader, Outcome::Open),
            (MemberRole::Editor, Outcome::Open),
            (MemberRole::Admin, Outcome::Open),
        ],
        owner: Outcome::Open,
    },
];

#[sqlx::test(migrator = "MIGRATOR")]
async fn papers_are_for_those_who_may(pool: Pool) {
    let service = Service::new(pool).await;
    access::holds(&service, &ROUTES[0], the_list).await;
    access::holds(&service, &ROUTES[1], a_body).await;
    access::holds(&service, &ROUTES[2], a_row).await;
    access::holds(&service, &ROUTES[3], a_whole_row).await;
    access::holds(&service, &ROUTES[4], a_row).await;
    access::holds(&service, &ROUTES[5], beneath_folder).await;
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

async fn beneath_folder(service: &Service) -> Target {
    let row = create(service).await;
    service.target(format!("/api/v1/folders/{}/papers", row.segment("folderId")), Value::Null)
}
