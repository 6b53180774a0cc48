//! The SQL of loans.

use std::collections::HashMap;

use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{Loan, LoanInput};
use crate::{
    db::Connection,
    error::{Error, Result},
    fault::Fault,
    page::{Include, ListQuery, Page},
    relation, resources,
    values::Instant,
};

pub async fn list(db: &mut Connection, query: &ListQuery<Loan>) -> Result<Page<Loan>> {
    let select = "select id, exhibition_id, artifact_id, insured_for, created_at, updated_at
         from loans
         where true";
    let count = "select count(*) from loans where true";
    query.fetch(db, select, count).await
}

pub async fn find(db: &mut Connection, id: Uuid) -> Result<Option<Loan>> {
    let found = sqlx::query_as(
        "select id, exhibition_id, artifact_id, insured_for, created_at, updated_at
         from loans
         where id = $1",
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &LoanInput) -> Result<Loan> {
    check_references(db, input).await?;
    let row = sqlx::query_as(
        "insert into loans (id, exhibition_id, artifact_id, insured_for, created_at,
             updated_at)
         values ($1, $2, $3, $4, $5, $5)
         returning id, exhibition_id, artifact_id, insured_for, created_at, updated_at",
    )
    .bind(Uuid::now_v7())
    .bind(input.exhibition_id)
    .bind(input.artifact_id)
    .bind(input.insured_for)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(db: &mut Connection, id: Uuid, input: &LoanInput) -> Result<Loan> {
    check_references(db, input).await?;
    let row = sqlx::query_as(
        "update loans
         set exhibition_id = $2, artifact_id = $3, insured_for = $4, updated_at = $5
         where id = $1
         returning id, exhibition_id, artifact_id, insured_for, created_at, updated_at",
    )
    .bind(id)
    .bind(input.exhibition_id)
    .bind(input.artifact_id)
    .bind(input.insured_for)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

/// 422 for relations of the body that lead nowhere.
async fn check_references(db: &mut Connection, input: &LoanInput) -> Result<()> {
    let dangling: Vec<String> = sqlx::query_scalar(
        "select '/exhibition_id' where not exists (select 1 from exhibitions where id = $1 and deleted_at is null)
         union all select '/artifact_id' where not exists (select 1 from artifacts where id = $2)",
    )
    .bind(input.exhibition_id)
    .bind(input.artifact_id)
    .fetch_all(db)
    .await?;
    match dangling.is_empty() {
        true => Ok(()),
        false => Err(Error::Invalid(dangling.into_iter().map(Fault::unknown_reference).collect())),
    }
}

pub async fn delete(db: &mut Connection, id: Uuid) -> Result<()> {
    sqlx::query("delete from loans where id = $1")
        .bind(id)
        .execute(&mut *db)
        .await
        .map_err(Error::in_use)?;
    Ok(())
}

/// Fetches the related rows that a request names.
pub async fn include(db: &mut Connection, include: &Include, rows: &mut [Loan]) -> Result<()> {
    if include.names("exhibition") {
        let key = |row: &Loan| Some(row.exhibition_id);
        let related =
            resources::exhibitions::queries::find_all(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.exhibition =
                Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    if include.names("artifact") {
        let key = |row: &Loan| Some(row.artifact_id);
        let related =
            resources::artifacts::queries::find_all(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.artifact = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    Ok(())
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_exhibition(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Loan>>> {
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
         select id, exhibition_id, artifact_id, insured_for, created_at, updated_at
         from wanted
         cross join loans
         where id in (
             select id
             from loans
             where exhibition_id = wanted.key
             order by id limit 10
         )
         order by id",
    );
    let rows: Vec<Loan> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| Some(row.exhibition_id)))
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_artifact(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Loan>>> {
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
         select id, exhibition_id, artifact_id, insured_for, created_at, updated_at
         from wanted
         cross join loans
         where id in (
             select id
             from loans
             where artifact_id = wanted.key
             order by id limit 10
         )
         order by id",
    );
    let rows: Vec<Loan> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| Some(row.artifact_id)))
}
