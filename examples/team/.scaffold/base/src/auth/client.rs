//! Where a request comes from: the address that counts, and what the client calls itself.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{Extensions, HeaderMap, header, request::Parts},
};
use ipnet::IpNet;

use super::queries::accounts::Credentials;
use crate::{
    error::{Error, Result},
    retry::Again,
    state::AppState,
};

/// Characters of a user agent that are kept.
const LONGEST_AGENT: usize = 200;

#[derive(Debug, Clone)]
pub struct Client {
    pub address: IpAddr,
    pub user_agent: Option<String>,
    /// The request has been counted already.
    again: bool,
}

impl Client {
    fn of(parts: &Parts, proxies: &[IpNet]) -> Self {
        let agent = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
        Self {
            address: address(&parts.extensions, &parts.headers, proxies),
            user_agent: agent.map(|agent| agent.chars().take(LONGEST_AGENT).collect()),
            again: parts.extensions.get::<Again>().is_some(),
        }
    }

    /// Counts a try of this client at an account, whether there is such a one or not.
    pub fn count_try(&self, state: &AppState, name: &str) -> Result<()> {
        if self.again {
            return Ok(());
        }
        state.throttle.account(name, self.address)
    }

    /// Counts a letter that this client has sent to an address, whether anybody has it or not.
    pub fn count_letter(&self, state: &AppState, email: &str) -> Result<()> {
        if self.again {
            return Ok(());
        }
        state.throttle.mail(email, self.address)
    }

    /// Remembers that the owner of an account is known here, by what it logs in with and where its letters go.
    pub fn is_at_home(&self, state: &AppState, account: &Credentials) {
        for name in [&account.name, &account.email] {
            state.throttle.welcome(name, self.address);
        }
    }
}

/// The other end of the connection, or who stands behind it where that is a trusted proxy. The header is read from its
/// end: a client can write into it whatever it likes, but only before what the proxies add.
pub fn address(extensions: &Extensions, headers: &HeaderMap, proxies: &[IpNet]) -> IpAddr {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>();
    let peer =
        peer.map_or(Ipv4Addr::UNSPECIFIED.into(), |ConnectInfo(peer)| peer.ip().to_canonical());
    let trusted = |address: &IpAddr| proxies.iter().any(|network| network.contains(address));
    if !trusted(&peer) {
        return peer;
    }
    let lists =
        headers.get_all("x-forwarded-for").iter().rev().filter_map(|list| list.to_str().ok());
    let hops = lists.flat_map(|list| list.rsplit(',')).map_while(|hop| forwarded(hop.trim()));
    hops.map(|hop| hop.to_canonical()).find(|hop| !trusted(hop)).unwrap_or(peer)
}

/// Some proxies add the port, and brackets with it.
fn forwarded(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|hop| hop.strip_suffix(']')).unwrap_or(hop);
    bare.parse().ok().or_else(|| hop.parse().ok().map(|hop: SocketAddr| hop.ip()))
}

/// Counts the request: whoever asks for a client serves somebody who wants in.
impl FromRequestParts<AppState> for Client {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        let client = Self::of(parts, &state.config.auth.trusted_proxies);
        if !client.again {
            state.throttle.address(client.address)?;
        }
        Ok(client)
    }
}
