//! What READMEs tell people to ask a service that runs.

use crate::client::send;
use crate::server::Server;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Where a README has the service.
const PLACE: &str = "http://127.0.0.1:8080";

/// Every `curl` in the README is answered well.
pub fn ask(server: &Server, readme: &Path) {
    let text = fs::read_to_string(readme).expect("a README");
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("curl ")).collect();
    assert!(!lines.is_empty(), "nothing is asked in {}", readme.display());
    for line in lines {
        let Request { method, path, headers, body } = Request::of(line);
        let headers: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let answer = send(server.address(), method, &path, &headers, body.as_bytes()).expect("an answer");
        assert!(answer.status < 300, "{line}: {answer:?}");
    }
}

struct Request {
    method: &'static str,
    path: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Request {
    /// The line as the shell and curl take it.
    fn of(line: &str) -> Self {
        let script = format!("curl() {{ printf '%s\\0' \"$@\"; }}; {line}");
        let output = Command::new("sh").args(["-c", &script]).output().expect("a shell");
        let words = String::from_utf8(output.stdout).expect("text");
        let mut words = words.split_terminator('\0');
        let mut request = Self { method: "GET", path: String::new(), headers: Vec::new(), body: String::new() };
        while let Some(word) = words.next() {
            let mut value = || words.next().expect("a value").to_owned();
            match word {
                "-i" | "-s" => {}
                "-H" => {
                    let header = value();
                    let (name, value) = header.split_once(": ").expect("a header");
                    request.headers.push((name.to_owned(), value.to_owned()));
                }
                "-d" => (request.method, request.body) = ("POST", value()),
                url => request.path = url.strip_prefix(PLACE).expect("this service").to_owned(),
            }
        }
        request
    }
}
