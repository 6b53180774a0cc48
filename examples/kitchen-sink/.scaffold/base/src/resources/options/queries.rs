//! The SQL of options.

use std::collections::HashMap;

use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{OptionRow, OptionRowInput};
use crate::{
    db::Connection,
    error::{Error, Result},
    page::{Include, ListQuery, Page},
    relation, resources,
    values::Instant,
};

pub async fn list(db: &mut Connection, query: &ListQuery<OptionRow>) -> Result<Page<OptionRow>> {
    let select = r#"select id, name, "some", none, created_at, updated_at
         from options
         where true"#;
    let count = "select count(*) from options where true";
    query.fetch(db, select, count).await
}

pub async fn find(db: &mut Connection, id: Uuid) -> Result<Option<OptionRow>> {
    let found = sqlx::query_as(
        r#"select id, name, "some", none, created_at, updated_at
         from options
         where id = $1"#,
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &OptionRowInput) -> Result<OptionRow> {
    let row = sqlx::query_as(
        r#"insert into options (id, name, "some", none, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $5)
         returning id, name, "some", none, created_at, updated_at"#,
    )
    .bind(Uuid::now_v7())
    .bind(&input.name)
    .bind(&input.some)
    .bind(input.none)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(db: &mut Connection, id: Uuid, input: &OptionRowInput) -> Result<OptionRow> {
    let row = sqlx::query_as(
        r#"update options
         set name = $2, "some" = $3, none = $4, updated_at = $5
         where id = $1
         returning id, name, "some", none, created_at, updated_at"#,
    )
    .bind(id)
    .bind(&input.name)
    .bind(&input.some)
    .bind(input.none)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn delete(db: &mut Connection, id: Uuid) -> Result<()> {
    sqlx::query("delete from options where id = $1")
        .bind(id)
        .execute(&mut *db)
        .await
        .map_err(Error::in_use)?;
    Ok(())
}

/// Fetches the related rows that a request names.
pub async fn include(db: &mut Connection, include: &Include, rows: &mut [OptionRow]) -> Result<()> {
    if include.names("results") {
        let key = |row: &OptionRow| Some(row.id);
        let mut related =
            resources::results::queries::by_option(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.results = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    Ok(())
}

/// Rows by their keys.
pub async fn find_all(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, OptionRow>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new(
        r#"select id, name, "some", none, created_at, updated_at
         from options
         where id in ("#,
    );
    relation::push_keys(&mut sql, keys);
    sql.push(")");
    let rows: Vec<OptionRow> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::index(rows, |row| Some(row.id)))
}
