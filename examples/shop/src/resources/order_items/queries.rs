//! The SQL of order items.

use std::collections::HashMap;

use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{OrderItem, OrderItemInput};
use crate::{
    auth::{Caller, Owned, Scope},
    db::Connection,
    error::{Error, Result},
    fault::Fault,
    page::{Include, ListQuery, Page},
    relation, resources,
    values::{Decimal, Instant},
};

/// Around the key of the account that a row belongs to.
const OWNED: Owned = [
    "exists (select 1 from orders as parent_1 where parent_1.id = order_items.order_id and parent_1.user_id = ",
    ")",
];

pub async fn list(
    db: &mut Connection,
    query: &ListQuery<OrderItem>,
    scope: &Scope,
) -> Result<Page<OrderItem>> {
    let select = "select id, order_id, product_id, quantity, price, created_at, updated_at
         from order_items
         where true";
    let count = "select count(*) from order_items where true";
    query.fetch(db, select, count, |sql| scope.push(sql, OWNED)).await
}

pub async fn find(db: &mut Connection, id: Uuid, scope: &Scope) -> Result<Option<OrderItem>> {
    let found = sqlx::query_as(
        "select id, order_id, product_id, quantity, price, created_at, updated_at
         from order_items
         where id = $1
           and ($2 or exists (select 1 from orders as parent_1 where parent_1.id = order_items.order_id and parent_1.user_id = $3))",
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
) -> Result<Option<OrderItem>> {
    let found = sqlx::query_as(
        "select id, order_id, product_id, quantity, price, created_at, updated_at
         from order_items
         where id = $1
           and ($2 or exists (select 1 from orders as parent_1 where parent_1.id = order_items.order_id and parent_1.user_id = $3))
         for update",
    )
    .bind(id)
    .bind(scope.every())
    .bind(scope.owner())
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(
    db: &mut Connection,
    input: &OrderItemInput,
    caller: &Caller,
) -> Result<OrderItem> {
    check_references(db, input, caller).await?;
    let row = sqlx::query_as(
        "insert into order_items (id, order_id, product_id, quantity, price, created_at,
             updated_at)
         values ($1, $2, $3, $4, $5, $6, $6)
         returning id, order_id, product_id, quantity, price, created_at, updated_at",
    )
    .bind(Uuid::now_v7())
    .bind(input.order_id)
    .bind(input.product_id)
    .bind(input.quantity)
    .bind(Decimal::<10, 2>::new(0))
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(
    db: &mut Connection,
    id: Uuid,
    input: &OrderItemInput,
    caller: &Caller,
) -> Result<OrderItem> {
    check_changed_references(db, id, input, caller).await?;
    let row = sqlx::query_as(
        "update order_items
         set order_id = $2, product_id = $3, quantity = $4, updated_at = $5
         where id = $1
         returning id, order_id, product_id, quantity, price, created_at, updated_at",
    )
    .bind(id)
    .bind(input.order_id)
    .bind(input.product_id)
    .bind(input.quantity)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

/// 422 for relations of the body that lead nowhere, or to what the caller may not use.
async fn check_references(
    db: &mut Connection,
    input: &OrderItemInput,
    caller: &Caller,
) -> Result<()> {
    let order_scope =
        resources::orders::ACCESS.read.scope(caller).and(super::ACCESS.create.scope(caller));
    let dangling: Vec<String> = sqlx::query_scalar(
        "select '/order_id' where not exists (select 1 from orders where id = $1 and ($2 or user_id = $3) for key share)",
    )
    .bind(input.order_id)
    .bind(order_scope.every())
    .bind(order_scope.owner())
    .fetch_all(db)
    .await?;
    match dangling.is_empty() {
        true => Ok(()),
        false => Err(Error::Invalid(dangling.into_iter().map(Fault::unknown_reference).collect())),
    }
}

/// 422 for relations of the body that lead nowhere, or to what the caller may not use.
async fn check_changed_references(
    db: &mut Connection,
    id: Uuid,
    input: &OrderItemInput,
    caller: &Caller,
) -> Result<()> {
    let order_scope =
        resources::orders::ACCESS.read.scope(caller).and(super::ACCESS.update.scope(caller));
    let dangling: Vec<String> = sqlx::query_scalar(
        "select '/order_id' where not exists (select 1 from orders where id = $1 and ($2 or user_id = $3) for key share)
  and not exists (select 1 from order_items where id = $4 and order_id = $5)",
    )
    .bind(input.order_id)
    .bind(order_scope.every())
    .bind(order_scope.owner())
    .bind(id)
    .bind(input.order_id)
    .fetch_all(db)
    .await?;
    match dangling.is_empty() {
        true => Ok(()),
        false => Err(Error::Invalid(dangling.into_iter().map(Fault::unknown_reference).collect())),
    }
}

pub async fn delete(db: &mut Connection, id: Uuid) -> Result<()> {
    sqlx::query("delete from order_items where id = $1")
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
    rows: &mut [OrderItem],
    caller: &Caller,
) -> Result<()> {
    if include.names("order") {
        let key = |row: &OrderItem| Some(row.order_id);
        let related = resources::orders::queries::find_all(
            db,
            rows.iter().filter_map(key),
            &resources::orders::ACCESS.read.scope(caller),
        )
        .await?;
        for row in rows.iter_mut() {
            row.order = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    if include.names("product") {
        let key = |row: &OrderItem| Some(row.product_id);
        let related =
            resources::products::queries::find_all(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.product = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    Ok(())
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_order(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
    scope: &Scope,
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
        ")
         select id, order_id, product_id, quantity, price, created_at, updated_at
         from wanted
         cross join lateral (
             select *
             from order_items
             where order_id = wanted.key",
    );
    scope.push(&mut sql, OWNED);
    sql.push(" order by id limit 20) as page order by id");
    let rows: Vec<OrderItem> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| Some(row.order_id)))
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_product(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
    scope: &Scope,
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
        ")
         select id, order_id, product_id, quantity, price, created_at, updated_at
         from wanted
         cross join lateral (
             select *
             from order_items
             where product_id = wanted.key",
    );
    scope.push(&mut sql, OWNED);
    sql.push(" order by id limit 20) as page order by id");
    let rows: Vec<OrderItem> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| Some(row.product_id)))
}
