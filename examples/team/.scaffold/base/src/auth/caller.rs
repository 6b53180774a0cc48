//! Who a request comes from.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use tracing::{Span, field};
use uuid::Uuid;

use super::{client, queries};
use crate::{
    enums::MemberRole,
    error::{Error, Result},
    state::AppState,
};

/// The key of an account.
pub type AccountId = i64;

/// An account as the database has it now, not as it was when its token was issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Account {
    pub id: AccountId,
    pub role: MemberRole,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    Anonymous,
    Account(Account),
    /// The service itself, never a request.
    Service,
}

impl Caller {
    /// The account; 401 where there is none.
    pub fn account(&self) -> Result<&Account> {
        match self {
            Self::Account(account) => Ok(account),
            Self::Anonymous | Self::Service => Err(Error::unauthorized()),
        }
    }

    pub fn id(&self) -> Option<&AccountId> {
        match self {
            Self::Account(account) => Some(&account.id),
            Self::Anonymous | Self::Service => None,
        }
    }

    pub fn is_admin(&self) -> bool {
        match self {
            Self::Account(account) => account.role == MemberRole::Admin,
            Self::Anonymous => false,
            Self::Service => true,
        }
    }
}

/// Nobody without credentials, 401 with bad ones.
impl FromRequestParts<AppState> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        let current = identify(parts, state).await?;
        Ok(current.map_or(Self::Anonymous, |current| Self::Account(current.account)))
    }
}

/// A caller with an account.
#[derive(Debug)]
pub struct LoggedIn(pub Caller);

impl FromRequestParts<AppState> for LoggedIn {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        let current = Current::from_request_parts(parts, state).await?;
        Ok(Self(Caller::Account(current.account)))
    }
}

/// The caller's account, and the session that it calls in.
#[derive(Debug)]
pub struct Current {
    pub account: Account,
    pub session: Uuid,
}

impl FromRequestParts<AppState> for Current {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        identify(parts, state).await?.ok_or_else(Error::unauthorized)
    }
}

async fn identify(parts: &Parts, state: &AppState) -> Result<Option<Current>> {
    let Some(token) = bearer(&parts.headers)? else { return Ok(None) };
    let claims = state.keys.verify(token)?;
    let id: AccountId = claims.sub.parse().map_err(|_| Error::invalid_token())?;
    let mut db = state.db.read().await?;
    let account =
        queries::accounts::find_active(&mut db, &id).await?.ok_or_else(Error::invalid_token)?;
    let address =
        client::address(&parts.extensions, &parts.headers, &state.config.auth.trusted_proxies);
    Span::current()
        .record("caller", field::display(&account.id))
        .record("address", field::display(address));
    Ok(Some(Current { account, session: claims.sid }))
}

/// The token of an `Authorization: Bearer …` (RFC 6750, 2.1).
fn bearer(headers: &HeaderMap) -> Result<Option<&str>> {
    let mut given = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = given.next() else { return Ok(None) };
    if given.next().is_some() {
        return Err(Error::AmbiguousCredentials);
    }
    let (scheme, token) = value
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .ok_or_else(Error::invalid_token)?;
    match scheme.eq_ignore_ascii_case("bearer") {
        true => Ok(Some(token)),
        false => Err(Error::invalid_token()),
    }
}
