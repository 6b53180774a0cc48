//! rustfmt: what it makes of many projects in one call, it leaves as it is in the next.

use super::{Failure, Project};
use std::fs;
use std::path::Path;
use std::process::Command;

const CONFIGURATION: &str = include_str!("../../../templates/project/rustfmt.toml");

/// The first thing that rustfmt does not like about any of the projects.
pub fn judge(projects: &[&Project]) -> Result<(), Failure> {
    let directory = tempfile::tempdir().map_err(|error| Failure::new("rustfmt", error))?;
    let mut roots = Vec::new();
    for (index, project) in projects.iter().enumerate() {
        for file in project.files.iter().filter(|file| file.path.ends_with(".rs")) {
            let path = directory.path().join(index.to_string()).join(&file.path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
            fs::write(&path, &file.contents).expect("written");
        }
        let crates = ["build.rs", "src/lib.rs", "src/main.rs", "tests/api/main.rs"];
        roots.extend(crates.map(|root| format!("{index}/{root}")));
    }
    fs::write(directory.path().join("rustfmt.toml"), CONFIGURATION).expect("written");
    run(directory.path(), &[], &roots)?;
    run(directory.path(), &["--check"], &roots)
}

fn run(directory: &Path, mode: &[&str], roots: &[String]) -> Result<(), Failure> {
    let mut command = Command::new("rustfmt");
    command.current_dir(directory).args(["--edition", "2024", "--config-path", "rustfmt.toml", "--color", "never"]);
    let output = command.args(mode).args(roots).output().expect("rustfmt runs");
    let said = [output.stdout, output.stderr].concat();
    let said: String = String::from_utf8_lossy(&said).chars().take(4000).collect();
    if output.status.success() { Ok(()) } else { Err(Failure::new("rustfmt", said)) }
}
