//! Artifacts, as their clients see them.

use serde_json::{Value, json};

use crate::loans;
use crate::people;
use crate::placements;
use crate::shelves;
use crate::support::*;

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
    let json = [("content-type", "application/json")];
    service.send("POST", PATH, &json, "{\"").await.problem(400);
    service.send("POST", PATH, &json, "[]").await.fault(422, "", "invalid_type");
    service.send("POST", PATH, &[("content-type", "text/plain")], "{}").await.problem(415);
    service.send("POST", PATH, &[], "{}").await.problem(415);
}

/// Members that the server sets, and one that nobody knows.
const REFUSED: &[&str] = &["id", "visitors", "created_at", "updated_at", "no_such_member"];

#[sqlx::test(migrator = "MIGRATOR")]
async fn create_artifact_rejects_members_that_are_not_the_clients(pool: Pool) {
    let service = Service::new(pool).await;
    for member in REFUSED {
        let mut body = body(&service).await;
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
async fn list_artifacts_rejects_what_it_does_not_know(pool: Pool) {
    let service = Service::new(pool).await;
    for query in [
        "unknown=1",
        "sort=unknown",
        "sort=",
        "limit=0",
        "limit=1000000",
        "limit=x",
        "cursor=x",
        "include=unknown",
        "total=x",
    ] {
        service.get(&format!("{PATH}?{query}")).await.problem(400);
    }
    service.get(&format!("{PATH}?limit=1&limit=2")).await.problem(400);
    let echo = service.get(&format!("{PATH}?{}=1", "x".repeat(9000))).await.problem(400);
    assert!(echo.body.len() < 3000);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_artifacts_shows_every_row_once(pool: Pool) {
    let service = Service::new(pool).await;
    let mut rows = Vec::new();
    for _ in 0..5 {
        rows.push(create(&service).await.json);
    }
    for limit in [1, 2, 50] {
        assert_same_rows(&service.walk(PATH, &format!("limit={limit}")).await, &rows);
    }
    let page = service.get(&format!("{PATH}?limit=1&total=true")).await.expect(200).data();
    assert_eq!(page["total"], 5);
    let next = page["next"].as_str().expect("more rows");
    service.get(&format!("{PATH}?limit=1&sort=-id&cursor={next}")).await.problem(400);
}

/// Each operator of a filter finds a row by its own value, or hides it.
async fn filters(pool: Pool, member: &str, operators: &[&str]) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let null = row.json[member].is_null();
    let value = row.text(member);
    for operator in operators {
        service.get(&format!("{PATH}?{member}{operator}=%00")).await.problem(400);
        let (operand, found) = match (*operator, null) {
            (".null", null) => (null.to_string(), true),
            (_, true) | (".in", _) if null || value.contains("%2C") => continue,
            (".ne" | ".lt" | ".gt", _) => (value.clone(), false),
            _ => (value.clone(), true),
        };
        let rows = service.walk(PATH, &format!("{member}{operator}={operand}")).await;
        assert_eq!(rows.contains(&row.json), found, "{member}{operator}={operand}");
        if *operator == ".null" {
            let rows = service.walk(PATH, &format!("{member}{operator}={}", !null)).await;
            assert!(!rows.contains(&row.json));
        }
    }
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

/// A sort and its reverse show the same rows the other way round, page by page as at once.
async fn sorts(pool: Pool, member: &str, comparable: bool) {
    let service = Service::new(pool).await;
    for _ in 0..5 {
        create(&service).await;
    }
    let up = service.walk(PATH, &format!("sort={member}&limit=1")).await;
    let down = service.walk(PATH, &format!("sort=-{member}&limit=2")).await;
    assert_eq!(up, service.walk(PATH, &format!("sort={member}")).await);
    assert_same_rows(&up, &down);
    let values = |rows: &[Value]| {
        rows.iter()
            .map(|row| row[member].clone())
            .filter(|value| !value.is_null())
            .collect::<Vec<_>>()
    };
    let mut reversed = values(&down);
    reversed.reverse();
    assert_eq!(values(&up), reversed);
    let numbers = values(&up).iter().filter_map(Value::as_f64).collect::<Vec<_>>();
    assert!(numbers.is_sorted());
    assert!(!comparable || values(&up).iter().filter_map(Value::as_str).is_sorted());
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
async fn list_artifacts_sorts_by_height_cm(pool: Pool) {
    sorts(pool, "height_cm", false).await;
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
async fn list_artifacts_searches(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let found = service.walk(PATH, &format!("q={}", row.text("title"))).await;
    assert!(found.contains(&row.json));
    assert!(service.walk(PATH, "q=nowhere+to+be+found").await.is_empty());
    service.get(&format!("{PATH}?q=a+b+c+d+e+f+g+h+i+j+k")).await.problem(400);
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
    assert_eq!(service.walk(&path, "limit=1").await, [row.json]);
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
    assert_eq!(service.walk(&path, "limit=1").await, [row.json]);
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
    }
    service.get(&format!("{}?include=nothing", row.path)).await.problem(400);
    service.get(&format!("{}?unknown=1", row.path)).await.problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_artifact_writes_over_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = writable(&row.json);
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
    body["thumbnail"] = json!("00000041");
    body["condition"] = json!("good");
    body["visibility"] = json!("archived");
    body["keywords"] = json!(["alder-0", "alder-1"]);
    body["open_days"] = json!(["tuesday", "tuesday"]);
    body["measurements"] = json!([1.5, 1.5]);
    let now = service.put(&row.path, &body).await.expect(200).data();
    assert_shows(&now, &body);
    assert_eq!(service.put(UNKNOWN, &body).await.problem(404).status, 404);
}

/// What an update may write, as it stands in a row.
fn writable(row: &Value) -> Value {
    let members = row.as_object().expect("an object").iter();
    members
        .filter(|(member, _)| WRITABLE.contains(&member.as_str()))
        .map(|(member, value)| (member.clone(), value.clone()))
        .collect()
}

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
async fn replace_artifact_without_notes_empties_it(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = writable(&row.json);
    body.as_object_mut().expect("an object").remove("notes");
    let now = service.put(&row.path, &body).await.expect(200).data();
    assert_eq!(now["notes"], Value::Null);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_artifact_without_serial_empties_it(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = writable(&row.json);
    body.as_object_mut().expect("an object").remove("serial");
    let now = service.put(&row.path, &body).await.expect(200).data();
    assert_eq!(now["serial"], Value::Null);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_artifact_without_height_cm_empties_it(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = writable(&row.json);
    body.as_object_mut().expect("an object").remove("height_cm");
    let now = service.put(&row.path, &body).await.expect(200).data();
    assert_eq!(now["height_cm"], Value::Null);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_artifact_without_acquired_on_empties_it(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = writable(&row.json);
    body.as_object_mut().expect("an object").remove("acquired_on");
    let now = service.put(&row.path, &body).await.expect(200).data();
    assert_eq!(now["acquired_on"], Value::Null);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_artifact_without_thumbnail_empties_it(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = writable(&row.json);
    body.as_object_mut().expect("an object").remove("thumbnail");
    let now = service.put(&row.path, &body).await.expect(200).data();
    assert_eq!(now["thumbnail"], Value::Null);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn replace_artifact_without_maker_id_empties_it(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = writable(&row.json);
    body.as_object_mut().expect("an object").remove("maker_id");
    let now = service.put(&row.path, &body).await.expect(200).data();
    assert_eq!(now["maker_id"], Value::Null);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_artifact_leaves_the_rest(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    assert_shows(
        &service.patch(&row.path, &json!({})).await.expect(200).data(),
        &writable(&row.json),
    );
    let patch = json!({ "title": "Letters from the harbour" });
    let now = service.patch(&row.path, &patch).await.expect(200).data();
    assert_shows(&now, &patch);
    service.put(&row.path, &writable(&row.json)).await.expect(200);
    let patch = json!({ "label": "A0000041" });
    let now = service.patch(&row.path, &patch).await.expect(200).data();
    assert_shows(&now, &patch);
    service.put(&row.path, &writable(&row.json)).await.expect(200);
    let patch = json!({ "notes": "It rained all week, and nobody minded." });
    let now = service.patch(&row.path, &patch).await.expect(200).data();
    assert_shows(&now, &patch);
    service.put(&row.path, &writable(&row.json)).await.expect(200);
    let patch = json!({ "shelf_level": 2 });
    let now = service.patch(&row.path, &patch).await.expect(200).data();
    assert_shows(&now, &patch);
    service.put(&row.path, &writable(&row.json)).await.expect(200);
    let patch = json!({ "serial": 42 });
    let now = service.patch(&row.path, &patch).await.expect(200).data();
    assert_shows(&now, &patch);
    service.put(&row.path, &writable(&row.json)).await.expect(200);
    let patch = json!({ "weight": 41.0 });
    let now = service.patch(&row.path, &patch).await.expect(200).data();
    assert_shows(&now, &patch);
    service.put(&row.path, &writable(&row.json)).await.expect(200);
    let patch = json!({ "height_cm": "42.50" });
    let now = service.patch(&row.path, &patch).await.expect(200).data();
    assert_shows(&now, &patch);
    service.put(&row.path, &writable(&row.json)).await.expect(200);
    let patch = json!({ "insured": false });
    let now = service.patch(&row.path, &patch).await.expect(200).data();
    assert_shows(&now, &patch);
    service.put(&row.path, &writable(&row.json)).await.expect(200);
    let patch = json!({ "acquired_on": "2026-01-14" });
    let now = service.patch(&row.path, &patch).await.expect(200).data();
    assert_shows(&now, &patch);
    service.put(&row.path, &writable(&row.json)).await.expect(200);
    let patch = json!({ "shown_at": "08:41:00.000000" });
    let now = service.patch(&row.path, &patch).await.expect(200).data();
    assert_shows(&now, &patch);
    service.put(&row.path, &writable(&row.json)).await.expect(200);
    let patch = json!({ "scanned_at": "2026-01-14T09:30:00.000000Z" });
    let now = service.patch(&row.path, &patch).await.expect(200).data();
    assert_shows(&now, &patch);
    service.put(&row.path, &writable(&row.json)).await.expect(200);
    let patch = json!({ "last_dusted": "2026-01-14T09:30:00.000000" });
    let now = service.patch(&row.path, &patch).await.expect(200).data();
    assert_shows(&now, &patch);
    service.put(&row.path, &writable(&row.json)).await.expect(200);
    let patch = json!({ "dusting_takes": "PT1H42M" });
    let now = service.patch(&row.path, &patch).await.expect(200).data();
    assert_shows(&now, &patch);
    service.put(&row.path, &writable(&row.json)).await.expect(200);
    let patch = json!({ "tag": "0197d5b4-6a00-7000-8000-000000000029" });
    let now = service.patch(&row.path, &patch).await.expect(200).data();
    assert_shows(&now, &patch);
    service.put(&row.path, &writable(&row.json)).await.expect(200);
    let patch = json!({ "thumbnail": "00000041" });
    let now = service.patch(&row.path, &patch).await.expect(200).data();
    assert_shows(&now, &patch);
    service.put(&row.path, &writable(&row.json)).await.expect(200);
    let patch = json!({ "condition": "good" });
    let now = service.patch(&row.path, &patch).await.expect(200).data();
    assert_shows(&now, &patch);
    service.put(&row.path, &writable(&row.json)).await.expect(200);
    let patch = json!({ "visibility": "archived" });
    let now = service.patch(&row.path, &patch).await.expect(200).data();
    assert_shows(&now, &patch);
    service.put(&row.path, &writable(&row.json)).await.expect(200);
    let patch = json!({ "keywords": ["alder-0", "alder-1"] });
    let now = service.patch(&row.path, &patch).await.expect(200).data();
    assert_shows(&now, &patch);
    service.put(&row.path, &writable(&row.json)).await.expect(200);
    let patch = json!({ "open_days": ["tuesday", "tuesday"] });
    let now = service.patch(&row.path, &patch).await.expect(200).data();
    assert_shows(&now, &patch);
    service.put(&row.path, &writable(&row.json)).await.expect(200);
    let patch = json!({ "measurements": [1.5, 1.5] });
    let now = service.patch(&row.path, &patch).await.expect(200).data();
    assert_shows(&now, &patch);
    service.put(&row.path, &writable(&row.json)).await.expect(200);
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
    let body = writable(&row.json).to_string();
    let mut tag = row.tag;
    for (method, body) in [("PUT", body.as_str()), ("PATCH", "{}")] {
        let json = ("content-type", "application/json");
        service
            .send(method, &row.path, &[json, ("if-match", "\"other\"")], body.to_owned())
            .await
            .problem(412);
        service
            .send(method, &row.path, &[json, ("if-match", &"x".repeat(1001))], body.to_owned())
            .await
            .problem(400);
        for known in [tag.clone(), "*".to_owned()] {
            let now = service
                .send(method, &row.path, &[json, ("if-match", &known)], body.to_owned())
                .await
                .expect(200);
            tag = now.header("etag").to_owned();
        }
        let weak = format!("W/{tag}");
        service
            .send(method, &row.path, &[json, ("if-match", &weak)], body.to_owned())
            .await
            .problem(412);
        let either = [json, ("if-match", "\"other\""), ("if-match", &tag)];
        let now = service.send(method, &row.path, &either, body.to_owned()).await.expect(200);
        tag = now.header("etag").to_owned();
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_artifact_removes_the_row(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    service.send("DELETE", &row.path, &[("if-match", "\"other\"")], "").await.problem(412);
    service.delete(&row.path).await.expect(204);
    service.delete(&row.path).await.problem(404);
    service.delete(UNKNOWN).await.problem(404);
    service.get(&row.path).await.problem(404);
    assert!(service.walk(PATH, "limit=1").await.is_empty());
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_artifact_settles_each_placement_artifact(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = placements::body(&service).await;
    body["artifact_id"] = row.json["id"].clone();
    let child = Row::of(&service.post("/museum/v1/placements", &body).await.expect(201));
    service.delete(&row.path).await.expect(204);
    service.get(&child.path).await.problem(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn delete_artifact_is_refused_while_a_loan_artifact_needs_it(pool: Pool) {
    let service = Service::new(pool).await;
    let row = create(&service).await;
    let mut body = loans::body(&service).await;
    body["artifact_id"] = row.json["id"].clone();
    let _ = Row::of(&service.post("/museum/v1/loans", &body).await.expect(201));
    service.delete(&row.path).await.problem(409);
}
