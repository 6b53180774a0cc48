//! The SQL of posts.

use std::collections::HashMap;

use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{Post, PostInput};
use crate::{
    db::Connection,
    error::{Error, Result},
    fault::Fault,
    page::{Include, ListQuery, Page},
    relation::{self, Linked},
    resources::{self, tags::Tag},
    values::Instant,
};

pub async fn list(db: &mut Connection, query: &ListQuery<Post>) -> Result<Page<Post>> {
    let select =
        "select id, title, slug, body, status, rating, published_at, author_id, created_at,
             updated_at
         from posts
         where true";
    let count = "select count(*) from posts where true";
    query.fetch(db, select, count).await
}

pub async fn find(db: &mut Connection, id: Uuid) -> Result<Option<Post>> {
    let found = sqlx::query_as(
        "select id, title, slug, body, status, rating, published_at, author_id, created_at,
             updated_at
         from posts
         where id = $1",
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &PostInput) -> Result<Post> {
    check_references(db, input).await?;
    let row: Post = sqlx::query_as(
        "insert into posts (id, title, slug, body, status, rating, published_at, author_id,
             created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
         returning id, title, slug, body, status, rating, published_at, author_id,
             created_at, updated_at",
    )
    .bind(Uuid::now_v7())
    .bind(&input.title)
    .bind(&input.slug)
    .bind(&input.body)
    .bind(input.status)
    .bind(input.rating)
    .bind(input.published_at)
    .bind(input.author_id)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    set_tags(db, row.id, input.tag_ids.as_deref().unwrap_or_default()).await?;
    Ok(row)
}

pub async fn update(db: &mut Connection, id: Uuid, input: &PostInput) -> Result<Post> {
    check_references(db, input).await?;
    let row = sqlx::query_as(
        "update posts
         set title = $2, slug = $3, body = $4, status = $5, rating = $6, published_at = $7,
             author_id = $8, updated_at = $9
         where id = $1
         returning id, title, slug, body, status, rating, published_at, author_id,
             created_at, updated_at",
    )
    .bind(id)
    .bind(&input.title)
    .bind(&input.slug)
    .bind(&input.body)
    .bind(input.status)
    .bind(input.rating)
    .bind(input.published_at)
    .bind(input.author_id)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    if let Some(keys) = &input.tag_ids {
        set_tags(db, id, keys).await?;
    }
    Ok(row)
}

/// 422 for relations of the body that lead nowhere.
async fn check_references(db: &mut Connection, input: &PostInput) -> Result<()> {
    let dangling: Vec<String> = sqlx::query_scalar(
        "select '/author_id' where not exists (select 1 from users where id = $1)",
    )
    .bind(input.author_id)
    .fetch_all(db)
    .await?;
    match dangling.is_empty() {
        true => Ok(()),
        false => Err(Error::Invalid(dangling.into_iter().map(Fault::unknown_reference).collect())),
    }
}

pub async fn delete(db: &mut Connection, id: Uuid) -> Result<()> {
    sqlx::query("delete from posts where id = $1")
        .bind(id)
        .execute(&mut *db)
        .await
        .map_err(Error::in_use)?;
    Ok(())
}

/// Fetches the related rows that a request names.
pub async fn include(db: &mut Connection, include: &Include, rows: &mut [Post]) -> Result<()> {
    if include.names("author") {
        let key = |row: &Post| Some(row.author_id);
        let related = resources::users::queries::find_all(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.author = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    if include.names("comments") {
        let key = |row: &Post| Some(row.id);
        let mut related =
            resources::comments::queries::by_post(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.comments = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    if include.names("tags") {
        let key = |row: &Post| Some((row.id,));
        let mut related = tags_of(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.tags = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    Ok(())
}

/// Rows by their keys.
pub async fn find_all(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Post>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new(
        "select id, title, slug, body, status, rating, published_at, author_id, created_at,
             updated_at
         from posts
         where id in (",
    );
    relation::push_keys(&mut sql, keys);
    sql.push(")");
    let rows: Vec<Post> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::index(rows, |row| Some(row.id)))
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_author(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Post>>> {
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
         select id, title, slug, body, status, rating, published_at, author_id, created_at,
             updated_at
         from wanted
         cross join posts
         where id in (
             select id
             from posts
             where author_id = wanted.key
             order by id limit 20
         )
         order by id",
    );
    let rows: Vec<Post> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| Some(row.author_id)))
}

/// Tags of each post, a page at the most.
async fn tags_of(
    db: &mut Connection,
    keys: impl Iterator<Item = (Uuid,)>,
) -> Result<HashMap<(Uuid,), Vec<Tag>>> {
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
         select key, id, name, created_at, updated_at
         from wanted
         cross join tags
         where id in (
             select link.tag_id
             from posts_tags as link
             where link.post_id = wanted.key
             order by link.tag_id limit 20
         )
         order by id",
    );
    let rows: Vec<Linked<(Uuid,), Tag>> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::linked(rows))
}

/// Makes these the tags of the row.
async fn set_tags(db: &mut Connection, id: Uuid, keys: &[Uuid]) -> Result<()> {
    sqlx::query("delete from posts_tags where post_id = $1").bind(id).execute(&mut *db).await?;
    for (index, key) in keys.iter().enumerate() {
        if resources::tags::queries::find(db, *key).await?.is_none() {
            return Err(Fault::unknown_reference(format!("/tag_ids/{index}")).into());
        }
        link_tag(db, id, *key).await?;
    }
    Ok(())
}

pub async fn link_tag(db: &mut Connection, id: Uuid, tag_id: Uuid) -> Result<()> {
    sqlx::query(
        "insert into posts_tags (post_id, tag_id)
         values ($1, $2) on conflict do nothing",
    )
    .bind(id)
    .bind(tag_id)
    .execute(db)
    .await?;
    Ok(())
}

pub async fn unlink_tag(db: &mut Connection, id: Uuid, tag_id: Uuid) -> Result<()> {
    sqlx::query("delete from posts_tags where post_id = $1 and tag_id = $2")
        .bind(id)
        .bind(tag_id)
        .execute(db)
        .await?;
    Ok(())
}
