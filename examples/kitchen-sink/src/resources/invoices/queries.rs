//! The SQL of invoices.

use std::collections::HashMap;

use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{Invoice, InvoiceInput};
use crate::{
    db::Connection,
    error::{Error, Result},
    fault::Fault,
    page::{Include, ListQuery, Page},
    relation, resources,
    values::Instant,
};

pub async fn list(db: &mut Connection, query: &ListQuery<Invoice>) -> Result<Page<Invoice>> {
    let select = "select id, order_id, total, number, created_at, updated_at
         from invoices
         where true";
    let count = "select count(*) from invoices where true";
    query.fetch(db, select, count).await
}

pub async fn find(db: &mut Connection, id: Uuid) -> Result<Option<Invoice>> {
    let found = sqlx::query_as(
        "select id, order_id, total, number, created_at, updated_at
         from invoices
         where id = $1",
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &InvoiceInput) -> Result<Invoice> {
    check_references(db, input).await?;
    let row = sqlx::query_as(
        "insert into invoices (id, order_id, total, number, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $5)
         returning id, order_id, total, number, created_at, updated_at",
    )
    .bind(Uuid::now_v7())
    .bind(input.order_id)
    .bind(input.total)
    .bind(&input.number)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(db: &mut Connection, id: Uuid, input: &InvoiceInput) -> Result<Invoice> {
    check_references(db, input).await?;
    let row = sqlx::query_as(
        "update invoices
         set order_id = $2, total = $3, number = $4, updated_at = $5
         where id = $1
         returning id, order_id, total, number, created_at, updated_at",
    )
    .bind(id)
    .bind(input.order_id)
    .bind(input.total)
    .bind(&input.number)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

/// 422 for relations of the body that lead nowhere.
async fn check_references(db: &mut Connection, input: &InvoiceInput) -> Result<()> {
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
    sqlx::query("delete from invoices where id = $1")
        .bind(id)
        .execute(&mut *db)
        .await
        .map_err(Error::in_use)?;
    Ok(())
}

/// Fetches the related rows that a request names.
pub async fn include(db: &mut Connection, include: &Include, rows: &mut [Invoice]) -> Result<()> {
    if include.names("order") {
        let key = |row: &Invoice| Some(row.order_id);
        let related = resources::orders::queries::find_all(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.order = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    Ok(())
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_order(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Invoice>>> {
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
         select id, order_id, total, number, created_at, updated_at
         from wanted
         cross join invoices
         where id in (
             select id
             from invoices
             where order_id = wanted.key
             order by id limit 10
         )
         order by id",
    );
    let rows: Vec<Invoice> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| Some(row.order_id)))
}
