//! The SQL of errors.

use uuid::Uuid;

use super::{ErrorRow, ErrorRowInput};
use crate::{
    db::Connection,
    error::{Error, Result},
    page::{ListQuery, Page},
    values::Instant,
};

pub async fn list(db: &mut Connection, query: &ListQuery<ErrorRow>) -> Result<Page<ErrorRow>> {
    let select = "select id, code, message, match, created_at, updated_at
         from errors
         where true";
    let count = "select count(*) from errors where true";
    query.fetch(db, select, count).await
}

pub async fn find(db: &mut Connection, id: Uuid) -> Result<Option<ErrorRow>> {
    let found = sqlx::query_as(
        "select id, code, message, match, created_at, updated_at
         from errors
         where id = $1",
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &ErrorRowInput) -> Result<ErrorRow> {
    let row = sqlx::query_as(
        "insert into errors (id, code, message, match, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $5)
         returning id, code, message, match, created_at, updated_at",
    )
    .bind(Uuid::now_v7())
    .bind(input.code)
    .bind(&input.message)
    .bind(&input.r#match)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(db: &mut Connection, id: Uuid, input: &ErrorRowInput) -> Result<ErrorRow> {
    let row = sqlx::query_as(
        "update errors
         set code = $2, message = $3, match = $4, updated_at = $5
         where id = $1
         returning id, code, message, match, created_at, updated_at",
    )
    .bind(id)
    .bind(input.code)
    .bind(&input.message)
    .bind(&input.r#match)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn delete(db: &mut Connection, id: Uuid) -> Result<()> {
    sqlx::query("delete from errors where id = $1")
        .bind(id)
        .execute(&mut *db)
        .await
        .map_err(Error::in_use)?;
    Ok(())
}
