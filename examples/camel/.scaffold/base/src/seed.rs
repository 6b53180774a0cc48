//! Sample rows, each after those it points at.

use serde_json::json;

use crate::{
    db::{Connection, Db},
    resources,
};

/// Fills the database, unless it has rows already.
pub async fn run(db: &Db) -> anyhow::Result<()> {
    let mut db = db.write().await?;
    if has_rows(&mut db).await? {
        tracing::warn!("the database has rows already, so that none were added");
        return Ok(());
    }
    let rooms = make_rooms(&mut db).await?;
    let bookings = make_bookings(&mut db, &rooms).await?;
    db.commit().await?;
    tracing::info!("{} rooms", rooms.len());
    tracing::info!("{} bookings", bookings.len());
    Ok(())
}

async fn has_rows(db: &mut Connection) -> sqlx::Result<bool> {
    sqlx::query_scalar(
        "select exists (select 1 from rooms)
         or exists (select 1 from bookings)",
    )
    .fetch_one(db)
    .await
}

async fn make_rooms(db: &mut Connection) -> anyhow::Result<Vec<resources::rooms::Room>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::rooms::RoomInput = serde_json::from_value(json!({
            "displayName": format!("Ada Lovelace {n}"),
            "seatCount": n % 500 + 1,
            "hasVideo": n.is_multiple_of(2),
            "openingHours": {"colour": "green", "sizes": [1, 2]},
        }))?;
        rows.push(resources::rooms::queries::insert(db, &input).await?);
    }
    Ok(rows)
}

async fn make_bookings(
    db: &mut Connection,
    rooms: &[resources::rooms::Room],
) -> anyhow::Result<Vec<resources::bookings::Booking>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::bookings::BookingInput = serde_json::from_value(json!({
            "roomId": rooms[n / 2 % rooms.len()].id,
            "bookedBy": format!("ada{n}@example.com"),
            "startsAt": format!("2026-01-{:02}T{:02}:{:02}:00.000000Z", n / 1440 % 28 + 1, n / 60 % 24, n % 60),
            "endsAt": format!("2026-01-{:02}T09:30:00.000000Z", n % 28 + 1),
            "bookingState": &["requested", "confirmed", "cancelled"][n % 3],
            "labels": ["travel", "cooking"],
        }))?;
        rows.push(resources::bookings::queries::insert(db, &input).await?);
    }
    Ok(rows)
}
