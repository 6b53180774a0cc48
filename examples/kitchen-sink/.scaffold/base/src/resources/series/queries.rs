//! The SQL of series.

use std::collections::HashMap;

use sqlx::QueryBuilder;

use super::{Series, SeriesInput};
use crate::{
    db::Connection,
    error::{Error, Result},
    fault::Fault,
    page::{Include, ListQuery, Page},
    relation, resources,
    values::Instant,
};

pub async fn list(db: &mut Connection, query: &ListQuery<Series>) -> Result<Page<Series>> {
    let select = "select series_no, title, country_code, created_at, updated_at
         from series
         where true";
    let count = "select count(*) from series where true";
    query.fetch(db, select, count).await
}

pub async fn find(db: &mut Connection, id: i64) -> Result<Option<Series>> {
    let found = sqlx::query_as(
        "select series_no, title, country_code, created_at, updated_at
         from series
         where series_no = $1",
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &SeriesInput) -> Result<Series> {
    check_references(db, input).await?;
    let row = sqlx::query_as(
        "insert into series (title, country_code, created_at, updated_at)
         values ($1, $2, $3, $3)
         returning series_no, title, country_code, created_at, updated_at",
    )
    .bind(&input.title)
    .bind(&input.country_code)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(db: &mut Connection, id: i64, input: &SeriesInput) -> Result<Series> {
    check_references(db, input).await?;
    let row = sqlx::query_as(
        "update series
         set title = $2, country_code = $3, updated_at = $4
         where series_no = $1
         returning series_no, title, country_code, created_at, updated_at",
    )
    .bind(id)
    .bind(&input.title)
    .bind(&input.country_code)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

/// 422 for relations of the body that lead nowhere.
async fn check_references(db: &mut Connection, input: &SeriesInput) -> Result<()> {
    let dangling: Vec<String> = sqlx::query_scalar(
        "select '/country_code' where not exists (select 1 from countries where code = $1)",
    )
    .bind(&input.country_code)
    .fetch_all(db)
    .await?;
    match dangling.is_empty() {
        true => Ok(()),
        false => Err(Error::Invalid(dangling.into_iter().map(Fault::unknown_reference).collect())),
    }
}

pub async fn delete(db: &mut Connection, id: i64) -> Result<()> {
    sqlx::query("delete from series where series_no = $1")
        .bind(id)
        .execute(&mut *db)
        .await
        .map_err(Error::in_use)?;
    Ok(())
}

/// Fetches the related rows that a request names.
pub async fn include(db: &mut Connection, include: &Include, rows: &mut [Series]) -> Result<()> {
    if include.names("country") {
        let key = |row: &Series| Some(row.country_code.clone());
        let related =
            resources::countries::queries::find_all(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.country = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    Ok(())
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_country(
    db: &mut Connection,
    keys: impl Iterator<Item = String>,
) -> Result<HashMap<String, Vec<Series>>> {
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
         select series_no, title, country_code, created_at, updated_at
         from wanted
         cross join series
         where series_no in (
             select series_no
             from series
             where country_code = wanted.key
             order by series_no limit 10
         )
         order by series_no",
    );
    let rows: Vec<Series> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| Some(row.country_code.clone())))
}
