//! Prometheus metrics, on a listener of their own.

use std::{
    future,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    http::{Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::get,
};
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::{net::TcpListener, time};

use crate::{db::Db, server, state::AppState};

const SECONDS: [f64; 12] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
const UPKEEP: Duration = Duration::from_secs(5);

#[derive(Clone)]
struct Exporter {
    handle: PrometheusHandle,
    db: Db,
}

/// Serves metrics in the background where the settings name an address for them.
pub async fn start(state: &AppState) -> anyhow::Result<()> {
    let Some(address) = state.config.admin_addr else { return Ok(()) };
    let recorder = PrometheusBuilder::new().set_buckets(&SECONDS)?.install_recorder();
    let exporter =
        Exporter { handle: recorder.context("cannot record metrics")?, db: state.db.clone() };
    let listener = server::bind(address).await?;
    tokio::spawn(serve(listener, exporter, state.clone()));
    Ok(())
}

async fn serve(listener: TcpListener, exporter: Exporter, state: AppState) {
    tokio::spawn(keep_small(exporter.handle.clone()));
    server::serve(listener, router(exporter), &state.config.limits, future::pending()).await;
}

#[expect(clippy::disallowed_methods, reason = "not part of the API")]
fn router(exporter: Exporter) -> Router {
    Router::new().route("/metrics", get(render)).with_state(exporter)
}

/// Sums up what was measured, which would pile up where nobody asks for it.
async fn keep_small(handle: PrometheusHandle) {
    let mut ticks = time::interval(UPKEEP);
    loop {
        ticks.tick().await;
        handle.run_upkeep();
    }
}

async fn render(State(exporter): State<Exporter>) -> impl IntoResponse {
    let (open, idle) = exporter.db.usage();
    gauge!("db_connections_open").set(open as f64);
    gauge!("db_connections_idle").set(idle as f64);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], exporter.handle.render())
}

/// Counts and times a request by its route, never by its path: clients must not make up new series.
pub async fn track(request: Request, next: Next) -> Response {
    let method = method(request.method());
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("unmatched", MatchedPath::as_str)
        .to_owned();
    let in_flight = InFlight::enter();
    let started = Instant::now();
    let response = next.run(request).await;
    let elapsed = started.elapsed();
    drop(in_flight);
    let status = response.status().as_str().to_owned();
    let labels = [("method", method.to_owned()), ("route", route), ("status", status)];
    counter!("http_requests_total", &labels).increment(1);
    histogram!("http_request_duration_seconds", &labels).record(elapsed);
    response
}

struct InFlight;

impl InFlight {
    fn enter() -> Self {
        gauge!("http_requests_in_flight").increment(1);
        Self
    }
}

impl Drop for InFlight {
    /// Also when the client has gone away in the middle.
    fn drop(&mut self) {
        gauge!("http_requests_in_flight").decrement(1);
    }
}

fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
