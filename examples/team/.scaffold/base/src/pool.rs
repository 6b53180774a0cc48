//! Connections to share, and transactions on them.
//!
//! In place of the pool of sqlx, which asks the database before and after each use whether the connection still works.
//! Here only one that was left in the middle of something is looked after, before others may have it.

use std::{
    collections::VecDeque,
    io::ErrorKind,
    mem,
    ops::{Deref, DerefMut},
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
    time::{Duration, Instant},
};

use sqlx::{ConnectOptions as _, Connection as _};
use tokio::{
    runtime::Handle,
    sync::{OwnedSemaphorePermit, Semaphore},
    time,
};

use crate::db::{Connection, Options, is_transient};

const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);
const RETRY_AFTER: Duration = Duration::from_millis(100);
/// The other side may have closed a connection that was idle for longer.
const CHECK_IDLE_AFTER: Duration = Duration::from_secs(30);
/// What a server keeps for a connection only grows.
const MAX_AGE: Duration = Duration::from_secs(30 * 60);
const SETTLE_TIMEOUT: Duration = Duration::from_secs(15);

#[derive(Debug, Clone)]
pub struct Pool(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    options: Options,
    size: u32,
    /// One for each connection that may be open.
    permits: Arc<Semaphore>,
    idle: Mutex<VecDeque<Idle>>,
}

#[derive(Debug)]
struct Idle {
    connection: Connection,
    opened: Instant,
    since: Instant,
}

impl Pool {
    /// Opens connections when they are needed, so many at most.
    pub fn new(options: Options, size: u32) -> Self {
        let permits = Arc::new(Semaphore::new(size as usize));
        Self(Arc::new(Shared { options, size, permits, idle: Mutex::default() }))
    }

    pub async fn lease(&self) -> sqlx::Result<Lease> {
        time::timeout(ACQUIRE_TIMEOUT, self.wait()).await.map_err(|_| sqlx::Error::PoolTimedOut)?
    }

    /// A transaction that `begin` starts.
    pub async fn transaction(&self, begin: &'static str) -> sqlx::Result<Transaction> {
        let mut lease = self.lease().await?;
        lease.in_transaction = true;
        sqlx::query(begin).execute(&mut *lease).await?;
        Ok(Transaction(lease))
    }

    async fn wait(&self) -> sqlx::Result<Lease> {
        let permit = Arc::clone(&self.0.permits).acquire_owned().await;
        let permit = permit.map_err(|_| sqlx::Error::PoolClosed)?;
        let (connection, opened) = match self.0.idle_connection().await {
            Some(idle) => (idle.connection, idle.opened),
            None => (self.0.open().await?, Instant::now()),
        };
        let held = Held { connection, opened, permit, pool: Arc::clone(&self.0) };
        Ok(Lease { held: Some(held), in_transaction: false })
    }

    /// Connections that are open, and how many of them are idle.
    pub fn usage(&self) -> (usize, usize) {
        let leased = self.0.size as usize - self.0.permits.available_permits();
        let idle = self.0.idle().len();
        (leased + idle, idle)
    }

    /// Waits for every lease to end.
    pub async fn close(&self) {
        let all = self.0.permits.acquire_many(self.0.size).await;
        self.0.permits.close();
        drop(all);
        let idle = mem::take(&mut *self.0.idle());
        for idle in idle {
            idle.connection.close().await.ok();
        }
    }
}

impl Shared {
    fn idle(&self) -> MutexGuard<'_, VecDeque<Idle>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The connection that was idle for longest, of those that still work.
    async fn idle_connection(&self) -> Option<Idle> {
        loop {
            let mut idle = self.idle().pop_front()?;
            if idle.since.elapsed() < CHECK_IDLE_AFTER || idle.connection.ping().await.is_ok() {
                return Some(idle);
            }
        }
    }

    /// Has patience with a server that is just starting.
    async fn open(&self) -> sqlx::Result<Connection> {
        loop {
            match self.options.connect().await {
                Err(error) if is_starting(&error) => time::sleep(RETRY_AFTER).await,
                opened => return opened,
            }
        }
    }
}

fn is_starting(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(error) => error.kind() == ErrorKind::ConnectionRefused,
        sqlx::Error::Database(error) => is_transient(error.as_ref()),
        _ => false,
    }
}

/// A connection that goes back when the lease ends.
#[derive(Debug)]
pub struct Lease {
    held: Option<Held>,
    in_transaction: bool,
}

#[derive(Debug)]
struct Held {
    connection: Connection,
    opened: Instant,
    permit: OwnedSemaphorePermit,
    pool: Arc<Shared>,
}

impl Held {
    /// Whether all answers have come in: not so where a request was cancelled or the server is gone.
    fn is_settled(&mut self) -> bool {
        let flush = pin!(self.connection.flush());
        matches!(flush.poll(&mut Context::from_waker(Waker::noop())), Poll::Ready(Ok(())))
    }

    /// Waits for what is under way and undoes a transaction.
    async fn settle(&mut self, in_transaction: bool) -> sqlx::Result<()> {
        if in_transaction {
            sqlx::query("rollback").execute(&mut self.connection).await?;
            return Ok(());
        }
        self.connection.ping().await
    }

    fn give_back(self) {
        let Self { connection, opened, permit, pool } = self;
        if opened.elapsed() < MAX_AGE {
            pool.idle().push_back(Idle { connection, opened, since: Instant::now() });
        }
        drop(permit);
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(mut held) = self.held.take() else { return };
        let in_transaction = self.in_transaction;
        if !in_transaction && held.is_settled() {
            held.give_back();
        } else if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move {
                let settled = time::timeout(SETTLE_TIMEOUT, held.settle(in_transaction)).await;
                if let Ok(Ok(())) = settled {
                    held.give_back();
                }
            });
        }
    }
}

impl Deref for Lease {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        match &self.held {
            Some(held) => &held.connection,
            None => unreachable!("only `drop` takes it"),
        }
    }
}

impl DerefMut for Lease {
    fn deref_mut(&mut self) -> &mut Connection {
        match &mut self.held {
            Some(held) => &mut held.connection,
            None => unreachable!("only `drop` takes it"),
        }
    }
}

/// A connection inside a transaction, which is undone unless it is committed.
#[derive(Debug)]
pub struct Transaction(Lease);

impl Transaction {
    pub async fn commit(mut self) -> sqlx::Result<()> {
        sqlx::query("commit").execute(&mut *self.0).await?;
        self.0.in_transaction = false;
        Ok(())
    }
}

impl Deref for Transaction {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.0
    }
}

impl DerefMut for Transaction {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.0
    }
}
