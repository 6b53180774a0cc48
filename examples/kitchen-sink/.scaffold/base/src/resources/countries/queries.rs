//! The SQL of countries.

use std::collections::HashMap;

use sqlx::QueryBuilder;

use super::{Country, CountryInput, CountryUpdate};
use crate::{
    db::Connection,
    error::{Error, Result},
    page::{Include, ListQuery, Page},
    relation, resources,
    values::Instant,
};

pub async fn list(db: &mut Connection, query: &ListQuery<Country>) -> Result<Page<Country>> {
    let select = "select code, name, created_at, updated_at
         from countries
         where true";
    let count = "select count(*) from countries where true";
    query.fetch(db, select, count).await
}

pub async fn find(db: &mut Connection, code: &str) -> Result<Option<Country>> {
    let found = sqlx::query_as(
        "select code, name, created_at, updated_at
         from countries
         where code = $1",
    )
    .bind(code)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &CountryInput) -> Result<Country> {
    let row = sqlx::query_as(
        "insert into countries (code, name, created_at, updated_at)
         values ($1, $2, $3, $3)
         returning code, name, created_at, updated_at",
    )
    .bind(&input.code)
    .bind(&input.name)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(db: &mut Connection, code: &str, input: &CountryUpdate) -> Result<Country> {
    let row = sqlx::query_as(
        "update countries
         set name = $2, updated_at = $3
         where code = $1
         returning code, name, created_at, updated_at",
    )
    .bind(code)
    .bind(&input.name)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn delete(db: &mut Connection, code: &str) -> Result<()> {
    sqlx::query("delete from countries where code = $1")
        .bind(code)
        .execute(&mut *db)
        .await
        .map_err(Error::in_use)?;
    Ok(())
}

/// Fetches the related rows that a request names.
pub async fn include(db: &mut Connection, include: &Include, rows: &mut [Country]) -> Result<()> {
    if include.names("series") {
        let key = |row: &Country| Some(row.code.clone());
        let mut related =
            resources::series::queries::by_country(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.series = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    if include.names("passports") {
        let key = |row: &Country| Some(row.code.clone());
        let mut related =
            resources::passports::queries::by_issued_by(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.passports = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    Ok(())
}

/// Rows by their keys.
pub async fn find_all(
    db: &mut Connection,
    keys: impl Iterator<Item = String>,
) -> Result<HashMap<String, Country>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new(
        "select code, name, created_at, updated_at
         from countries
         where code in (",
    );
    relation::push_keys(&mut sql, keys);
    sql.push(")");
    let rows: Vec<Country> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::index(rows, |row| Some(row.code.clone())))
}
