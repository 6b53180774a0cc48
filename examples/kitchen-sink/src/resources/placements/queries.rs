//! The SQL of placements.

use std::collections::HashMap;

use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{Placement, PlacementInput, PlacementUpdate};
use crate::{
    db::Connection,
    error::{Error, Result},
    fault::Fault,
    page::{Include, ListQuery, Page},
    relation, resources,
    values::Instant,
};

pub async fn list(db: &mut Connection, query: &ListQuery<Placement>) -> Result<Page<Placement>> {
    let select = "select artifact_id, shelf_room, shelf_key, remark, placed_at
         from placements
         where true";
    let count = "select count(*) from placements where true";
    query.fetch(db, select, count).await
}

pub async fn find(
    db: &mut Connection,
    artifact_id: Uuid,
    shelf_room: &str,
    shelf_key: i16,
) -> Result<Option<Placement>> {
    let found = sqlx::query_as(
        "select artifact_id, shelf_room, shelf_key, remark, placed_at
         from placements
         where artifact_id = $1 and shelf_room = $2 and shelf_key = $3",
    )
    .bind(artifact_id)
    .bind(shelf_room)
    .bind(shelf_key)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &PlacementInput) -> Result<Placement> {
    check_references(db, input).await?;
    let row = sqlx::query_as(
        "insert into placements (artifact_id, shelf_room, shelf_key, remark, placed_at)
         values ($1, $2, $3, $4, $5)
         returning artifact_id, shelf_room, shelf_key, remark, placed_at",
    )
    .bind(input.artifact_id)
    .bind(&input.shelf_room)
    .bind(input.shelf_key)
    .bind(&input.remark)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(
    db: &mut Connection,
    artifact_id: Uuid,
    shelf_room: &str,
    shelf_key: i16,
    input: &PlacementUpdate,
) -> Result<Placement> {
    let row = sqlx::query_as(
        "update placements
         set remark = $4
         where artifact_id = $1 and shelf_room = $2 and shelf_key = $3
         returning artifact_id, shelf_room, shelf_key, remark, placed_at",
    )
    .bind(artifact_id)
    .bind(shelf_room)
    .bind(shelf_key)
    .bind(&input.remark)
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

/// 422 for relations of the body that lead nowhere.
async fn check_references(db: &mut Connection, input: &PlacementInput) -> Result<()> {
    let dangling: Vec<String> = sqlx::query_scalar(
        "select '/artifact_id' where not exists (select 1 from artifacts where id = $1)
         union all select '/shelf_room' where not exists (select 1 from shelves where room = $2 and key = $3)",
    )
    .bind(input.artifact_id)
    .bind(&input.shelf_room)
    .bind(input.shelf_key)
    .fetch_all(db)
    .await?;
    match dangling.is_empty() {
        true => Ok(()),
        false => Err(Error::Invalid(dangling.into_iter().map(Fault::unknown_reference).collect())),
    }
}

pub async fn delete(
    db: &mut Connection,
    artifact_id: Uuid,
    shelf_room: &str,
    shelf_key: i16,
) -> Result<()> {
    sqlx::query(
        "delete from placements where artifact_id = $1 and shelf_room = $2 and shelf_key = $3",
    )
    .bind(artifact_id)
    .bind(shelf_room)
    .bind(shelf_key)
    .execute(&mut *db)
    .await
    .map_err(Error::in_use)?;
    Ok(())
}

/// Fetches the related rows that a request names.
pub async fn include(db: &mut Connection, include: &Include, rows: &mut [Placement]) -> Result<()> {
    if include.names("artifact") {
        let key = |row: &Placement| Some(row.artifact_id);
        let related =
            resources::artifacts::queries::find_all(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.artifact = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    if include.names("shelf") {
        let key = |row: &Placement| Some((row.shelf_room.clone(), row.shelf_key));
        let related =
            resources::shelves::queries::find_all(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.shelf = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    if include.names("audits") {
        let key = |row: &Placement| Some((row.artifact_id, row.shelf_room.clone(), row.shelf_key));
        let mut related =
            resources::audits::queries::by_placement(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.audits = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    Ok(())
}

/// Rows by their keys.
pub async fn find_all(
    db: &mut Connection,
    keys: impl Iterator<Item = (Uuid, String, i16)>,
) -> Result<HashMap<(Uuid, String, i16), Placement>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new(
        "select artifact_id, shelf_room, shelf_key, remark, placed_at
         from placements
         where (artifact_id, shelf_room, shelf_key) in (",
    );
    sql.push_values(keys, |mut wanted, (part_0, part_1, part_2)| {
        wanted.push_bind(part_0).push_bind(part_1).push_bind(part_2);
    });
    sql.push(")");
    let rows: Vec<Placement> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::index(rows, |row| Some((row.artifact_id, row.shelf_room.clone(), row.shelf_key))))
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_artifact(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Placement>>> {
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
         select artifact_id, shelf_room, shelf_key, remark, placed_at
         from wanted
         cross join placements
         where (artifact_id, shelf_room, shelf_key) in (
             select artifact_id, shelf_room, shelf_key
             from placements
             where artifact_id = wanted.key
             order by shelf_room, shelf_key limit 10
         )
         order by artifact_id, shelf_room, shelf_key",
    );
    let rows: Vec<Placement> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| Some(row.artifact_id)))
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_shelf(
    db: &mut Connection,
    keys: impl Iterator<Item = (String, i16)>,
) -> Result<HashMap<(String, i16), Vec<Placement>>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new("with wanted (key_0, key_1) as (");
    sql.push_values(keys, |mut wanted, (part_0, part_1)| {
        wanted.push_bind(part_0).push_bind(part_1);
    });
    sql.push(
        ")
         select artifact_id, shelf_room, shelf_key, remark, placed_at
         from wanted
         cross join placements
         where (artifact_id, shelf_room, shelf_key) in (
             select artifact_id, shelf_room, shelf_key
             from placements
             where shelf_room = wanted.key_0
                 and shelf_key = wanted.key_1
             order by artifact_id limit 10
         )
         order by artifact_id, shelf_room, shelf_key",
    );
    let rows: Vec<Placement> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| Some((row.shelf_room.clone(), row.shelf_key))))
}
