//! Somebody else in the same database, who holds a lock for as long as the test wants.

use rusqlite::Connection;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use testbed::postgres::Postgres;

/// Locks go with it when it is dropped.
pub enum Session {
    Sqlite(Connection),
    Postgres { child: Child, input: Option<ChildStdin>, output: BufReader<ChildStdout> },
}

impl Session {
    pub fn sqlite(file: &Path) -> Self {
        Self::Sqlite(Connection::open(file).expect("a database"))
    }

    pub fn postgres(server: &Postgres, database: &str) -> Self {
        let mut command = server.psql(database);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("psql runs");
        let output = BufReader::new(child.stdout.take().expect("its output"));
        Self::Postgres { input: child.stdin.take(), child, output }
    }

    /// Runs statements, and returns once they are done.
    pub fn run(&mut self, statements: &str) {
        match self {
            Self::Sqlite(connection) => connection.execute_batch(statements).expect("statements run"),
            Self::Postgres { input, output, .. } => {
                let input = input.as_mut().expect("psql listens");
                writeln!(input, "{statements};\n\\echo done").expect("psql listens");
                let mut line = String::new();
                while line.trim_end() != "done" {
                    line.clear();
                    assert_ne!(output.read_line(&mut line).expect("psql speaks"), 0, "{statements}");
                }
            }
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Self::Postgres { child, input, .. } = self {
            drop(input.take());
            let _ = child.wait();
        }
    }
}
