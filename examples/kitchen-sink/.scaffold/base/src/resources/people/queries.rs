//! The SQL of people.

use std::collections::HashMap;

use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{Person, PersonInput, PersonUpdate};
use crate::{
    db::Connection,
    error::{Error, Result},
    fault::Fault,
    page::{Include, ListQuery, Page},
    relation, resources,
    values::Instant,
};

pub async fn list(db: &mut Connection, query: &ListQuery<Person>) -> Result<Page<Person>> {
    let select = "select id, given_name, family_name, email, homepage, handle, phone, country,
             currency, favourite_color, points, mentor_id, created_at, updated_at
         from people
         where true";
    let count = "select count(*) from people where true";
    query.fetch(db, select, count).await
}

pub async fn find(db: &mut Connection, id: Uuid) -> Result<Option<Person>> {
    let found = sqlx::query_as(
        "select id, given_name, family_name, email, homepage, handle, phone, country,
             currency, favourite_color, points, mentor_id, created_at, updated_at
         from people
         where id = $1",
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(
    db: &mut Connection,
    input: &PersonInput,
    pass_phrase_hash: &str,
) -> Result<Person> {
    check_references(db, input).await?;
    let row = sqlx::query_as(
        "insert into people (id, given_name, family_name, email, homepage, handle, phone,
             country, currency, favourite_color, pass_phrase, access_code, points, origin,
             mentor_id, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16)
         returning id, given_name, family_name, email, homepage, handle, phone, country,
             currency, favourite_color, points, mentor_id, created_at, updated_at",
    )
    .bind(Uuid::now_v7())
    .bind(&input.given_name)
    .bind(&input.family_name)
    .bind(&input.email)
    .bind(&input.homepage)
    .bind(&input.handle)
    .bind(&input.phone)
    .bind(&input.country)
    .bind(&input.currency)
    .bind(&input.favourite_color)
    .bind(pass_phrase_hash)
    .bind(&input.access_code)
    .bind(0)
    .bind("front desk")
    .bind(input.mentor_id)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(
    db: &mut Connection,
    id: Uuid,
    input: &PersonUpdate,
    pass_phrase_hash: Option<&str>,
) -> Result<Person> {
    check_changed_references(db, input).await?;
    let row = sqlx::query_as(
        "update people
         set given_name = $2, family_name = $3, email = $4, homepage = $5, phone = $6,
             country = $7, currency = $8, favourite_color = $9, pass_phrase = coalesce($10, pass_phrase),
             access_code = case when $11 then $12 else access_code end, mentor_id = $13,
             updated_at = $14
         where id = $1
         returning id, given_name, family_name, email, homepage, handle, phone, country,
             currency, favourite_color, points, mentor_id, created_at, updated_at",
    )
    .bind(id)
    .bind(&input.given_name)
    .bind(&input.family_name)
    .bind(&input.email)
    .bind(&input.homepage)
    .bind(&input.phone)
    .bind(&input.country)
    .bind(&input.currency)
    .bind(&input.favourite_color)
    .bind(pass_phrase_hash)
    .bind(input.access_code.is_some())
    .bind(input.access_code.as_ref().and_then(Option::as_ref))
    .bind(input.mentor_id)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

/// 422 for relations of the body that lead nowhere.
async fn check_references(db: &mut Connection, input: &PersonInput) -> Result<()> {
    let dangling: Vec<String> = sqlx::query_scalar(
        "select '/mentor_id' where $1 is not null and not exists (select 1 from people where id = $1)",
    )
    .bind(input.mentor_id)
    .fetch_all(db)
    .await?;
    match dangling.is_empty() {
        true => Ok(()),
        false => Err(Error::Invalid(dangling.into_iter().map(Fault::unknown_reference).collect())),
    }
}

/// 422 for relations of the body that lead nowhere.
async fn check_changed_references(db: &mut Connection, input: &PersonUpdate) -> Result<()> {
    let dangling: Vec<String> = sqlx::query_scalar(
        "select '/mentor_id' where $1 is not null and not exists (select 1 from people where id = $1)",
    )
    .bind(input.mentor_id)
    .fetch_all(db)
    .await?;
    match dangling.is_empty() {
        true => Ok(()),
        false => Err(Error::Invalid(dangling.into_iter().map(Fault::unknown_reference).collect())),
    }
}

pub async fn delete(db: &mut Connection, id: Uuid) -> Result<()> {
    sqlx::query("delete from exhibitions where curator_id = $1 and deleted_at is not null")
        .bind(id)
        .execute(&mut *db)
        .await?;
    sqlx::query("delete from orders where user_id = $1 and deleted_at is not null")
        .bind(id)
        .execute(&mut *db)
        .await?;
    sqlx::query("delete from people where id = $1")
        .bind(id)
        .execute(&mut *db)
        .await
        .map_err(Error::in_use)?;
    Ok(())
}

/// Fetches the related rows that a request names.
pub async fn include(db: &mut Connection, include: &Include, rows: &mut [Person]) -> Result<()> {
    if include.names("mentor") {
        let key = |row: &Person| row.mentor_id;
        let related = resources::people::queries::find_all(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.mentor = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    if include.names("artifacts") {
        let key = |row: &Person| Some(row.id);
        let mut related =
            resources::artifacts::queries::by_maker(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.artifacts = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    if include.names("pupils") {
        let key = |row: &Person| Some(row.id);
        let mut related =
            resources::people::queries::by_mentor(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.pupils = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    if include.names("tickets") {
        let key = |row: &Person| Some(row.id);
        let mut related =
            resources::tickets::queries::by_holder(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.tickets = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    if include.names("passport") {
        let key = |row: &Person| Some(row.id);
        let related =
            resources::passports::queries::one_by_holder(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.passport = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    if include.names("audits") {
        let key = |row: &Person| Some(row.handle.clone());
        let mut related =
            resources::audits::queries::by_by(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.audits = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    if include.names("exhibitions") {
        let key = |row: &Person| Some(row.id);
        let mut related =
            resources::exhibitions::queries::by_curator(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.exhibitions =
                Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    if include.names("deputised_exhibitions") {
        let key = |row: &Person| Some(row.id);
        let mut related =
            resources::exhibitions::queries::by_deputy(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.deputised_exhibitions =
                Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    if include.names("guide") {
        let key = |row: &Person| Some(row.id);
        let related =
            resources::guides::queries::one_by_person(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.guide = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    if include.names("orders") {
        let key = |row: &Person| Some(row.id);
        let mut related =
            resources::orders::queries::by_user(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.orders = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    Ok(())
}

/// Rows by their keys.
pub async fn find_all(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Person>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new(
        "select id, given_name, family_name, email, homepage, handle, phone, country,
             currency, favourite_color, points, mentor_id, created_at, updated_at
         from people
         where id in (",
    );
    relation::push_keys(&mut sql, keys);
    sql.push(")");
    let rows: Vec<Person> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::index(rows, |row| Some(row.id)))
}

/// Rows by their keys.
pub async fn find_all_by_handle(
    db: &mut Connection,
    keys: impl Iterator<Item = String>,
) -> Result<HashMap<String, Person>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new(
        "select id, given_name, family_name, email, homepage, handle, phone, country,
             currency, favourite_color, points, mentor_id, created_at, updated_at
         from people
         where handle in (",
    );
    relation::push_keys(&mut sql, keys);
    sql.push(")");
    let rows: Vec<Person> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::index(rows, |row| Some(row.handle.clone())))
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_mentor(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Person>>> {
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
         select id, given_name, family_name, email, homepage, handle, phone, country,
             currency, favourite_color, points, mentor_id, created_at, updated_at
         from wanted
         cross join people
         where id in (
             select id
             from people
             where mentor_id = wanted.key
             order by id limit 10
         )
         order by id",
    );
    let rows: Vec<Person> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| row.mentor_id))
}
