//! The SQL of products.

use std::collections::HashMap;

use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{Product, ProductInput};
use crate::{
    auth::Caller,
    db::Connection,
    error::{Error, Result},
    page::{Include, ListQuery, Page},
    relation, resources,
    values::Instant,
};

pub async fn list(db: &mut Connection, query: &ListQuery<Product>) -> Result<Page<Product>> {
    let select = "select id, name, description, price, stock, image_url, created_at, updated_at
         from products
         where true";
    let count = "select count(*) from products where true";
    query.fetch(db, select, count, |_| {}).await
}

pub async fn find(db: &mut Connection, id: Uuid) -> Result<Option<Product>> {
    let found = sqlx::query_as(
        "select id, name, description, price, stock, image_url, created_at, updated_at
         from products
         where id = $1",
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

/// The row, locked until the transaction ends.
pub async fn find_for_update(db: &mut Connection, id: Uuid) -> Result<Option<Product>> {
    let found = sqlx::query_as(
        "select id, name, description, price, stock, image_url, created_at, updated_at
         from products
         where id = $1
         for update",
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &ProductInput) -> Result<Product> {
    let row = sqlx::query_as(
        "insert into products (id, name, description, price, stock, image_url, created_at,
             updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7)
         returning id, name, description, price, stock, image_url, created_at, updated_at",
    )
    .bind(Uuid::now_v7())
    .bind(&input.name)
    .bind(&input.description)
    .bind(input.price)
    .bind(input.stock)
    .bind(&input.image_url)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(db: &mut Connection, id: Uuid, input: &ProductInput) -> Result<Product> {
    let row = sqlx::query_as(
        "update products
         set name = $2, description = $3, price = $4, stock = $5, image_url = $6, updated_at = $7
         where id = $1
         returning id, name, description, price, stock, image_url, created_at, updated_at",
    )
    .bind(id)
    .bind(&input.name)
    .bind(&input.description)
    .bind(input.price)
    .bind(input.stock)
    .bind(&input.image_url)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn delete(db: &mut Connection, id: Uuid) -> Result<()> {
    sqlx::query("delete from products where id = $1")
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
    rows: &mut [Product],
    caller: &Caller,
) -> Result<()> {
    if include.names("order_items") {
        let key = |row: &Product| Some(row.id);
        let mut related = resources::order_items::queries::by_product(
            db,
            rows.iter().filter_map(key),
            &resources::order_items::ACCESS.list.scope(caller),
        )
        .await?;
        for row in rows.iter_mut() {
            row.order_items =
                Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    Ok(())
}

/// Rows by their keys.
pub async fn find_all(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Product>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new(
        "select id, name, description, price, stock, image_url, created_at, updated_at
         from products
         where id in (",
    );
    relation::push_keys(&mut sql, keys);
    sql.push(")");
    let rows: Vec<Product> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::index(rows, |row| Some(row.id)))
}
