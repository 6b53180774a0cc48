//! The SQL of tickets.

use std::collections::HashMap;

use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{Ticket, TicketInput};
use crate::{
    db::Connection,
    error::{Error, Result},
    fault::Fault,
    page::{Include, ListQuery, Page},
    relation, resources,
    values::Instant,
};

pub async fn list(db: &mut Connection, query: &ListQuery<Ticket>) -> Result<Page<Ticket>> {
    let select =
        "select id, number, price, zone, rating, valid_from, valid_until, printed_by, extras,
             companions, paper_g_per_sqm, holder_id, created_at, updated_at
         from tickets
         where true";
    let count = "select count(*) from tickets where true";
    query.fetch(db, select, count).await
}

pub async fn find(db: &mut Connection, id: Uuid) -> Result<Option<Ticket>> {
    let found = sqlx::query_as(
        "select id, number, price, zone, rating, valid_from, valid_until, printed_by, extras,
             companions, paper_g_per_sqm, holder_id, created_at, updated_at
         from tickets
         where id = $1",
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &TicketInput) -> Result<Ticket> {
    check_references(db, input).await?;
    let row = sqlx::query_as(
        "insert into tickets (id, number, price, zone, rating, valid_from, valid_until,
             extras, companions, paper_g_per_sqm, holder_id, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)
         returning id, number, price, zone, rating, valid_from, valid_until, printed_by,
             extras, companions, paper_g_per_sqm, holder_id, created_at, updated_at",
    )
    .bind(Uuid::now_v7())
    .bind(&input.number)
    .bind(input.price)
    .bind(input.zone)
    .bind(input.rating)
    .bind(input.valid_from)
    .bind(input.valid_until)
    .bind(&input.extras)
    .bind(sqlx::types::Json(&input.companions))
    .bind(input.paper)
    .bind(input.holder_id)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

/// 422 for relations of the body that lead nowhere.
async fn check_references(db: &mut Connection, input: &TicketInput) -> Result<()> {
    let dangling: Vec<String> = sqlx::query_scalar(
        "select '/holder_id' where not exists (select 1 from people where id = $1)",
    )
    .bind(input.holder_id)
    .fetch_all(db)
    .await?;
    match dangling.is_empty() {
        true => Ok(()),
        false => Err(Error::Invalid(dangling.into_iter().map(Fault::unknown_reference).collect())),
    }
}

pub async fn delete(db: &mut Connection, id: Uuid) -> Result<()> {
    sqlx::query("delete from tickets where id = $1")
        .bind(id)
        .execute(&mut *db)
        .await
        .map_err(Error::in_use)?;
    Ok(())
}

/// Fetches the related rows that a request names.
pub async fn include(db: &mut Connection, include: &Include, rows: &mut [Ticket]) -> Result<()> {
    if include.names("holder") {
        let key = |row: &Ticket| Some(row.holder_id);
        let related = resources::people::queries::find_all(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.holder = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    Ok(())
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_holder(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Ticket>>> {
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
         select id, number, price, zone, rating, valid_from, valid_until, printed_by, extras,
             companions, paper_g_per_sqm, holder_id, created_at, updated_at
         from wanted
         cross join tickets
         where id in (
             select id
             from tickets
             where holder_id = wanted.key
             order by id limit 10
         )
         order by id",
    );
    let rows: Vec<Ticket> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| Some(row.holder_id)))
}
