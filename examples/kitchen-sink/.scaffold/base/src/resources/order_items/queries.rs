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
    let select = r#"select id, order_id, quantity, "where", created_at, updated_at
         from order_items
         where deleted_at is null"#;
    let count = "select count(*) from order_items where deleted_at is null";
    query.fetch(db, select, count).await
}

pub async fn find(db: &mut Connection, id: Uuid) -> Result<Option<OrderItem>> {
    let found = sqlx::query_as(
        r#"select id, order_id, quantity, "where", created_at, updated_at
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
        r#"insert into order_items (id, order_id, quantity, "where", created_at, updated_at)
         values ($1, $2, $3, $4, $5, $5)
         returning id, order_id, quantity, "where", created_at, updated_at"#,
    )
    .bind(Uuid::now_v7())
    .bind(input.order_id)
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
         set order_id = $2, quantity = $3, "where" = $4, updated_at = $5
         where id = $1
         returning id, order_id, quantity, "where", created_at, updated_at"#,
    )
    .bind(id)
    .bind(input.order_id)
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
        "select '/order_id' where not exists (select 1 from orders where id = $1 and deleted_at is null)",
    )
    .bind(input.order_id)
    .fetch_all(db)
    .await?;
    match dangling.is_empty() {
        true => Ok(()),
        false => Err(Error::Invalid(dangling.into_iter().map(Fault::unknown_reference).collect())),
    }
}

pub async fn delete(db: &mut Connection, id: Uuid) -> Result<()> {
    sqlx::query(
        "update order_items set deleted_at = $2
         where id = $1 and deleted_at is null",
    )
    .bind(id)
    .bind(Instant::now())
    .execute(&mut *db)
    .await
    .map_err(Error::in_use)?;
    Ok(())
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
    Ok(())
}

/// Rows of each parent, a page at the most.
pub async fn by_order(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<OrderItem>>> {
    let mut sql = QueryBuilder::new(
        r#"select id, order_id, quantity, "where", created_at, updated_at from (
             select *, row_number() over (partition by order_id order by id) as place
             from order_items
             where deleted_at is null and order_id in ("#,
    );
    relation::push_keys(&mut sql, keys);
    sql.push(")) as ranked where place <= 10 order by id");
    let rows: Vec<OrderItem> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| Some(row.order_id)))
}
