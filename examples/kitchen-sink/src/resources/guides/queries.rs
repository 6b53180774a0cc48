//! The SQL of guides.

use std::collections::HashMap;

use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{Guide, GuideInput};
use crate::{
    db::Connection,
    error::{Error, Result},
    fault::Fault,
    page::{Include, ListQuery, Page},
    relation, resources,
    values::Instant,
};

pub async fn list(db: &mut Connection, query: &ListQuery<Guide>) -> Result<Page<Guide>> {
    let select = "select id, person_id, exhibition_id, languages, created_at, updated_at
         from guides
         where true";
    let count = "select count(*) from guides where true";
    query.fetch(db, select, count).await
}

pub async fn find(db: &mut Connection, id: Uuid) -> Result<Option<Guide>> {
    let found = sqlx::query_as(
        "select id, person_id, exhibition_id, languages, created_at, updated_at
         from guides
         where id = $1",
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &GuideInput) -> Result<Guide> {
    check_references(db, input).await?;
    let row = sqlx::query_as(
        "insert into guides (id, person_id, exhibition_id, languages, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $5)
         returning id, person_id, exhibition_id, languages, created_at, updated_at",
    )
    .bind(Uuid::now_v7())
    .bind(input.person_id)
    .bind(input.exhibition_id)
    .bind(sqlx::types::Json(&input.languages))
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(db: &mut Connection, id: Uuid, input: &GuideInput) -> Result<Guide> {
    check_references(db, input).await?;
    let row = sqlx::query_as(
        "update guides
         set person_id = $2, exhibition_id = $3, languages = $4, updated_at = $5
         where id = $1
         returning id, person_id, exhibition_id, languages, created_at, updated_at",
    )
    .bind(id)
    .bind(input.person_id)
    .bind(input.exhibition_id)
    .bind(sqlx::types::Json(&input.languages))
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

/// 422 for relations of the body that lead nowhere.
async fn check_references(db: &mut Connection, input: &GuideInput) -> Result<()> {
    let dangling: Vec<String> = sqlx::query_scalar(
        "select '/person_id' where not exists (select 1 from people where id = $1)
         union all select '/exhibition_id' where $2 is not null and not exists (select 1 from exhibitions where id = $2 and deleted_at is null)",
    )
    .bind(input.person_id)
    .bind(input.exhibition_id)
    .fetch_all(db)
    .await?;
    match dangling.is_empty() {
        true => Ok(()),
        false => Err(Error::Invalid(dangling.into_iter().map(Fault::unknown_reference).collect())),
    }
}

pub async fn delete(db: &mut Connection, id: Uuid) -> Result<()> {
    sqlx::query("delete from guides where id = $1")
        .bind(id)
        .execute(&mut *db)
        .await
        .map_err(Error::in_use)?;
    Ok(())
}

/// Fetches the related rows that a request names.
pub async fn include(db: &mut Connection, include: &Include, rows: &mut [Guide]) -> Result<()> {
    if include.names("person") {
        let key = |row: &Guide| Some(row.person_id);
        let related = resources::people::queries::find_all(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.person = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    if include.names("exhibition") {
        let key = |row: &Guide| row.exhibition_id;
        let related =
            resources::exhibitions::queries::find_all(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.exhibition =
                Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    Ok(())
}

/// The one row of each parent.
pub async fn one_by_person(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Guide>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new(
        "select id, person_id, exhibition_id, languages, created_at, updated_at
         from guides
         where person_id in (",
    );
    relation::push_keys(&mut sql, keys);
    sql.push(")");
    let rows: Vec<Guide> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::index(rows, |row| Some(row.person_id)))
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_exhibition(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Guide>>> {
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
         select id, person_id, exhibition_id, languages, created_at, updated_at
         from wanted
         cross join guides
         where id in (
             select id
             from guides
             where exhibition_id = wanted.key
             order by id limit 10
         )
         order by id",
    );
    let rows: Vec<Guide> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| row.exhibition_id))
}
