//! The SQL of settings.

use uuid::Uuid;

use super::{Settings, SettingsInput};
use crate::{
    db::Connection,
    error::{Error, Result},
    page::{ListQuery, Page},
    values::Instant,
};

pub async fn list(db: &mut Connection, query: &ListQuery<Settings>) -> Result<Page<Settings>> {
    let select = "select id, name, value, created_at, updated_at
         from settings
         where true";
    let count = "select count(*) from settings where true";
    query.fetch(db, select, count).await
}

pub async fn find(db: &mut Connection, id: Uuid) -> Result<Option<Settings>> {
    let found = sqlx::query_as(
        "select id, name, value, created_at, updated_at
         from settings
         where id = $1",
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &SettingsInput) -> Result<Settings> {
    let row = sqlx::query_as(
        "insert into settings (id, name, value, created_at, updated_at)
         values ($1, $2, $3, $4, $4)
         returning id, name, value, created_at, updated_at",
    )
    .bind(Uuid::now_v7())
    .bind(&input.name)
    .bind(&input.value)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(db: &mut Connection, id: Uuid, input: &SettingsInput) -> Result<Settings> {
    let row = sqlx::query_as(
        "update settings
         set name = $2, value = $3, updated_at = $4
         where id = $1
         returning id, name, value, created_at, updated_at",
    )
    .bind(id)
    .bind(&input.name)
    .bind(&input.value)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn delete(db: &mut Connection, id: Uuid) -> Result<()> {
    sqlx::query("delete from settings where id = $1")
        .bind(id)
        .execute(&mut *db)
        .await
        .map_err(Error::in_use)?;
    Ok(())
}
