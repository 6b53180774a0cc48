//! What the blog does under load and when things break around it: measured, and held to limits.

mod contention;
mod lifecycle;
mod load;
mod outage;
mod overload;
mod sockets;

use crate::project::Project;
use crate::server::{self, Server};
use crate::session::Session;
use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::Instant;
use testbed::postgres::Postgres;

/// The blog on one database.
pub struct Stage<'a> {
    pub project: &'a Project,
    /// SQLite without.
    pub postgres: Option<&'a Postgres>,
    /// Whether to take minutes instead of seconds.
    pub long: bool,
    /// A part of the names of the checks to make; empty for all.
    pub only: &'a str,
}

/// What a check is called, and what does it and tells what it measured.
type Check = (&'static str, fn(&Stage) -> String);

const CHECKS: &[Check] = &[
    ("one of fifty duplicates is taken", contention::duplicates),
    ("no update is lost", contention::lost_updates),
    ("a client that leaves has changed nothing", contention::departures),
    ("a long thread goes with its post", contention::long_thread),
    ("replicas start at once", lifecycle::replicas),
    ("a stop loses no request", lifecycle::stop),
    ("the service is killed", outage::service_is_killed),
    ("odd requests", sockets::odd_requests),
    ("bodies without end", sockets::endless_bodies),
    ("many connections", sockets::many_connections),
];

const SLOW: Check = ("slow clients", sockets::slow_clients);

const SQLITE: &[Check] = &[("another process writes", contention::locked_file)];

const POSTGRES: &[Check] = &[
    ("the pool is exhausted", contention::exhausted_pool),
    ("updates cross", contention::crossed_updates),
    ("a replica waits for another's migration", lifecycle::long_migration),
    ("five times too many requests", overload::overload),
    ("the database crashes", outage::database_crashes),
    ("connections to the database are cut", outage::connections_are_cut),
];

/// Goes through all checks, and fails with the names of those that did.
pub fn withstand(stage: &Stage) {
    let (name, own) = if stage.postgres.is_some() { ("postgres", POSTGRES) } else { ("sqlite", SQLITE) };
    let measure = |(title, check): &Check| {
        let start = Instant::now();
        let measured = check(stage);
        println!("{name:<8} {title}: {measured} [{:.1} s]", start.elapsed().as_secs_f32());
    };
    let failed: Vec<&str> = thread::scope(|scope| {
        // Takes the half minute that a client is waited for, and next to no work.
        let slow = SLOW.0.contains(stage.only).then(|| scope.spawn(|| measure(&SLOW)));
        let checks = CHECKS.iter().chain(own).filter(|(title, _)| title.contains(stage.only));
        let failed = checks.filter(|check| scope.spawn(|| measure(check)).join().is_err());
        let failed: Vec<_> = failed.map(|(title, _)| *title).collect();
        let slow = slow.is_some_and(|slow| slow.join().is_err()).then_some(SLOW.0);
        failed.into_iter().chain(slow).collect()
    });
    assert!(failed.is_empty(), "{name}: {failed:?}");
}

impl Stage<'_> {
    /// URL of a database that is not there yet; the service makes it.
    pub fn url(&self, name: &str) -> String {
        match self.postgres {
            Some(postgres) => postgres.url(name),
            None => format!("sqlite://{}", self.file(name).display()),
        }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.project.directory.join(format!("{name}.db"))
    }

    /// The service on a database of its own.
    pub fn start(&self, name: &str) -> Server {
        server::start(self.project, &self.url(name))
    }

    /// Somebody else in the same database.
    pub fn session(&self, name: &str) -> Session {
        match self.postgres {
            Some(postgres) => Session::postgres(postgres, name),
            None => Session::sqlite(&self.file(name)),
        }
    }

    /// `long` where there is time.
    pub fn either<T>(&self, short: T, long: T) -> T {
        if self.long { long } else { short }
    }

    /// Kibibytes of memory that a process has.
    pub fn memory(&self, server: &Server) -> usize {
        let status = fs::read_to_string(format!("/proc/{}/status", server.id())).expect("a process");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }
}
