//! Load by wrk, and what a request under it costs.

use crate::service::Service;
use serde_json::Value;
use std::path::Path;
use std::process::Command;

const CONNECTIONS: u32 = 32;

/// One round of one kind of request.
#[derive(Debug, Clone, Copy)]
pub struct Round {
    /// Server CPU time in microseconds for each request.
    pub cpu: f64,
    pub per_second: f64,
    /// Latency in milliseconds.
    pub p50: f64,
    pub p99: f64,
}

/// What to send: files with the ids to get and with the body to create, and the token of who sends it.
pub struct Load<'a> {
    pub ids: &'a Path,
    pub body: &'a Path,
    pub path: &'a str,
    pub token: Option<&'a str>,
    pub seconds: u32,
}

impl Load<'_> {
    pub fn run(&self, service: &Service, mode: &str) -> Round {
        let before = service.cpu();
        let result = self.wrk(service, mode);
        let used = service.cpu() - before;
        let number = |name: &str| result[name].as_f64().expect("a number");
        assert_eq!(number("failed"), 0.0, "{mode}: {result}");
        Round {
            cpu: used.as_secs_f64() * 1e6 / number("requests"),
            per_second: number("requests") / number("seconds"),
            p50: number("p50") / 1e3,
            p99: number("p99") / 1e3,
        }
    }

    fn wrk(&self, service: &Service, mode: &str) -> Value {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/figures/load.lua");
        let mut command = Command::new("wrk");
        command.args([format!("-c{CONNECTIONS}"), "-t1".to_owned(), format!("-d{}s", self.seconds)]);
        command.arg("-s").arg(script).arg(format!("http://{}", service.address)).args(["--", mode, self.path]);
        command.env("IDS_FILE", self.ids).env("BODY_FILE", self.body);
        command.env("TOKEN", self.token.unwrap_or_default());
        let output = command.output().expect("wrk runs");
        let said = String::from_utf8_lossy(&output.stdout);
        let line = said.lines().find_map(|line| line.strip_prefix("JSON"));
        let line = line.unwrap_or_else(|| panic!("{said}{}", String::from_utf8_lossy(&output.stderr)));
        serde_json::from_str(line).expect("JSON")
    }
}
