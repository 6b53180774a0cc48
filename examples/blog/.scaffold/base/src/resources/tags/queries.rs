//! The SQL of tags.

use uuid::Uuid;

use super::{Tag, TagInput};
use crate::{
    db::Connection,
    error::{Error, Result},
    page::{ListQuery, Page},
    values::Instant,
};

pub async fn list(db: &mut Connection, query: &ListQuery<Tag>) -> Result<Page<Tag>> {
    let select = "select id, name, created_at, updated_at
         from tags
         where true";
    let count = "select count(*) from tags where true";
    query.fetch(db, select, count, |_| {}).await
}

pub async fn find(db: &mut Connection, id: Uuid) -> Result<Option<Tag>> {
    let found = sqlx::query_as(
        "select id, name, created_at, updated_at
         from tags
         where id = $1",
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &TagInput) -> Result<Tag> {
    let row = sqlx::query_as(
        "insert into tags (id, name, created_at, updated_at)
         values ($1, $2, $3, $3)
         returning id, name, created_at, updated_at",
    )
    .bind(Uuid::now_v7())
    .bind(&input.name)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(db: &mut Connection, id: Uuid, input: &TagInput) -> Result<Tag> {
    let row = sqlx::query_as(
        "update tags
         set name = $2, updated_at = $3
         where id = $1
         returning id, name, created_at, updated_at",
    )
    .bind(id)
    .bind(&input.name)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn delete(db: &mut Connection, id: Uuid) -> Result<()> {
    sqlx::query("delete from tags where id = $1")
        .bind(id)
        .execute(&mut *db)
        .await
        .map_err(Error::in_use)?;
    Ok(())
}
