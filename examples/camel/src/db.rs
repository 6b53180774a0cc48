//! The database: a pool of connections to PostgreSQL.

use std::time::Duration;

use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _,
    error::{DatabaseError, ErrorKind},
    migrate::{MigrateDatabase as _, MigrateError, Migrator},
    postgres::PgConnectOptions,
};
use tokio::time;

use crate::{
    constraint::Violation,
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
/// Time between two looks whether another replica is through with its migrations.
const MIGRATION_PAUSE: Duration = Duration::from_millis(100);
/// The error of a server that has no database of this name.
const NO_DATABASE: &str = "3D000";

#[derive(Debug, Clone)]
pub struct Db {
    options: Options,
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
        Ok(Self { options, pool })
    }

    /// A connection to read with.
    pub async fn read(&self) -> sqlx::Result<Lease> {
        self.pool.lease().await
    }

    /// A transaction that writes: undone unless it is committed.
    pub async fn write(&self) -> sqlx::Result<Transaction> {
        self.pool.transaction("begin").await
    }

    /// Brings the schema up to date, however long that takes. One replica migrates, the others wait for it.
    pub async fn migrate(&self) -> Result<(), MigrateError> {
        let options = self.options.clone();
        let mut connection =
            options.options([("statement_timeout", "0"), ("lock_timeout", "0")]).connect().await?;
        // Asks again and again, since to wait inside a query would hold up `create index concurrently`.
        while !try_lock(&mut connection).await? {
            time::sleep(MIGRATION_PAUSE).await;
        }
        drop_broken_indexes(&mut connection).await?;
        MIGRATOR.run(&mut connection).await?;
        connection.close().await?;
        Ok(())
    }

    /// Connections that are open, and how many of them are idle.
    pub fn usage(&self) -> (usize, usize) {
        self.pool.usage()
    }

    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// Whether it is this replica's turn to migrate, until its connection closes.
async fn try_lock(connection: &mut Connection) -> sqlx::Result<bool> {
    sqlx::query_scalar("select pg_try_advisory_lock(hashtext('migrations'))")
        .fetch_one(connection)
        .await
}

/// An index that a migration could not finish, for duplicates or a crash, is there and not valid: it goes, so that the
/// migration can make it again.
async fn drop_broken_indexes(connection: &mut Connection) -> sqlx::Result<()> {
    let broken: Vec<String> =
        sqlx::query_scalar("select indexrelid::regclass::text from pg_index where not indisvalid")
            .fetch_all(&mut *connection)
            .await?;
    let is_ours = |index: &&String| {
        MIGRATOR.iter().any(|migration| migration.sql.as_str().contains(index.as_str()))
    };
    for index in broken.iter().filter(is_ours) {
        let statement = format!("drop index concurrently if exists {index}");
        sqlx::query(AssertSqlSafe(statement)).execute(&mut *connection).await?;
    }
    Ok(())
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

/// The transaction was undone for the sake of another one: a serialisation failure or a deadlock.
pub fn is_undone(error: &dyn DatabaseError) -> bool {
    error.code().is_some_and(|code| code == "40001" || code == "40P01")
}

/// The same request may succeed in a moment: the server restarts, stands by, is full, or gave up waiting
/// for a lock.
pub fn is_transient(error: &dyn DatabaseError) -> bool {
    const CLASSES: [&str; 7] = ["08", "25006", "25P03", "40", "53", "55P03", "57"];
    error.code().is_some_and(|code| CLASSES.iter().any(|class| code.starts_with(class)))
}

/// A value that a column cannot take although the rules let it pass, or that is too long for an index.
pub fn is_bad_value(error: &dyn DatabaseError) -> bool {
    let is_too_long = |code: &str| code == "54000" && error.constraint().is_some();
    error.code().is_some_and(|code| code.starts_with("22") || code == "23502" || is_too_long(&code))
}
