//! The SQL of news items.

use uuid::Uuid;

use super::{News, NewsInput};
use crate::{
    db::Connection,
    error::{Error, Result},
    page::{ListQuery, Page},
    values::Instant,
};

pub async fn list(db: &mut Connection, query: &ListQuery<News>) -> Result<Page<News>> {
    let select = "select id, headline, body, published_at, created_at, updated_at
         from news_items
         where true";
    let count = "select count(*) from news_items where true";
    query.fetch(db, select, count).await
}

pub async fn find(db: &mut Connection, id: Uuid) -> Result<Option<News>> {
    let found = sqlx::query_as(
        "select id, headline, body, published_at, created_at, updated_at
         from news_items
         where id = $1",
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &NewsInput) -> Result<News> {
    let row = sqlx::query_as(
        "insert into news_items (id, headline, body, published_at, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $5)
         returning id, headline, body, published_at, created_at, updated_at",
    )
    .bind(Uuid::now_v7())
    .bind(&input.headline)
    .bind(&input.body)
    .bind(input.published_at)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(db: &mut Connection, id: Uuid, input: &NewsInput) -> Result<News> {
    let row = sqlx::query_as(
        "update news_items
         set headline = $2, body = $3, published_at = $4, updated_at = $5
         where id = $1
         returning id, headline, body, published_at, created_at, updated_at",
    )
    .bind(id)
    .bind(&input.headline)
    .bind(&input.body)
    .bind(input.published_at)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn delete(db: &mut Connection, id: Uuid) -> Result<()> {
    sqlx::query("delete from news_items where id = $1")
        .bind(id)
        .execute(&mut *db)
        .await
        .map_err(Error::in_use)?;
    Ok(())
}
