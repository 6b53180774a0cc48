//! The SQL of folders.

use std::collections::HashMap;

use sqlx::QueryBuilder;

use super::{Folder, FolderInput};
use crate::{
    auth::{Caller, Owned, Scope},
    db::Connection,
    error::Result,
    page::{Include, ListQuery, Page},
    relation, resources,
    values::Instant,
};

/// Around the key of the account that a row belongs to.
const OWNED: Owned = ["member_id = ", ""];

pub async fn list(
    db: &mut Connection,
    query: &ListQuery<Folder>,
    scope: &Scope,
) -> Result<Page<Folder>> {
    let select = "select id, name, member_id, created_at, updated_at
         from folder
         where deleted_at is null";
    let count = "select count(*) from folder where deleted_at is null";
    query.fetch(db, select, count, |sql| scope.push(sql, OWNED)).await
}

pub async fn find(db: &mut Connection, id: i64, scope: &Scope) -> Result<Option<Folder>> {
    let found = sqlx::query_as(
        "select id, name, member_id, created_at, updated_at
         from folder
         where id = $1 and deleted_at is null
           and ($2 or member_id = $3)",
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
    id: i64,
    scope: &Scope,
) -> Result<Option<Folder>> {
    let found = sqlx::query_as(
        "select id, name, member_id, created_at, updated_at
         from folder
         where id = $1 and deleted_at is null
           and ($2 or member_id = $3)
         for update",
    )
    .bind(id)
    .bind(scope.every())
    .bind(scope.owner())
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &FolderInput, owner: i64) -> Result<Folder> {
    let row = sqlx::query_as(
        "insert into folder (name, member_id, created_at, updated_at)
         values ($1, $2, $3, $3)
         returning id, name, member_id, created_at, updated_at",
    )
    .bind(&input.name)
    .bind(owner)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(db: &mut Connection, id: i64, input: &FolderInput) -> Result<Folder> {
    let row = sqlx::query_as(
        "update folder
         set name = $2, updated_at = $3
         where id = $1
         returning id, name, member_id, created_at, updated_at",
    )
    .bind(id)
    .bind(&input.name)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

/// Fetches the related rows that a request names.
pub async fn include(
    db: &mut Connection,
    include: &Include,
    rows: &mut [Folder],
    caller: &Caller,
) -> Result<()> {
    if include.names("member") {
        let key = |row: &Folder| Some(row.member_id);
        let related = resources::members::queries::find_all(
            db,
            rows.iter().filter_map(key),
            &resources::members::ACCESS.read.scope(caller),
        )
        .await?;
        for row in rows.iter_mut() {
            row.member = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    if include.names("papers") {
        let key = |row: &Folder| Some(row.id);
        let mut related =
            resources::papers::queries::by_folder(db, rows.iter().filter_map(key), &Scope::Every)
                .await?;
        for row in rows.iter_mut() {
            row.papers = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    Ok(())
}

/// Rows by their keys.
pub async fn find_all(
    db: &mut Connection,
    keys: impl Iterator<Item = i64>,
    scope: &Scope,
) -> Result<HashMap<i64, Folder>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new(
        "select id, name, member_id, created_at, updated_at
         from folder
         where deleted_at is null and id in (",
    );
    relation::push_keys(&mut sql, keys);
    sql.push(")");
    scope.push(&mut sql, OWNED);
    let rows: Vec<Folder> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::index(rows, |row| Some(row.id)))
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_member(
    db: &mut Connection,
    keys: impl Iterator<Item = i64>,
    scope: &Scope,
) -> Result<HashMap<i64, Vec<Folder>>> {
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
         select id, name, member_id, created_at, updated_at
         from wanted
         cross join lateral (
             select *
             from folder
             where deleted_at is null
                 and member_id = wanted.key",
    );
    scope.push(&mut sql, OWNED);
    sql.push(" order by id limit 20) as page order by id");
    let rows: Vec<Folder> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| Some(row.member_id)))
}
