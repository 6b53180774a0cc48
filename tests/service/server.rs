//! The real binary on a port of its own.

use crate::client::{Answer, send};
use crate::project::{Project, target_directory};
use serde_json::Value;
use std::fs::{self, File};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(30);

pub struct Server {
    child: Child,
    address: SocketAddr,
}

/// Starts the service and waits until it is ready.
pub fn start(project: &Project, database: &str) -> Server {
    let mut server = launch(project, database, &[]);
    server.wait();
    server
}

/// Starts the service with these arguments, ready or not.
pub fn launch(project: &Project, database: &str, arguments: &[&str]) -> Server {
    let address = free_address();
    let mut command = project.command(binary(project));
    command.args(arguments).env("DATABASE_URL", database).env("LISTEN_ADDR", address.to_string());
    let log = File::options().create(true).append(true).open(project.directory.join("service.log"));
    command.env("RATE_LIMIT", "off").stdout(Stdio::null()).stderr(log.expect("a log"));
    Server { child: command.spawn().expect("the service starts"), address }
}

/// The built service.
pub fn binary(project: &Project) -> PathBuf {
    let manifest = fs::read_to_string(project.directory.join("Cargo.toml")).expect("a manifest");
    let name = manifest.lines().find_map(|line| line.strip_prefix("name = \"")).expect("a name");
    target_directory().join("debug").join(name.trim_end_matches('"'))
}

fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port")
}

impl Server {
    /// Waits until it is ready.
    pub fn wait(&mut self) {
        let start = Instant::now();
        while self.try_get("/readyz") != Some(200) {
            let ended = self.child.try_wait().expect("a process");
            assert!(ended.is_none(), "the service ended with {ended:?}, see its service.log");
            assert!(start.elapsed() < PATIENCE, "the service never got ready");
            thread::sleep(Duration::from_millis(20));
        }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn try_get(&self, path: &str) -> Option<u16> {
        send(self.address, "GET", path, &[], b"").ok().map(|answer| answer.status)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], b"")
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.json("POST", path, body)
    }

    pub fn json(&self, method: &str, path: &str, body: &Value) -> Answer {
        self.ask(method, path, &[("content-type", "application/json")], body.to_string().as_bytes())
    }

    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let answer = send(self.address, method, path, headers, body);
        let answer = answer.unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        assert!(answer.status < 500, "{method} {path}: {answer:?}");
        answer
    }

    /// Asks it to end, as an operator would.
    pub fn terminate(&self) {
        let id = self.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().expect("kill runs").success());
    }

    /// Asks it to end, and expects it to go in peace.
    pub fn stop(mut self) {
        self.terminate();
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().expect("a process") {
                assert!(status.success(), "the service ended with {status}");
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
        panic!("the service does not end");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
