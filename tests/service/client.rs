//! Just enough of an HTTP client to see exactly what is answered.

use serde_json::Value;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

/// One request on a connection of its own.
pub fn send(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> io::Result<Answer> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(5))?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() {
        head.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    stream.write_all(&[head.as_bytes(), b"\r\n", body].concat())?;
    let mut text = Vec::new();
    stream.read_to_end(&mut text)?;
    parse(&String::from_utf8_lossy(&text)).ok_or_else(|| io::Error::other("no HTTP answer"))
}

/// A whole answer, head and body.
pub fn parse(text: &str) -> Option<Answer> {
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
    let headers: Vec<(String, String)> = lines.filter_map(header).collect();
    let chunked = headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    let body = if chunked { unchunk(body)? } else { body.to_owned() };
    Some(Answer { status, headers, body })
}

fn unchunk(mut text: &str) -> Option<String> {
    let mut body = String::new();
    loop {
        let (size, rest) = text.split_once("\r\n")?;
        let size = usize::from_str_radix(size, 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        body.push_str(rest.get(..size)?);
        text = rest.get(size + 2..)?;
    }
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The body without the envelope it may be in.
    pub fn data(&self) -> Value {
        let mut body = self.json();
        if body["status"] == "success" { body["data"].take() } else { body }
    }

    /// Expects a failure with this status, as a problem or in the envelope.
    pub fn is_failure(&self, status: u16) {
        assert_eq!(self.status, status, "{self:?}");
        let kind = self.header("content-type").unwrap_or_default();
        let enveloped = kind == "application/json" && self.json()["status"] == "error";
        assert!(enveloped || kind == "application/problem+json", "{self:?}");
    }

    /// Expects a problem with this status that names exactly these members, each with its code.
    pub fn is_problem(&self, status: u16, errors: &[(&str, &str)]) {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:?}");
        let body = self.json();
        assert_eq!(body["status"], status, "{self:?}");
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let list = body["errors"].as_array().cloned().unwrap_or_default();
        let mut found: Vec<_> = list.iter().map(|error| (text(&error["pointer"]), text(&error["code"]))).collect();
        let mut expected: Vec<_> =
            errors.iter().map(|(pointer, code)| (pointer.to_string(), code.to_string())).collect();
        found.sort();
        expected.sort();
        assert!(errors.is_empty() || found == expected, "expected {expected:?}: {self:?}");
    }
}
