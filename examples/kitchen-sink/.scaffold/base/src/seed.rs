//! Sample rows, each after those it points at.

use serde_json::json;

use crate::{
    db::{Connection, Db},
    password, resources,
};

/// Fills the database, unless it has rows already.
pub async fn run(db: &Db) -> anyhow::Result<()> {
    let mut db = db.write().await?;
    if has_rows(&mut db).await? {
        tracing::warn!("the database has rows already, so that none were added");
        return Ok(());
    }
    let people = make_people(&mut db).await?;
    let tickets = make_tickets(&mut db, &people).await?;
    let countries = make_countries(&mut db).await?;
    let shelves = make_shelves(&mut db).await?;
    let artifacts = make_artifacts(&mut db, &people, &shelves).await?;
    let series = make_series(&mut db, &countries).await?;
    let passports = make_passports(&mut db, &people, &countries).await?;
    let placements = make_placements(&mut db, &artifacts, &shelves).await?;
    let audits = make_audits(&mut db, &people, &placements).await?;
    let exhibitions = make_exhibitions(&mut db, &people).await?;
    let loans = make_loans(&mut db, &artifacts, &exhibitions).await?;
    let topics = make_topics(&mut db).await?;
    let guides = make_guides(&mut db, &people, &exhibitions).await?;
    let orders = make_orders(&mut db, &people).await?;
    let order_items = make_order_items(&mut db, &orders).await?;
    let invoices = make_invoices(&mut db, &orders).await?;
    let notes = make_notes(&mut db, &orders).await?;
    let options = make_options(&mut db).await?;
    let results = make_results(&mut db, &options).await?;
    let pages = make_pages(&mut db).await?;
    let errors = make_errors(&mut db).await?;
    let boxes = make_boxes(&mut db).await?;
    let settings = make_settings(&mut db).await?;
    let news_items = make_news_items(&mut db).await?;
    for (n, row) in exhibitions.iter().enumerate() {
        let other = &topics[n % topics.len()];
        resources::exhibitions::queries::link_topic(&mut db, row.id, other.id).await?;
    }
    for (n, row) in exhibitions.iter().enumerate() {
        let other = &countries[n % countries.len()];
        resources::exhibitions::queries::link_country(&mut db, row.id, &other.code).await?;
    }
    for (n, row) in topics.iter().enumerate() {
        let other = &topics[(n + 1) % topics.len()];
        resources::topics::queries::link_related(&mut db, row.id, other.id).await?;
    }
    db.commit().await?;
    tracing::info!("{} people", people.len());
    tracing::info!("{} tickets", tickets.len());
    tracing::info!("{} countries", countries.len());
    tracing::info!("{} shelves", shelves.len());
    tracing::info!("{} artifacts", artifacts.len());
    tracing::info!("{} series", series.len());
    tracing::info!("{} passports", passports.len());
    tracing::info!("{} placements", placements.len());
    tracing::info!("{} audits", audits.len());
    tracing::info!("{} exhibitions", exhibitions.len());
    tracing::info!("{} loans", loans.len());
    tracing::info!("{} topics", topics.len());
    tracing::info!("{} guides", guides.len());
    tracing::info!("{} orders", orders.len());
    tracing::info!("{} order items", order_items.len());
    tracing::info!("{} invoices", invoices.len());
    tracing::info!("{} notes", notes.len());
    tracing::info!("{} options", options.len());
    tracing::info!("{} results", results.len());
    tracing::info!("{} pages", pages.len());
    tracing::info!("{} errors", errors.len());
    tracing::info!("{} boxes", boxes.len());
    tracing::info!("{} settings", settings.len());
    tracing::info!("{} news items", news_items.len());
    Ok(())
}

async fn has_rows(db: &mut Connection) -> sqlx::Result<bool> {
    sqlx::query_scalar(
        "select exists (select 1 from artifacts)
         or exists (select 1 from people)
         or exists (select 1 from tickets)
         or exists (select 1 from countries)
         or exists (select 1 from shelves)
         or exists (select 1 from series)
         or exists (select 1 from passports)
         or exists (select 1 from placements)
         or exists (select 1 from audits)
         or exists (select 1 from exhibitions)
         or exists (select 1 from loans)
         or exists (select 1 from topics)
         or exists (select 1 from guides)
         or exists (select 1 from orders)
         or exists (select 1 from order_items)
         or exists (select 1 from invoices)
         or exists (select 1 from notes)
         or exists (select 1 from options)
         or exists (select 1 from results)
         or exists (select 1 from pages)
         or exists (select 1 from errors)
         or exists (select 1 from storage_boxes)
         or exists (select 1 from settings)
         or exists (select 1 from news_items)",
    )
    .fetch_one(db)
    .await
}

