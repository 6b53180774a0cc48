//! What one address may ask of the whole API in a minute.

use std::{net::IpAddr, num::NonZeroU32, time::Duration};

use axum::extract::Request;
use ipnet::IpNet;

use super::{
    Settings, client,
    settings::RateLimit,
    throttle::{self, Policy, Standing},
};
use crate::error::Result;

const REQUESTS: NonZeroU32 = NonZeroU32::new(1200).expect("more than none");
const WINDOW: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub struct Admission {
    policy: Policy<IpAddr>,
    proxies: Vec<IpNet>,
}

impl Admission {
    /// None where nobody is turned away.
    pub fn new(settings: &Settings) -> Option<Self> {
        let admission = || Self {
            policy: Policy::new("api", REQUESTS, WINDOW),
            proxies: settings.trusted_proxies.clone(),
        };
        (settings.rate_limit == RateLimit::On).then(admission)
    }

    /// Counts a request of an address, which may have asked too often.
    pub fn count(&self, request: &Request) -> Result<Standing> {
        let address = client::address(request.extensions(), request.headers(), &self.proxies);
        self.policy.admit(throttle::network(address))
    }
}
