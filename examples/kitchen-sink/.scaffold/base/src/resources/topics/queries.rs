//! The SQL of topics.

use std::collections::HashMap;

use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{Topic, TopicInput};
use crate::{
    db::Connection,
    error::{Error, Result},
    fault::Fault,
    page::{Include, ListQuery, Page},
    relation::{self, Linked},
    resources,
    values::Instant,
};

pub async fn list(db: &mut Connection, query: &ListQuery<Topic>) -> Result<Page<Topic>> {
    let select = "select id, name, parent_id, created_at, updated_at
         from topics
         where true";
    let count = "select count(*) from topics where true";
    query.fetch(db, select, count).await
}

pub async fn find(db: &mut Connection, id: Uuid) -> Result<Option<Topic>> {
    let found = sqlx::query_as(
        "select id, name, parent_id, created_at, updated_at
         from topics
         where id = $1",
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &TopicInput) -> Result<Topic> {
    check_references(db, input).await?;
    let row: Topic = sqlx::query_as(
        "insert into topics (id, name, parent_id, created_at, updated_at)
         values ($1, $2, $3, $4, $4)
         returning id, name, parent_id, created_at, updated_at",
    )
    .bind(Uuid::now_v7())
    .bind(&input.name)
    .bind(input.parent_id)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    set_related(db, row.id, input.related_ids.as_deref().unwrap_or_default()).await?;
    Ok(row)
}

pub async fn update(db: &mut Connection, id: Uuid, input: &TopicInput) -> Result<Topic> {
    check_references(db, input).await?;
    let row = sqlx::query_as(
        "update topics
         set name = $2, parent_id = $3, updated_at = $4
         where id = $1
         returning id, name, parent_id, created_at, updated_at",
    )
    .bind(id)
    .bind(&input.name)
    .bind(input.parent_id)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    if let Some(keys) = &input.related_ids {
        set_related(db, id, keys).await?;
    }
    Ok(row)
}

/// 422 for relations of the body that lead nowhere.
async fn check_references(db: &mut Connection, input: &TopicInput) -> Result<()> {
    let dangling: Vec<String> = sqlx::query_scalar(
        "select '/parent_id' where $1 is not null and not exists (select 1 from topics where id = $1)",
    )
    .bind(input.parent_id)
    .fetch_all(db)
    .await?;
    match dangling.is_empty() {
        true => Ok(()),
        false => Err(Error::Invalid(dangling.into_iter().map(Fault::unknown_reference).collect())),
    }
}

pub async fn delete(db: &mut Connection, id: Uuid) -> Result<()> {
    sqlx::query("delete from topics where id = $1")
        .bind(id)
        .execute(&mut *db)
        .await
        .map_err(Error::in_use)?;
    Ok(())
}

/// Fetches the related rows that a request names.
pub async fn include(db: &mut Connection, include: &Include, rows: &mut [Topic]) -> Result<()> {
    if include.names("parent") {
        let key = |row: &Topic| row.parent_id;
        let related = resources::topics::queries::find_all(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.parent = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    if include.names("children") {
        let key = |row: &Topic| Some(row.id);
        let mut related =
            resources::topics::queries::by_parent(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.children = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    if include.names("related") {
        let key = |row: &Topic| Some((row.id,));
        let mut related = related_of(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.related = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    Ok(())
}

/// Rows by their keys.
pub async fn find_all(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Topic>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new(
        "select id, name, parent_id, created_at, updated_at
         from topics
         where id in (",
    );
    relation::push_keys(&mut sql, keys);
    sql.push(")");
    let rows: Vec<Topic> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::index(rows, |row| Some(row.id)))
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_parent(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Topic>>> {
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
         select id, name, parent_id, created_at, updated_at
         from wanted
         cross join topics
         where id in (
             select id
             from topics
             where parent_id = wanted.key
             order by id limit 10
         )
         order by id",
    );
    let rows: Vec<Topic> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| row.parent_id))
}

/// Related of each topic, a page at the most.
async fn related_of(
    db: &mut Connection,
    keys: impl Iterator<Item = (Uuid,)>,
) -> Result<HashMap<(Uuid,), Vec<Topic>>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new("with wanted (key) as (");
    sql.push_values(keys, |mut wanted, (key,)| {
        wanted.push_bind(key);
    });
    sql.push(
        ")
         select key, id, name, parent_id, created_at, updated_at
         from wanted
         cross join topics
         where id in (
             select link.related_id
             from topics_related as link
             where link.topic_id = wanted.key
             order by link.related_id limit 10
         )
         order by id",
    );
    let rows: Vec<Linked<(Uuid,), Topic>> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::linked(rows))
}

/// Makes these the related of the row.
async fn set_related(db: &mut Connection, id: Uuid, keys: &[Uuid]) -> Result<()> {
    sqlx::query("delete from topics_related where topic_id = $1")
        .bind(id)
        .execute(&mut *db)
        .await?;
    for (index, key) in keys.iter().enumerate() {
        if resources::topics::queries::find(db, *key).await?.is_none() {
            return Err(Fault::unknown_reference(format!("/related_ids/{index}")).into());
        }
        link_related(db, id, *key).await?;
    }
    Ok(())
}

pub async fn link_related(db: &mut Connection, id: Uuid, related_id: Uuid) -> Result<()> {
    sqlx::query(
        "insert into topics_related (topic_id, related_id)
         values ($1, $2) on conflict do nothing",
    )
    .bind(id)
    .bind(related_id)
    .execute(db)
    .await?;
    Ok(())
}

pub async fn unlink_related(db: &mut Connection, id: Uuid, related_id: Uuid) -> Result<()> {
    sqlx::query("delete from topics_related where topic_id = $1 and related_id = $2")
        .bind(id)
        .bind(related_id)
        .execute(db)
        .await?;
    Ok(())
}
