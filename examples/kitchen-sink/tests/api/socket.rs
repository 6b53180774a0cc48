//! What holds for every connection: limits in time and size, and a stop that loses no request.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use axum::{Router, routing::get};
use kitchen_sink::{app, config::Limits, server};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
    time::{sleep, timeout},
};

use crate::support::config;

const SHORT: Duration = Duration::from_millis(300);
const LONG: Duration = Duration::from_secs(5);

struct Service {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

/// Handlers that are quick, slow, stuck, or answer with more than fits into any buffer.
#[expect(clippy::disallowed_methods, reason = "no operation of the service is like these")]
fn router() -> Router {
    Router::new()
        .route("/museum/v1/quick", get(async || "done").post(async || "done"))
        .route("/museum/v1/slow", get(async || sleep(SHORT * 2).await))
        .route("/museum/v1/stuck", get(async || std::future::pending::<()>().await))
        .route("/museum/v1/big", get(async || vec![b' '; 64 << 20]))
}

/// A service on a port of its own.
async fn serve(limits: Limits) -> Service {
    let mut config = config(&[]);
    config.limits = limits.clone();
    let app = app::layered(router(), &config);
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel();
    let task = tokio::spawn(async move {
        server::serve(listener, app, &limits, async { stopped.await.unwrap_or_default() }).await;
    });
    Service { address, stop, task }
}

impl Service {
    async fn send(&self, request: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.expect("a connection");
        stream.write_all(request.as_bytes()).await.expect("a request sent");
        stream
    }

    async fn get(&self, path: &str) -> TcpStream {
        self.send(&format!("GET /museum/v1/{path} HTTP/1.1\r\nhost: test\r\n\r\n")).await
    }
}

/// What comes until the service closes the connection.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    timeout(LONG, stream.read_to_end(&mut bytes)).await.expect("the connection stayed open").ok();
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn some(stream: &mut TcpStream) -> String {
    let mut bytes = [0; 4096];
    let count =
        timeout(LONG, stream.read(&mut bytes)).await.expect("nothing came").expect("an answer");
    String::from_utf8_lossy(&bytes[..count]).into_owned()
}

async fn assert_served(stream: &mut TcpStream) {
    let answer = some(stream).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[tokio::test]
async fn slow_heads_and_idle_connections_are_closed() {
    let service = serve(Limits { head: SHORT, ..Limits::default() }).await;
    let start = Instant::now();
    let mut silent = service.send("").await;
    let mut slow = service.send("GET /quick HT").await;
    let mut idle = service.get("quick").await;
    assert_served(&mut idle).await;
    rest(&mut silent).await;
    rest(&mut slow).await;
    assert_eq!(rest(&mut idle).await, "");
    assert!(start.elapsed() >= SHORT);
}

#[tokio::test]
async fn slow_body_times_out_and_keeps_nobody_out() {
    let service = serve(Limits { request: SHORT, requests: 1, ..Limits::default() }).await;
    let post = "POST /museum/v1/quick HTTP/1.1\r\nhost: test\r\ncontent-length: 9\r\n\r\n{";
    let mut slow = service.send(post).await;
    assert_served(&mut service.get("quick").await).await;
    let answer = rest(&mut slow).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
}

#[tokio::test]
async fn stuck_handler_times_out() {
    let service = serve(Limits { request: SHORT, ..Limits::default() }).await;
    let answer = some(&mut service.get("stuck").await).await;
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("retry-after: 1"), "{answer}");
}

#[tokio::test]
async fn endless_and_oversize_bodies_are_refused() {
    let service = serve(Limits::default()).await;
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    for length in ["transfer-encoding: chunked", "content-length: 100000000"] {
        let head = format!("POST /museum/v1/quick HTTP/1.1\r\nhost: test\r\n{length}\r\n\r\n");
        let (mut reader, mut writer) = service.send(&head).await.into_split();
        let chunk = chunk.clone();
        tokio::spawn(async move { while writer.write_all(chunk.as_bytes()).await.is_ok() {} });
        let mut answer = vec![0; 12];
        timeout(LONG, reader.read_exact(&mut answer))
            .await
            .expect("nothing came")
            .expect("an answer");
        assert_eq!(String::from_utf8_lossy(&answer), "HTTP/1.1 413");
    }
}

#[tokio::test]
async fn heads_that_are_too_large_or_malformed_are_refused() {
    let service = serve(Limits::default()).await;
    let long = "x".repeat(17_000);
    for (head, status) in [
        (format!("GET / HTTP/1.1\r\nhost: test\r\nx-long: {long}\r\n\r\n"), "431"),
        (format!("GET /{long} HTTP/1.1\r\nhost: test\r\n\r\n"), "431"),
        (format!("GET / HTTP/1.1\r\n{}\r\n", "x: y\r\n".repeat(101)), "431"),
        ("GET / HTTP/1.1\r\nno colon\r\n\r\n".to_owned(), "400"),
        ("POST / HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n".to_owned(), "400"),
    ] {
        let answer = rest(&mut service.send(&head).await).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{status}: {answer}");
    }
    assert_served(&mut service.get("quick").await).await;
}

#[tokio::test]
async fn connections_over_the_limit_wait_for_a_place() {
    let service = serve(Limits { connections: 1, ..Limits::default() }).await;
    let mut first = service.get("quick").await;
    some(&mut first).await;
    let mut second = service.get("quick").await;
    assert!(timeout(SHORT, second.readable()).await.is_err());
    drop(first);
    assert_served(&mut second).await;
}

#[tokio::test]
async fn client_that_does_not_read_is_given_up() {
    let service = serve(Limits { write: SHORT, connections: 1, ..Limits::default() }).await;
    let _deaf = service.get("big").await;
    assert_served(&mut service.get("quick").await).await;
}

#[tokio::test]
async fn stop_lets_requests_finish_and_closes_everything_else() {
    let service = serve(Limits::default()).await;
    let mut idle = service.get("quick").await;
    some(&mut idle).await;
    let mut silent = service.send("").await;
    let mut busy = service.get("slow").await;
    sleep(SHORT / 2).await;

    service.stop.send(()).expect("the service runs");
    assert_eq!(rest(&mut idle).await, "");
    assert_eq!(rest(&mut silent).await, "");
    assert!(TcpStream::connect(service.address).await.is_err());
    assert!(!service.task.is_finished());
    assert!(rest(&mut busy).await.starts_with("HTTP/1.1 200"));
    timeout(LONG, service.task).await.expect("the service stopped").expect("no panic");
}

#[tokio::test]
async fn stop_cuts_off_what_does_not_finish() {
    let service = serve(Limits { drain: SHORT, ..Limits::default() }).await;
    let _stuck = service.get("stuck").await;
    sleep(SHORT / 2).await;
    service.stop.send(()).expect("the service runs");
    timeout(LONG, service.task).await.expect("the service stopped").expect("no panic");
}
