//! The SQL of orders.

use std::collections::HashMap;

use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{Order, OrderInput};
use crate::{
    auth::{Caller, Owned, Scope},
    db::Connection,
    enums::OrderStatus,
    error::{Error, Result},
    page::{Include, ListQuery, Page},
    relation, resources,
    values::{Decimal, Instant},
};

/// Around the key of the account that a row belongs to.
const OWNED: Owned = ["user_id = ", ""];

pub async fn list(
    db: &mut Connection,
    query: &ListQuery<Order>,
    scope: &Scope,
) -> Result<Page<Order>> {
    let select = "select id, user_id, status, total, created_at, updated_at
         from orders
         where true";
    let count = "select count(*) from orders where true";
    query.fetch(db, select, count, |sql| scope.push(sql, OWNED)).await
}

pub async fn find(db: &mut Connection, id: Uuid, scope: &Scope) -> Result<Option<Order>> {
    let found = sqlx::query_as(
        "select id, user_id, status, total, created_at, updated_at
         from orders
         where id = $1
           and ($2 or user_id = $3)",
    )
    .bind(id)
    .bind(scope.every())
    .bind(scope.owner())
    .fetch_optional(db)
    .await?;
    Ok(found)
}

/// The row, locked until the transaction ends.
pub async fn find_for_update(
    db: &mut Connection,
    id: Uuid,
    scope: &Scope,
) -> Result<Option<Order>> {
    let found = sqlx::query_as(
        "select id, user_id, status, total, created_at, updated_at
         from orders
         where id = $1
           and ($2 or user_id = $3)
         for update",
    )
    .bind(id)
    .bind(scope.every())
    .bind(scope.owner())
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, _: &OrderInput, owner: Uuid) -> Result<Order> {
    let row = sqlx::query_as(
        "insert into orders (id, user_id, status, total, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $5)
         returning id, user_id, status, total, created_at, updated_at",
    )
    .bind(Uuid::now_v7())
    .bind(owner)
    .bind(OrderStatus::Pending)
    .bind(Decimal::<10, 2>::new(0))
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn delete(db: &mut Connection, id: Uuid) -> Result<()> {
    sqlx::query("delete from orders where id = $1")
        .bind(id)
        .execute(&mut *db)
        .await
        .map_err(Error::in_use)?;
    Ok(())
}

/// Fetches the related rows that a request names.
pub async fn include(
    db: &mut Connection,
    include: &Include,
    rows: &mut [Order],
    caller: &Caller,
) -> Result<()> {
    if include.names("user") {
        let key = |row: &Order| Some(row.user_id);
        let related = resources::users::queries::find_all(
            db,
            rows.iter().filter_map(key),
            &resources::users::ACCESS.read.scope(caller),
        )
        .await?;
        for row in rows.iter_mut() {
            row.user = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    if include.names("items") {
        let key = |row: &Order| Some(row.id);
        let mut related = resources::order_items::queries::by_order(
            db,
            rows.iter().filter_map(key),
            &resources::order_items::ACCESS.list.scope(caller),
        )
        .await?;
        for row in rows.iter_mut() {
            row.items = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    Ok(())
}

/// Rows by their keys.
pub async fn find_all(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
    scope: &Scope,
) -> Result<HashMap<Uuid, Order>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new(
        "select id, user_id, status, total, created_at, updated_at
         from orders
         where id in (",
    );
    relation::push_keys(&mut sql, keys);
    sql.push(")");
    scope.push(&mut sql, OWNED);
    let rows: Vec<Order> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::index(rows, |row| Some(row.id)))
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_user(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
    scope: &Scope,
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
        ")
         select id, user_id, status, total, created_at, updated_at
         from wanted
         cross join lateral (
             select *
             from orders
             where user_id = wanted.key",
    );
    scope.push(&mut sql, OWNED);
    sql.push(" order by id limit 20) as page order by id");
    let rows: Vec<Order> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| Some(row.user_id)))
}
