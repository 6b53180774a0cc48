//! The SQL of rooms.

use std::collections::HashMap;

use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{Room, RoomInput};
use crate::{
    db::Connection,
    error::{Error, Result},
    page::{Include, ListQuery, Page},
    relation, resources,
    values::Instant,
};

pub async fn list(db: &mut Connection, query: &ListQuery<Room>) -> Result<Page<Room>> {
    let select = "select id, display_name, seat_count, has_video, opening_hours, created_at,
             updated_at
         from rooms
         where true";
    let count = "select count(*) from rooms where true";
    query.fetch(db, select, count).await
}

pub async fn find(db: &mut Connection, id: Uuid) -> Result<Option<Room>> {
    let found = sqlx::query_as(
        "select id, display_name, seat_count, has_video, opening_hours, created_at,
             updated_at
         from rooms
         where id = $1",
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

/// The row, locked until the transaction ends.
pub async fn find_for_update(db: &mut Connection, id: Uuid) -> Result<Option<Room>> {
    let found = sqlx::query_as(
        "select id, display_name, seat_count, has_video, opening_hours, created_at,
             updated_at
         from rooms
         where id = $1
         for update",
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &RoomInput) -> Result<Room> {
    let row = sqlx::query_as(
        "insert into rooms (id, display_name, seat_count, has_video, opening_hours,
             created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $6)
         returning id, display_name, seat_count, has_video, opening_hours, created_at,
             updated_at",
    )
    .bind(Uuid::now_v7())
    .bind(&input.display_name)
    .bind(input.seat_count)
    .bind(input.has_video)
    .bind(&input.opening_hours)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(db: &mut Connection, id: Uuid, input: &RoomInput) -> Result<Room> {
    let row = sqlx::query_as(
        "update rooms
         set display_name = $2, seat_count = $3, has_video = $4, opening_hours = $5,
             updated_at = $6
         where id = $1
         returning id, display_name, seat_count, has_video, opening_hours, created_at,
             updated_at",
    )
    .bind(id)
    .bind(&input.display_name)
    .bind(input.seat_count)
    .bind(input.has_video)
    .bind(&input.opening_hours)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn delete(db: &mut Connection, id: Uuid) -> Result<()> {
    sqlx::query("delete from rooms where id = $1")
        .bind(id)
        .execute(&mut *db)
        .await
        .map_err(Error::in_use)?;
    Ok(())
}

/// Fetches the related rows that a request names.
pub async fn include(db: &mut Connection, include: &Include, rows: &mut [Room]) -> Result<()> {
    if include.names("bookings") {
        let key = |row: &Room| Some(row.id);
        let mut related =
            resources::bookings::queries::by_room(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.bookings = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    Ok(())
}

/// Rows by their keys.
pub async fn find_all(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Room>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new(
        "select id, display_name, seat_count, has_video, opening_hours, created_at,
             updated_at
         from rooms
         where id in (",
    );
    relation::push_keys(&mut sql, keys);
    sql.push(")");
    let rows: Vec<Room> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::index(rows, |row| Some(row.id)))
}
