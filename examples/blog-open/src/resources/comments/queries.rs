//! The SQL of comments.

use std::collections::HashMap;

use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{Comment, CommentInput};
use crate::{
    db::Connection,
    error::{Error, Result},
    fault::Fault,
    page::{Include, ListQuery, Page},
    relation, resources,
    values::Instant,
};

pub async fn list(db: &mut Connection, query: &ListQuery<Comment>) -> Result<Page<Comment>> {
    let select = "select id, body, post_id, author_id, parent_id, created_at, updated_at
         from comments
         where true";
    let count = "select count(*) from comments where true";
    query.fetch(db, select, count).await
}

pub async fn find(db: &mut Connection, id: Uuid) -> Result<Option<Comment>> {
    let found = sqlx::query_as(
        "select id, body, post_id, author_id, parent_id, created_at, updated_at
         from comments
         where id = $1",
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &CommentInput) -> Result<Comment> {
    check_references(db, input).await?;
    let row = sqlx::query_as(
        "insert into comments (id, body, post_id, author_id, parent_id, created_at,
             updated_at)
         values ($1, $2, $3, $4, $5, $6, $6)
         returning id, body, post_id, author_id, parent_id, created_at, updated_at",
    )
    .bind(Uuid::now_v7())
    .bind(&input.body)
    .bind(input.post_id)
    .bind(input.author_id)
    .bind(input.parent_id)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(db: &mut Connection, id: Uuid, input: &CommentInput) -> Result<Comment> {
    check_references(db, input).await?;
    let row = sqlx::query_as(
        "update comments
         set body = $2, post_id = $3, author_id = $4, parent_id = $5, updated_at = $6
         where id = $1
         returning id, body, post_id, author_id, parent_id, created_at, updated_at",
    )
    .bind(id)
    .bind(&input.body)
    .bind(input.post_id)
    .bind(input.author_id)
    .bind(input.parent_id)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

/// 422 for relations of the body that lead nowhere.
async fn check_references(db: &mut Connection, input: &CommentInput) -> Result<()> {
    let dangling: Vec<String> = sqlx::query_scalar(
        "select '/post_id' where not exists (select 1 from posts where id = $1)
         union all select '/author_id' where not exists (select 1 from users where id = $2)
         union all select '/parent_id' where $3 is not null and not exists (select 1 from comments where id = $3)",
    )
    .bind(input.post_id)
    .bind(input.author_id)
    .bind(input.parent_id)
    .fetch_all(db)
    .await?;
    match dangling.is_empty() {
        true => Ok(()),
        false => Err(Error::Invalid(dangling.into_iter().map(Fault::unknown_reference).collect())),
    }
}

pub async fn delete(db: &mut Connection, id: Uuid) -> Result<()> {
    sqlx::query("delete from comments where id = $1")
        .bind(id)
        .execute(&mut *db)
        .await
        .map_err(Error::in_use)?;
    Ok(())
}

/// Fetches the related rows that a request names.
pub async fn include(db: &mut Connection, include: &Include, rows: &mut [Comment]) -> Result<()> {
    if include.names("post") {
        let key = |row: &Comment| Some(row.post_id);
        let related = resources::posts::queries::find_all(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.post = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    if include.names("author") {
        let key = |row: &Comment| Some(row.author_id);
        let related = resources::users::queries::find_all(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.author = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    if include.names("parent") {
        let key = |row: &Comment| row.parent_id;
        let related =
            resources::comments::queries::find_all(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.parent = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    if include.names("replies") {
        let key = |row: &Comment| Some(row.id);
        let mut related =
            resources::comments::queries::by_parent(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.replies = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    Ok(())
}

/// Rows by their keys.
pub async fn find_all(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Comment>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new(
        "select id, body, post_id, author_id, parent_id, created_at, updated_at
         from comments
         where id in (",
    );
    relation::push_keys(&mut sql, keys);
    sql.push(")");
    let rows: Vec<Comment> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::index(rows, |row| Some(row.id)))
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_post(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Comment>>> {
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
         select id, body, post_id, author_id, parent_id, created_at, updated_at
         from wanted
         cross join comments
         where id in (
             select id
             from comments
             where post_id = wanted.key
             order by id limit 20
         )
         order by id",
    );
    let rows: Vec<Comment> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| Some(row.post_id)))
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_author(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Comment>>> {
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
         select id, body, post_id, author_id, parent_id, created_at, updated_at
         from wanted
         cross join comments
         where id in (
             select id
             from comments
             where author_id = wanted.key
             order by id limit 20
         )
         order by id",
    );
    let rows: Vec<Comment> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| Some(row.author_id)))
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_parent(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Comment>>> {
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
         select id, body, post_id, author_id, parent_id, created_at, updated_at
         from wanted
         cross join comments
         where id in (
             select id
             from comments
             where parent_id = wanted.key
             order by id limit 20
         )
         order by id",
    );
    let rows: Vec<Comment> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| row.parent_id))
}
