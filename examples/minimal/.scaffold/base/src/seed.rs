//! Sample rows, each after those it points at.

use serde_json::json;

use crate::{
    db::{Connection, Db},
    resources,
};

/// Fills the database, unless it has rows already.
pub async fn run(db: &Db) -> anyhow::Result<()> {
    let mut db = db.write().await?;
    if has_rows(&mut db).await? {
        tracing::warn!("the database has rows already, so that none were added");
        return Ok(());
    }
    let notes = make_notes(&mut db).await?;
    db.commit().await?;
    tracing::info!("{} notes", notes.len());
    Ok(())
}

async fn has_rows(db: &mut Connection) -> sqlx::Result<bool> {
    sqlx::query_scalar("select exists (select 1 from notes)").fetch_one(db).await
}

async fn make_notes(db: &mut Connection) -> anyhow::Result<Vec<resources::notes::Note>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::notes::NoteInput = serde_json::from_value(json!({
            "title": &["A walk in the rain", "Letters from the harbour", "The long way home", "Notes on bread"][n % 4],
            "body": &["The ferry leaves at nine and comes back at five.", "Bread needs time more than it needs work.", "It rained all week, and nobody minded."][n % 3],
        }))?;
        rows.push(resources::notes::queries::insert(db, &input).await?);
    }
    Ok(rows)
}
