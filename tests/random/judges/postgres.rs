//! PostgreSQL: every migration runs on a real one, many in one session, and leaves nothing behind.

use super::{Failure, Project, migration};
use std::io::Write;
use std::process::{Command, Stdio};
use testbed::postgres::program;

/// Runs the migrations of all the projects one after another; the first that fails is told by itself alone.
pub fn judge(url: &str, projects: &[&Project]) -> Result<(), Failure> {
    let mut command = Command::new(program("psql"));
    command.args(["--no-psqlrc", "--no-password", "--quiet", "--set", "ON_ERROR_STOP=1"]).arg(url);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.env("PGOPTIONS", "-c client_min_messages=notice").spawn().expect("psql runs");
    let scripts = projects.iter().map(|project| format!("begin;\n{}\nrollback;\n", migration(&project.files)));
    let script: String = scripts.collect();
    // It stops reading at the first mistake.
    let _ = child.stdin.take().expect("a pipe").write_all(script.as_bytes());
    let output = child.wait_with_output().expect("psql ends");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    // A name cut short is a notice only.
    if output.status.success() && said.is_empty() { Ok(()) } else { Err(Failure::new("postgres", said)) }
}
