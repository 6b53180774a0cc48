//! Sample rows, each after those it points at.

use serde_json::json;

use crate::{
    db::{Connection, Db},
    password, resources,
};

/// Fills the database, unless it has rows already.
pub async fn run(db: &Db) -> anyhow::Result<()> {
    let mut db = db.write().await?;
    if has_rows(&mut db).await? {
        tracing::warn!("the database has rows already, so that none were added");
        return Ok(());
    }
    let users = make_users(&mut db).await?;
    let tasks = make_tasks(&mut db, &users).await?;
    db.commit().await?;
    tracing::info!("{} users", users.len());
    tracing::info!("{} tasks", tasks.len());
    Ok(())
}

async fn has_rows(db: &mut Connection) -> sqlx::Result<bool> {
    sqlx::query_scalar(
        "select exists (select 1 from users)
         or exists (select 1 from tasks)",
    )
    .fetch_one(db)
    .await
}

async fn make_users(db: &mut Connection) -> anyhow::Result<Vec<resources::users::User>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::users::UserInput = serde_json::from_value(json!({
            "email": format!("ada{n}@example.com"),
            "password": "correct horse battery",
            "full_name": &["Ada Lovelace", "Grace Hopper", "Alan Turing", "Katherine Johnson", "Edsger Dijkstra"][n % 5],
            "is_active": n.is_multiple_of(2),
            "role": "user",
        }))?;
        let password_hash = password::hash(&input.password).await?;
        rows.push(resources::users::queries::insert(db, &input, &password_hash).await?);
    }
    Ok(rows)
}

async fn make_tasks(
    db: &mut Connection,
    users: &[resources::users::User],
) -> anyhow::Result<Vec<resources::tasks::Task>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::tasks::TaskInput = serde_json::from_value(json!({
            "title": &["A walk in the rain", "Letters from the harbour", "The long way home", "Notes on bread"][n % 4],
            "description": &["The ferry leaves at nine and comes back at five.", "Bread needs time more than it needs work.", "It rained all week, and nobody minded."][n % 3],
            "completed": n.is_multiple_of(2),
            "due_on": format!("2026-01-{:02}", n % 28 + 1),
        }))?;
        rows.push(resources::tasks::queries::insert(db, &input, users[n % users.len()].id).await?);
    }
    Ok(rows)
}
