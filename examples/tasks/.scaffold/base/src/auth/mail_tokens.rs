//! Tokens that are sent by mail: one of a kind for an account, good once and for a short time.

use super::{AccountId, moment, opaque::Opaque, queries, settings::RESET_TOKEN};
use crate::{
    db::Connection,
    error::{Error, Result},
    values::Instant,
};

/// What a token lets its holder do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Reset,
}

impl Purpose {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reset => "reset",
        }
    }

    fn expiry(self) -> Instant {
        moment::after(match self {
            Self::Reset => RESET_TOKEN,
        })
    }
}

/// A new token, which takes the place of the former.
pub async fn issue(db: &mut Connection, account: &AccountId, purpose: Purpose) -> Result<Opaque> {
    let token = Opaque::new();
    queries::mail_tokens::put(db, &token.hash(), account, purpose, purpose.expiry()).await?;
    Ok(token)
}

/// The answer to a token that nobody was sent, or that was used, replaced or left too long.
pub fn refused() -> Error {
    Error::BadRequest("The token is not valid, or not any more.".into())
}
