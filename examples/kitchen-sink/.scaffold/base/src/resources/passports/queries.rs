//! The SQL of passports.

use std::collections::HashMap;

use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{Passport, PassportInput, PassportUpdate};
use crate::{
    db::Connection,
    error::{Error, Result},
    fault::Fault,
    page::{Include, ListQuery, Page},
    relation, resources,
    values::Instant,
};

pub async fn list(db: &mut Connection, query: &ListQuery<Passport>) -> Result<Page<Passport>> {
    let select = "select holder_id, number, issued_by_code, created_at, updated_at
         from passports
         where true";
    let count = "select count(*) from passports where true";
    query.fetch(db, select, count).await
}

pub async fn find(db: &mut Connection, holder_id: Uuid) -> Result<Option<Passport>> {
    let found = sqlx::query_as(
        "select holder_id, number, issued_by_code, created_at, updated_at
         from passports
         where holder_id = $1",
    )
    .bind(holder_id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &PassportInput) -> Result<Passport> {
    check_references(db, input).await?;
    let row = sqlx::query_as(
        "insert into passports (holder_id, number, issued_by_code, created_at, updated_at)
         values ($1, $2, $3, $4, $4)
         returning holder_id, number, issued_by_code, created_at, updated_at",
    )
    .bind(input.holder_id)
    .bind(&input.number)
    .bind(&input.issued_by_code)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(
    db: &mut Connection,
    holder_id: Uuid,
    input: &PassportUpdate,
) -> Result<Passport> {
    check_changed_references(db, input).await?;
    let row = sqlx::query_as(
        "update passports
         set number = $2, issued_by_code = $3, updated_at = $4
         where holder_id = $1
         returning holder_id, number, issued_by_code, created_at, updated_at",
    )
    .bind(holder_id)
    .bind(&input.number)
    .bind(&input.issued_by_code)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

/// 422 for relations of the body that lead nowhere.
async fn check_references(db: &mut Connection, input: &PassportInput) -> Result<()> {
    let dangling: Vec<String> = sqlx::query_scalar(
        "select '/holder_id' where not exists (select 1 from people where id = $1)
         union all select '/issued_by_code' where not exists (select 1 from countries where code = $2)",
    )
    .bind(input.holder_id)
    .bind(&input.issued_by_code)
    .fetch_all(db)
    .await?;
    match dangling.is_empty() {
        true => Ok(()),
        false => Err(Error::Invalid(dangling.into_iter().map(Fault::unknown_reference).collect())),
    }
}

/// 422 for relations of the body that lead nowhere.
async fn check_changed_references(db: &mut Connection, input: &PassportUpdate) -> Result<()> {
    let dangling: Vec<String> = sqlx::query_scalar(
        "select '/issued_by_code' where not exists (select 1 from countries where code = $1)",
    )
    .bind(&input.issued_by_code)
    .fetch_all(db)
    .await?;
    match dangling.is_empty() {
        true => Ok(()),
        false => Err(Error::Invalid(dangling.into_iter().map(Fault::unknown_reference).collect())),
    }
}

pub async fn delete(db: &mut Connection, holder_id: Uuid) -> Result<()> {
    sqlx::query("delete from passports where holder_id = $1")
        .bind(holder_id)
        .execute(&mut *db)
        .await
        .map_err(Error::in_use)?;
    Ok(())
}

/// Fetches the related rows that a request names.
pub async fn include(db: &mut Connection, include: &Include, rows: &mut [Passport]) -> Result<()> {
    if include.names("holder") {
        let key = |row: &Passport| Some(row.holder_id);
        let related = resources::people::queries::find_all(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.holder = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    if include.names("issued_by") {
        let key = |row: &Passport| Some(row.issued_by_code.clone());
        let related =
            resources::countries::queries::find_all(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.issued_by = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    Ok(())
}

/// The one row of each parent.
pub async fn one_by_holder(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Passport>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new(
        "select holder_id, number, issued_by_code, created_at, updated_at
         from passports
         where holder_id in (",
    );
    relation::push_keys(&mut sql, keys);
    sql.push(")");
    let rows: Vec<Passport> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::index(rows, |row| Some(row.holder_id)))
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_issued_by(
    db: &mut Connection,
    keys: impl Iterator<Item = String>,
) -> Result<HashMap<String, Vec<Passport>>> {
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
         select holder_id, number, issued_by_code, created_at, updated_at
         from wanted
         cross join passports
         where holder_id in (
             select holder_id
             from passports
             where issued_by_code = wanted.key
             order by holder_id limit 10
         )
         order by holder_id",
    );
    let rows: Vec<Passport> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| Some(row.issued_by_code.clone())))
}
