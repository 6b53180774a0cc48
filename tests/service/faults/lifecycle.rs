//! Starts and stops.

use super::Stage;
use super::contention::lock;
use super::load::Connection;
use crate::server;
use std::thread::sleep;
use std::time::{Duration, Instant};

const MOMENT: Duration = Duration::from_millis(300);

/// Three replicas find no database at all.
pub fn replicas(stage: &Stage) -> String {
    let rounds = stage.either(5, 40);
    let mut slowest = Duration::ZERO;
    for round in 0..rounds {
        let url = stage.url(&format!("replicas{round}"));
        let start = Instant::now();
        let mut servers: Vec<_> = (0..3).map(|_| server::launch(stage.project, &url, &[])).collect();
        servers.iter_mut().for_each(server::Server::wait);
        slowest = slowest.max(start.elapsed());
        servers.into_iter().for_each(server::Server::stop);
    }
    format!("{rounds} times three, all ready within {slowest:.1?}")
}

/// Another replica works on the schema for longer than a request may wait for anything.
pub fn long_migration(stage: &Stage) -> String {
    stage.start("migration").stop();
    let mut other = stage.session("migration");
    other.run("begin; lock table _sqlx_migrations in access exclusive mode");
    let mut server = server::launch(stage.project, &stage.url("migration"), &[]);
    let pause = Duration::from_secs(stage.either(6, 12));
    sleep(pause);
    assert_eq!(server.try_get("/readyz"), None);
    other.run("rollback");
    let start = Instant::now();
    server.wait();
    let ready = start.elapsed();
    server.stop();
    format!("waited {pause:.1?}, ready {ready:.1?} after")
}

/// A request that waits for a lock when the signal comes is answered; then the process ends in peace.
pub fn stop(stage: &Stage) -> String {
    let mut server = server::launch(stage.project, &stage.url("stop"), &["--shutdown-delay", "1"]);
    server.wait();
    let mut other = stage.session("stop");
    other.run(lock(stage));
    let mut client = Connection::open(server.address()).expect("a connection");
    client.send("POST", "/api/v1/tags", &[], r#"{"name": "late"}"#).expect("a request");
    sleep(MOMENT);
    server.terminate();
    sleep(MOMENT);
    assert_eq!((server.try_get("/readyz"), server.try_get("/healthz")), (Some(503), Some(200)));
    sleep(MOMENT * 4);
    assert_eq!(server.try_get("/healthz"), None, "it still listens");
    other.run("rollback");
    let answer = client.receive().expect("an answer");
    assert_eq!((answer.status, answer.header("connection")), (201, Some("close")), "{answer:?}");
    let start = Instant::now();
    server.stop();
    format!("readiness gone at once, request answered, exit 0 {:.1?} later", start.elapsed())
}
