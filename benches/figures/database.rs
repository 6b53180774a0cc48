//! The databases that services are measured on.

use crate::project;
use std::env;
use std::process::Command;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    Postgres,
}

impl Database {
    pub fn word(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }

    /// The URL of a new and empty database.
    pub fn make(self, name: &str) -> String {
        let name = format!("figures_{name}");
        match self {
            Self::Sqlite => {
                let directory = project::vacant(&name);
                std::fs::create_dir(&directory).expect("a directory");
                format!("sqlite://{}/rows.db", directory.display())
            }
            Self::Postgres => {
                psql(&format!("drop database if exists {name} with (force)"));
                psql(&format!("create database {name}"));
                format!("{}/{name}", server())
            }
        }
    }
}

/// Where PostgreSQL is: `DATABASE_URL` without its last part, or the usual place.
fn server() -> String {
    let named = env::var("DATABASE_URL").ok().filter(|url| url.starts_with("postgres"));
    let named = named.and_then(|url| url.rsplit_once('/').map(|(server, _)| server.to_owned()));
    named.unwrap_or_else(|| "postgres://postgres@127.0.0.1:5432".to_owned())
}

fn psql(statement: &str) {
    let mut command = Command::new("psql");
    command.args(["--quiet", "--dbname", &format!("{}/postgres", server()), "--command", statement]);
    let output = command.output().expect("psql runs");
    assert!(output.status.success(), "{statement}: {}", String::from_utf8_lossy(&output.stderr));
}