async fn make_people(db: &mut Connection) -> anyhow::Result<Vec<resources::people::Person>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::people::PersonInput = serde_json::from_value(json!({
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
        }))?;
        let pass_phrase_hash = password::hash(&input.pass_phrase).await?;
        rows.push(resources::people::queries::insert(db, &input, &pass_phrase_hash).await?);
    }
    Ok(rows)
}

async fn make_tickets(
    db: &mut Connection,
    people: &[resources::people::Person],
) -> anyhow::Result<Vec<resources::tickets::Ticket>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::tickets::TicketInput = serde_json::from_value(json!({
            "number": format!("AB23{:06}", n % 1000000),
            "price": "9.90",
            "zone": 1,
            "rating": &["G", "PG13", "R"][n % 3],
            "valid_from": format!("2026-01-{:02}T09:30:00.000000Z", n % 28 + 1),
            "valid_until": format!("2026-02-{:02}T09:30:00.000000Z", n % 28 + 1),
            "extras": {"audio_guide": false},
            "companions": ["Ada", "Grace"],
            "paper": n + 1,
            "holder_id": people[n / 2 % people.len()].id,
        }))?;
        rows.push(resources::tickets::queries::insert(db, &input).await?);
    }
    Ok(rows)
}

async fn make_countries(db: &mut Connection) -> anyhow::Result<Vec<resources::countries::Country>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::countries::CountryInput = serde_json::from_value(json!({
            "code": &["PT", "NO", "JP", "MX", "EE", "GB", "DE", "FR", "IT", "ES", "SE", "FI", "DK", "PL", "CZ", "AT", "CH", "NL", "BE", "IE", "US", "CA", "BR", "AR", "CL", "IN", "KR", "AU", "NZ", "ZA"][n % 30],
            "name": format!("Portugal {n}"),
        }))?;
        rows.push(resources::countries::queries::insert(db, &input).await?);
    }
    Ok(rows)
}

async fn make_shelves(db: &mut Connection) -> anyhow::Result<Vec<resources::shelves::Shelf>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::shelves::ShelfInput = serde_json::from_value(json!({
            "room": format!("alde{n}"),
            "key": n % 32767 + 1,
            "order": n + 1,
        }))?;
        rows.push(resources::shelves::queries::insert(db, &input).await?);
    }
    Ok(rows)
}

async fn make_artifacts(
    db: &mut Connection,
    people: &[resources::people::Person],
    shelves: &[resources::shelves::Shelf],
) -> anyhow::Result<Vec<resources::artifacts::Artifact>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::artifacts::ArtifactInput = serde_json::from_value(json!({
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
            "shelf_room": shelves[n / 2 % shelves.len()].room,
            "shelf_key": shelves[n / 2 % shelves.len()].key,
            "maker_id": people[n / 2 % people.len()].id,
        }))?;
        rows.push(resources::artifacts::queries::insert(db, &input).await?);
    }
    Ok(rows)
}

async fn make_series(
    db: &mut Connection,
    countries: &[resources::countries::Country],
) -> anyhow::Result<Vec<resources::series::Series>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::series::SeriesInput = serde_json::from_value(json!({
            "title": format!("A walk in the rain {n}"),
            "country_code": countries[n / 2 % countries.len()].code,
        }))?;
        rows.push(resources::series::queries::insert(db, &input).await?);
    }
    Ok(rows)
}

async fn make_passports(
    db: &mut Connection,
    people: &[resources::people::Person],
    countries: &[resources::countries::Country],
) -> anyhow::Result<Vec<resources::passports::Passport>> {
    let mut rows = Vec::new();
    for (n, parent) in people.iter().enumerate().take(10) {
        let input: resources::passports::PassportInput = serde_json::from_value(json!({
            "holder_id": parent.id,
            "number": format!("AB-1001-{n}"),
            "issued_by_code": countries[n / 2 % countries.len()].code,
        }))?;
        rows.push(resources::passports::queries::insert(db, &input).await?);
    }
    Ok(rows)
}

async fn make_placements(
    db: &mut Connection,
    artifacts: &[resources::artifacts::Artifact],
    shelves: &[resources::shelves::Shelf],
) -> anyhow::Result<Vec<resources::placements::Placement>> {
    let mut rows = Vec::new();
    for (n, parent) in artifacts.iter().enumerate().take(10) {
        let input: resources::placements::PlacementInput = serde_json::from_value(json!({
            "artifact_id": parent.id,
            "shelf_room": shelves[n / 2 % shelves.len()].room,
            "shelf_key": shelves[n / 2 % shelves.len()].key,
            "remark": &["The ferry leaves at nine and comes back at five.", "Bread needs time more than it needs work.", "It rained all week, and nobody minded."][n % 3],
        }))?;
        rows.push(resources::placements::queries::insert(db, &input).await?);
    }
    Ok(rows)
}

