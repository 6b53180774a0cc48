//! The SQL of members.

use std::collections::HashMap;

use sqlx::QueryBuilder;

use super::{Member, MemberInput, MemberUpdate};
use crate::{
    auth::{Owned, Scope},
    db::Connection,
    error::Result,
    page::{Include, ListQuery, Page},
    relation, resources,
    values::Instant,
};

/// Around the key of the account that a row belongs to.
const OWNED: Owned = ["id = ", ""];

pub async fn list(
    db: &mut Connection,
    query: &ListQuery<Member>,
    scope: &Scope,
) -> Result<Page<Member>> {
    let select =
        "select id, email, handle, role, is_active, email_verified_at, created_at, updated_at
         from member
         where deleted_at is null";
    let count = "select count(*) from member where deleted_at is null";
    query.fetch(db, select, count, |sql| scope.push(sql, OWNED)).await
}

pub async fn find(db: &mut Connection, id: i64, scope: &Scope) -> Result<Option<Member>> {
    let found = sqlx::query_as(
        "select id, email, handle, role, is_active, email_verified_at, created_at, updated_at
         from member
         where id = $1 and deleted_at is null
           and ($2 or id = $3)",
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
) -> Result<Option<Member>> {
    let found = sqlx::query_as(
        "select id, email, handle, role, is_active, email_verified_at, created_at, updated_at
         from member
         where id = $1 and deleted_at is null
           and ($2 or id = $3)
         for update",
    )
    .bind(id)
    .bind(scope.every())
    .bind(scope.owner())
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(
    db: &mut Connection,
    input: &MemberInput,
    password_hash: &str,
) -> Result<Member> {
    let row = sqlx::query_as(
        "insert into member (email, handle, password, role, is_active, created_at,
             updated_at)
         values ($1, $2, $3, $4, $5, $6, $6)
         returning id, email, handle, role, is_active, email_verified_at, created_at,
             updated_at",
    )
    .bind(&input.email)
    .bind(&input.handle)
    .bind(password_hash)
    .bind(input.role)
    .bind(input.is_active)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(db: &mut Connection, id: i64, input: &MemberUpdate) -> Result<Member> {
    let row = sqlx::query_as(
        "update member
         set email = $2, handle = $3, role = coalesce($4, role), is_active = coalesce($5, is_active),
             updated_at = $6, email_verified_at = case when email = $2 then email_verified_at end
         where id = $1
         returning id, email, handle, role, is_active, email_verified_at, created_at,
             updated_at",
    )
    .bind(id)
    .bind(&input.email)
    .bind(&input.handle)
    .bind(input.role)
    .bind(input.is_active)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

/// Fetches the related rows that a request names.
pub async fn include(db: &mut Connection, include: &Include, rows: &mut [Member]) -> Result<()> {
    if include.names("folders") {
        let key = |row: &Member| Some(row.id);
        let mut related =
            resources::folders::queries::by_member(db, rows.iter().filter_map(key), &Scope::Every)
                .await?;
        for row in rows.iter_mut() {
            row.folders = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    Ok(())
}

/// Rows by their keys.
pub async fn find_all(
    db: &mut Connection,
    keys: impl Iterator<Item = i64>,
    scope: &Scope,
) -> Result<HashMap<i64, Member>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new(
        "select id, email, handle, role, is_active, email_verified_at, created_at, updated_at
         from member
         where deleted_at is null and id in (",
    );
    relation::push_keys(&mut sql, keys);
    sql.push(")");
    scope.push(&mut sql, OWNED);
    let rows: Vec<Member> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::index(rows, |row| Some(row.id)))
}
