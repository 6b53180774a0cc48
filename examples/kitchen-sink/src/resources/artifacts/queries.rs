//! The SQL of artifacts.

use std::collections::HashMap;

use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{Artifact, ArtifactInput};
use crate::{
    db::Connection,
    error::{Error, Result},
    fault::Fault,
    page::{Include, ListQuery, Page},
    relation, resources,
    values::Instant,
};

pub async fn list(db: &mut Connection, query: &ListQuery<Artifact>) -> Result<Page<Artifact>> {
    let select = "select id, title, label, notes, shelf_level, visitors, serial, weight, height_cm,
             insured, acquired_on, shown_at, scanned_at, last_dusted, dusting_takes, tag,
             properties, thumbnail, condition, visibility, keywords, open_days, measurements,
             shelf_room, shelf_key, maker_id, created_at, updated_at
         from artifacts
         where true";
    let count = "select count(*) from artifacts where true";
    query.fetch(db, select, count).await
}

pub async fn find(db: &mut Connection, id: Uuid) -> Result<Option<Artifact>> {
    let found = sqlx::query_as(
        "select id, title, label, notes, shelf_level, visitors, serial, weight, height_cm,
             insured, acquired_on, shown_at, scanned_at, last_dusted, dusting_takes, tag,
             properties, thumbnail, condition, visibility, keywords, open_days, measurements,
             shelf_room, shelf_key, maker_id, created_at, updated_at
         from artifacts
         where id = $1",
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &ArtifactInput) -> Result<Artifact> {
    check_references(db, input).await?;
    let row = sqlx::query_as(
        "insert into artifacts (id, title, label, notes, shelf_level, visitors, serial,
             weight, height_cm, insured, acquired_on, shown_at, scanned_at, last_dusted,
             dusting_takes, tag, properties, thumbnail, condition, visibility, keywords,
             open_days, measurements, shelf_room, shelf_key, maker_id, created_at,
             updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
             $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $27)
         returning id, title, label, notes, shelf_level, visitors, serial, weight, height_cm,
             insured, acquired_on, shown_at, scanned_at, last_dusted, dusting_takes, tag,
             properties, thumbnail, condition, visibility, keywords, open_days, measurements,
             shelf_room, shelf_key, maker_id, created_at, updated_at",
    )
    .bind(Uuid::now_v7())
    .bind(&input.title)
    .bind(&input.label)
    .bind(&input.notes)
    .bind(input.shelf_level)
    .bind(0)
    .bind(input.serial)
    .bind(input.weight)
    .bind(input.height_cm)
    .bind(input.insured)
    .bind(input.acquired_on)
    .bind(input.shown_at)
    .bind(input.scanned_at)
    .bind(input.last_dusted)
    .bind(input.dusting_takes)
    .bind(input.tag)
    .bind(&input.properties)
    .bind(&input.thumbnail)
    .bind(input.condition)
    .bind(input.visibility)
    .bind(sqlx::types::Json(&input.keywords))
    .bind(sqlx::types::Json(&input.open_days))
    .bind(sqlx::types::Json(&input.measurements))
    .bind(&input.shelf_room)
    .bind(input.shelf_key)
    .bind(input.maker_id)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(db: &mut Connection, id: Uuid, input: &ArtifactInput) -> Result<Artifact> {
    check_references(db, input).await?;
    let row = sqlx::query_as(
        "update artifacts
         set title = $2, label = $3, notes = $4, shelf_level = $5, serial = $6, weight = $7,
             height_cm = $8, insured = $9, acquired_on = $10, shown_at = $11, scanned_at = $12,
             last_dusted = $13, dusting_takes = $14, tag = $15, properties = $16, thumbnail = $17,
             condition = $18, visibility = $19, keywords = $20, open_days = $21, measurements = $22,
             shelf_room = $23, shelf_key = $24, maker_id = $25, updated_at = $26
         where id = $1
         returning id, title, label, notes, shelf_level, visitors, serial, weight, height_cm,
             insured, acquired_on, shown_at, scanned_at, last_dusted, dusting_takes, tag,
             properties, thumbnail, condition, visibility, keywords, open_days, measurements,
             shelf_room, shelf_key, maker_id, created_at, updated_at",
    )
    .bind(id)
    .bind(&input.title)
    .bind(&input.label)
    .bind(&input.notes)
    .bind(input.shelf_level)
    .bind(input.serial)
    .bind(input.weight)
    .bind(input.height_cm)
    .bind(input.insured)
    .bind(input.acquired_on)
    .bind(input.shown_at)
    .bind(input.scanned_at)
    .bind(input.last_dusted)
    .bind(input.dusting_takes)
    .bind(input.tag)
    .bind(&input.properties)
    .bind(&input.thumbnail)
    .bind(input.condition)
    .bind(input.visibility)
    .bind(sqlx::types::Json(&input.keywords))
    .bind(sqlx::types::Json(&input.open_days))
    .bind(sqlx::types::Json(&input.measurements))
    .bind(&input.shelf_room)
    .bind(input.shelf_key)
    .bind(input.maker_id)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

/// 422 for relations of the body that lead nowhere.
async fn check_references(db: &mut Connection, input: &ArtifactInput) -> Result<()> {
    let dangling: Vec<String> = sqlx::query_scalar(
        "select '/shelf_room' where $1 is not null and $2 is not null and not exists (select 1 from shelves where room = $1 and key = $2)
         union all select '/maker_id' where $3 is not null and not exists (select 1 from people where id = $3)",
    )
    .bind(&input.shelf_room)
    .bind(input.shelf_key)
    .bind(input.maker_id)
    .fetch_all(db)
    .await?;
    match dangling.is_empty() {
        true => Ok(()),
        false => Err(Error::Invalid(dangling.into_iter().map(Fault::unknown_reference).collect())),
    }
}

pub async fn delete(db: &mut Connection, id: Uuid) -> Result<()> {
    sqlx::query("delete from artifacts where id = $1")
        .bind(id)
        .execute(&mut *db)
        .await
        .map_err(Error::in_use)?;
    Ok(())
}

/// Fetches the related rows that a request names.
pub async fn include(db: &mut Connection, include: &Include, rows: &mut [Artifact]) -> Result<()> {
    if include.names("shelf") {
        let key = |row: &Artifact| row.shelf_room.clone().zip(row.shelf_key);
        let related =
            resources::shelves::queries::find_all(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.shelf = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    if include.names("maker") {
        let key = |row: &Artifact| row.maker_id;
        let related = resources::people::queries::find_all(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.maker = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    if include.names("placements") {
        let key = |row: &Artifact| Some(row.id);
        let mut related =
            resources::placements::queries::by_artifact(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.placements =
                Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    if include.names("loans") {
        let key = |row: &Artifact| Some(row.id);
        let mut related =
            resources::loans::queries::by_artifact(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.loans = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    Ok(())
}

/// Rows by their keys.
pub async fn find_all(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Artifact>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new(
        "select id, title, label, notes, shelf_level, visitors, serial, weight, height_cm,
             insured, acquired_on, shown_at, scanned_at, last_dusted, dusting_takes, tag,
             properties, thumbnail, condition, visibility, keywords, open_days, measurements,
             shelf_room, shelf_key, maker_id, created_at, updated_at
         from artifacts
         where id in (",
    );
    relation::push_keys(&mut sql, keys);
    sql.push(")");
    let rows: Vec<Artifact> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::index(rows, |row| Some(row.id)))
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_shelf(
    db: &mut Connection,
    keys: impl Iterator<Item = (String, i16)>,
) -> Result<HashMap<(String, i16), Vec<Artifact>>> {
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
         select id, title, label, notes, shelf_level, visitors, serial, weight, height_cm,
             insured, acquired_on, shown_at, scanned_at, last_dusted, dusting_takes, tag,
             properties, thumbnail, condition, visibility, keywords, open_days, measurements,
             shelf_room, shelf_key, maker_id, created_at, updated_at
         from wanted
         cross join artifacts
         where id in (
             select id
             from artifacts
             where shelf_room = wanted.key_0
                 and shelf_key = wanted.key_1
             order by id limit 10
         )
         order by id",
    );
    let rows: Vec<Artifact> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| row.shelf_room.clone().zip(row.shelf_key)))
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_maker(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Artifact>>> {
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
         select id, title, label, notes, shelf_level, visitors, serial, weight, height_cm,
             insured, acquired_on, shown_at, scanned_at, last_dusted, dusting_takes, tag,
             properties, thumbnail, condition, visibility, keywords, open_days, measurements,
             shelf_room, shelf_key, maker_id, created_at, updated_at
         from wanted
         cross join artifacts
         where id in (
             select id
             from artifacts
             where maker_id = wanted.key
             order by id limit 10
         )
         order by id",
    );
    let rows: Vec<Artifact> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| row.maker_id))
}
