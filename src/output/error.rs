//! Why nothing was written.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// What to do where the memory of the database is damaged.
const AS_IT_WAS: &str = "restore `.scaffold/schema` from version control as it was with the newest of the migrations";

/// What to do where git has merged what does not go together.
const AS_ONE_BRANCH: &str = "delete the migrations that one of them has added and no database has seen, and put \
    `.scaffold/schema` back as the other one, OTHER, has it: `rm -r .scaffold/schema && git checkout OTHER -- \
    .scaffold/schema`. `sync` writes one migration in place of those";

#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    #[error("{0:?} exists and is not empty")]
    NotEmpty(PathBuf),
    #[error("an earlier `scaffold new` was broken off in {0:?}; the project is complete now")]
    Completed(PathBuf),
    #[error("{0:?} exists and is not a directory")]
    NotDirectory(PathBuf),
    #[error("{0:?} is a symbolic link; give the directory that it points at")]
    Symlink(PathBuf),
    #[error("{0:?} is no place for a project: its last part is no name")]
    NoName(PathBuf),
    #[error("the way to {0:?} cannot be written down, since a name in it is not plain text")]
    NoRoute(PathBuf),
    #[error("there is no scaffold project in {0:?} or above it: `.scaffold/lock/project` is missing")]
    NotAProject(PathBuf),
    #[error("this project was written by scaffold {theirs}, this is {ours}; install the newer one")]
    Newer { theirs: String, ours: &'static str },
    #[error("{path:?}, line {line}: not a line of a lock; restore the file from version control")]
    BrokenLock { path: PathBuf, line: usize },
    #[error(
        "{0:?} is damaged, and a change that it describes was broken off; restore the project from version control"
    )]
    BrokenJournal(PathBuf),
    #[error("`.scaffold/schema/{0}.json` does not say what the database is; {AS_IT_WAS}")]
    BrokenSnapshot(String),
    #[error(
        "`.scaffold/schema/{entity}.json` is missing, though `migrations/{migration}` has made a table of it; {AS_IT_WAS}"
    )]
    NoSnapshot { entity: String, migration: String },
    #[error(
        "`.scaffold/schema/{entity}.json` says two things about `{name}`, because two branches have changed it; \
             {AS_ONE_BRANCH}"
    )]
    TwofoldSnapshot { entity: String, name: String },
    #[error(
        "`.scaffold` remembers both `{was}` and `{now}`, of which `was` in the spec says that one became the other. Where \
             two branches have been merged, {AS_ONE_BRANCH}; else take `was` out of the spec"
    )]
    HalfRenamed { was: String, now: String },
    #[error(
        "`migrations/{0}` and `migrations/{1}` have one number, and only one of them would run; give the one that no \
             database has seen a higher number"
    )]
    TwinMigrations(String, String),
    #[error("{0:?} was changed by somebody else in the meantime; nothing was written")]
    Changed(PathBuf),
    #[error("another scaffold is at work in {0:?}")]
    Busy(PathBuf),
    #[error("{}", conflicts(.0))]
    Conflicts(Vec<Conflict>),
    #[error("cannot {action} {path:?}: {source}")]
    Io { action: &'static str, path: PathBuf, source: io::Error },
}

/// A file that stands in the way.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Conflict {
    pub path: String,
    pub reason: Reason,
    /// The first line of the file that both sides changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Was edited where it has to change.
    Edited,
    /// Is generated no more and was edited.
    Abandoned,
    /// Shall be created and something else is there.
    Occupied,
    /// Was edited, and of what it was edited is not remembered.
    Forgotten,
    /// Is not a regular file, or lies behind a symbolic link.
    NotAFile,
}

impl fmt::Display for Conflict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.path)?;
        if let Some(line) = self.line {
            write!(formatter, ":{line}")?;
        }
        formatter.write_str(match self.reason {
            Reason::Edited => " was edited where it has to change",
            Reason::Abandoned => " is needed no more and was edited",
            Reason::Occupied => " is to be created and is there already",
            Reason::Forgotten => {
                " was edited where it has to change, and `.scaffold/base` does not have it as it was generated"
            }
            Reason::NotAFile => " is not a plain file inside the project",
        })
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
