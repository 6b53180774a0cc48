//! The database: ten readers beside one writer, as SQLite likes it.

use std::time::Duration;

use sqlx::{
    error::{DatabaseError, ErrorKind},
    migrate::{MigrateError, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

use crate::{
    error::Violation,
    pool::{Lease, Pool, Transaction},
};

pub type Database = sqlx::Sqlite;
pub type Connection = sqlx::SqliteConnection;
pub type Options = SqliteConnectOptions;
pub type Row = sqlx::sqlite::SqliteRow;

pub static MIGRATOR: Migrator = sqlx::migrate!();

/// Matches text without regard to ASCII case.
pub const LIKE: &str = " like ";

const READERS: u32 = 10;
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

#[derive(Debug, Clone)]
pub struct Db {
    readers: Pool,
    writer: Pool,
}

impl Db {
    /// Opens the database file and makes it where there is none.
    pub async fn connect(options: Options) -> sqlx::Result<Self> {
        let options = options
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(BUSY_TIMEOUT)
            .foreign_keys(true);
        let db =
            Self { readers: Pool::new(options.clone(), READERS), writer: Pool::new(options, 1) };
        db.writer.lease().await?;
        Ok(db)
    }

    /// A connection to read with.
    pub async fn read(&self) -> sqlx::Result<Lease> {
        self.readers.lease().await
    }

    /// The one transaction that writes: undone unless it is committed.
    pub async fn write(&self) -> sqlx::Result<Transaction> {
        self.writer.transaction("begin immediate").await
    }

    /// Brings the schema up to date.
    pub async fn migrate(&self) -> Result<(), MigrateError> {
        MIGRATOR.run(&mut *self.writer.lease().await?).await
    }

    /// Connections that are open, and how many of them are idle.
    pub fn usage(&self) -> (usize, usize) {
        let (readers, idle_readers) = self.readers.usage();
        let (writers, idle_writers) = self.writer.usage();
        (readers + writers, idle_readers + idle_writers)
    }

    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// What constraint an error is about, by the names that SQLite gives.
pub fn violation(error: &dyn DatabaseError) -> Option<Violation<'_>> {
    const TRIGGER: i32 = 1811;
    let subject = error.message().split_once(": ").map(|(_, subject)| subject);
    match (error.kind(), subject) {
        (ErrorKind::UniqueViolation, Some(columns)) => Some(Violation::Unique(columns)),
        (ErrorKind::CheckViolation, Some(name)) => Some(Violation::Check(name)),
        (ErrorKind::ForeignKeyViolation, _) => Some(Violation::Reference(None)),
        _ if code(error) == TRIGGER => Some(Violation::Reference(None)),
        _ => None,
    }
}

/// The same request may succeed in a moment: another process writes, or the disk is full.
pub fn is_transient(error: &dyn DatabaseError) -> bool {
    const BUSY: i32 = 5;
    const LOCKED: i32 = 6;
    const FULL: i32 = 13;
    // The extended code has its reason in the higher bits.
    [BUSY, LOCKED, FULL].contains(&(code(error) & 0xff))
}

/// A value that a column cannot take although the rules let it pass.
pub fn is_bad_value(error: &dyn DatabaseError) -> bool {
    const TOO_BIG: i32 = 18;
    const DATA_TYPE: i32 = 3091;
    error.kind() == ErrorKind::NotNullViolation || [TOO_BIG, DATA_TYPE].contains(&code(error))
}

fn code(error: &dyn DatabaseError) -> i32 {
    error.code().and_then(|code| code.parse().ok()).unwrap_or_default()
}
