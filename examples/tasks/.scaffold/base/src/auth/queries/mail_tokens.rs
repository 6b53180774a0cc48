//! The SQL of tokens that are mailed to accounts.

use crate::{
    auth::{AccountId, mail_tokens::Purpose},
    db::Connection,
    error::Result,
    values::Instant,
};

pub async fn insert(
    db: &mut Connection,
    hash: &[u8],
    account: &AccountId,
    purpose: Purpose,
) -> Result<()> {
    sqlx::query(
        "insert into auth_mail_tokens (hash, account_id, purpose, created_at, expires_at)
         values ($1, $2, $3, $4, $5)",
    )
    .bind(hash)
    .bind(account)
    .bind(purpose.as_str())
    .bind(Instant::now())
    .bind(purpose.expiry())
    .execute(db)
    .await?;
    Ok(())
}

/// Uses a token up; false where it was not good, or another was faster.
pub async fn claim(db: &mut Connection, hash: &[u8], purpose: Purpose) -> Result<bool> {
    let gone = sqlx::query(
        "delete from auth_mail_tokens where hash = $1 and purpose = $2 and expires_at > $3",
    )
    .bind(hash)
    .bind(purpose.as_str())
    .bind(Instant::now())
    .execute(db)
    .await?;
    Ok(gone.rows_affected() > 0)
}

/// Whatever was mailed is good no more.
pub async fn delete_all(db: &mut Connection, account: &AccountId) -> Result<()> {
    sqlx::query("delete from auth_mail_tokens where account_id = $1")
        .bind(account)
        .execute(db)
        .await?;
    Ok(())
}
