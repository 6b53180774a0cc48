//! The SQL of tokens that are mailed to accounts.

use crate::{
    auth::{AccountId, mail_tokens::Purpose},
    db::Connection,
    error::Result,
    values::Instant,
};

/// `email` is the address that the account will have.
pub async fn insert(
    db: &mut Connection,
    hash: &[u8],
    account: &AccountId,
    purpose: Purpose,
    email: Option<&str>,
) -> Result<()> {
    sqlx::query(
        "insert into auth_mail_tokens (hash, account_id, purpose, created_at, expires_at, email)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(hash)
    .bind(account)
    .bind(purpose.as_str())
    .bind(Instant::now())
    .bind(purpose.expiry())
    .bind(email)
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

/// What was mailed for this is good no more.
pub async fn delete(db: &mut Connection, account: &AccountId, purpose: Purpose) -> Result<()> {
    sqlx::query("delete from auth_mail_tokens where account_id = $1 and purpose = $2")
        .bind(account)
        .bind(purpose.as_str())
        .execute(db)
        .await?;
    Ok(())
}

/// Whatever was mailed is good no more.
pub async fn delete_all(db: &mut Connection, account: &AccountId) -> Result<()> {
    sqlx::query("delete from auth_mail_tokens where account_id = $1")
        .bind(account)
        .execute(db)
        .await?;
    Ok(())
}

/// The address that an account will have, by the token that was mailed there.
pub async fn find_email(db: &mut Connection, hash: &[u8]) -> Result<Option<String>> {
    let email: Option<Option<String>> =
        sqlx::query_scalar("select email from auth_mail_tokens where hash = $1")
            .bind(hash)
            .fetch_optional(db)
            .await?;
    Ok(email.flatten())
}
