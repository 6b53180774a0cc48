//! The database: ten readers beside one writer, as SQLite likes it.

use std::time::Duration;

use sqlx::{
    ConnectOptions as _,
    error::{DatabaseError, ErrorKind},
    migrate::{MigrateError, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

use crate::{
    constraint::Violation,
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
    options: Options,
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
        let readers = Pool::new(options.clone(), READERS);
        let db = Self { readers, writer: Pool::new(options.clone(), 1), options };
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

    /// Brings the schema up to date, with foreign keys off, since a new table may take the place of one that others
    /// point at. What another process does first, this one finds done.
    pub async fn migrate(&self) -> Result<(), MigrateError> {
        let mut connection = self.options.clone().foreign_keys(false).connect().await?;
        loop {
            match MIGRATOR.run(&mut connection).await {
                Err(MigrateError::ExecuteMigration(_, version))
                    if is_applied(&mut connection, version).await? => {}
                result => return result,
            }
        }
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

async fn is_applied(connection: &mut Connection, version: i64) -> sqlx::Result<bool> {
    sqlx::query_scalar("select count(*) > 0 from _sqlx_migrations where success and version = $1")
        .bind(version)
        .fetch_one(connection)
        .await
}

/// What constraint an error is about, by the names that SQLite gives.
pub fn violation(error: &dyn DatabaseError) -> Option<Violation<'_>> {
    const TRIGGER: i32 = 1811;
    // A chain of more than a thousand rows, each to go with the one before.
    const TOO_DEEP: &str = "too many levels of trigger recursion";
    let subject = error.message().split_once(": ").map(|(_, subject)| subject);
    match (error.kind(), subject) {
        (ErrorKind::UniqueViolation, Some(columns)) => Some(Violation::Unique(columns)),
        (ErrorKind::CheckViolation, Some(name)) => Some(Violation::Check(name)),
        (ErrorKind::ForeignKeyViolation, _) => Some(Violation::Reference(None)),
        _ if code(error) == TRIGGER || error.message() == TOO_DEEP => {
            Some(Violation::Reference(None))
        }
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
