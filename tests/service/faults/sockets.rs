//! Clients that are slow, many, endless or odd.

use super::Stage;
use super::load::Connection;
use crate::server::Server;
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

const SECOND: Duration = Duration::from_secs(1);
const NO_ANSWER: &str = "";
const HOST: &str = "host: test\r\n";

/// What comes back until the service closes the connection, and whether it did.
fn exchange(address: SocketAddr, request: &[u8], patience: Duration) -> (String, bool) {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(patience)).expect("a limit");
    // The service may have heard enough before all is sent.
    let _ = stream.write_all(request);
    let mut answer = Vec::new();
    let end = stream.read_to_end(&mut answer).map_err(|error| error.kind());
    let open = matches!(end, Err(io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut));
    (String::from_utf8_lossy(&answer).into_owned(), !open)
}

/// Sends `start`, then `more` every second. Returns how long the service stood it, and what it said.
fn dawdle(address: SocketAddr, start: &str, more: &str) -> (Duration, String) {
    let begin = Instant::now();
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(SECOND)).expect("a limit");
    stream.write_all(start.as_bytes()).expect("a start");
    let mut answer = Vec::new();
    let mut part = [0; 4096];
    loop {
        match stream.read(&mut part) {
            Ok(0) => break,
            Ok(count) => answer.extend_from_slice(&part[..count]),
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                assert!(begin.elapsed() < SECOND * 40, "never closed: {start}");
                let _ = stream.write_all(more.as_bytes());
            }
            Err(_) => break,
        }
    }
    (begin.elapsed(), String::from_utf8_lossy(&answer).into_owned())
}

/// Eighty clients that say nothing, or next to nothing, beside one that wants something.
pub fn slow_clients(stage: &Stage) -> String {
    let server = stage.start("slow");
    let address = server.address();
    let body = "POST /api/v1/tags HTTP/1.1\r\nhost: test\r\ncontent-length: 1000\r\n\r\n";
    let kinds = [
        ("", "", ""),
        ("GET /healthz HTTP/1.1\r\n", "x: y\r\n", ""),
        ("GET /healthz HTTP/1.1\r\nhost: test\r\n\r\n", "", "HTTP/1.1 200"),
        (body, "x", "HTTP/1.1 408"),
    ];
    let done = AtomicBool::new(false);
    let (longest, waited) = thread::scope(|scope| {
        let other = scope.spawn(|| {
            let mut longest = Duration::ZERO;
            while !done.load(Ordering::Relaxed) {
                let start = Instant::now();
                assert_eq!(server.get("/api/v1/tags").status, 200);
                longest = longest.max(start.elapsed());
                sleep(SECOND / 10);
            }
            longest
        });
        let dawdlers = kinds.iter().cycle().take(80);
        let dawdlers: Vec<_> = dawdlers
            .map(|(start, more, expected)| (scope.spawn(move || dawdle(address, start, more)), expected))
            .collect();
        let mut waited = Duration::ZERO;
        for (dawdler, expected) in dawdlers {
            let (time, answer) = dawdler.join().expect("a client");
            assert!(answer.starts_with(expected) && (expected.is_empty() == answer.is_empty()), "{answer}");
            waited = waited.max(time);
        }
        done.store(true, Ordering::Relaxed);
        (other.join().expect("a client"), waited)
    });
    assert!(waited < SECOND * 35 && longest < SECOND, "{waited:?}, {longest:?}");
    server.stop();
    format!("80 closed within {waited:.0?}, others served within {longest:.0?}")
}

/// Connections that stay open do not keep others out.
pub fn many_connections(stage: &Stage) -> String {
    let server = stage.start("many");
    let count = stage.either(1000, 8000);
    let before = stage.memory(&server);
    let open: Vec<_> = (0..count)
        .map(|_| {
            let mut connection = Connection::open(server.address()).expect("a connection");
            assert_eq!(connection.ask("GET", "/healthz", &[], "").expect("an answer").status, 200);
            connection
        })
        .collect();
    let start = Instant::now();
    assert_eq!(server.get("/api/v1/tags").status, 200);
    let time = start.elapsed();
    let each = stage.memory(&server).saturating_sub(before) as f64 / open.len() as f64;
    assert!(time < SECOND && each < 64.0, "{time:?}, {each} KiB each");
    drop(open);
    server.stop();
    format!("{count} stay open with {each:.0} KiB each, another is answered after {time:.1?}")
}

/// Bodies far over the limit cost nothing but the connection.
pub fn endless_bodies(stage: &Stage) -> String {
    let server = stage.start("endless");
    let before = stage.memory(&server);
    let clients = stage.either(10, 100);
    let heads = ["transfer-encoding: chunked", "content-length: 1000000000"];
    let most = thread::scope(|scope| {
        let server = &server;
        let senders: Vec<_> =
            heads.iter().cycle().take(clients).map(|head| scope.spawn(move || flood(server, head))).collect();
        let mut most = 0;
        while !senders.iter().all(thread::ScopedJoinHandle::is_finished) {
            most = most.max(stage.memory(server));
            sleep(SECOND / 100);
        }
        most
    });
    let grown = most.saturating_sub(before);
    assert!(grown < 16 * 1024 + clients * 512, "{grown} KiB");
    server.stop();
    format!("{clients} answered 413, memory from {before} to at most {most} KiB")
}

