//! Tokens that are mailed to accounts, each good once and for a short time.

use super::{
    AccountId, moment,
    opaque::Opaque,
    queries,
    settings::{RESET_TOKEN, VERIFY_TOKEN},
};
use crate::{
    db::Connection,
    error::{Error, Result},
    values::Instant,
};

/// What a token lets its holder do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Reset,
    Verify,
}

impl Purpose {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reset => "reset",
            Self::Verify => "verify",
        }
    }

    pub fn expiry(self) -> Instant {
        moment::after(match self {
            Self::Reset => RESET_TOKEN,
            Self::Verify => VERIFY_TOKEN,
        })
    }
}

/// A token to set a password with. Those before it stay good for their time, or whoever asks in an owner's place would
/// make them worthless.
pub async fn issue_reset(db: &mut Connection, account: &AccountId) -> Result<Opaque> {
    issue(db, account, Purpose::Reset, None).await
}

/// A token to confirm an address with: the account's, or one that it wants to have. Those before it are good no more.
pub async fn issue_verify(
    db: &mut Connection,
    account: &AccountId,
    email: Option<&str>,
) -> Result<Opaque> {
    queries::mail_tokens::delete(db, account, Purpose::Verify).await?;
    issue(db, account, Purpose::Verify, email).await
}

async fn issue(
    db: &mut Connection,
    account: &AccountId,
    purpose: Purpose,
    email: Option<&str>,
) -> Result<Opaque> {
    queries::expired::mail_tokens(db).await?;
    let token = Opaque::new();
    queries::mail_tokens::insert(db, &token.hash(), account, purpose, email).await?;
    Ok(token)
}

/// The answer to a token that nobody was sent, or that was used, replaced or left too long.
pub fn refused() -> Error {
    Error::BadRequest("The token is not valid, or not any more.".into())
}
