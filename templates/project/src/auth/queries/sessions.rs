//! The SQL of sessions and their refresh tokens.
//!
//! Whoever changes a session locks its row before those of its tokens, so that nobody waits for each other.

use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    auth::{AccountId, client::Client, sessions::OwnSession},
    db::Connection,
    error::Result,
    values::Instant,
};

/// A session as going on with it needs it.
#[derive(Debug, FromRow)]
pub struct Open {
    pub id: Uuid,
    pub account_id: AccountId,
    pub expires_at: Instant,
}

/// When a token was used, and whether it was the last of its session to be.
#[derive(Debug, FromRow)]
pub struct Use {
    pub used_at: Instant,
    pub is_last: bool,
}

pub async fn insert(
    db: &mut Connection,
    id: Uuid,
    account: &AccountId,
    expires_at: Instant,
    client: &Client,
) -> Result<()> {
    sqlx::query(
        "insert into auth_sessions (id, account_id, created_at, last_used_at, expires_at, user_agent, address)
         values ($1, $2, $3, $3, $4, $5, $6)",
    )
    .bind(id)
    .bind(account)
    .bind(Instant::now())
    .bind(expires_at)
    .bind(&client.user_agent)
    .bind(client.address.to_string())
    .execute(db)
    .await?;
    Ok(())
}

pub async fn list(db: &mut Connection, account: &AccountId, current: Uuid) -> Result<Vec<OwnSession>> {
    let sessions = sqlx::query_as(
        "select id, created_at, last_used_at, expires_at, user_agent, address, id = $2 as current
         from auth_sessions
         where account_id = $1 and expires_at > $3
         order by last_used_at desc, id desc
         limit 100",
    )
    .bind(account)
    .bind(current)
    .bind(Instant::now())
    .fetch_all(db)
    .await?;
    Ok(sessions)
}

/// Forgets tokens of a session that were not used in time.
pub async fn delete_expired_tokens(db: &mut Connection, session: Uuid) -> Result<()> {
    sqlx::query("delete from auth_refresh_tokens where session_id = $1 and expires_at <= $2")
        .bind(session)
        .bind(Instant::now())
        .execute(db)
        .await?;
    Ok(())
}

/// Marks the session of a token as used, whatever has become of the token.
pub async fn touch_by_token(db: &mut Connection, hash: &[u8]) -> Result<Option<Open>> {
    let session = sqlx::query_as(
        "update auth_sessions
         set last_used_at = $2
         where id = (select session_id from auth_refresh_tokens where hash = $1) and expires_at > $2
         returning id, account_id, expires_at",
    )
    .bind(hash)
    .bind(Instant::now())
    .fetch_optional(db)
    .await?;
    Ok(session)
}

pub async fn insert_token(db: &mut Connection, hash: &[u8], session: Uuid, expires_at: Instant) -> Result<()> {
    sqlx::query(
        "insert into auth_refresh_tokens (hash, session_id, created_at, expires_at)
         values ($1, $2, $3, $4)",
    )
    .bind(hash)
    .bind(session)
    .bind(Instant::now())
    .bind(expires_at)
    .execute(db)
    .await?;
    Ok(())
}

/// Uses a token up; false where it was not good, or another was faster.
pub async fn claim(db: &mut Connection, hash: &[u8]) -> Result<bool> {
    let claimed = sqlx::query(
        "update auth_refresh_tokens
         set used_at = $2
         where hash = $1 and used_at is null and expires_at > $2
         returning session_id",
    )
    .bind(hash)
    .bind(Instant::now())
    .fetch_optional(db)
    .await?;
    Ok(claimed.is_some())
}

pub async fn find_use(db: &mut Connection, hash: &[u8]) -> Result<Option<Use>> {
    let found = sqlx::query_as(
        "select used_at, not exists (
             select 1 from auth_refresh_tokens as later
             where later.session_id = token.session_id and later.used_at > token.used_at
         ) as is_last
         from auth_refresh_tokens as token
         where hash = $1 and used_at is not null",
    )
    .bind(hash)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn delete(db: &mut Connection, id: Uuid) -> Result<()> {
    sqlx::query("delete from auth_sessions where id = $1").bind(id).execute(db).await?;
    Ok(())
}

/// The account whose session it was.
pub async fn delete_by_token(db: &mut Connection, hash: &[u8]) -> Result<Option<AccountId>> {
    let account = sqlx::query_scalar(
        "delete from auth_sessions
         where id = (select session_id from auth_refresh_tokens where hash = $1)
         returning account_id",
    )
    .bind(hash)
    .fetch_optional(db)
    .await?;
    Ok(account)
}

pub async fn delete_own(db: &mut Connection, account: &AccountId, id: Uuid) -> Result<bool> {
    let gone = sqlx::query("delete from auth_sessions where id = $1 and account_id = $2")
        .bind(id)
        .bind(account)
        .execute(db)
        .await?;
    Ok(gone.rows_affected() > 0)
}

pub async fn delete_all(db: &mut Connection, account: &AccountId) -> Result<()> {
    sqlx::query("delete from auth_sessions where account_id = $1").bind(account).execute(db).await?;
    Ok(())
}

pub async fn delete_others(db: &mut Connection, account: &AccountId, kept: Uuid) -> Result<()> {
    sqlx::query("delete from auth_sessions where account_id = $1 and id <> $2")
        .bind(account)
        .bind(kept)
        .execute(db)
        .await?;
    Ok(())
}
