//! The SQL of audits.

use std::collections::HashMap;

use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{Audit, AuditInput};
use crate::{
    db::Connection,
    error::{Error, Result},
    fault::Fault,
    page::{Include, ListQuery, Page},
    relation, resources,
};

pub async fn list(db: &mut Connection, query: &ListQuery<Audit>) -> Result<Page<Audit>> {
    let select = "select id, placement_artifact_id, placement_shelf_room, placement_shelf_key,
             inspector, found
         from audits
         where true";
    let count = "select count(*) from audits where true";
    query.fetch(db, select, count).await
}

pub async fn find(db: &mut Connection, id: Uuid) -> Result<Option<Audit>> {
    let found = sqlx::query_as(
        "select id, placement_artifact_id, placement_shelf_room, placement_shelf_key,
             inspector, found
         from audits
         where id = $1",
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &AuditInput) -> Result<Audit> {
    check_references(db, input).await?;
    let row = sqlx::query_as(
        "insert into audits (id, placement_artifact_id, placement_shelf_room,
             placement_shelf_key, inspector, found)
         values ($1, $2, $3, $4, $5, $6)
         returning id, placement_artifact_id, placement_shelf_room, placement_shelf_key,
             inspector, found",
    )
    .bind(Uuid::now_v7())
    .bind(input.placement_artifact_id)
    .bind(&input.placement_shelf_room)
    .bind(input.placement_shelf_key)
    .bind(&input.by_handle)
    .bind(input.found)
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(db: &mut Connection, id: Uuid, input: &AuditInput) -> Result<Audit> {
    check_references(db, input).await?;
    let row = sqlx::query_as(
        "update audits
         set placement_artifact_id = $2, placement_shelf_room = $3, placement_shelf_key = $4,
             inspector = $5, found = $6
         where id = $1
         returning id, placement_artifact_id, placement_shelf_room, placement_shelf_key,
             inspector, found",
    )
    .bind(id)
    .bind(input.placement_artifact_id)
    .bind(&input.placement_shelf_room)
    .bind(input.placement_shelf_key)
    .bind(&input.by_handle)
    .bind(input.found)
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

/// 422 for relations of the body that lead nowhere.
async fn check_references(db: &mut Connection, input: &AuditInput) -> Result<()> {
    let dangling: Vec<String> = sqlx::query_scalar(
        "select '/placement_artifact_id' where $1 is not null and $2 is not null and $3 is not null and not exists (select 1 from placements where artifact_id = $1 and shelf_room = $2 and shelf_key = $3)
         union all select '/by_handle' where not exists (select 1 from people where handle = $4)",
    )
    .bind(input.placement_artifact_id)
    .bind(&input.placement_shelf_room)
    .bind(input.placement_shelf_key)
    .bind(&input.by_handle)
    .fetch_all(db)
    .await?;
    match dangling.is_empty() {
        true => Ok(()),
        false => Err(Error::Invalid(dangling.into_iter().map(Fault::unknown_reference).collect())),
    }
}

pub async fn delete(db: &mut Connection, id: Uuid) -> Result<()> {
    sqlx::query("delete from audits where id = $1")
        .bind(id)
        .execute(&mut *db)
        .await
        .map_err(Error::in_use)?;
    Ok(())
}

/// Fetches the related rows that a request names.
pub async fn include(db: &mut Connection, include: &Include, rows: &mut [Audit]) -> Result<()> {
    if include.names("placement") {
        let key = |row: &Audit| match (
            row.placement_artifact_id,
            row.placement_shelf_room.clone(),
            row.placement_shelf_key,
        ) {
            (Some(part_0), Some(part_1), Some(part_2)) => Some((part_0, part_1, part_2)),
            _ => None,
        };
        let related =
            resources::placements::queries::find_all(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.placement = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    if include.names("by") {
        let key = |row: &Audit| Some(row.by_handle.clone());
        let related =
            resources::people::queries::find_all_by_handle(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.by = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    Ok(())
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_placement(
    db: &mut Connection,
    keys: impl Iterator<Item = (Uuid, String, i16)>,
) -> Result<HashMap<(Uuid, String, i16), Vec<Audit>>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new("with wanted (key_0, key_1, key_2) as (");
    sql.push_values(keys, |mut wanted, (part_0, part_1, part_2)| {
        wanted.push_bind(part_0).push_bind(part_1).push_bind(part_2);
    });
    sql.push(
        ")
         select id, placement_artifact_id, placement_shelf_room, placement_shelf_key,
             inspector, found
         from wanted
         cross join audits
         where id in (
             select id
             from audits
             where placement_artifact_id = wanted.key_0
                 and placement_shelf_room = wanted.key_1
                 and placement_shelf_key = wanted.key_2
             order by id limit 10
         )
         order by id",
    );
    let rows: Vec<Audit> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| {
        match (row.placement_artifact_id, row.placement_shelf_room.clone(), row.placement_shelf_key)
        {
            (Some(part_0), Some(part_1), Some(part_2)) => Some((part_0, part_1, part_2)),
            _ => None,
        }
    }))
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_by(
    db: &mut Connection,
    keys: impl Iterator<Item = String>,
) -> Result<HashMap<String, Vec<Audit>>> {
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
         select id, placement_artifact_id, placement_shelf_room, placement_shelf_key,
             inspector, found
         from wanted
         cross join audits
         where id in (
             select id
             from audits
             where inspector = wanted.key
             order by id limit 10
         )
         order by id",
    );
    let rows: Vec<Audit> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| Some(row.by_handle.clone())))
}
