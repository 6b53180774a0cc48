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
    let posts = make_posts(&mut db, &users).await?;
    let comments = make_comments(&mut db, &users, &posts).await?;
    let tags = make_tags(&mut db).await?;
    for (n, row) in posts.iter().enumerate() {
        let other = &tags[n % tags.len()];
        resources::posts::queries::link_tag(&mut db, row.id, other.id).await?;
    }
    db.commit().await?;
    tracing::info!("{} users", users.len());
    tracing::info!("{} posts", posts.len());
    tracing::info!("{} comments", comments.len());
    tracing::info!("{} tags", tags.len());
    Ok(())
}

async fn has_rows(db: &mut Connection) -> sqlx::Result<bool> {
    sqlx::query_scalar(
        "select exists (select 1 from users)
         or exists (select 1 from posts)
         or exists (select 1 from comments)
         or exists (select 1 from tags)",
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
            "name": &["Ada Lovelace", "Grace Hopper", "Alan Turing", "Katherine Johnson", "Edsger Dijkstra"][n % 5],
            "role": "author",
            "is_active": n.is_multiple_of(2),
        }))?;
        let password_hash = password::hash(&input.password).await?;
        rows.push(resources::users::queries::insert(db, &input, &password_hash).await?);
    }
    Ok(rows)
}

async fn make_posts(
    db: &mut Connection,
    users: &[resources::users::User],
) -> anyhow::Result<Vec<resources::posts::Post>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::posts::PostInput = serde_json::from_value(json!({
            "title": &["A walk in the rain", "Letters from the harbour", "The long way home", "Notes on bread"][n % 4],
            "slug": format!("a-walk-in-the-rain-{n}"),
            "body": &["The ferry leaves at nine and comes back at five.", "Bread needs time more than it needs work.", "It rained all week, and nobody minded."][n % 3],
            "status": &["draft", "published", "archived"][n % 3],
            "rating": format!("{}.5", n % 9 + 1),
            "published_at": format!("2026-01-{:02}T09:30:00.000000Z", n % 28 + 1),
        }))?;
        rows.push(resources::posts::queries::insert(db, &input, users[n % users.len()].id).await?);
    }
    Ok(rows)
}

async fn make_comments(
    db: &mut Connection,
    users: &[resources::users::User],
    posts: &[resources::posts::Post],
) -> anyhow::Result<Vec<resources::comments::Comment>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::comments::CommentInput = serde_json::from_value(json!({
            "body": &["The ferry leaves at nine and comes back at five.", "Bread needs time more than it needs work.", "It rained all week, and nobody minded."][n % 3],
            "post_id": posts[n / 2 % posts.len()].id,
            "parent_id": null,
        }))?;
        rows.push(
            resources::comments::queries::insert(db, &input, users[n % users.len()].id).await?,
        );
    }
    Ok(rows)
}

async fn make_tags(db: &mut Connection) -> anyhow::Result<Vec<resources::tags::Tag>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::tags::TagInput = serde_json::from_value(json!({
            "name": format!("travel-{n}"),
        }))?;
        rows.push(resources::tags::queries::insert(db, &input).await?);
    }
    Ok(rows)
}
