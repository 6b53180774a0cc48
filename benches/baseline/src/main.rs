//! Two services to measure against: `hello` answers from memory, `posts` is what a good template gives.

mod hello;
mod posts;

use axum::Router;
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main]
async fn main() {
    let router = match std::env::args().nth(1).as_deref() {
        Some("hello") => hello::router(),
        Some("posts") => posts::router().await,
        _ => panic!("usage: baseline hello|posts"),
    };
    serve(router).await;
}

async fn serve(router: Router) {
    let address = std::env::var("LISTEN_ADDR").expect("LISTEN_ADDR");
    let listener = tokio::net::TcpListener::bind(address).await.expect("a free port");
    let stopped = async {
        signal(SignalKind::terminate()).expect("a handler").recv().await;
    };
    axum::serve(listener, router).with_graceful_shutdown(stopped).await.expect("served");
}
