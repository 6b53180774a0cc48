//! The SQL of results.

use std::collections::HashMap;

use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{ResultRow, ResultRowInput};
use crate::{
    db::Connection,
    error::{Error, Result},
    fault::Fault,
    page::{Include, ListQuery, Page},
    relation, resources,
    values::Instant,
};

pub async fn list(db: &mut Connection, query: &ListQuery<ResultRow>) -> Result<Page<ResultRow>> {
    let select = "select id, ok, err, option_id, created_at, updated_at
         from results
         where true";
    let count = "select count(*) from results where true";
    query.fetch(db, select, count).await
}

pub async fn find(db: &mut Connection, id: Uuid) -> Result<Option<ResultRow>> {
    let found = sqlx::query_as(
        "select id, ok, err, option_id, created_at, updated_at
         from results
         where id = $1",
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &ResultRowInput) -> Result<ResultRow> {
    check_references(db, input).await?;
    let row = sqlx::query_as(
        "insert into results (id, ok, err, option_id, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $5)
         returning id, ok, err, option_id, created_at, updated_at",
    )
    .bind(Uuid::now_v7())
    .bind(input.ok)
    .bind(&input.err)
    .bind(input.option_id)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(db: &mut Connection, id: Uuid, input: &ResultRowInput) -> Result<ResultRow> {
    check_references(db, input).await?;
    let row = sqlx::query_as(
        "update results
         set ok = $2, err = $3, option_id = $4, updated_at = $5
         where id = $1
         returning id, ok, err, option_id, created_at, updated_at",
    )
    .bind(id)
    .bind(input.ok)
    .bind(&input.err)
    .bind(input.option_id)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

/// 422 for relations of the body that lead nowhere.
async fn check_references(db: &mut Connection, input: &ResultRowInput) -> Result<()> {
    let dangling: Vec<String> = sqlx::query_scalar(
        "select '/option_id' where not exists (select 1 from options where id = $1)",
    )
    .bind(input.option_id)
    .fetch_all(db)
    .await?;
    match dangling.is_empty() {
        true => Ok(()),
        false => Err(Error::Invalid(dangling.into_iter().map(Fault::unknown_reference).collect())),
    }
}

pub async fn delete(db: &mut Connection, id: Uuid) -> Result<()> {
    sqlx::query("delete from results where id = $1")
        .bind(id)
        .execute(&mut *db)
        .await
        .map_err(Error::in_use)?;
    Ok(())
}

/// Fetches the related rows that a request names.
pub async fn include(db: &mut Connection, include: &Include, rows: &mut [ResultRow]) -> Result<()> {
    if include.names("option") {
        let key = |row: &ResultRow| Some(row.option_id);
        let related =
            resources::options::queries::find_all(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.option = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    Ok(())
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_option(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<ResultRow>>> {
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
         select id, ok, err, option_id, created_at, updated_at
         from wanted
         cross join results
         where id in (
             select id
             from results
             where option_id = wanted.key
             order by id limit 10
         )
         order by id",
    );
    let rows: Vec<ResultRow> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| Some(row.option_id)))
}
