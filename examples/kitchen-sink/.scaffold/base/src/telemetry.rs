//! The log: one span per request with its id, and a line only where something is wrong.

use std::{
    hash::{BuildHasher as _, RandomState},
    io::{self, IsTerminal as _},
    net::SocketAddr,
    panic,
    sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    extract::{ConnectInfo, Request},
    http::{HeaderValue, StatusCode},
};
use tracing::{Span, field};
use tracing_subscriber::{
    Layer as _, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

use crate::{
    config::{Config, LogFormat},
    problem::REQUEST_ID,
};

const MAX_REQUEST_ID: usize = 128;
const SLOW: Duration = Duration::from_secs(1);

/// Sends the log to standard error, panics included.
pub fn init(config: &Config) {
    let layer = match config.log_format {
        LogFormat::Text => {
            fmt::layer().with_ansi(io::stderr().is_terminal()).with_writer(io::stderr).boxed()
        }
        LogFormat::Json => fmt::layer()
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .with_writer(io::stderr)
            .boxed(),
    };
    tracing_subscriber::registry().with(config.log.clone()).with(layer).init();
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(field::display);
        tracing::error!(reason = panic.payload_as_str(), place, "panicked");
    }));
}

/// Gives a request its id: the client's own if it is fit for a log, otherwise a new one.
pub fn identify(request: &mut Request) -> HeaderValue {
    let given = request.headers().get(REQUEST_ID).filter(|id| is_sane(id.as_bytes()));
    let id = given.cloned().unwrap_or_else(new_request_id);
    request.headers_mut().insert(REQUEST_ID, id.clone());
    id
}

/// What the log says beside everything that happens on behalf of a request, whatever else is left out of it.
pub fn span(request: &Request, id: &HeaderValue) -> Span {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    tracing::error_span!(
        "request",
        id = id.to_str().unwrap_or_default(),
        method = request.method().as_str(),
        path = request.uri().path(),
        peer = peer.map(|ConnectInfo(peer)| field::display(peer)),
    )
}

/// Speaks up about a request that failed or took long. What answers 503 logs its own reason, once: a
/// service that turns requests away must not spend itself on that.
pub fn report(status: StatusCode, elapsed: Duration) {
    let (status, seconds) = (status.as_u16(), elapsed.as_secs_f32());
    if status >= 500 && status != StatusCode::SERVICE_UNAVAILABLE {
        tracing::error!(status, seconds, "request failed");
    } else if elapsed > SLOW {
        tracing::warn!(status, seconds, "slow request");
    }
}

fn is_sane(id: &[u8]) -> bool {
    (1..=MAX_REQUEST_ID).contains(&id.len())
        && id.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
}

/// Counts from a random number: unique among replicas too, and costs no system call.
fn new_request_id() -> HeaderValue {
    static NEXT: LazyLock<AtomicU64> =
        LazyLock::new(|| AtomicU64::new(RandomState::new().hash_one(())));
    NEXT.fetch_add(1, Ordering::Relaxed).into()
}
