//! Clients that keep asking: connections that stay open, and a ledger of what was answered.

use crate::client::{Answer, parse};
use serde_json::json;
use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(40);

/// A connection that carries one request after the other.
pub struct Connection {
    address: SocketAddr,
    stream: BufReader<TcpStream>,
}

impl Connection {
    pub fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect_timeout(&address, Duration::from_secs(5))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(Self { address, stream: BufReader::new(stream) })
    }

    pub fn send(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> io::Result<()> {
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {}\r\n", self.address);
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if !body.is_empty() {
            head.push_str(&format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len()));
        }
        self.stream.get_mut().write_all(format!("{head}\r\n{body}").as_bytes())
    }

    pub fn receive(&mut self) -> io::Result<Answer> {
        let broken = || io::Error::other("no HTTP answer");
        let mut text = String::new();
        while !text.ends_with("\r\n\r\n") {
            if self.stream.read_line(&mut text)? == 0 {
                return Err(broken());
            }
        }
        let head = parse(&text).ok_or_else(broken)?;
        let length = head.header("content-length").and_then(|length| length.parse().ok()).unwrap_or_default();
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(Answer { body: String::from_utf8_lossy(&body).into_owned(), ..head })
    }

    pub fn ask(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> io::Result<Answer> {
        self.send(method, path, headers, body)?;
        self.receive()
    }
}

/// What became of one row that a client sent.
pub struct Entry {
    pub name: String,
    pub at: Instant,
    /// None where the connection broke before the answer came.
    pub status: Option<u16>,
}

/// What clients were told.
pub struct Ledger(pub Vec<Entry>);

impl Ledger {
    /// Eight clients write about 200 tags a second among them while `meanwhile` runs.
    pub fn keep(address: SocketAddr, prefix: &str, meanwhile: impl FnOnce()) -> Self {
        let stop = AtomicBool::new(false);
        thread::scope(|scope| {
            let client = |number: usize| {
                let (prefix, stop) = (format!("{prefix}-{number}"), &stop);
                scope.spawn(move || write(address, &prefix, stop))
            };
            let clients: Vec<_> = (0..8).map(client).collect();
            meanwhile();
            stop.store(true, Ordering::Relaxed);
            Self(clients.into_iter().flat_map(|client| client.join().expect("a client")).collect())
        })
    }

    pub fn count(&self, status: Option<u16>) -> usize {
        self.0.iter().filter(|entry| entry.status == status).count()
    }

    /// The last time that something else than 201 was answered.
    pub fn last_failure(&self) -> Option<Instant> {
        self.0.iter().filter(|entry| entry.status != Some(201)).map(|entry| entry.at).max()
    }

    /// Every row that was acknowledged is there, and nothing was answered but 201 and 503. A row can be there all
    /// the same after a 503 or none, where the database was lost between the commit and its answer.
    ///
    /// # Returns
    /// What to report.
    pub fn hold_against(&self, address: SocketAddr) -> String {
        let rows = all(address, "/api/v1/tags", "name");
        let stored: BTreeSet<&str> = rows.iter().map(String::as_str).collect();
        assert_eq!(stored.len(), rows.len(), "rows are there twice");
        for entry in &self.0 {
            assert!(matches!(entry.status, None | Some(201 | 503)), "{}: {:?}", entry.name, entry.status);
            assert!(entry.status != Some(201) || stored.contains(entry.name.as_str()), "{} is lost", entry.name);
        }
        let (made, refused, broken) = (self.count(Some(201)), self.count(Some(503)), self.count(None));
        format!("{made} acknowledged, 0 lost, {refused} answered 503, {broken} unanswered, {} stored", rows.len())
    }
}

fn write(address: SocketAddr, prefix: &str, stop: &AtomicBool) -> Vec<Entry> {
    let mut connection = None;
    let mut entries = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let name = format!("{prefix}-{}", entries.len());
        let status = post(address, &mut connection, &name).ok();
        entries.push(Entry { name, at: Instant::now(), status });
        thread::sleep(Duration::from_millis(40));
    }
    entries
}

fn post(address: SocketAddr, connection: &mut Option<Connection>, name: &str) -> io::Result<u16> {
    let mut open = match connection.take() {
        Some(open) => open,
        None => Connection::open(address)?,
    };
    let answer = open.ask("POST", "/api/v1/tags", &[], &json!({"name": name}).to_string())?;
    if answer.header("connection") != Some("close") {
        *connection = Some(open);
    }
    Ok(answer.status)
}

/// The value of a member in every row of a list.
pub fn all(address: SocketAddr, path: &str, member: &str) -> Vec<String> {
    let mut connection = Connection::open(address).expect("a connection");
    let mut values = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = connection.ask("GET", &format!("{path}?limit=100{cursor}"), &[], "").expect("a page").json();
        let items = page["items"].as_array().expect("items");
        values.extend(items.iter().map(|row| row[member].as_str().expect("text").to_owned()));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return values,
        }
    }
}
