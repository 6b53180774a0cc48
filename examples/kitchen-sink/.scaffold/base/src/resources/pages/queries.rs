//! The SQL of pages.

use uuid::Uuid;

use super::{PageRow, PageRowInput};
use crate::{
    db::Connection,
    error::{Error, Result},
    page::{ListQuery, Page},
    values::Instant,
};

pub async fn list(db: &mut Connection, query: &ListQuery<PageRow>) -> Result<Page<PageRow>> {
    let select = r#"select id, title, cursor, "limit", created_at, updated_at
         from pages
         where true"#;
    let count = "select count(*) from pages where true";
    query.fetch(db, select, count).await
}

pub async fn find(db: &mut Connection, id: Uuid) -> Result<Option<PageRow>> {
    let found = sqlx::query_as(
        r#"select id, title, cursor, "limit", created_at, updated_at
         from pages
         where id = $1"#,
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &PageRowInput) -> Result<PageRow> {
    let row = sqlx::query_as(
        r#"insert into pages (id, title, cursor, "limit", created_at, updated_at)
         values ($1, $2, $3, $4, $5, $5)
         returning id, title, cursor, "limit", created_at, updated_at"#,
    )
    .bind(Uuid::now_v7())
    .bind(&input.title)
    .bind(&input.cursor)
    .bind(input.limit)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(db: &mut Connection, id: Uuid, input: &PageRowInput) -> Result<PageRow> {
    let row = sqlx::query_as(
        r#"update pages
         set title = $2, cursor = $3, "limit" = $4, updated_at = $5
         where id = $1
         returning id, title, cursor, "limit", created_at, updated_at"#,
    )
    .bind(id)
    .bind(&input.title)
    .bind(&input.cursor)
    .bind(input.limit)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn delete(db: &mut Connection, id: Uuid) -> Result<()> {
    sqlx::query("delete from pages where id = $1")
        .bind(id)
        .execute(&mut *db)
        .await
        .map_err(Error::in_use)?;
    Ok(())
}
