//! The SQL of registrations that nobody has confirmed yet.

use crate::{db::Connection, error::Result, values::Instant};

pub async fn insert(
    db: &mut Connection,
    hash: &[u8],
    email: &str,
    account: &str,
    expires_at: Instant,
) -> Result<()> {
    sqlx::query(
        "insert into auth_registrations (hash, email, account, created_at, expires_at)
         values ($1, $2, $3, $4, $5)",
    )
    .bind(hash)
    .bind(email)
    .bind(account)
    .bind(Instant::now())
    .bind(expires_at)
    .execute(db)
    .await?;
    Ok(())
}

/// The account that a token is for, unless it is too late.
pub async fn find(db: &mut Connection, hash: &[u8]) -> Result<Option<String>> {
    let account = sqlx::query_scalar("select account from auth_registrations where hash = $1 and expires_at > $2")
        .bind(hash)
        .bind(Instant::now())
        .fetch_optional(db)
        .await?;
    Ok(account)
}

/// Forgets those of an address that gets its account, and gives the hashes of their tokens.
pub async fn delete_all(db: &mut Connection, email: &str) -> Result<Vec<Vec<u8>>> {
    let gone = sqlx::query_scalar("delete from auth_registrations where email = $1 returning hash")
        .bind(email)
        .fetch_all(db)
        .await?;
    Ok(gone)
}
