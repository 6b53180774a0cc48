//! The SQL of order items.

use std::collections::HashMap;

use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{OrderItem, OrderItemInput};
use crate::{
    db::Connection,
    error::{Error, Result},
    fault::Fault,
    page::{Include, ListQuery, Page},
    relation, resources,
    values::Instant,
};

pub async fn list(db: &mut Connection, query: &ListQuery<OrderItem>) -> Result<Page<OrderItem>> {
    let select = r#"select id, order_id, part_of_id, quantity, "where", created_at, updated_at
         from order_items
         where deleted_at is null"#;
    let count = "select count(*) from order_items where deleted_at is null";
    query.fetch(db, select, count).await
}

pub async fn find(db: &mut Connection, id: Uuid) -> Result<Option<OrderItem>> {
    let found = sqlx::query_as(
        r#"select id, order_id, part_of_id, quantity, "where", created_at, updated_at
         from order_items
         where id = $1 and deleted_at is null"#,
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &OrderItemInput) -> Result<OrderItem> {
    check_references(db, input).await?;
    let row = sqlx::query_as(
        r#"insert into order_items (id, order_id, part_of_id, quantity, "where", created_at,
             updated_at)
         values ($1, $2, $3, $4, $5, $6, $6)
         returning id, order_id, part_of_id, quantity, "where", created_at, updated_at"#,
    )
    .bind(Uuid::now_v7())
    .bind(input.order_id)
    .bind(input.part_of_id)
    .bind(input.quantity)
    .bind(&input.r#where)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(db: &mut Connection, id: Uuid, input: &OrderItemInput) -> Result<OrderItem> {
    check_references(db, input).await?;
    let row = sqlx::query_as(
        r#"update order_items
         set order_id = $2, part_of_id = $3, quantity = $4, "where" = $5, updated_at = $6
         where id = $1
         returning id, order_id, part_of_id, quantity, "where", created_at, updated_at"#,
    )
    .bind(id)
    .bind(input.order_id)
    .bind(input.part_of_id)
    .bind(input.quantity)
    .bind(&input.r#where)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

/// 422 for relations of the body that lead nowhere.
async fn check_references(db: &mut Connection, input: &OrderItemInput) -> Result<()> {
    let dangling: Vec<String> = sqlx::query_scalar(
        "select '/order_id' where not exists (select 1 from orders where id = $1 and deleted_at is null)
         union all select '/part_of_id' where $2 is not null and not exists (select 1 from order_items where id = $2 and deleted_at is null)",
    )
    .bind(input.order_id)
    .bind(input.part_of_id)
    .fetch_all(db)
    .await?;
    match dangling.is_empty() {
        true => Ok(()),
        false => Err(Error::Invalid(dangling.into_iter().map(Fault::unknown_reference).collect())),
    }
}

pub async fn delete(db: &mut Connection, id: Uuid) -> Result<()> {
    let mut pending: Vec<(Uuid,)> = vec![(id,)];
    while let Some((id,)) = pending.pop() {
        pending.extend(delete_one(db, id).await?);
    }
    Ok(())
}

/// Deletes the row and what goes with it, and gives the keys of rows of its kind that go next.
async fn delete_one(db: &mut Connection, id: Uuid) -> Result<Vec<(Uuid,)>> {
    sqlx::query(
        "update order_items set deleted_at = $2
         where id = $1 and deleted_at is null",
    )
    .bind(id)
    .bind(Instant::now())
    .execute(&mut *db)
    .await
    .map_err(Error::in_use)?;
    let by_part_of: Vec<(Uuid,)> =
        sqlx::query_as("select id from order_items where part_of_id = $1 and deleted_at is null")
            .bind(id)
            .fetch_all(&mut *db)
            .await?;
    Ok(by_part_of)
}

/// Fetches the related rows that a request names.
pub async fn include(db: &mut Connection, include: &Include, rows: &mut [OrderItem]) -> Result<()> {
    if include.names("order") {
        let key = |row: &OrderItem| Some(row.order_id);
        let related = resources::orders::queries::find_all(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.order = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    if include.names("part_of") {
        let key = |row: &OrderItem| row.part_of_id;
        let related =
            resources::order_items::queries::find_all(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.part_of = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    if include.names("parts") {
        let key = |row: &OrderItem| Some(row.id);
        let mut related =
            resources::order_items::queries::by_part_of(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.parts = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    Ok(())
}

/// Rows by their keys.
pub async fn find_all(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, OrderItem>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new(
        r#"select id, order_id, part_of_id, quantity, "where", created_at, updated_at
         from order_items
         where deleted_at is null and id in ("#,
    );
    relation::push_keys(&mut sql, keys);
    sql.push(")");
    let rows: Vec<OrderItem> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::index(rows, |row| Some(row.id)))
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_order(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<OrderItem>>> {
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
         select id, order_id, part_of_id, quantity, "where", created_at, updated_at
         from wanted
         cross join order_items
         where id in (
             select id
             from order_items
             where deleted_at is null
                 and order_id = wanted.key
             order by id limit 10
         )
         order by id"#,
    );
    let rows: Vec<OrderItem> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| Some(row.order_id)))
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_part_of(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<OrderItem>>> {
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
         select id, order_id, part_of_id, quantity, "where", created_at, updated_at
         from wanted
         cross join order_items
         where id in (
             select id
             from order_items
             where deleted_at is null
                 and part_of_id = wanted.key
             order by id limit 10
         )
         order by id"#,
    );
    let rows: Vec<OrderItem> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| row.part_of_id))
}
