//! How often one client may ask, and how often a password may be tried.

use std::{
    collections::HashSet,
    hash::Hash,
    mem,
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
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
/// Logins after which those before them are forgotten in time.
const REMEMBERED: usize = 50_000;

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
    logins: Tries,
    /// Mail has a limit of its own: who tries an account's password must not keep its owner from setting a new one.
    mails: Tries,
    known: Mutex<Known>,
    on: bool,
}

/// Tries at accounts.
#[derive(Debug)]
struct Tries {
    /// An account as it is tried from one address.
    here: Policy<Vec<u8>>,
    /// An account as it is tried from anywhere.
    anywhere: Policy<Vec<u8>>,
}

/// Accounts with the networks that they have logged in from, the latest of them.
#[derive(Debug, Default)]
struct Known {
    latest: HashSet<Vec<u8>>,
    before: HashSet<Vec<u8>>,
}

impl Throttle {
    pub fn new(rate_limit: RateLimit) -> Self {
        Self {
            addresses: Policy::new("auth", PER_ADDRESS, MINUTE),
            logins: Tries::new(),
            mails: Tries::new(),
            known: Mutex::default(),
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
        self.count(&self.logins, name, address)
    }

    /// Counts a request to mail the owner of an account, whether there is such a one or not.
    pub fn mail(&self, name: &str, address: IpAddr) -> Result<()> {
        self.count(&self.mails, name, address)
    }

    /// Remembers that the owner of an account is at home there: what others try elsewhere does not keep him out.
    pub fn welcome(&self, name: &str, address: IpAddr) {
        if self.on {
            self.known().insert(account_at(name, address));
        }
    }

    fn count(&self, tries: &Tries, name: &str, address: IpAddr) -> Result<()> {
        if !self.on {
            return Ok(());
        }
        let here = account_at(name, address);
        let known = self.known().contains(&here);
        tries.here.admit(here)?;
        if known { Ok(()) } else { tries.anywhere.admit(Sha256::digest(name).to_vec()).map(drop) }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An account and the network that it is tried from, in a form of one length.
fn account_at(name: &str, address: IpAddr) -> Vec<u8> {
    let address = network(address).to_string();
    Sha256::new().chain_update(Sha256::digest(name)).chain_update(address).finalize().to_vec()
}

impl Tries {
    fn new() -> Self {
        Self {
            here: Policy::new("account", TRIES, 10 * MINUTE),
            anywhere: Policy::new("account", PER_ACCOUNT, HOUR),
        }
    }
}

impl Known {
    fn insert(&mut self, login: Vec<u8>) {
        if self.latest.len() >= REMEMBERED {
            self.before = mem::take(&mut self.latest);
        }
        self.latest.insert(login);
    }

    fn contains(&self, login: &[u8]) -> bool {
        self.latest.contains(login) || self.before.contains(login)
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
