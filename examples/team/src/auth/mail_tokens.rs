//! Tokens that are sent by mail: one of a kind for an account, good once and for a short time.

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

    fn expiry(self) -> Instant {
        moment::after(match self {
            Self::Reset => RESET_TOKEN,
            Self::Verify => VERIFY_TOKEN,
        })
    }
}

/// A new token, which takes the place of the former.
pub async fn issue(db: &mut Connection, account: &AccountId, purpose: Purpose) -> Result<Opaque> {
    let token = Opaque::new();
    queries::mail_tokens::put(db, &token.hash(), account, purpose, purpose.expiry(), None).await?;
    Ok(token)
}

/// A new token for the address that the account wants to have.
pub async fn issue_to_new(db: &mut Connection, account: &AccountId, email: &str) -> Result<Opaque> {
    let (token, purpose) = (Opaque::new(), Purpose::Verify);
    queries::mail_tokens::put(db, &token.hash(), account, purpose, purpose.expiry(), Some(email))
        .await?;
    Ok(token)
}

/// The answer to a token that nobody was sent, or that was used, replaced or left too long.
pub fn refused() -> Error {
    Error::BadRequest("The token is not valid, or not any more.".into())
}