async fn make_audits(
    db: &mut Connection,
    people: &[resources::people::Person],
    placements: &[resources::placements::Placement],
) -> anyhow::Result<Vec<resources::audits::Audit>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::audits::AuditInput = serde_json::from_value(json!({
            "placement_artifact_id": placements[n / 2 % placements.len()].artifact_id,
            "placement_shelf_room": placements[n / 2 % placements.len()].shelf_room,
            "placement_shelf_key": placements[n / 2 % placements.len()].shelf_key,
            "by_handle": people[n / 2 % people.len()].handle,
            "found": n.is_multiple_of(2),
        }))?;
        rows.push(resources::audits::queries::insert(db, &input).await?);
    }
    Ok(rows)
}

async fn make_exhibitions(
    db: &mut Connection,
    people: &[resources::people::Person],
) -> anyhow::Result<Vec<resources::exhibitions::Exhibition>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::exhibitions::ExhibitionInput = serde_json::from_value(json!({
            "title": format!("A walk in the rain {n}"),
            "opens_on": format!("2026-01-{:02}", n % 28 + 1),
            "closes_on": format!("2026-01-{:02}", n % 28 + 1),
            "curator_id": people[n / 2 % people.len()].id,
            "deputy_id": people[n / 2 % people.len()].id,
            "follows_id": null,
        }))?;
        rows.push(resources::exhibitions::queries::insert(db, &input).await?);
    }
    Ok(rows)
}

async fn make_loans(
    db: &mut Connection,
    artifacts: &[resources::artifacts::Artifact],
    exhibitions: &[resources::exhibitions::Exhibition],
) -> anyhow::Result<Vec<resources::loans::Loan>> {
    let mut rows = Vec::new();
    for (n, parent) in exhibitions.iter().enumerate().take(10) {
        let input: resources::loans::LoanInput = serde_json::from_value(json!({
            "exhibition_id": parent.id,
            "artifact_id": artifacts[n / 2 % artifacts.len()].id,
            "insured_for": format!("{}.50", n + 1),
        }))?;
        rows.push(resources::loans::queries::insert(db, &input).await?);
    }
    Ok(rows)
}

async fn make_topics(db: &mut Connection) -> anyhow::Result<Vec<resources::topics::Topic>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::topics::TopicInput = serde_json::from_value(json!({
            "name": format!("travel-{n}"),
            "parent_id": null,
        }))?;
        rows.push(resources::topics::queries::insert(db, &input).await?);
    }
    Ok(rows)
}

async fn make_guides(
    db: &mut Connection,
    people: &[resources::people::Person],
    exhibitions: &[resources::exhibitions::Exhibition],
) -> anyhow::Result<Vec<resources::guides::Guide>> {
    let mut rows = Vec::new();
    for (n, parent) in people.iter().enumerate().take(10) {
        let input: resources::guides::GuideInput = serde_json::from_value(json!({
            "person_id": parent.id,
            "exhibition_id": exhibitions[n / 2 % exhibitions.len()].id,
            "languages": ["en", "de"],
        }))?;
        rows.push(resources::guides::queries::insert(db, &input).await?);
    }
    Ok(rows)
}

async fn make_orders(
    db: &mut Connection,
    people: &[resources::people::Person],
) -> anyhow::Result<Vec<resources::orders::Order>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::orders::OrderInput = serde_json::from_value(json!({
            "type": &["alder", "birch", "cedar", "hazel"][n % 4],
            "group": &["alder", "birch", "cedar", "hazel"][n % 4],
            "select": n.is_multiple_of(2),
            "self": &["alder", "birch", "cedar", "hazel"][n % 4],
            "user_id": people[n / 2 % people.len()].id,
            "placed": format!("2026-01-{:02}T09:30:00.000000Z", n % 28 + 1),
        }))?;
        rows.push(resources::orders::queries::insert(db, &input).await?);
    }
    Ok(rows)
}

async fn make_order_items(
    db: &mut Connection,
    orders: &[resources::orders::Order],
) -> anyhow::Result<Vec<resources::order_items::OrderItem>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::order_items::OrderItemInput = serde_json::from_value(json!({
            "order_id": orders[n / 2 % orders.len()].id,
            "part_of_id": null,
            "quantity": n % 999 + 1,
            "where": &["alder", "birch", "cedar", "hazel"][n % 4],
        }))?;
        rows.push(resources::order_items::queries::insert(db, &input).await?);
    }
    Ok(rows)
}

