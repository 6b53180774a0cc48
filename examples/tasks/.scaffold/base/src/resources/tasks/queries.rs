//! The SQL of tasks.

use std::collections::HashMap;

use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{Task, TaskInput};
use crate::{
    auth::{Caller, Owned, Scope},
    db::Connection,
    error::{Error, Result},
    page::{Include, ListQuery, Page},
    relation, resources,
    values::Instant,
};

/// Around the key of the account that a row belongs to.
const OWNED: Owned = ["owner_id = ", ""];
/// The same for rows that SQLite is to find by the index of another column.
const OWNED_AMONG: Owned = ["+owner_id = ", ""];

pub async fn list(
    db: &mut Connection,
    query: &ListQuery<Task>,
    scope: &Scope,
) -> Result<Page<Task>> {
    let select =
        "select id, title, description, completed, due_on, owner_id, created_at, updated_at
         from tasks
         where true";
    let count = "select count(*) from tasks where true";
    query.fetch(db, select, count, |sql| scope.push(sql, OWNED)).await
}

pub async fn find(db: &mut Connection, id: Uuid, scope: &Scope) -> Result<Option<Task>> {
    let found = sqlx::query_as(
        "select id, title, description, completed, due_on, owner_id, created_at, updated_at
         from tasks
         where id = $1
           and ($2 or owner_id = $3)",
    )
    .bind(id)
    .bind(scope.every())
    .bind(scope.owner())
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &TaskInput, owner: Uuid) -> Result<Task> {
    let row = sqlx::query_as(
        "insert into tasks (id, title, description, completed, due_on, owner_id, created_at,
             updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7)
         returning id, title, description, completed, due_on, owner_id, created_at,
             updated_at",
    )
    .bind(Uuid::now_v7())
    .bind(&input.title)
    .bind(&input.description)
    .bind(input.completed)
    .bind(input.due_on)
    .bind(owner)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn update(db: &mut Connection, id: Uuid, input: &TaskInput) -> Result<Task> {
    let row = sqlx::query_as(
        "update tasks
         set title = $2, description = $3, completed = $4, due_on = $5, updated_at = $6
         where id = $1
         returning id, title, description, completed, due_on, owner_id, created_at,
             updated_at",
    )
    .bind(id)
    .bind(&input.title)
    .bind(&input.description)
    .bind(input.completed)
    .bind(input.due_on)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    Ok(row)
}

pub async fn delete(db: &mut Connection, id: Uuid) -> Result<()> {
    sqlx::query("delete from tasks where id = $1")
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
    rows: &mut [Task],
    caller: &Caller,
) -> Result<()> {
    if include.names("owner") {
        let key = |row: &Task| Some(row.owner_id);
        let related = resources::users::queries::find_all(
            db,
            rows.iter().filter_map(key),
            &resources::users::ACCESS.read.scope(caller),
        )
        .await?;
        for row in rows.iter_mut() {
            row.owner = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    Ok(())
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_owner(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
    scope: &Scope,
) -> Result<HashMap<Uuid, Vec<Task>>> {
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
         select id, title, description, completed, due_on, owner_id, created_at, updated_at
         from wanted
         cross join tasks
         where id in (
             select id
             from tasks
             where owner_id = wanted.key",
    );
    scope.push(&mut sql, OWNED_AMONG);
    sql.push(" order by id limit 20) order by id");
    let rows: Vec<Task> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| Some(row.owner_id)))
}
