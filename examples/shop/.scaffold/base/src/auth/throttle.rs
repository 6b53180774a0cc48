//! How often one client may ask, and how often a password may be tried.

use std::{
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use governor::{
    Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
    middleware::StateInformationMiddleware,
    state::keyed::HashMapStateStore,
};
use sha2::{Digest as _, Sha256};

use super::settings::RateLimit;
use crate::error::{Error, Result};

/// Requests of one address to routes that let somebody in, a minute.
const PER_ADDRESS: NonZeroU32 = NonZeroU32::new(60).expect("more than none");
/// Tries at one account from one address, in ten minutes.
const TRIES: NonZeroU32 = NonZeroU32::new(10).expect("more than none");
/// Tries at one account from anywhere, an hour.
const PER_ACCOUNT: NonZeroU32 = NonZeroU32::new(100).expect("more than none");

/// How many requests a policy lets through, and how many are left.
pub const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
pub const LIMIT: HeaderName = HeaderName::from_static("ratelimit");

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
/// Requests after which clients are forgotten that have not asked for long.
const FORGET_AFTER: u32 = 4096;

/// Limits on tries to get in. Nobody is locked out: each of them opens again by itself, a little at a time.
#[derive(Debug)]
pub struct Throttle {
    addresses: Policy<IpAddr>,
    /// An account as it is tried from one address.
    tries: Policy<Vec<u8>>,
    /// An account as it is tried from anywhere.
    accounts: Policy<Vec<u8>>,
    on: bool,
}

impl Throttle {
    pub fn new(rate_limit: RateLimit) -> Self {
        Self {
            addresses: Policy::new("auth", PER_ADDRESS, MINUTE),
            tries: Policy::new("account", TRIES, 10 * MINUTE),
            accounts: Policy::new("account", PER_ACCOUNT, HOUR),
            on: rate_limit == RateLimit::On,
        }
    }

    /// Counts a request to a route that lets somebody in.
    pub fn address(&self, address: IpAddr) -> Result<()> {
        if !self.on {
            return Ok(());
        }
        self.addresses.admit(network(address)).map(drop)
    }

    /// Counts a try at an account, whether there is such a one or not.
    pub fn account(&self, name: &str, address: IpAddr) -> Result<()> {
        if !self.on {
            return Ok(());
        }
        let account = Sha256::digest(name);
        let address = network(address).to_string();
        self.tries
            .admit(Sha256::new().chain_update(account).chain_update(address).finalize().to_vec())?;
        self.accounts.admit(account.to_vec()).map(drop)
    }
}

/// So many requests of one key in a window of time.
#[derive(Debug)]
pub struct Policy<K: Hash + Eq + Clone> {
    name: &'static str,
    window: Duration,
    limiter: RateLimiter<K, HashMapStateStore<K>, DefaultClock, StateInformationMiddleware>,
    asked: AtomicU32,
}

/// Where a client stands with a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    name: &'static str,
    limit: u32,
    window: Duration,
    remaining: u32,
    wait: Duration,
}

impl<K: Hash + Eq + Clone> Policy<K> {
    /// So many at once, and as many again in the course of the window.
    pub fn new(name: &'static str, limit: NonZeroU32, window: Duration) -> Self {
        let quota = Quota::with_period(window / limit.get())
            .unwrap_or(Quota::per_minute(limit))
            .allow_burst(limit);
        let limiter = RateLimiter::hashmap(quota).with_middleware();
        Self { name, window, limiter, asked: AtomicU32::default() }
    }

    pub fn admit(&self, key: K) -> Result<Standing> {
        if self.asked.fetch_add(1, Ordering::Relaxed) % FORGET_AFTER == FORGET_AFTER - 1 {
            self.limiter.retain_recent();
        }
        let standing = |quota: Quota, remaining, wait| Standing {
            name: self.name,
            limit: quota.burst_size().get(),
            window: self.window,
            remaining,
            wait,
        };
        match self.limiter.check_key(&key) {
            Ok(state) => {
                Ok(standing(state.quota(), state.remaining_burst_capacity(), Duration::ZERO))
            }
            Err(until) => {
                let wait = until.wait_time_from(self.limiter.clock().now());
                Err(Error::TooManyRequests(standing(until.quota(), 0, wait)))
            }
        }
    }
}

impl Standing {
    /// The fields of draft-ietf-httpapi-ratelimit-headers, and `Retry-After` where nothing is left.
    pub fn tell(&self, headers: &mut HeaderMap) {
        let Self { name, limit, window, remaining, .. } = self;
        let wait = self.wait.as_secs() + 1;
        let mut insert = |header, text: String| {
            HeaderValue::try_from(text).map(|value| headers.insert(header, value))
        };
        insert(POLICY, format!("\"{name}\";q={limit};w={}", window.as_secs())).ok();
        insert(LIMIT, format!("\"{name}\";r={remaining};t={wait}")).ok();
        if *remaining == 0 && !self.wait.is_zero() {
            insert(header::RETRY_AFTER, wait.to_string()).ok();
        }
    }
}

/// What one client is given: an address, or with IPv6 the network of 64 bits around it.
pub fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into()
        }
    }
}
