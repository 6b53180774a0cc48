//! Why nothing was written.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    #[error("{0:?} exists and is not empty")]
    NotEmpty(PathBuf),
    #[error("{0:?} exists and is not a directory")]
    NotDirectory(PathBuf),
    #[error("{0:?} is a symbolic link; give the directory that it points at")]
    Symlink(PathBuf),
    #[error("{0:?} is no place for a project: its last part is no name")]
    NoName(PathBuf),
    #[error("there is no scaffold project in {0:?} or above it: `.scaffold/lock/project` is missing")]
    NotAProject(PathBuf),
    #[error("this project was written by scaffold {theirs}, this is {ours}; install the newer one")]
    Newer { theirs: String, ours: &'static str },
    #[error("{path:?}, line {line}: not a line of a lock; restore the file from version control")]
    BrokenLock { path: PathBuf, line: usize },
    #[error("another scaffold is at work in {0:?}")]
    Busy(PathBuf),
    #[error("{}", conflicts(.0))]
    Conflicts(Vec<Conflict>),
    #[error("cannot {action} {path:?}: {source}")]
    Io { action: &'static str, path: PathBuf, source: io::Error },
}

/// A file that stands in the way.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "reason", content = "path", rename_all = "snake_case")]
pub enum Conflict {
    /// Must change and was edited since it was generated.
    Edited(String),
    /// Shall be created and something else is there.
    Occupied(String),
    /// Is not a regular file, or lies behind a symbolic link.
    NotAFile(String),
}

impl fmt::Display for Conflict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Edited(path) => write!(formatter, "{path} was edited since it was generated"),
            Self::Occupied(path) => write!(formatter, "{path} is to be created and is there already"),
            Self::NotAFile(path) => write!(formatter, "{path} is not a plain file inside the project"),
        }
    }
}

fn conflicts(list: &[Conflict]) -> String {
    let mut text = "nothing was written, because files stand in the way:".to_owned();
    for conflict in list {
        text.push_str("\n  ");
        text.push_str(&conflict.to_string());
    }
    text
}

/// Says what was being done to which path when the system refused.
pub(super) fn during(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> OutputError {
    let path = path.to_owned();
    move |source| OutputError::Io { action, path, source }
}
