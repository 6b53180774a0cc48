//! The database: ten readers beside one writer, as SQLite likes it.

use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
    time::Duration,
};

use sqlx::{
    ConnectOptions, SqlitePool,
    error::{DatabaseError, ErrorKind},
    migrate::{MigrateError, Migrator},
    pool::PoolConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::constraint::Violation;

pub type Database = sqlx::Sqlite;
pub type Connection = sqlx::SqliteConnection;
pub type Options = SqliteConnectOptions;
pub type Row = sqlx::sqlite::SqliteRow;

pub static MIGRATOR: Migrator = sqlx::migrate!();

/// Matches text without regard to ASCII case.
pub const LIKE: &str = " like ";

const READERS: u32 = 10;
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

#[derive(Debug, Clone)]
pub struct Db {
    readers: SqlitePool,
    writer: Arc<Mutex<Writer>>,
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
        let writer = Writer { connection: options.connect().await?, unfinished: false };
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .test_before_acquire(false)
            .connect_with(options)
            .await?;
        Ok(Self { readers, writer: Arc::new(Mutex::new(writer)) })
    }

    /// A connection to read with.
    pub async fn read(&self) -> sqlx::Result<PoolConnection<Database>> {
        self.readers.acquire().await
    }

    /// The one transaction that writes: undone unless it is committed.
    pub async fn write(&self) -> sqlx::Result<Transaction> {
        let turn = Arc::clone(&self.writer).lock_owned();
        let writer = tokio::time::timeout(ACQUIRE_TIMEOUT, turn)
            .await
            .map_err(|_| sqlx::Error::PoolTimedOut)?;
        let mut transaction = Transaction { writer };
        transaction.writer.begin().await?;
        Ok(transaction)
    }

    /// Brings the schema up to date. What another process does first, this one finds done.
    pub async fn migrate(&self) -> Result<(), MigrateError> {
        loop {
            match MIGRATOR.run(&self.readers).await {
                Err(MigrateError::ExecuteMigration(_, version))
                    if self.is_applied(version).await? => {}
                result => return result,
            }
        }
    }

    async fn is_applied(&self, version: i64) -> sqlx::Result<bool> {
        sqlx::query_scalar(
            "select count(*) > 0 from _sqlx_migrations where success and version = $1",
        )
        .bind(version)
        .fetch_one(&self.readers)
        .await
    }

    /// Connections that are open, and how many of them are idle.
    pub fn usage(&self) -> (u32, usize) {
        (self.readers.size(), self.readers.num_idle())
    }

    pub async fn close(&self) {
        self.readers.close().await;
    }
}

#[derive(Debug)]
struct Writer {
    connection: Connection,
    unfinished: bool,
}

impl Writer {
    async fn begin(&mut self) -> sqlx::Result<()> {
        self.undo().await?;
        self.unfinished = true;
        sqlx::query("begin immediate").execute(&mut self.connection).await?;
        Ok(())
    }

    async fn commit(&mut self) -> sqlx::Result<()> {
        sqlx::query("commit").execute(&mut self.connection).await?;
        self.unfinished = false;
        Ok(())
    }

    async fn undo(&mut self) -> sqlx::Result<()> {
        if self.unfinished {
            // Fails where the transaction never began, which is just as well.
            sqlx::query("rollback").execute(&mut self.connection).await.ok();
            self.unfinished = false;
        }
        Ok(())
    }
}

/// The writer, inside a transaction.
#[derive(Debug)]
pub struct Transaction {
    writer: OwnedMutexGuard<Writer>,
}

impl Transaction {
    pub async fn commit(mut self) -> sqlx::Result<()> {
        self.writer.commit().await
    }
}

impl Deref for Transaction {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.writer.connection
    }
}

impl DerefMut for Transaction {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.writer.connection
    }
}

impl Drop for Transaction {
    /// Gives the write lock back at once when a request failed or its client went away.
    fn drop(&mut self) {
        if let (true, Ok(runtime)) = (self.writer.unfinished, tokio::runtime::Handle::try_current())
        {
            let writer = Arc::clone(OwnedMutexGuard::mutex(&self.writer));
            runtime.spawn(async move { writer.lock().await.undo().await });
        }
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
