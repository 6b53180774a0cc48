//! The SQL that forgets what is over, the oldest first, and little enough to go unnoticed.

use crate::{db::Connection, error::Result, values::Instant};

/// Sessions: with them go their tokens, and what is known of their clients.
pub async fn sessions(db: &mut Connection) -> Result<()> {
    let sql = "delete from auth_sessions
         where id in (
             select id from auth_sessions where expires_at <= $1
             order by expires_at limit 10 for update skip locked
         )";
    forget(db, sql).await
}

/// Tokens that nobody used in time.
pub async fn mail_tokens(db: &mut Connection) -> Result<()> {
    let sql = "delete from auth_mail_tokens
         where hash in (
             select hash from auth_mail_tokens where expires_at <= $1
             order by expires_at limit 10 for update skip locked
         )";
    forget(db, sql).await
}

/// Registrations that nobody confirmed in time.
pub async fn registrations(db: &mut Connection) -> Result<()> {
    let sql = "delete from auth_registrations
         where hash in (
             select hash from auth_registrations where expires_at <= $1
             order by expires_at limit 10 for update skip locked
         )";
    forget(db, sql).await
}

async fn forget(db: &mut Connection, sql: &'static str) -> Result<()> {
    sqlx::query(sql).bind(Instant::now()).execute(db).await?;
    Ok(())
}
