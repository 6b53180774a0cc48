//! The database: a pool of connections to PostgreSQL.

use sqlx::{
    ConnectOptions as _,
    error::{DatabaseError, ErrorKind},
    migrate::{MigrateDatabase as _, MigrateError, Migrator},
    postgres::PgConnectOptions,
};

use crate::{
    error::Violation,
    pool::{Lease, Pool, Transaction},
};

pub type Database = sqlx::Postgres;
pub type Connection = sqlx::PgConnection;
pub type Options = PgConnectOptions;
pub type Row = sqlx::postgres::PgRow;

pub static MIGRATOR: Migrator = sqlx::migrate!();

/// Matches text without regard to case.
pub const LIKE: &str = " ilike ";

const CONNECTIONS: u32 = 10;
/// The error of a server that has no database of this name.
const NO_DATABASE: &str = "3D000";

#[derive(Debug, Clone)]
pub struct Db {
    pool: Pool,
}

impl Db {
    /// Opens a connection, and makes the database where there is none and the role may.
    pub async fn connect(options: Options) -> sqlx::Result<Self> {
        let options = options.options([
            ("client_min_messages", "warning"),
            ("statement_timeout", "10s"),
            ("lock_timeout", "5s"),
            ("idle_in_transaction_session_timeout", "30s"),
        ]);
        let pool = Pool::new(options.clone(), CONNECTIONS);
        match pool.lease().await {
            Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some(NO_DATABASE) => {
                create(&options).await;
                pool.lease().await?
            }
            lease => lease?,
        };
        Ok(Self { pool })
    }

    /// A connection to read with.
    pub async fn read(&self) -> sqlx::Result<Lease> {
        self.pool.lease().await
    }

    /// A transaction that writes: undone unless it is committed.
    pub async fn write(&self) -> sqlx::Result<Transaction> {
        self.pool.transaction("begin").await
    }

    /// Brings the schema up to date. One replica migrates, the others wait for it.
    pub async fn migrate(&self) -> Result<(), MigrateError> {
        MIGRATOR.run(&mut *self.pool.lease().await?).await
    }

    /// Connections that are open, and how many of them are idle.
    pub fn usage(&self) -> (usize, usize) {
        self.pool.usage()
    }

    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// Another replica may be first; what else goes wrong is for the log.
async fn create(options: &Options) {
    match Database::create_database(options.to_url_lossy().as_str()).await {
        Ok(()) => tracing::info!("created the database"),
        Err(error) => tracing::warn!(%error, "could not create the database"),
    }
}

/// What constraint an error is about, by the name that PostgreSQL gives.
pub fn violation(error: &dyn DatabaseError) -> Option<Violation<'_>> {
    match (error.kind(), error.constraint()) {
        (ErrorKind::UniqueViolation, Some(name)) => Some(Violation::Unique(name)),
        (ErrorKind::CheckViolation, Some(name)) => Some(Violation::Check(name)),
        (ErrorKind::ForeignKeyViolation, name) => Some(Violation::Reference(name)),
        _ => None,
    }
}

/// The same request may succeed in a moment: the server restarts, is full, or gave up waiting for a lock.
pub fn is_transient(error: &dyn DatabaseError) -> bool {
    const CLASSES: [&str; 6] = ["08", "25P03", "40", "53", "55P03", "57"];
    error.code().is_some_and(|code| CLASSES.iter().any(|class| code.starts_with(class)))
}

/// A value that a column cannot take although the rules let it pass.
pub fn is_bad_value(error: &dyn DatabaseError) -> bool {
    error.code().is_some_and(|code| code.starts_with("22") || code == "23502")
}
