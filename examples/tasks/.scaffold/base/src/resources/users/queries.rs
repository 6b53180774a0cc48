//! The SQL of users.

use std::collections::HashMap;

use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{User, UserInput, UserUpdate};
use crate::{
    auth::{Caller, Owned, Scope},
    db::Connection,
    error::{Error, Result},
    page::{Include, ListQuery, Page},
    relation, resources,
    values::Instant,
};

/// Around the key of the account that a row belongs to.
const OWNED: Owned = ["id = ", ""];

pub async fn list(
    db: &mut Connection,
    query: &ListQuery<User>,
    scope: &Scope,
) -> Result<Page<User>> {
    let select = "select id, email, full_name, is_active, role, created_at, updated_at
         from users
         where true";
    let count = "select count(*) from users where true";
    query.fetch(db, select, count, |sql| scope.push(sql, OWNED)).await
}

pub async fn find(db: &mut Connection, id: Uuid, scope: &Scope) -> Result<Option<User>> {
    let found = sqlx::query_as(
        "select id, email, full_name, is_active, role, created_at, updated_at
         from users
         where id = $1
           and ($2 or id = $3)",
    )
    .bind(id)
    .bind(scope.every())
    .bind(scope.owner())
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &UserInput, password_hash: &str) -> Result<User> {
    let row = sqlx::query_as(
        "insert into users (id, email, password, full_name, is_active, role, created_at,
             updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7)
         returning id, email, full_name, is_active, role, created_at, updated_at",
    )
    .bind(Uuid::now_v7())
    .bind(&input.email)
    .bind(password_hash)
    .bind(&input.full_name)
    .bind(input.is_active)
    .bind(input.role)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(db: &mut Connection, id: Uuid, input: &UserUpdate) -> Result<User> {
    let row = sqlx::query_as(
        "update users
         set email = $2, full_name = $3, is_active = coalesce($4, is_active), role = coalesce($5, role),
             updated_at = $6
         where id = $1
         returning id, email, full_name, is_active, role, created_at, updated_at",
    )
    .bind(id)
    .bind(&input.email)
    .bind(&input.full_name)
    .bind(input.is_active)
    .bind(input.role)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn delete(db: &mut Connection, id: Uuid) -> Result<()> {
    sqlx::query("delete from users where id = $1")
        .bind(id)
        .execute(&mut *db)
        .await
        .map_err(Error::in_use)?;
    Ok(())
}

/// Fetches the related rows that a request names.
pub async fn include(
    db: &mut Connection,
    include: &Include,
    rows: &mut [User],
    caller: &Caller,
) -> Result<()> {
    if include.names("tasks") {
        let key = |row: &User| Some(row.id);
        let mut related = resources::tasks::queries::by_owner(
            db,
            rows.iter().filter_map(key),
            &resources::tasks::ACCESS.list.scope(caller),
        )
        .await?;
        for row in rows.iter_mut() {
            row.tasks = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    Ok(())
}

/// Rows by their keys.
pub async fn find_all(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
    scope: &Scope,
) -> Result<HashMap<Uuid, User>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new(
        "select id, email, full_name, is_active, role, created_at, updated_at
         from users
         where id in (",
    );
    relation::push_keys(&mut sql, keys);
    sql.push(")");
    scope.push(&mut sql, OWNED);
    let rows: Vec<User> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::index(rows, |row| Some(row.id)))
}