fn flood(server: &Server, length: &str) {
    let head = format!("POST /api/v1/tags HTTP/1.1\r\n{HOST}content-type: application/json\r\n{length}\r\n\r\n");
    let mut stream = TcpStream::connect(server.address()).expect("a connection");
    stream.set_read_timeout(Some(SECOND * 10)).expect("a limit");
    stream.write_all(head.as_bytes()).expect("a head");
    let mut writer = stream.try_clone().expect("a stream");
    let flooding = thread::spawn(move || {
        let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
        while writer.write_all(chunk.as_bytes()).is_ok() {}
    });
    let mut status = [0; 12];
    stream.read_exact(&mut status).expect("an answer");
    assert_eq!(String::from_utf8_lossy(&status), "HTTP/1.1 413");
    let _ = stream.shutdown(Shutdown::Both);
    flooding.join().expect("a flood");
}

/// What is no sensible request gets an answer that says so, or one that ignores what is odd; the service lives on.
pub fn odd_requests(stage: &Stage) -> String {
    let server = stage.start("odd");
    let get = |path: &str, headers: &str| format!("GET {path} HTTP/1.1\r\n{HOST}connection: close\r\n{headers}\r\n");
    let post = |headers: &str, body: &str| {
        let length = body.len();
        format!(
            "POST /api/v1/tags HTTP/1.1\r\n{HOST}connection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
        )
    };
    let json = "content-type: application/json\r\n";
    let chunked = |framing: &str, body: &str| format!("POST /api/v1/tags HTTP/1.1\r\n{HOST}{json}{framing}\r\n{body}");
    let body = "10\r\n{\"name\": \"tag\"}\r\n0\r\n\r\n";
    let requests = [
        ("a header of 1 MB", get("/", &format!("x: {}\r\n", "x".repeat(1 << 20))), "431"),
        ("10,000 headers", get("/", &"x: y\r\n".repeat(10_000)), "431"),
        ("a URL of 1 MB", get(&format!("/{}", "x".repeat(1 << 20)), ""), "431"),
        ("two lengths", chunked("content-length: 1\r\ncontent-length: 2\r\n", "{}"), "400"),
        ("a negative length", chunked("content-length: -1\r\n", "{}"), "400"),
        ("a length and chunks", chunked("content-length: 4\r\ntransfer-encoding: chunked\r\n", body), "400"),
        ("chunks and a length", chunked("transfer-encoding: chunked\r\ncontent-length: 4\r\n", body), "400"),
        ("an unknown coding", chunked("transfer-encoding: chunked, rot13\r\n", body), "400"),
        ("a chunk of 2^68 bytes", chunked("transfer-encoding: chunked\r\n", "FFFFFFFFFFFFFFFFF\r\nx"), "400"),
        ("a space before the colon", get("/", "x : y\r\n"), "400"),
        ("a folded header", get("/", "x: y\r\n z\r\n"), "400"),
        ("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(), NO_ANSWER),
        ("a TLS greeting", "\u{16}\u{3}\u{1}\u{0}\u{5}hello\r\n\r\n".to_owned(), "400"),
        ("an upgrade", get("/api/v1/tags", "upgrade: websocket\r\nsec-websocket-version: 13\r\n"), "200"),
        ("a range", get("/api/v1/tags", "range: bytes=0-3\r\n"), "200"),
        ("another method in a header", get("/api/v1/tags", "x-http-method-override: DELETE\r\n"), "200"),
        ("a NUL in the path", get("/api/v1/tags/%00", ""), "400"),
        ("no UTF-8 in the path", get("/api/v1/tags/%ff", ""), "400"),
        ("a way up in the path", get("/api/v1/tags/..%2f..%2fetc%2fpasswd", ""), "400"),
        ("brackets, 100,000 deep", post(json, &"[".repeat(100_000)), "400"),
        ("an encoded body", post(&format!("{json}content-encoding: gzip\r\n"), "{\"name\": \"gzip\"}"), "415"),
        ("two types", post("content-type: text/plain;application/json\r\n", "{}"), "415"),
    ];
    for (name, request, status) in &requests {
        let start = Instant::now();
        let (answer, closed) = exchange(server.address(), request.as_bytes(), SECOND * 5);
        let told = answer.strip_prefix("HTTP/1.1 ").unwrap_or_default();
        assert!(told.starts_with(status) && answer.is_empty() == status.is_empty(), "{name}: {answer}");
        assert!(closed && start.elapsed() < SECOND, "{name}: {closed}, {:?}", start.elapsed());
    }
    let pipelined = format!("GET /healthz HTTP/1.1\r\n{HOST}\r\n\u{1}\u{2}\u{3} garbage\r\n\r\n");
    let (answers, closed) = exchange(server.address(), pipelined.as_bytes(), SECOND * 5);
    assert!(closed && answers.starts_with("HTTP/1.1 200") && answers.contains("HTTP/1.1 400"), "{answers}");
    assert_eq!(server.get("/healthz").status, 200);
    server.stop();
    format!("{} kinds, each answered as it should be", requests.len() + 1)
}
