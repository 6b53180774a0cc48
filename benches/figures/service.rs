//! A service under measurement: a process with an address.

use crate::http::Client;
use crate::process;
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(30);

pub struct Service {
    child: Child,
    pub address: SocketAddr,
    /// From its start to its first answer.
    pub start: Duration,
}

impl Service {
    pub fn start(command: &mut Command) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
        command.env("LISTEN_ADDR", address.to_string()).env("RATE_LIMIT", "off");
        let started = Instant::now();
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the service starts");
        let mut service = Self { child, address, start: Duration::ZERO };
        while !service.answers() {
            let ended = service.child.try_wait().expect("a process");
            assert!(ended.is_none() && started.elapsed() < PATIENCE, "{command:?} does not answer");
            thread::sleep(Duration::from_micros(200));
        }
        service.start = started.elapsed();
        service
    }

    fn answers(&self) -> bool {
        let answer = Client::connect(self.address, None).and_then(|mut client| client.ask("GET", "/healthz", ""));
        answer.is_ok_and(|(status, _)| status == 200)
    }

    pub fn get(&self, path: &str) -> String {
        let answer = Client::connect(self.address, None).and_then(|mut client| client.ask("GET", path, ""));
        answer.map(|(_, body)| body).expect("an answer")
    }

    pub fn cpu(&self) -> Duration {
        process::cpu(self.child.id())
    }

    pub fn memory(&self) -> u64 {
        process::memory(self.child.id())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
