//! The SQL of shelves.

use std::collections::HashMap;

use sqlx::QueryBuilder;

use super::{Shelf, ShelfInput, ShelfUpdate};
use crate::{
    db::Connection,
    error::{Error, Result},
    page::{Include, ListQuery, Page},
    relation, resources,
    values::Instant,
};

pub async fn list(db: &mut Connection, query: &ListQuery<Shelf>) -> Result<Page<Shelf>> {
    let select = r#"select room, key, "order", created_at, updated_at
         from shelves
         where true"#;
    let count = "select count(*) from shelves where true";
    query.fetch(db, select, count).await
}

pub async fn find(db: &mut Connection, room: &str, key: i16) -> Result<Option<Shelf>> {
    let found = sqlx::query_as(
        r#"select room, key, "order", created_at, updated_at
         from shelves
         where room = $1 and key = $2"#,
    )
    .bind(room)
    .bind(key)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &ShelfInput) -> Result<Shelf> {
    let row = sqlx::query_as(
        r#"insert into shelves (room, key, "order", created_at, updated_at)
         values ($1, $2, $3, $4, $4)
         returning room, key, "order", created_at, updated_at"#,
    )
    .bind(&input.room)
    .bind(input.key)
    .bind(input.order)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(
    db: &mut Connection,
    room: &str,
    key: i16,
    input: &ShelfUpdate,
) -> Result<Shelf> {
    let row = sqlx::query_as(
        r#"update shelves
         set "order" = $3, updated_at = $4
         where room = $1 and key = $2
         returning room, key, "order", created_at, updated_at"#,
    )
    .bind(room)
    .bind(key)
    .bind(input.order)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn delete(db: &mut Connection, room: &str, key: i16) -> Result<()> {
    sqlx::query("delete from shelves where room = $1 and key = $2")
        .bind(room)
        .bind(key)
        .execute(&mut *db)
        .await
        .map_err(Error::in_use)?;
    Ok(())
}

/// Fetches the related rows that a request names.
pub async fn include(db: &mut Connection, include: &Include, rows: &mut [Shelf]) -> Result<()> {
    if include.names("artifacts") {
        let key = |row: &Shelf| Some((row.room.clone(), row.key));
        let mut related =
            resources::artifacts::queries::by_shelf(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.artifacts = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    if include.names("placements") {
        let key = |row: &Shelf| Some((row.room.clone(), row.key));
        let mut related =
            resources::placements::queries::by_shelf(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.placements =
                Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    Ok(())
}

/// Rows by their keys.
pub async fn find_all(
    db: &mut Connection,
    keys: impl Iterator<Item = (String, i16)>,
) -> Result<HashMap<(String, i16), Shelf>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new(
        r#"select room, key, "order", created_at, updated_at
         from shelves
         where (room, key) in ("#,
    );
    sql.push_values(keys, |mut wanted, (part_0, part_1)| {
        wanted.push_bind(part_0).push_bind(part_1);
    });
    sql.push(")");
    let rows: Vec<Shelf> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::index(rows, |row| Some((row.room.clone(), row.key))))
}
