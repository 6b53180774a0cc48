//! The SQL of notes.

use uuid::Uuid;

use super::{Note, NoteInput};
use crate::{
    db::Connection,
    error::{Error, Result},
    page::{ListQuery, Page},
    values::Instant,
};

pub async fn list(db: &mut Connection, query: &ListQuery<Note>) -> Result<Page<Note>> {
    let select = "select id, title, body, created_at, updated_at
         from notes
         where true";
    let count = "select count(*) from notes where true";
    query.fetch(db, select, count).await
}

pub async fn find(db: &mut Connection, id: Uuid) -> Result<Option<Note>> {
    let found = sqlx::query_as(
        "select id, title, body, created_at, updated_at
         from notes
         where id = $1",
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &NoteInput) -> Result<Note> {
    let row = sqlx::query_as(
        "insert into notes (id, title, body, created_at, updated_at)
         values ($1, $2, $3, $4, $4)
         returning id, title, body, created_at, updated_at",
    )
    .bind(Uuid::now_v7())
    .bind(&input.title)
    .bind(&input.body)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(db: &mut Connection, id: Uuid, input: &NoteInput) -> Result<Note> {
    let row = sqlx::query_as(
        "update notes
         set title = $2, body = $3, updated_at = $4
         where id = $1
         returning id, title, body, created_at, updated_at",
    )
    .bind(id)
    .bind(&input.title)
    .bind(&input.body)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn delete(db: &mut Connection, id: Uuid) -> Result<()> {
    sqlx::query("delete from notes where id = $1")
        .bind(id)
        .execute(&mut *db)
        .await
        .map_err(Error::in_use)?;
    Ok(())
}