async fn make_invoices(
    db: &mut Connection,
    orders: &[resources::orders::Order],
) -> anyhow::Result<Vec<resources::invoices::Invoice>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::invoices::InvoiceInput = serde_json::from_value(json!({
            "order_id": orders[n / 2 % orders.len()].id,
            "total": format!("{}.50", n + 1),
            "number": format!("AB-1001-{n}"),
        }))?;
        rows.push(resources::invoices::queries::insert(db, &input).await?);
    }
    Ok(rows)
}

async fn make_notes(
    db: &mut Connection,
    orders: &[resources::orders::Order],
) -> anyhow::Result<Vec<resources::notes::Note>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::notes::NoteInput = serde_json::from_value(json!({
            "order_id": orders[n / 2 % orders.len()].id,
            "body": &["The ferry leaves at nine and comes back at five.", "Bread needs time more than it needs work.", "It rained all week, and nobody minded."][n % 3],
        }))?;
        rows.push(resources::notes::queries::insert(db, &input).await?);
    }
    Ok(rows)
}

async fn make_options(db: &mut Connection) -> anyhow::Result<Vec<resources::options::OptionRow>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::options::OptionRowInput = serde_json::from_value(json!({
            "name": format!("A walk in the rain {n}"),
            "some": &["alder", "birch", "cedar", "hazel"][n % 4],
            "none": n.is_multiple_of(2),
        }))?;
        rows.push(resources::options::queries::insert(db, &input).await?);
    }
    Ok(rows)
}

async fn make_results(
    db: &mut Connection,
    options: &[resources::options::OptionRow],
) -> anyhow::Result<Vec<resources::results::ResultRow>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::results::ResultRowInput = serde_json::from_value(json!({
            "ok": n.is_multiple_of(2),
            "err": &["alder", "birch", "cedar", "hazel"][n % 4],
            "option_id": options[n / 2 % options.len()].id,
        }))?;
        rows.push(resources::results::queries::insert(db, &input).await?);
    }
    Ok(rows)
}

async fn make_pages(db: &mut Connection) -> anyhow::Result<Vec<resources::pages::PageRow>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::pages::PageRowInput = serde_json::from_value(json!({
            "title": &["A walk in the rain", "Letters from the harbour", "The long way home", "Notes on bread"][n % 4],
            "cursor": &["alder", "birch", "cedar", "hazel"][n % 4],
            "limit": n + 1,
        }))?;
        rows.push(resources::pages::queries::insert(db, &input).await?);
    }
    Ok(rows)
}

async fn make_errors(db: &mut Connection) -> anyhow::Result<Vec<resources::errors::ErrorRow>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::errors::ErrorRowInput = serde_json::from_value(json!({
            "code": n + 1,
            "message": &["The ferry leaves at nine and comes back at five.", "Bread needs time more than it needs work.", "It rained all week, and nobody minded."][n % 3],
            "match": &["alder", "birch", "cedar", "hazel"][n % 4],
        }))?;
        rows.push(resources::errors::queries::insert(db, &input).await?);
    }
    Ok(rows)
}

async fn make_boxes(db: &mut Connection) -> anyhow::Result<Vec<resources::boxes::BoxRow>> {
    let mut rows = Vec::new();
    for n in 0..3_usize {
        let input: resources::boxes::BoxRowInput = serde_json::from_value(json!({
            "async": n.is_multiple_of(2),
            "crate": &["alder", "birch", "cedar", "hazel"][n % 4],
            "contents": &["The ferry leaves at nine and comes back at five.", "Bread needs time more than it needs work.", "It rained all week, and nobody minded."][n % 3],
            "box_id": null,
        }))?;
        rows.push(resources::boxes::queries::insert(db, &input).await?);
    }
    Ok(rows)
}

async fn make_settings(db: &mut Connection) -> anyhow::Result<Vec<resources::settings::Settings>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::settings::SettingsInput = serde_json::from_value(json!({
            "name": format!("A walk in the rain {n}"),
            "value": {"colour": "green", "sizes": [1, 2]},
        }))?;
        rows.push(resources::settings::queries::insert(db, &input).await?);
    }
    Ok(rows)
}

async fn make_news_items(db: &mut Connection) -> anyhow::Result<Vec<resources::news_items::News>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::news_items::NewsInput = serde_json::from_value(json!({
            "headline": &["A walk in the rain", "Letters from the harbour", "The long way home", "Notes on bread"][n % 4],
            "body": &["The ferry leaves at nine and comes back at five.", "Bread needs time more than it needs work.", "It rained all week, and nobody minded."][n % 3],
            "published_at": format!("2026-01-{:02}T09:30:00.000000Z", n % 28 + 1),
        }))?;
        rows.push(resources::news_items::queries::insert(db, &input).await?);
    }
    Ok(rows)
}
