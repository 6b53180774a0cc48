//! A repository for a new project, where it is not already inside one.

use serde::Serialize;
use std::path::Path;
use std::process::{Command, Output};

/// What became of the wish for a repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Git {
    Initialised,
    /// The project lies in a work tree already.
    Inside,
    /// Nobody asked.
    Unwanted,
    /// git is missing or refused, with its reason; the project is complete without.
    Failed(String),
}

/// Makes `directory` a repository unless `parent`, where it will stand, belongs to one.
pub fn initialise(directory: &Path, parent: &Path) -> Git {
    let inside = git(parent, &["rev-parse", "--is-inside-work-tree"]);
    if inside.is_ok_and(|output| output.status.success() && output.stdout.starts_with(b"true")) {
        return Git::Inside;
    }
    match git(directory, &["init", "--quiet"]) {
        Ok(output) if output.status.success() => Git::Initialised,
        Ok(output) => Git::Failed(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
        Err(error) => Git::Failed(error.to_string()),
    }
}

/// Runs git as if no repository were chosen by the environment.
fn git(directory: &Path, arguments: &[&str]) -> std::io::Result<Output> {
    let mut command = Command::new("git");
    for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(variable);
    }
    command.current_dir(directory).args(arguments).output()
}
