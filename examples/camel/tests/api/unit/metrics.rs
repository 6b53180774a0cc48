//! What operators are told of the service.

use std::net::SocketAddr;

use meeting_rooms::{app::app, metrics, state::AppState};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::support::*;

/// An address that is free now.
async fn address() -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    listener.local_addr().expect("an address")
}

async fn scrape(address: SocketAddr) -> String {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let request = "GET /metrics HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await.expect("a request sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    answer
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn requests_are_counted_by_route_and_never_by_path(pool: Pool) {
    let address = address().await;
    let config = config(&["--admin-addr", &address.to_string()]);
    let state = AppState::new(state(pool).await.db, config);
    metrics::start(&state).await.expect("metrics");
    let service = Service::of(app(state));
    for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"] {
        service.send(method, "/healthz", &[], "").await;
    }
    service.get("/no-such-path").await.problem(404);

    let answer = scrape(address).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    for (method, status) in [("GET", 200), ("HEAD", 200), ("OPTIONS", 204), ("other", 405)]
        .into_iter()
        .chain(["POST", "PUT", "PATCH", "DELETE"].map(|method| (method, 405)))
    {
        let labels = format!("method=\"{method}\",route=\"/healthz\",status=\"{status}\"");
        let count = ["http_requests_total{", &labels, "} 1\n"].concat();
        assert!(answer.contains(&count), "{count} is not in {answer}");
    }
    assert!(
        answer.contains("method=\"GET\",route=\"unmatched\",status=\"404\"")
            && !answer.contains("no-such-path")
    );
    for line in [
        "http_requests_in_flight 0\n",
        "db_connections_open ",
        "db_connections_idle ",
        "http_request_duration_seconds_count{",
        "http_request_duration_seconds_bucket{",
    ] {
        assert!(answer.contains(line), "{line} is not in {answer}");
    }
}
