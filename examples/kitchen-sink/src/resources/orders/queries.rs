//! The SQL of orders.

use std::collections::HashMap;

use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{Order, OrderInput};
use crate::{
    db::Connection,
    error::{Error, Result},
    fault::Fault,
    page::{Include, ListQuery, Page},
    relation, resources,
    values::Instant,
};

pub async fn list(db: &mut Connection, query: &ListQuery<Order>) -> Result<Page<Order>> {
    let select = r#"select id, type, "group", "select", self, user_id, placed, created_at, updated_at
         from orders
         where deleted_at is null"#;
    let count = "select count(*) from orders where deleted_at is null";
    query.fetch(db, select, count).await
}

pub async fn find(db: &mut Connection, id: Uuid) -> Result<Option<Order>> {
    let found = sqlx::query_as(
        r#"select id, type, "group", "select", self, user_id, placed, created_at, updated_at
         from orders
         where id = $1 and deleted_at is null"#,
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &OrderInput) -> Result<Order> {
    check_references(db, input).await?;
    let row = sqlx::query_as(
        r#"insert into orders (id, type, "group", "select", self, user_id, placed, created_at,
             updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
         returning id, type, "group", "select", self, user_id, placed, created_at, updated_at"#,
    )
    .bind(Uuid::now_v7())
    .bind(&input.r#type)
    .bind(&input.group)
    .bind(input.select)
    .bind(&input.self_)
    .bind(input.user_id)
    .bind(input.placed)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(db: &mut Connection, id: Uuid, input: &OrderInput) -> Result<Order> {
    check_references(db, input).await?;
    let row = sqlx::query_as(
        r#"update orders
         set type = $2, "group" = $3, "select" = $4, self = $5, user_id = $6, placed = $7,
             updated_at = $8
         where id = $1
         returning id, type, "group", "select", self, user_id, placed, created_at, updated_at"#,
    )
    .bind(id)
    .bind(&input.r#type)
    .bind(&input.group)
    .bind(input.select)
    .bind(&input.self_)
    .bind(input.user_id)
    .bind(input.placed)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

/// 422 for relations of the body that lead nowhere.
async fn check_references(db: &mut Connection, input: &OrderInput) -> Result<()> {
    let dangling: Vec<String> = sqlx::query_scalar(
        "select '/user_id' where not exists (select 1 from people where id = $1)",
    )
    .bind(input.user_id)
    .fetch_all(db)
    .await?;
    match dangling.is_empty() {
        true => Ok(()),
        false => Err(Error::Invalid(dangling.into_iter().map(Fault::unknown_reference).collect())),
    }
}

pub async fn delete(db: &mut Connection, id: Uuid) -> Result<()> {
    let held = sqlx::query("select 1 from invoices where order_id = $1 limit 1")
        .bind(id)
        .fetch_optional(&mut *db)
        .await?;
    if held.is_some() {
        return Err(Error::Conflict("Other rows still refer to this one."));
    }
    sqlx::query(
        "update orders set deleted_at = $2
         where id = $1 and deleted_at is null",
    )
    .bind(id)
    .bind(Instant::now())
    .execute(&mut *db)
    .await
    .map_err(Error::in_use)?;
    let order_items: Vec<(Uuid,)> =
        sqlx::query_as("select id from order_items where order_id = $1 and deleted_at is null")
            .bind(id)
            .fetch_all(&mut *db)
            .await?;
    for (child_id,) in order_items {
        Box::pin(resources::order_items::queries::delete(db, child_id)).await?;
    }
    sqlx::query("delete from notes where order_id = $1")
        .bind(id)
        .execute(&mut *db)
        .await
        .map_err(Error::in_use)?;
    Ok(())
}

/// Fetches the related rows that a request names.
pub async fn include(db: &mut Connection, include: &Include, rows: &mut [Order]) -> Result<()> {
    if include.names("user") {
        let key = |row: &Order| Some(row.user_id);
        let related = resources::people::queries::find_all(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.user = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    if include.names("items") {
        let key = |row: &Order| Some(row.id);
        let mut related =
            resources::order_items::queries::by_order(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.items = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    if include.names("invoices") {
        let key = |row: &Order| Some(row.id);
        let mut related =
            resources::invoices::queries::by_order(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.invoices = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    if include.names("notes") {
        let key = |row: &Order| Some(row.id);
        let mut related =
            resources::notes::queries::by_order(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.notes = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    Ok(())
}

/// Rows by their keys.
pub async fn find_all(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Order>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new(
        r#"select id, type, "group", "select", self, user_id, placed, created_at, updated_at
         from orders
         where deleted_at is null and id in ("#,
    );
    relation::push_keys(&mut sql, keys);
    sql.push(")");
    let rows: Vec<Order> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::index(rows, |row| Some(row.id)))
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_user(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Order>>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new("with wanted (key) as (");
    sql.push_values(keys, |mut wanted, key| {
        wanted.push_bind(key);
    });
    sql.push(
        r#")
         select id, type, "group", "select", self, user_id, placed, created_at, updated_at
         from wanted
         cross join orders
         where id in (
             select id
             from orders
             where deleted_at is null
                 and user_id = wanted.key
             order by id limit 10
         )
         order by id"#,
    );
    let rows: Vec<Order> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| Some(row.user_id)))
}
