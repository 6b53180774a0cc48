//! The SQL of boxes.

use std::collections::HashMap;

use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{BoxRow, BoxRowInput};
use crate::{
    db::Connection,
    error::{Error, Result},
    fault::Fault,
    page::{Include, ListQuery, Page},
    relation, resources,
    values::Instant,
};

pub async fn list(db: &mut Connection, query: &ListQuery<BoxRow>) -> Result<Page<BoxRow>> {
    let select = "select id, async, crate, contents, box_id, created_at, updated_at
         from storage_boxes
         where true";
    let count = "select count(*) from storage_boxes where true";
    query.fetch(db, select, count).await
}

pub async fn find(db: &mut Connection, id: Uuid) -> Result<Option<BoxRow>> {
    let found = sqlx::query_as(
        "select id, async, crate, contents, box_id, created_at, updated_at
         from storage_boxes
         where id = $1",
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &BoxRowInput) -> Result<BoxRow> {
    check_references(db, input).await?;
    let row = sqlx::query_as(
        "insert into storage_boxes (id, async, crate, contents, box_id, created_at,
             updated_at)
         values ($1, $2, $3, $4, $5, $6, $6)
         returning id, async, crate, contents, box_id, created_at, updated_at",
    )
    .bind(Uuid::now_v7())
    .bind(input.r#async)
    .bind(&input.crate_)
    .bind(&input.contents)
    .bind(input.box_id)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(db: &mut Connection, id: Uuid, input: &BoxRowInput) -> Result<BoxRow> {
    check_references(db, input).await?;
    let row = sqlx::query_as(
        "update storage_boxes
         set async = $2, crate = $3, contents = $4, box_id = $5, updated_at = $6
         where id = $1
         returning id, async, crate, contents, box_id, created_at, updated_at",
    )
    .bind(id)
    .bind(input.r#async)
    .bind(&input.crate_)
    .bind(&input.contents)
    .bind(input.box_id)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

/// 422 for relations of the body that lead nowhere.
async fn check_references(db: &mut Connection, input: &BoxRowInput) -> Result<()> {
    let dangling: Vec<String> = sqlx::query_scalar(
        "select '/box_id' where $1 is not null and not exists (select 1 from storage_boxes where id = $1)",
    )
    .bind(input.box_id)
    .fetch_all(db)
    .await?;
    match dangling.is_empty() {
        true => Ok(()),
        false => Err(Error::Invalid(dangling.into_iter().map(Fault::unknown_reference).collect())),
    }
}

pub async fn delete(db: &mut Connection, id: Uuid) -> Result<()> {
    sqlx::query("delete from storage_boxes where id = $1")
        .bind(id)
        .execute(&mut *db)
        .await
        .map_err(Error::in_use)?;
    Ok(())
}

/// Fetches the related rows that a request names.
pub async fn include(db: &mut Connection, include: &Include, rows: &mut [BoxRow]) -> Result<()> {
    if include.names("box") {
        let key = |row: &BoxRow| row.box_id;
        let related = resources::boxes::queries::find_all(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.r#box = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    if include.names("boxes") {
        let key = |row: &BoxRow| Some(row.id);
        let mut related =
            resources::boxes::queries::by_box(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.boxes = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    Ok(())
}

/// Rows by their keys.
pub async fn find_all(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, BoxRow>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new(
        "select id, async, crate, contents, box_id, created_at, updated_at
         from storage_boxes
         where id in (",
    );
    relation::push_keys(&mut sql, keys);
    sql.push(")");
    let rows: Vec<BoxRow> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::index(rows, |row| Some(row.id)))
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_box(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<BoxRow>>> {
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
         select id, async, crate, contents, box_id, created_at, updated_at
         from wanted
         cross join storage_boxes
         where id in (
             select id
             from storage_boxes
             where box_id = wanted.key
             order by id limit 10
         )
         order by id",
    );
    let rows: Vec<BoxRow> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| row.box_id))
}
