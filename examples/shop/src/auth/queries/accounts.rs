//! The SQL of accounts as those who log in.

use sqlx::FromRow;

use crate::{
    auth::{Account, AccountId, mail_tokens::Purpose},
    db::Connection,
    error::Result,
    values::Instant,
};

/// What an account proves itself with.
#[derive(Clone, FromRow)]
pub struct Credentials {
    pub id: AccountId,
    /// What it logs in with.
    pub name: String,
    pub email: String,
    /// The hash.
    pub password: String,
    pub is_active: bool,
    pub may_log_in: bool,
}

/// The one look at the database that each request of an account takes.
pub async fn find_active(db: &mut Connection, id: &AccountId) -> Result<Option<Account>> {
    let found = sqlx::query_as(
        "select id as id, role as role
         from users
         where id = $1 and is_active",
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn find(db: &mut Connection, id: &AccountId) -> Result<Option<Credentials>> {
    let found = sqlx::query_as(
        "select id as id, email as name, email as email,
             password as password, is_active as is_active,
             is_active as may_log_in
         from users
         where id = $1",
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn find_by_login(db: &mut Connection, name: &str) -> Result<Option<Credentials>> {
    let found = sqlx::query_as(
        "select id as id, email as name, email as email,
             password as password, is_active as is_active,
             is_active as may_log_in
         from users
         where email = $1",
    )
    .bind(name)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn find_by_email(db: &mut Connection, email: &str) -> Result<Option<Credentials>> {
    let found = sqlx::query_as(
        "select id as id, email as name, email as email,
             password as password, is_active as is_active,
             is_active as may_log_in
         from users
         where email = $1 for share",
    )
    .bind(email)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

/// The account that a token was mailed to, while the token is good.
pub async fn find_by_token(
    db: &mut Connection,
    hash: &[u8],
    purpose: Purpose,
) -> Result<Option<Credentials>> {
    let found = sqlx::query_as(
        "select id as id, email as name, email as email,
             password as password, is_active as is_active,
             is_active as may_log_in
         from users
         where is_active and id = (
             select account_id from auth_mail_tokens
             where hash = $1 and purpose = $2 and expires_at > $3
         ) for no key update",
    )
    .bind(hash)
    .bind(purpose.as_str())
    .bind(Instant::now())
    .fetch_optional(db)
    .await?;
    Ok(found)
}

/// Whether the account may still log in with the password behind this hash. It stays so until the transaction ends.
pub async fn confirm(db: &mut Connection, id: &AccountId, password: &str) -> Result<bool> {
    let found = sqlx::query(
        "select 1 from users
         where id = $1 and password = $2 and is_active for share",
    )
    .bind(id)
    .bind(password)
    .fetch_optional(db)
    .await?;
    Ok(found.is_some())
}

pub async fn set_password(db: &mut Connection, id: &AccountId, password: &str) -> Result<()> {
    sqlx::query("update users set password = $2, updated_at = $3 where id = $1")
        .bind(id)
        .bind(password)
        .bind(Instant::now())
        .execute(db)
        .await?;
    Ok(())
}
