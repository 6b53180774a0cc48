//! The SQL of bookings.

use std::collections::HashMap;

use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{Booking, BookingInput};
use crate::{
    db::Connection,
    error::{Error, Result},
    page::{Include, ListQuery, Page},
    relation, resources,
    values::Instant,
};

pub async fn list(db: &mut Connection, query: &ListQuery<Booking>) -> Result<Page<Booking>> {
    let select = "select id, room_id, booked_by, starts_at, ends_at, booking_state, labels,
             created_at, updated_at
         from bookings
         where true";
    let count = "select count(*) from bookings where true";
    query.fetch(db, select, count).await
}

pub async fn find(db: &mut Connection, id: Uuid) -> Result<Option<Booking>> {
    let found = sqlx::query_as(
        "select id, room_id, booked_by, starts_at, ends_at, booking_state, labels,
             created_at, updated_at
         from bookings
         where id = $1",
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

/// The row, locked until the transaction ends.
pub async fn find_for_update(db: &mut Connection, id: Uuid) -> Result<Option<Booking>> {
    let found = sqlx::query_as(
        "select id, room_id, booked_by, starts_at, ends_at, booking_state, labels,
             created_at, updated_at
         from bookings
         where id = $1
         for update",
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &BookingInput) -> Result<Booking> {
    let row = sqlx::query_as(
        "insert into bookings (id, room_id, booked_by, starts_at, ends_at, booking_state,
             labels, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
         returning id, room_id, booked_by, starts_at, ends_at, booking_state, labels,
             created_at, updated_at",
    )
    .bind(Uuid::now_v7())
    .bind(input.room_id)
    .bind(&input.booked_by)
    .bind(input.starts_at)
    .bind(input.ends_at)
    .bind(input.booking_state)
    .bind(&input.labels)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(db: &mut Connection, id: Uuid, input: &BookingInput) -> Result<Booking> {
    let row = sqlx::query_as(
        "update bookings
         set room_id = $2, booked_by = $3, starts_at = $4, ends_at = $5, booking_state = $6,
             labels = $7, updated_at = $8
         where id = $1
         returning id, room_id, booked_by, starts_at, ends_at, booking_state, labels,
             created_at, updated_at",
    )
    .bind(id)
    .bind(input.room_id)
    .bind(&input.booked_by)
    .bind(input.starts_at)
    .bind(input.ends_at)
    .bind(input.booking_state)
    .bind(&input.labels)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn delete(db: &mut Connection, id: Uuid) -> Result<()> {
    sqlx::query("delete from bookings where id = $1")
        .bind(id)
        .execute(&mut *db)
        .await
        .map_err(Error::in_use)?;
    Ok(())
}

/// Fetches the related rows that a request names.
pub async fn include(db: &mut Connection, include: &Include, rows: &mut [Booking]) -> Result<()> {
    if include.names("room") {
        let key = |row: &Booking| Some(row.room_id);
        let related = resources::rooms::queries::find_all(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.room = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    Ok(())
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_room(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Booking>>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new("with wanted (key) as (");
    sql.push_values(keys, |mut wanted, key| {
        wanted.push_bind(key);
    });
    sql.push(
        ")
         select id, room_id, booked_by, starts_at, ends_at, booking_state, labels,
             created_at, updated_at
         from wanted
         cross join lateral (
             select *
             from bookings
             where room_id = wanted.key
             order by id limit 20
         ) as page
         order by id",
    );
    let rows: Vec<Booking> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| Some(row.room_id)))
}
