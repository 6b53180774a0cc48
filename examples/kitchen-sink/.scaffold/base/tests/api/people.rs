//! People, as their clients see them.

use serde_json::{Value, json};

use crate::artifacts;
use crate::audits;
use crate::exhibitions;
use crate::guides;
use crate::listing;
use crate::orders;
use crate::passports;
use crate::support::*;
use crate::tickets;
use crate::writing;

const PATH: &str = "/museum/v1/people";
const UNKNOWN: &str = "/museum/v1/people/0197d5b4-6a00-7000-8000-00000000ffff";

/// A body for a row like no other.
pub async fn body(service: &Service) -> Value {
    let n = service.count("people");
    json!({
        "given_name": format!("Ada {n}"),
        "family_name": format!("Lovelace {n}"),
        "email": format!("ada{n}@example.com"),
        "homepage": format!("https://example.com/pages/{n}"),
        "handle": format!("ada-lovelace-{n}"),
        "phone": format!("+1202555{:04}", n % 10000),
        "country": &["PT", "NO", "JP", "MX"][n % 4],
        "currency": &["EUR", "USD", "JPY", "GBP"][n % 4],
        "favourite_color": &["#1d3557", "#457b9d", "#e63946", "#2a9d8f"][n % 4],
        "pass_phrase": "correct horse battery",
        "access_code": format!("{:06}", n % 1000000),
        "mentor_id": null,
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
async fn create_person_answers_with_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let body = body(&service).await;
    let answer = service.post(PATH, &body).await.expect(201);
    let row = Row::of(&answer);
    assert_shows(&row.json, &body);
    let found = service.get(&row.path).await.expect(200);
    assert_eq!((found.data(), found.header("etag")), (row.json, row.tag.as_str()));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_what_is_no_json(pool: Pool) {
    let service = Service::new(pool).await;
    writing::rejects_what_is_no_json(&service, PATH).await;
}

/// Members that the server sets, and one that nobody knows.
const REFUSED: &[&str] =
    &["id", "last_ip", "points", "origin", "created_at", "updated_at", "no_such_member"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_members_that_are_not_the_clients(pool: Pool) {
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
async fn create_person_rejects_given_name_of_wrong_type(pool: Pool) {
    rejects(pool, "given_name", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_given_name_longer_than_80_characters(pool: Pool) {
    rejects(pool, "given_name", Some(json!("a".repeat(81))), "too_long").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_given_name_with_line_break(pool: Pool) {
    rejects(pool, "given_name", Some(json!("Ad\na 0")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_given_name_with_nul(pool: Pool) {
    rejects(pool, "given_name", Some(json!("Ad\u{0}a 0")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_missing_family_name(pool: Pool) {
    rejects(pool, "family_name", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_null_family_name(pool: Pool) {
    rejects(pool, "family_name", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_family_name_of_wrong_type(pool: Pool) {
    rejects(pool, "family_name", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_empty_family_name(pool: Pool) {
    rejects(pool, "family_name", Some(json!("")), "too_short").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_family_name_longer_than_80_characters(pool: Pool) {
    rejects(pool, "family_name", Some(json!("a".repeat(81))), "too_long").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_family_name_with_line_break(pool: Pool) {
    rejects(pool, "family_name", Some(json!("Lovel\nace 0")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_family_name_with_nul(pool: Pool) {
    rejects(pool, "family_name", Some(json!("Lovel\u{0}ace 0")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_missing_email(pool: Pool) {
    rejects(pool, "email", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_null_email(pool: Pool) {
    rejects(pool, "email", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_email_of_wrong_type(pool: Pool) {
    rejects(pool, "email", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_malformed_email(pool: Pool) {
    rejects(pool, "email", Some(json!("nobody.example.com")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_homepage_of_wrong_type(pool: Pool) {
    rejects(pool, "homepage", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_homepage_longer_than_2048_characters(pool: Pool) {
    rejects(
        pool,
        "homepage",
        Some(json!(format!("https://example.com/{}", "a".repeat(2029)))),
        "too_long",
    )
    .await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_malformed_homepage(pool: Pool) {
    rejects(pool, "homepage", Some(json!("not a url")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_missing_handle(pool: Pool) {
    rejects(pool, "handle", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_null_handle(pool: Pool) {
    rejects(pool, "handle", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_handle_of_wrong_type(pool: Pool) {
    rejects(pool, "handle", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_handle_shorter_than_3_characters(pool: Pool) {
    rejects(pool, "handle", Some(json!("aa")), "too_short").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_handle_longer_than_30_characters(pool: Pool) {
    rejects(pool, "handle", Some(json!("a".repeat(31))), "too_long").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_malformed_handle(pool: Pool) {
    rejects(pool, "handle", Some(json!("Not A Slug")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_phone_of_wrong_type(pool: Pool) {
    rejects(pool, "phone", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_malformed_phone(pool: Pool) {
    rejects(pool, "phone", Some(json!("+1202call")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_null_country(pool: Pool) {
    rejects(pool, "country", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_country_of_wrong_type(pool: Pool) {
    rejects(pool, "country", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_malformed_country(pool: Pool) {
    rejects(pool, "country", Some(json!("??")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_null_currency(pool: Pool) {
    rejects(pool, "currency", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_currency_of_wrong_type(pool: Pool) {
    rejects(pool, "currency", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_malformed_currency(pool: Pool) {
    rejects(pool, "currency", Some(json!("???")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_null_favourite_color(pool: Pool) {
    rejects(pool, "favourite_color", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_favourite_color_of_wrong_type(pool: Pool) {
    rejects(pool, "favourite_color", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_malformed_favourite_color(pool: Pool) {
    rejects(pool, "favourite_color", Some(json!("#gggggg")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_missing_pass_phrase(pool: Pool) {
    rejects(pool, "pass_phrase", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_null_pass_phrase(pool: Pool) {
    rejects(pool, "pass_phrase", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_pass_phrase_of_wrong_type(pool: Pool) {
    rejects(pool, "pass_phrase", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_pass_phrase_shorter_than_12_characters(pool: Pool) {
    rejects(pool, "pass_phrase", Some(json!("a".repeat(11))), "too_short").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_pass_phrase_longer_than_128_characters(pool: Pool) {
    rejects(pool, "pass_phrase", Some(json!("a".repeat(129))), "too_long").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_access_code_of_wrong_type(pool: Pool) {
    rejects(pool, "access_code", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_access_code_shorter_than_6_characters(pool: Pool) {
    rejects(pool, "access_code", Some(json!("ABCDE")), "too_short").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_access_code_longer_than_12_characters(pool: Pool) {
    rejects(pool, "access_code", Some(json!("ABCDEFGHIJKLM")), "too_long").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_access_code_with_line_break(pool: Pool) {
    rejects(pool, "access_code", Some(json!("000\n000")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_access_code_with_nul(pool: Pool) {
    rejects(pool, "access_code", Some(json!("000\u{0}000")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_access_code_that_breaks_its_pattern(pool: Pool) {
    rejects(pool, "access_code", Some(json!("??????")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_mentor_id_of_wrong_type(pool: Pool) {
    rejects(pool, "mentor_id", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_unknown_mentor_id(pool: Pool) {
    rejects(
        pool,
        "mentor_id",
        Some(json!("00000000-0000-7000-8000-000000000000")),
        "unknown_reference",
    )
    .await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_tells_everything_wrong_at_once(pool: Pool) {
    let service = Service::new(pool).await;
    let mut body = body(&service).await;
    body["given_name"] = json!(true);
    body["family_name"] = json!("");
    body.as_object_mut().expect("an object").remove("email");
    body["homepage"] = json!("not a url");
    body.as_object_mut().expect("an object").remove("handle");
    body["phone"] = json!("+1202call");
    body["country"] = json!(null);
    body["currency"] = json!("???");
    body["favourite_color"] = json!(null);
    body["pass_phrase"] = json!("a".repeat(11));
    body["access_code"] = json!(true);
    body["mentor_id"] = json!(true);
    service.post(PATH, &body).await.faults(&[
        ("/given_name", "invalid_type"),
        ("/family_name", "too_short"),
        ("/email", "required"),
        ("/homepage", "invalid_format"),
        ("/handle", "required"),
        ("/phone", "invalid_format"),
        ("/country", "required"),
        ("/currency", "invalid_format"),
        ("/favourite_color", "required"),
        ("/pass_phrase", "too_short"),
        ("/access_code", "invalid_type"),
        ("/mentor_id", "invalid_type"),
    ]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_a_taken_email(pool: Pool) {
    let service = Service::new(pool).await;
    let taken = create(&service).await;
    let mut body = body(&service).await;
    body["email"] = taken.json["email"].clone();
    service.post(PATH, &body).await.taken(&["/email"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_a_taken_handle(pool: Pool) {
    let service = Service::new(pool).await;
    let taken = create(&service).await;
    let mut body = body(&service).await;
    body["handle"] = taken.json["handle"].clone();
    service.post(PATH, &body).await.taken(&["/handle"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_person_rejects_a_taken_family_name_and_given_name_and_phone(pool: Pool) {
    let service = Service::new(pool).await;
    let taken = create(&service).await;
    let mut body = body(&service).await;
    body["family_name"] = taken.json["family_name"].clone();
    body["given_name"] = taken.json["given_name"].clone();
    body["phone"] = taken.json["phone"].clone();
    service.post(PATH, &body).await.taken(&["/family_name", "/given_name", "/phone"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_people_rejects_what_it_does_not_know(pool: Pool) {
    let service = Service::new(pool).await;
    listing::rejects_what_it_does_not_know(&service, PATH).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_people_shows_every_row_once(pool: Pool) {
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
async fn list_people_filters_by_id(pool: Pool) {
    filters(pool, "id", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_people_filters_by_family_name(pool: Pool) {
    filters(pool, "family_name", &["", ".ne", ".in", ".contains", ".starts"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_people_filters_by_email(pool: Pool) {
    filters(pool, "email", &["", ".ne", ".in", ".contains", ".starts"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_people_filters_by_email_in_any_case(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    listing::filters_in_any_case(&service, PATH, &row, "email").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_people_filters_by_handle(pool: Pool) {
    filters(pool, "handle", &["", ".ne", ".in", ".contains", ".starts"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_people_filters_by_country(pool: Pool) {
    filters(pool, "country", &["", ".ne", ".in", ".contains", ".starts"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_people_filters_by_mentor_id(pool: Pool) {
    filters(pool, "mentor_id", &["", ".ne", ".in", ".null"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_people_filters_by_created_at(pool: Pool) {
    filters(pool, "created_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_people_filters_by_updated_at(pool: Pool) {
    filters(pool, "updated_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

async fn sorts(pool: Pool, member: &str, comparable: bool) {
    let service = Service::new(pool).await;
    let rows = rows(&service, 5).await;
    listing::sorts(&service, PATH, &rows, member, comparable).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_people_sorts_by_id(pool: Pool) {
    sorts(pool, "id", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_people_sorts_by_family_name(pool: Pool) {
    sorts(pool, "family_name", false).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_people_sorts_by_email(pool: Pool) {
    sorts(pool, "email", false).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_people_sorts_by_handle(pool: Pool) {
    sorts(pool, "handle", false).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_people_sorts_by_points(pool: Pool) {
    sorts(pool, "points", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_people_sorts_by_created_at(pool: Pool) {
    sorts(pool, "created_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_people_sorts_by_updated_at(pool: Pool) {
    sorts(pool, "updated_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_people_searches_family_name(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    listing::searches(&service, PATH, &row, "family_name").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn people_are_found_by_mentor(pool: Pool) {
    let service = Service::new(pool).await;
    create(&service).await;
    let parent = create(&service).await;
    let mut own = body(&service).await;
    own["mentor_id"] = parent.json["id"].clone();
    let row = Row::of(&service.post(PATH, &own).await.expect(201));
    let path = format!("{}/pupils", parent.path);
    assert_eq!(service.walk(&path, "limit=1").await, std::slice::from_ref(&row.json));
    assert_eq!(service.included(&parent, "pupils").await, json!([row.json]));
    assert_eq!(service.included(&row, "mentor").await, parent.json);
    service.get("/museum/v1/people/0197d5b4-6a00-7000-8000-00000000ffff/pupils").await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_person_answers_404_where_there_is_none(pool: Pool) {
    let service = Service::new(pool).await;
    service.get(UNKNOWN).await.problem(404);
    service.get("/museum/v1/people/not-a-key").await.problem(400);
    service.get("/museum/v1/people/%00").await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_person_answers_304_to_those_who_know_it(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let known =
        service.send("GET", &row.path, &[("if-none-match", &row.tag)], "").await.expect(304);
    assert!(known.body.is_empty());
    service.send("GET", &row.path, &[("if-none-match", "\"other\"")], "").await.expect(200);
}

/// Relations that a request may name.
const INCLUDE: &[&str] = &[
    "mentor",
    "artifacts",
    "pupils",
    "tickets",
    "passport",
    "audits",
    "exhibitions",
    "deputised_exhibitions",
    "guide",
    "orders",
];

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_person_includes_what_is_asked_for(pool: Pool) {
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
const WRITABLE: &[&str] = &[
    "given_name",
    "family_name",
    "email",
    "homepage",
    "phone",
    "country",
    "currency",
    "favourite_color",
    "mentor_id",
];

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_person_writes_over_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = row.only(WRITABLE);
    body["given_name"] = json!("Ada 41");
    body["family_name"] = json!("Lovelace 41");
    body["email"] = json!("ada41@example.com");
    body["homepage"] = json!("https://example.com/pages/41");
    body["phone"] = json!("+12025550041");
    body["country"] = json!("NO");
    body["currency"] = json!("USD");
    body["favourite_color"] = json!("#457b9d");
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
async fn replace_person_without_given_name_empties_it(pool: Pool) {
    empties(pool, "given_name").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_person_without_homepage_empties_it(pool: Pool) {
    empties(pool, "homepage").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_person_without_phone_empties_it(pool: Pool) {
    empties(pool, "phone").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_person_leaves_the_rest(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let before = row.only(WRITABLE);
    assert_shows(&service.patch(&row.path, &json!({})).await.expect(200).data(), &before);
    for (member, value) in [
        ("given_name", json!("Ada 41")),
        ("family_name", json!("Lovelace 41")),
        ("email", json!("ada41@example.com")),
        ("homepage", json!("https://example.com/pages/41")),
        ("phone", json!("+12025550041")),
        ("country", json!("NO")),
        ("currency", json!("USD")),
        ("favourite_color", json!("#457b9d")),
    ] {
        let now = service.patch(&row.path, &json!({ member: value })).await.expect(200).data();
        let mut after = before.clone();
        after[member] = value;
        assert_shows(&now, &after);
        service.put(&row.path, &before).await.expect(200);
    }
    service.patch(&row.path, &json!({ "pass_phrase": null })).await.expect(422);
    service.patch(&row.path, &json!({ "access_code": null })).await.expect(200);
    service.patch(UNKNOWN, &json!({})).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_person_keeps_to_the_rules(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    service.patch(&row.path, &json!({ "family_name": null })).await.fault(
        422,
        "/family_name",
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
async fn change_person_heeds_if_match(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    writing::heeds_if_match(&service, &row, &row.only(WRITABLE)).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_person_rejects_a_taken_email(pool: Pool) {
    let service = Service::new(pool).await;
    let taken = create(&service).await;
    let row = create(&service).await;
    let mut patch = json!({});
    patch["email"] = taken.json["email"].clone();
    service.patch(&row.path, &patch).await.taken(&["/email"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_person_rejects_a_taken_family_name_and_given_name_and_phone(pool: Pool) {
    let service = Service::new(pool).await;
    let taken = create(&service).await;
    let row = create(&service).await;
    let mut patch = json!({});
    patch["family_name"] = taken.json["family_name"].clone();
    patch["given_name"] = taken.json["given_name"].clone();
    patch["phone"] = taken.json["phone"].clone();
    service.patch(&row.path, &patch).await.taken(&["/family_name", "/given_name", "/phone"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_person_removes_the_row(pool: Pool) {
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
async fn delete_person_is_refused_while_it_has_artifacts(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = artifacts::body(&service).await;
    body["maker_id"] = row.json["id"].clone();
    let _ = Row::of(&service.post("/museum/v1/artifacts", &body).await.expect(201));
    service.delete(&row.path).await.problem(409);
    service.get(&row.path).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_person_leaves_its_pupils_without_mentor(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = body(&service).await;
    body["mentor_id"] = row.json["id"].clone();
    let child = Row::of(&service.post("/museum/v1/people", &body).await.expect(201));
    service.delete(&row.path).await.expect(204);
    let child = service.get(&child.path).await.expect(200).data();
    assert_eq!(child["mentor_id"], Value::Null);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_person_removes_its_tickets(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = tickets::body(&service).await;
    body["holder_id"] = row.json["id"].clone();
    let child = Row::of(&service.post("/museum/v1/tickets", &body).await.expect(201));
    service.delete(&row.path).await.expect(204);
    service.get(&child.path).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_person_removes_its_passport(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = passports::body(&service).await;
    body["holder_id"] = row.json["id"].clone();
    let child = Row::of(&service.post("/museum/v1/passports", &body).await.expect(201));
    service.delete(&row.path).await.expect(204);
    service.get(&child.path).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_person_is_refused_while_it_has_audits(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = audits::body(&service).await;
    body["by_handle"] = row.json["handle"].clone();
    let _ = Row::of(&service.post("/museum/v1/audits", &body).await.expect(201));
    service.delete(&row.path).await.problem(409);
    service.get(&row.path).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_person_is_refused_while_it_has_exhibitions(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = exhibitions::body(&service).await;
    body["curator_id"] = row.json["id"].clone();
    let _ = Row::of(&service.post("/museum/v1/exhibitions", &body).await.expect(201));
    service.delete(&row.path).await.problem(409);
    service.get(&row.path).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_person_leaves_its_deputised_exhibitions_without_deputy(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = exhibitions::body(&service).await;
    body["deputy_id"] = row.json["id"].clone();
    let child = Row::of(&service.post("/museum/v1/exhibitions", &body).await.expect(201));
    service.delete(&row.path).await.expect(204);
    let child = service.get(&child.path).await.expect(200).data();
    assert_eq!(child["deputy_id"], Value::Null);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_person_removes_its_guide(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = guides::body(&service).await;
    body["person_id"] = row.json["id"].clone();
    let child = Row::of(&service.post("/museum/v1/guides", &body).await.expect(201));
    service.delete(&row.path).await.expect(204);
    service.get(&child.path).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_person_is_refused_while_it_has_orders(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = orders::body(&service).await;
    body["user_id"] = row.json["id"].clone();
    let _ = Row::of(&service.post("/museum/v1/orders", &body).await.expect(201));
    service.delete(&row.path).await.problem(409);
    service.get(&row.path).await.expect(200);
}
