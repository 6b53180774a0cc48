//! Artifacts, as their clients see them.

use serde_json::{Value, json};

use crate::listing;
use crate::loans;
use crate::people;
use crate::placements;
use crate::shelves;
use crate::support::*;
use crate::writing;

const PATH: &str = "/museum/v1/artifacts";
const UNKNOWN: &str = "/museum/v1/artifacts/0197d5b4-6a00-7000-8000-00000000ffff";

/// A body for a row like no other.
pub async fn body(service: &Service) -> Value {
    let n = service.count("artifacts");
    let shelf = service.any("shelves", shelves::create).await;
    let maker = service.any("people", people::create).await;
    json!({
        "title": &["A walk in the rain", "Letters from the harbour", "The long way home", "Notes on bread"][n % 4],
        "label": format!("A{n:07}"),
        "notes": &["The ferry leaves at nine and comes back at five.", "Bread needs time more than it needs work.", "It rained all week, and nobody minded."][n % 3],
        "shelf_level": n % 40 + 1,
        "serial": n + 1,
        "weight": n as f64,
        "height_cm": format!("{}.50", n % 99999 + 1),
        "insured": n.is_multiple_of(2),
        "acquired_on": format!("2026-01-{:02}", n % 28 + 1),
        "shown_at": format!("08:{:02}:00.000000", n % 60),
        "scanned_at": format!("2026-01-{:02}T09:30:00.000000Z", n % 28 + 1),
        "last_dusted": format!("2026-01-{:02}T09:30:00.000000", n % 28 + 1),
        "dusting_takes": format!("PT{}H{}M", n / 59 % 20 + 1, n % 59 + 1),
        "tag": format!("0197d5b4-6a00-7000-8000-{n:012x}"),
        "properties": {"colour": "green", "sizes": [1, 2]},
        "thumbnail": format!("{:08}", n % 100000000),
        "condition": &["pristine", "good", "worn", "ruined"][n % 4],
        "visibility": &["draft", "published", "archived"][n % 3],
        "keywords": ["alder", "birch"],
        "open_days": ["monday", "tuesday"],
        "measurements": [0.5, 1.5],
        "shelf_room": shelf.json["room"],
        "shelf_key": shelf.json["key"],
        "maker_id": maker.json["id"],
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
async fn create_artifact_answers_with_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let body = body(&service).await;
    let answer = service.post(PATH, &body).await.expect(201);
    let row = Row::of(&answer);
    assert_shows(&row.json, &body);
    let found = service.get(&row.path).await.expect(200);
    assert_eq!((found.data(), found.header("etag")), (row.json, row.tag.as_str()));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_what_is_no_json(pool: Pool) {
    let service = Service::new(pool).await;
    writing::rejects_what_is_no_json(&service, PATH).await;
}

/// Members that the server sets, and one that nobody knows.
const REFUSED: &[&str] = &["id", "visitors", "created_at", "updated_at", "no_such_member"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_members_that_are_not_the_clients(pool: Pool) {
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
async fn create_artifact_rejects_missing_title(pool: Pool) {
    rejects(pool, "title", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_null_title(pool: Pool) {
    rejects(pool, "title", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_title_of_wrong_type(pool: Pool) {
    rejects(pool, "title", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_empty_title(pool: Pool) {
    rejects(pool, "title", Some(json!("")), "too_short").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_title_longer_than_200_characters(pool: Pool) {
    rejects(pool, "title", Some(json!("a".repeat(201))), "too_long").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_title_with_line_break(pool: Pool) {
    rejects(pool, "title", Some(json!("A walk in\n the rain")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_title_with_nul(pool: Pool) {
    rejects(pool, "title", Some(json!("A walk in\u{0} the rain")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_missing_label(pool: Pool) {
    rejects(pool, "label", None, "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_null_label(pool: Pool) {
    rejects(pool, "label", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_label_of_wrong_type(pool: Pool) {
    rejects(pool, "label", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_label_shorter_than_8_characters(pool: Pool) {
    rejects(pool, "label", Some(json!("aaaaaaa")), "too_short").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_label_longer_than_8_characters(pool: Pool) {
    rejects(pool, "label", Some(json!("a".repeat(9))), "too_long").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_label_with_line_break(pool: Pool) {
    rejects(pool, "label", Some(json!("A00\n000a")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_label_with_nul(pool: Pool) {
    rejects(pool, "label", Some(json!("A00\u{0}000a")), "invalid_format").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_notes_of_wrong_type(pool: Pool) {
    rejects(pool, "notes", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_notes_longer_than_5000_characters(pool: Pool) {
    rejects(pool, "notes", Some(json!("a".repeat(5001))), "too_long").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_notes_with_nul(pool: Pool) {
    rejects(
        pool,
        "notes",
        Some(json!("The ferry leaves at nine\u{0} and comes back at five.")),
        "invalid_format",
    )
    .await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_null_shelf_level(pool: Pool) {
    rejects(pool, "shelf_level", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_shelf_level_of_wrong_type(pool: Pool) {
    rejects(pool, "shelf_level", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_shelf_level_out_of_range(pool: Pool) {
    rejects(pool, "shelf_level", Some(json!(32768)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_shelf_level_below_minimum(pool: Pool) {
    rejects(pool, "shelf_level", Some(json!(-3)), "too_small").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_shelf_level_above_maximum(pool: Pool) {
    rejects(pool, "shelf_level", Some(json!(41)), "too_large").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_serial_of_wrong_type(pool: Pool) {
    rejects(pool, "serial", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_serial_out_of_range(pool: Pool) {
    rejects(pool, "serial", Some(json!(9223372036854775808_u64)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_weight_of_wrong_type(pool: Pool) {
    rejects(pool, "weight", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_weight_below_minimum(pool: Pool) {
    rejects(pool, "weight", Some(json!(-1.0)), "too_small").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_height_cm_of_wrong_type(pool: Pool) {
    rejects(pool, "height_cm", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_unreadable_height_cm(pool: Pool) {
    rejects(pool, "height_cm", Some(json!("ten")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_height_cm_with_3_decimals(pool: Pool) {
    rejects(pool, "height_cm", Some(json!("1.111")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_height_cm_below_minimum(pool: Pool) {
    rejects(pool, "height_cm", Some(json!("0.00")), "too_small").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_height_cm_above_maximum(pool: Pool) {
    rejects(pool, "height_cm", Some(json!("100000.00")), "too_large").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_null_insured(pool: Pool) {
    rejects(pool, "insured", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_insured_of_wrong_type(pool: Pool) {
    rejects(pool, "insured", Some(json!("yes")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_acquired_on_of_wrong_type(pool: Pool) {
    rejects(pool, "acquired_on", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_unreadable_acquired_on(pool: Pool) {
    rejects(pool, "acquired_on", Some(json!("2026-02-30")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_acquired_on_below_minimum(pool: Pool) {
    rejects(pool, "acquired_on", Some(json!("1749-12-31")), "too_small").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_null_shown_at(pool: Pool) {
    rejects(pool, "shown_at", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_shown_at_of_wrong_type(pool: Pool) {
    rejects(pool, "shown_at", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_unreadable_shown_at(pool: Pool) {
    rejects(pool, "shown_at", Some(json!("25:00:00")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_null_scanned_at(pool: Pool) {
    rejects(pool, "scanned_at", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_scanned_at_of_wrong_type(pool: Pool) {
    rejects(pool, "scanned_at", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_unreadable_scanned_at(pool: Pool) {
    rejects(pool, "scanned_at", Some(json!("2026-02-30T12:00:00Z")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_last_dusted_of_wrong_type(pool: Pool) {
    rejects(pool, "last_dusted", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_unreadable_last_dusted(pool: Pool) {
    rejects(pool, "last_dusted", Some(json!("2026-02-30T12:00:00")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_null_dusting_takes(pool: Pool) {
    rejects(pool, "dusting_takes", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_dusting_takes_of_wrong_type(pool: Pool) {
    rejects(pool, "dusting_takes", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_unreadable_dusting_takes(pool: Pool) {
    rejects(pool, "dusting_takes", Some(json!("five minutes")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_null_tag(pool: Pool) {
    rejects(pool, "tag", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_tag_of_wrong_type(pool: Pool) {
    rejects(pool, "tag", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_unreadable_tag(pool: Pool) {
    rejects(pool, "tag", Some(json!("not-a-uuid")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_null_properties(pool: Pool) {
    rejects(pool, "properties", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_thumbnail_of_wrong_type(pool: Pool) {
    rejects(pool, "thumbnail", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_unreadable_thumbnail(pool: Pool) {
    rejects(pool, "thumbnail", Some(json!("not base64!")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_thumbnail_longer_than_4096_bytes(pool: Pool) {
    rejects(pool, "thumbnail", Some(json!(format!("{}AAA=", "AAAA".repeat(1365)))), "too_long")
        .await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_null_condition(pool: Pool) {
    rejects(pool, "condition", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_condition_of_wrong_type(pool: Pool) {
    rejects(pool, "condition", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_unknown_condition(pool: Pool) {
    rejects(pool, "condition", Some(json!("unheard_of")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_null_visibility(pool: Pool) {
    rejects(pool, "visibility", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_visibility_of_wrong_type(pool: Pool) {
    rejects(pool, "visibility", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_unknown_visibility(pool: Pool) {
    rejects(pool, "visibility", Some(json!("unheard_of")), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_null_keywords(pool: Pool) {
    rejects(pool, "keywords", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_keywords_of_wrong_type(pool: Pool) {
    rejects(pool, "keywords", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_more_than_100_keywords(pool: Pool) {
    rejects(pool, "keywords", Some(json!(vec!["alder"; 101])), "too_many").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_null_open_days(pool: Pool) {
    rejects(pool, "open_days", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_open_days_of_wrong_type(pool: Pool) {
    rejects(pool, "open_days", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_more_than_100_open_days(pool: Pool) {
    rejects(pool, "open_days", Some(json!(vec!["monday"; 101])), "too_many").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_null_measurements(pool: Pool) {
    rejects(pool, "measurements", Some(json!(null)), "required").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_measurements_of_wrong_type(pool: Pool) {
    rejects(pool, "measurements", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_more_than_6_measurements(pool: Pool) {
    rejects(pool, "measurements", Some(json!(vec![0.5; 7])), "too_many").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_shelf_room_of_wrong_type(pool: Pool) {
    rejects(pool, "shelf_room", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_maker_id_of_wrong_type(pool: Pool) {
    rejects(pool, "maker_id", Some(json!(true)), "invalid_type").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_unknown_maker_id(pool: Pool) {
    rejects(
        pool,
        "maker_id",
        Some(json!("00000000-0000-7000-8000-000000000000")),
        "unknown_reference",
    )
    .await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_tells_everything_wrong_at_once(pool: Pool) {
    let service = Service::new(pool).await;
    let mut body = body(&service).await;
    body.as_object_mut().expect("an object").remove("title");
    body["label"] = json!("aaaaaaa");
    body["notes"] = json!(true);
    body["shelf_level"] = json!(-3);
    body["serial"] = json!(true);
    body["weight"] = json!(-1.0);
    body["height_cm"] = json!(true);
    body["insured"] = json!(null);
    body["acquired_on"] = json!(true);
    body["shown_at"] = json!(null);
    body["scanned_at"] = json!(null);
    body["last_dusted"] = json!(true);
    body["dusting_takes"] = json!(null);
    body["tag"] = json!(null);
    body["properties"] = json!(null);
    body["thumbnail"] = json!(true);
    body["condition"] = json!(null);
    body["visibility"] = json!(null);
    body["keywords"] = json!(null);
    body["open_days"] = json!(null);
    body["measurements"] = json!(null);
    body["maker_id"] = json!(true);
    service.post(PATH, &body).await.faults(&[
        ("/title", "required"),
        ("/label", "too_short"),
        ("/notes", "invalid_type"),
        ("/shelf_level", "too_small"),
        ("/serial", "invalid_type"),
        ("/weight", "too_small"),
        ("/height_cm", "invalid_type"),
        ("/insured", "required"),
        ("/acquired_on", "invalid_type"),
        ("/shown_at", "required"),
        ("/scanned_at", "required"),
        ("/last_dusted", "invalid_type"),
        ("/dusting_takes", "required"),
        ("/tag", "required"),
        ("/properties", "required"),
        ("/thumbnail", "invalid_type"),
        ("/condition", "required"),
        ("/visibility", "required"),
        ("/keywords", "required"),
        ("/open_days", "required"),
        ("/measurements", "required"),
        ("/maker_id", "invalid_type"),
    ]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_what_breaks_dusted_after_scan_or_never(pool: Pool) {
    let service = Service::new(pool).await;
    let mut body = body(&service).await;
    body["shelf_level"] = json!(-1);
    body["last_dusted"] = json!("2026-01-01T09:30:00.000000");
    service.post(PATH, &body).await.fault(422, "/last_dusted", "check_failed");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_what_breaks_heavy_things_stand_low(pool: Pool) {
    let service = Service::new(pool).await;
    let mut body = body(&service).await;
    body["shelf_level"] = json!(4);
    body["weight"] = json!(100.5);
    service.post(PATH, &body).await.fault(422, "/weight", "check_failed");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_artifacts_rejects_what_it_does_not_know(pool: Pool) {
    let service = Service::new(pool).await;
    listing::rejects_what_it_does_not_know(&service, PATH).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_artifacts_shows_every_row_once(pool: Pool) {
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
async fn list_artifacts_filters_by_id(pool: Pool) {
    filters(pool, "id", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_artifacts_filters_by_serial(pool: Pool) {
    filters(pool, "serial", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte", ".null"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_artifacts_filters_by_insured(pool: Pool) {
    filters(pool, "insured", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_artifacts_filters_by_acquired_on(pool: Pool) {
    filters(pool, "acquired_on", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte", ".null"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_artifacts_filters_by_condition(pool: Pool) {
    filters(pool, "condition", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_artifacts_filters_by_visibility(pool: Pool) {
    filters(pool, "visibility", &["", ".ne", ".in"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_artifacts_filters_by_shelf_room(pool: Pool) {
    filters(pool, "shelf_room", &["", ".ne", ".in", ".contains", ".starts", ".null"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_artifacts_filters_by_shelf_key(pool: Pool) {
    filters(pool, "shelf_key", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte", ".null"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_artifacts_filters_by_maker_id(pool: Pool) {
    filters(pool, "maker_id", &["", ".ne", ".in", ".null"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_artifacts_filters_by_created_at(pool: Pool) {
    filters(pool, "created_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_artifacts_filters_by_updated_at(pool: Pool) {
    filters(pool, "updated_at", &["", ".ne", ".in", ".lt", ".lte", ".gt", ".gte"]).await;
}

async fn sorts(pool: Pool, member: &str, comparable: bool) {
    let service = Service::new(pool).await;
    let rows = rows(&service, 5).await;
    listing::sorts(&service, PATH, &rows, member, comparable).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_artifacts_sorts_by_id(pool: Pool) {
    sorts(pool, "id", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_artifacts_sorts_by_title(pool: Pool) {
    sorts(pool, "title", false).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_artifacts_sorts_by_serial(pool: Pool) {
    sorts(pool, "serial", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_artifacts_sorts_rows_without_serial_last(pool: Pool) {
    let service = Service::new(pool).await;
    for gap in [true, false, true, false] {
        let mut body = body(&service).await;
        if gap {
            body["serial"] = Value::Null;
        }
        service.post(PATH, &body).await.expect(201);
    }
    listing::sorts_gaps_last(&service, PATH, "serial").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_artifacts_sorts_by_height_cm(pool: Pool) {
    sorts(pool, "height_cm", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_artifacts_sorts_rows_without_height_cm_last(pool: Pool) {
    let service = Service::new(pool).await;
    for gap in [true, false, true, false] {
        let mut body = body(&service).await;
        if gap {
            body["height_cm"] = Value::Null;
        }
        service.post(PATH, &body).await.expect(201);
    }
    listing::sorts_gaps_last(&service, PATH, "height_cm").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_artifacts_sorts_by_visibility(pool: Pool) {
    sorts(pool, "visibility", false).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_artifacts_sorts_by_created_at(pool: Pool) {
    sorts(pool, "created_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_artifacts_sorts_by_updated_at(pool: Pool) {
    sorts(pool, "updated_at", true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_artifacts_sorts_by_title_and_then_id(pool: Pool) {
    let service = Service::new(pool).await;
    rows(&service, 5).await;
    listing::sorts_by_two(&service, PATH, "title", "id").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_artifacts_searches_title(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    listing::searches(&service, PATH, &row, "title").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_artifacts_searches_notes(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    listing::searches(&service, PATH, &row, "notes").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn artifacts_are_found_by_shelf(pool: Pool) {
    let service = Service::new(pool).await;
    create(&service).await;
    let parent = shelves::create(&service).await;
    let mut own = body(&service).await;
    own["shelf_room"] = parent.json["room"].clone();
    own["shelf_key"] = parent.json["key"].clone();
    let row = Row::of(&service.post(PATH, &own).await.expect(201));
    let path = format!("{}/artifacts", parent.path);
    assert_eq!(service.walk(&path, "limit=1").await, std::slice::from_ref(&row.json));
    assert_eq!(service.included(&parent, "artifacts").await, json!([row.json]));
    assert_eq!(service.included(&row, "shelf").await, parent.json);
    service.get("/museum/v1/shelves/unknown/32000/artifacts").await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn artifacts_are_found_by_maker(pool: Pool) {
    let service = Service::new(pool).await;
    create(&service).await;
    let parent = people::create(&service).await;
    let mut own = body(&service).await;
    own["maker_id"] = parent.json["id"].clone();
    let row = Row::of(&service.post(PATH, &own).await.expect(201));
    let path = format!("{}/artifacts", parent.path);
    assert_eq!(service.walk(&path, "limit=1").await, std::slice::from_ref(&row.json));
    assert_eq!(service.included(&parent, "artifacts").await, json!([row.json]));
    assert_eq!(service.included(&row, "maker").await, parent.json);
    service
        .get("/museum/v1/people/0197d5b4-6a00-7000-8000-00000000ffff/artifacts")
        .await
        .problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_artifact_answers_404_where_there_is_none(pool: Pool) {
    let service = Service::new(pool).await;
    service.get(UNKNOWN).await.problem(404);
    service.get("/museum/v1/artifacts/not-a-key").await.problem(400);
    service.get("/museum/v1/artifacts/%00").await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_artifact_answers_304_to_those_who_know_it(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let known =
        service.send("GET", &row.path, &[("if-none-match", &row.tag)], "").await.expect(304);
    assert!(known.body.is_empty());
    service.send("GET", &row.path, &[("if-none-match", "\"other\"")], "").await.expect(200);
}

/// Relations that a request may name.
const INCLUDE: &[&str] = &["shelf", "maker", "placements", "loans"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn get_artifact_includes_what_is_asked_for(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let plain = service.get(&row.path).await.expect(200).data();
    for relation in INCLUDE {
        let found =
            service.get(&format!("{}?include={relation}", row.path)).await.expect(200).data();
        assert!(plain.get(relation).is_none() && found.get(relation).is_some(), "{found}");
        assert_eq!(service.walk(PATH, &format!("include={relation}")).await, [found]);
    }
    let related = service.included(&row, "shelf").await;
    assert_eq!(related["room"], row.json["shelf_room"]);
    assert_eq!(related["key"], row.json["shelf_key"]);
    let related = service.included(&row, "maker").await;
    assert_eq!(related["id"], row.json["maker_id"]);
    service.get(&format!("{}?include=nothing", row.path)).await.problem(400);
    service.get(&format!("{}?unknown=1", row.path)).await.problem(400);
}

/// What an update may write, and rows show.
const WRITABLE: &[&str] = &[
    "title",
    "label",
    "notes",
    "shelf_level",
    "serial",
    "weight",
    "height_cm",
    "insured",
    "acquired_on",
    "shown_at",
    "scanned_at",
    "last_dusted",
    "dusting_takes",
    "tag",
    "properties",
    "thumbnail",
    "condition",
    "visibility",
    "keywords",
    "open_days",
    "measurements",
    "shelf_room",
    "shelf_key",
    "maker_id",
];

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_artifact_writes_over_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = row.only(WRITABLE);
    body["title"] = json!("Letters from the harbour");
    body["label"] = json!("A0000041");
    body["notes"] = json!("It rained all week, and nobody minded.");
    body["shelf_level"] = json!(2);
    body["serial"] = json!(42);
    body["weight"] = json!(41.0);
    body["height_cm"] = json!("42.50");
    body["insured"] = json!(false);
    body["acquired_on"] = json!("2026-01-14");
    body["shown_at"] = json!("08:41:00.000000");
    body["scanned_at"] = json!("2026-01-14T09:30:00.000000Z");
    body["last_dusted"] = json!("2026-01-14T09:30:00.000000");
    body["dusting_takes"] = json!("PT1H42M");
    body["tag"] = json!("0197d5b4-6a00-7000-8000-000000000029");
    body["properties"] = json!([true, null, -1.7976931348623157e308]);
    body["thumbnail"] = json!("00000041");
    body["condition"] = json!("good");
    body["visibility"] = json!("archived");
    body["keywords"] = json!(["alder-0", "alder-1"]);
    body["open_days"] = json!(["tuesday", "tuesday"]);
    body["measurements"] = json!([1.5, 1.5]);
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
async fn replace_artifact_without_notes_empties_it(pool: Pool) {
    empties(pool, "notes").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_artifact_without_serial_empties_it(pool: Pool) {
    empties(pool, "serial").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_artifact_without_height_cm_empties_it(pool: Pool) {
    empties(pool, "height_cm").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_artifact_without_acquired_on_empties_it(pool: Pool) {
    empties(pool, "acquired_on").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_artifact_without_thumbnail_empties_it(pool: Pool) {
    empties(pool, "thumbnail").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_artifact_without_maker_id_empties_it(pool: Pool) {
    empties(pool, "maker_id").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_artifact_leaves_the_rest(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let before = row.only(WRITABLE);
    assert_shows(&service.patch(&row.path, &json!({})).await.expect(200).data(), &before);
    for (member, value) in [
        ("title", json!("Letters from the harbour")),
        ("label", json!("A0000041")),
        ("notes", json!("It rained all week, and nobody minded.")),
        ("shelf_level", json!(2)),
        ("serial", json!(42)),
        ("weight", json!(41.0)),
        ("height_cm", json!("42.50")),
        ("insured", json!(false)),
        ("acquired_on", json!("2026-01-14")),
        ("shown_at", json!("08:41:00.000000")),
        ("scanned_at", json!("2026-01-14T09:30:00.000000Z")),
        ("last_dusted", json!("2026-01-14T09:30:00.000000")),
        ("dusting_takes", json!("PT1H42M")),
        ("tag", json!("0197d5b4-6a00-7000-8000-000000000029")),
        ("properties", json!([true, null, -1.7976931348623157e308])),
        ("thumbnail", json!("00000041")),
        ("condition", json!("good")),
        ("visibility", json!("archived")),
        ("keywords", json!(["alder-0", "alder-1"])),
        ("open_days", json!(["tuesday", "tuesday"])),
        ("measurements", json!([1.5, 1.5])),
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
async fn change_artifact_keeps_to_the_rules(pool: Pool) {
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
async fn change_artifact_heeds_if_match(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    writing::heeds_if_match(&service, &row, &row.only(WRITABLE)).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_artifact_removes_the_row(pool: Pool) {
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
async fn delete_artifact_removes_its_placements(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = placements::body(&service).await;
    body["artifact_id"] = row.json["id"].clone();
    let child = Row::of(&service.post("/museum/v1/placements", &body).await.expect(201));
    service.delete(&row.path).await.expect(204);
    service.get(&child.path).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_artifact_is_refused_while_it_has_loans(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = loans::body(&service).await;
    body["artifact_id"] = row.json["id"].clone();
    let _ = Row::of(&service.post("/museum/v1/loans", &body).await.expect(201));
    service.delete(&row.path).await.problem(409);
    service.get(&row.path).await.expect(200);
}
