//! What one address may ask of the whole API in a minute.

use std::{net::IpAddr, num::NonZeroU32, sync::Arc, time::Duration};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use ipnet::IpNet;

use super::{
    Settings, client,
    settings::RateLimit,
    throttle::{self, Policy},
};

const REQUESTS: NonZeroU32 = NonZeroU32::new(1200).expect("more than none");
const WINDOW: Duration = Duration::from_secs(60);
const API: &str = "/api/v1/";

#[derive(Debug)]
pub struct Admission {
    policy: Policy<IpAddr>,
    proxies: Vec<IpNet>,
}

impl Admission {
    /// None where nobody is turned away.
    pub fn new(settings: &Settings) -> Option<Arc<Self>> {
        let admission = || Self {
            policy: Policy::new("api", REQUESTS, WINDOW),
            proxies: settings.trusted_proxies.clone(),
        };
        (settings.rate_limit == RateLimit::On).then(|| Arc::new(admission()))
    }
}

/// Turns away those that ask too often, and tells the others how much is left.
pub async fn admit(
    State(admission): State<Arc<Admission>>,
    request: Request,
    next: Next,
) -> Response {
    if !request.uri().path().starts_with(API) {
        return next.run(request).await;
    }
    let address = client::address(request.extensions(), request.headers(), &admission.proxies);
    match admission.policy.admit(throttle::network(address)) {
        Ok(standing) => {
            let mut response = next.run(request).await;
            if !response.headers().contains_key("ratelimit") {
                standing.tell(response.headers_mut());
            }
            response
        }
        Err(error) => error.into_response(),
    }
}
