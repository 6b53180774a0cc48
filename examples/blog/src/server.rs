//! The accept loop: limits on what a connection may take, and a stop that loses no request.

use std::{convert::Infallible, io, net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Context as _;
use axum::{
    Router,
    extract::{ConnectInfo, Request},
    response::Response,
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    net::{TcpListener, TcpStream},
    signal,
    sync::{OwnedSemaphorePermit, Semaphore},
    time,
};
use tokio_io_timeout::TimeoutStream;
use tower::Service as _;

use crate::{config::Limits, state::AppState};

/// Files that are not connections: the database, the log.
const FILES_IN_RESERVE: u64 = 256;
/// How long to wait where the system has no room for one more connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(500);

pub async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    let listener =
        TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))?;
    tracing::info!(address = %listener.local_addr()?, "listening");
    Ok(listener)
}

/// Serves until `stop`, then closes the listener and idle connections and lets requests in progress finish.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    limits: &Limits,
    stop: impl Future<Output = ()>,
) {
    let http = http(limits);
    let slots = Arc::new(Semaphore::new(connections(limits)));
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let (stream, peer, slot) = tokio::select! {
            // Listens for signals before it takes the first connection.
            biased;
            () = &mut stop => break,
            accepted = accept(&listener, &slots) => accepted,
        };
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(limits.write));
        let app = app.clone();
        let answer = move |request| answer(app.clone(), peer, request);
        let connection = http.serve_connection(TokioIo::new(Box::pin(stream)), service_fn(answer));
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%peer, %error, "connection broken off");
            }
            drop(slot);
        });
    }
    drop(listener);
    if time::timeout(limits.drain, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests in progress were cut off");
    }
}

/// Completes when the process is told to stop, after the delay that lets load balancers see it coming.
pub async fn stopped(state: AppState) {
    signalled().await;
    tracing::info!("stopping");
    state.stop();
    time::sleep(Duration::from_secs(state.config.shutdown_delay)).await;
}

fn http(limits: &Limits) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_header_size(limits.head_size)
        .max_buf_size(limits.head_size.max(64 * 1024));
    http
}

/// As many as the limits say, or fewer where the system does not grant the files.
fn connections(limits: &Limits) -> usize {
    let wanted = limits.connections as u64 + FILES_IN_RESERVE;
    let granted = rlimit::increase_nofile_limit(wanted).unwrap_or(wanted).min(wanted);
    granted.saturating_sub(FILES_IN_RESERVE).max(1) as usize
}

async fn accept(
    listener: &TcpListener,
    slots: &Arc<Semaphore>,
) -> (TcpStream, SocketAddr, Option<OwnedSemaphorePermit>) {
    let slot = Arc::clone(slots).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // Only saves time, so that a failure is no reason to refuse the client.
                stream.set_nodelay(true).ok();
                return (stream, peer, slot);
            }
            Err(error) if is_about_one_client(&error) => {}
            Err(error) => {
                tracing::error!(%error, "cannot accept connections");
                time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

fn is_about_one_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

async fn answer(
    mut app: Router,
    peer: SocketAddr,
    mut request: Request<Incoming>,
) -> Result<Response, Infallible> {
    request.extensions_mut().insert(ConnectInfo(peer));
    app.call(request).await
}

#[cfg(unix)]
async fn signalled() {
    use signal::unix::{SignalKind, signal};

    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = terminate.recv() => {}
            _ = signal::ctrl_c() => {}
        },
        Err(error) => {
            tracing::error!(%error, "cannot wait for SIGTERM");
            signal::ctrl_c().await.ok();
        }
    }
}

#[cfg(not(unix))]
async fn signalled() {
    signal::ctrl_c().await.ok();
}
