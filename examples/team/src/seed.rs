//! Sample rows, each after those it points at.

use serde_json::json;

use crate::{
    auth::Caller,
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
    let members = make_members(&mut db).await?;
    let folders = make_folders(&mut db, &members).await?;
    let papers = make_papers(&mut db, &folders).await?;
    db.commit().await?;
    tracing::info!("{} members", members.len());
    tracing::info!("{} folders", folders.len());
    tracing::info!("{} papers", papers.len());
    Ok(())
}

async fn has_rows(db: &mut Connection) -> sqlx::Result<bool> {
    sqlx::query_scalar(
        "select exists (select 1 from member)
         or exists (select 1 from folder)
         or exists (select 1 from paper)",
    )
    .fetch_one(db)
    .await
}

async fn make_members(db: &mut Connection) -> anyhow::Result<Vec<resources::members::Member>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::members::MemberInput = serde_json::from_value(json!({
            "email": format!("ada{n}@example.com"),
            "handle": format!("ada-lovelace-{n}"),
            "password": "correct horse battery",
            "role": "reader",
            "isActive": n.is_multiple_of(2),
        }))?;
        let password_hash = password::hash(&input.password).await?;
        rows.push(resources::members::queries::insert(db, &input, &password_hash).await?);
    }
    Ok(rows)
}

async fn make_folders(
    db: &mut Connection,
    members: &[resources::members::Member],
) -> anyhow::Result<Vec<resources::folders::Folder>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::folders::FolderInput = serde_json::from_value(json!({
            "name": &["A walk in the rain", "Letters from the harbour", "The long way home", "Notes on bread"][n % 4],
        }))?;
        rows.push(
            resources::folders::queries::insert(db, &input, members[n % members.len()].id).await?,
        );
    }
    Ok(rows)
}

async fn make_papers(
    db: &mut Connection,
    folders: &[resources::folders::Folder],
) -> anyhow::Result<Vec<resources::papers::Paper>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::papers::PaperInput = serde_json::from_value(json!({
            "title": &["A walk in the rain", "Letters from the harbour", "The long way home", "Notes on bread"][n % 4],
            "folderId": folders[n / 2 % folders.len()].id,
        }))?;
        rows.push(resources::papers::queries::insert(db, &input, &Caller::Service).await?);
    }
    Ok(rows)
}
