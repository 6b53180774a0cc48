//! The SQL of papers.

use std::collections::HashMap;

use sqlx::QueryBuilder;

use super::{Paper, PaperInput};
use crate::{
    auth::{Caller, Owned, Scope},
    db::Connection,
    error::{Error, Result},
    fault::Fault,
    page::{Include, ListQuery, Page},
    relation, resources,
    values::Instant,
};

/// Around the key of the account that a row belongs to.
const OWNED: Owned = [
    "exists (select 1 from folder as parent_1 where parent_1.id = paper.folder_id and parent_1.member_id = ",
    ")",
];

pub async fn list(
    db: &mut Connection,
    query: &ListQuery<Paper>,
    scope: &Scope,
) -> Result<Page<Paper>> {
    let select = "select id, title, folder_id, created_at, updated_at
         from paper
         where deleted_at is null";
    let count = "select count(*) from paper where deleted_at is null";
    query.fetch(db, select, count, |sql| scope.push(sql, OWNED)).await
}

pub async fn find(db: &mut Connection, id: i64, scope: &Scope) -> Result<Option<Paper>> {
    let found = sqlx::query_as(
        "select id, title, folder_id, created_at, updated_at
         from paper
         where id = $1 and deleted_at is null
           and ($2 or exists (select 1 from folder as parent_1 where parent_1.id = paper.folder_id and parent_1.member_id = $3))",
    )
    .bind(id)
    .bind(scope.every())
    .bind(scope.owner())
    .fetch_optional(db)
    .await?;
    Ok(found)
}

/// The row, locked until the transaction ends.
pub async fn find_for_update(db: &mut Connection, id: i64, scope: &Scope) -> Result<Option<Paper>> {
    let found = sqlx::query_as(
        "select id, title, folder_id, created_at, updated_at
         from paper
         where id = $1 and deleted_at is null
           and ($2 or exists (select 1 from folder as parent_1 where parent_1.id = paper.folder_id and parent_1.member_id = $3))
         for update",
    )
    .bind(id)
    .bind(scope.every())
    .bind(scope.owner())
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &PaperInput, caller: &Caller) -> Result<Paper> {
    check_references(db, input, caller).await?;
    let row = sqlx::query_as(
        "insert into paper (title, folder_id, created_at, updated_at)
         values ($1, $2, $3, $3)
         returning id, title, folder_id, created_at, updated_at",
    )
    .bind(&input.title)
    .bind(input.folder_id)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(
    db: &mut Connection,
    id: i64,
    input: &PaperInput,
    caller: &Caller,
) -> Result<Paper> {
    check_changed_references(db, id, input, caller).await?;
    let row = sqlx::query_as(
        "update paper
         set title = $2, folder_id = $3, updated_at = $4
         where id = $1
         returning id, title, folder_id, created_at, updated_at",
    )
    .bind(id)
    .bind(&input.title)
    .bind(input.folder_id)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

/// 422 for relations of the body that lead nowhere, or to what the caller may not use.
async fn check_references(db: &mut Connection, input: &PaperInput, caller: &Caller) -> Result<()> {
    let folder_scope =
        resources::folders::ACCESS.read.scope(caller).and(super::ACCESS.create.scope(caller));
    let dangling: Vec<String> = sqlx::query_scalar(
        "select '/folderId' where not exists (select 1 from folder where id = $1 and deleted_at is null and ($2 or member_id = $3) for key share)",
    )
    .bind(input.folder_id)
    .bind(folder_scope.every())
    .bind(folder_scope.owner())
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
    id: i64,
    input: &PaperInput,
    caller: &Caller,
) -> Result<()> {
    let folder_scope = resources::folders::ACCESS.read.scope(caller);
    let dangling: Vec<String> = sqlx::query_scalar(
        "select '/folderId' where not exists (select 1 from folder where id = $1 and deleted_at is null and ($2 or member_id = $3) for key share)
  and not exists (select 1 from paper where id = $4 and folder_id = $5)",
    )
    .bind(input.folder_id)
    .bind(folder_scope.every())
    .bind(folder_scope.owner())
    .bind(id)
    .bind(input.folder_id)
    .fetch_all(db)
    .await?;
    match dangling.is_empty() {
        true => Ok(()),
        false => Err(Error::Invalid(dangling.into_iter().map(Fault::unknown_reference).collect())),
    }
}

/// Fetches the related rows that a request names.
pub async fn include(
    db: &mut Connection,
    include: &Include,
    rows: &mut [Paper],
    caller: &Caller,
) -> Result<()> {
    if include.names("folder") {
        let key = |row: &Paper| Some(row.folder_id);
        let related = resources::folders::queries::find_all(
            db,
            rows.iter().filter_map(key),
            &resources::folders::ACCESS.read.scope(caller),
        )
        .await?;
        for row in rows.iter_mut() {
            row.folder = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    Ok(())
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_folder(
    db: &mut Connection,
    keys: impl Iterator<Item = i64>,
    scope: &Scope,
) -> Result<HashMap<i64, Vec<Paper>>> {
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
         select id, title, folder_id, created_at, updated_at
         from wanted
         cross join lateral (
             select *
             from paper
             where deleted_at is null
                 and folder_id = wanted.key",
    );
    scope.push(&mut sql, OWNED);
    sql.push(" order by id limit 20) as page order by id");
    let rows: Vec<Paper> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| Some(row.folder_id)))
}
