//! Projects made to be measured, and cargo at work in them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where everything lies that a run makes.
pub fn workshop() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/figures")
}

/// A directory that is not there yet, in one that is.
pub fn vacant(name: &str) -> PathBuf {
    let directory = workshop().join(name);
    if directory.exists() {
        fs::remove_dir_all(&directory).expect("removed");
    }
    fs::create_dir_all(workshop()).expect("a directory");
    directory
}

/// A spec in a file of its own.
pub fn spec(name: &str, text: &str) -> PathBuf {
    fs::create_dir_all(workshop()).expect("a directory");
    let path = workshop().join(format!("{name}.yaml"));
    fs::write(&path, text).expect("written");
    path
}

/// `scaffold new`, to be run.
pub fn new(directory: &Path, spec: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scaffold"));
    command.arg("new").arg(directory).arg("--spec").arg(spec).args(["--no-git", "--quiet"]);
    command
}

/// Cargo in a project, ignorant of the cargo that runs this.
pub fn cargo(directory: &Path, target: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    let ours = |name: &str| name.starts_with("CARGO_") && name != "CARGO_HOME";
    for (name, _) in std::env::vars().filter(|(name, _)| ours(name)) {
        command.env_remove(name);
    }
    command.current_dir(directory).env("CARGO_TARGET_DIR", target).args(arguments);
    command
}
