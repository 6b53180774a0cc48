//! The database goes away and comes back; the service is killed.

use super::Stage;
use super::load::Ledger;
use std::thread::sleep;
use std::time::{Duration, Instant};

const RECOVERY: Duration = Duration::from_secs(5);

/// Only 503 in the meantime, and again fine soon after, without a restart of the service.
pub fn database_crashes(stage: &Stage) -> String {
    let postgres = stage.postgres.expect("PostgreSQL");
    let server = stage.start("crash");
    let mut report = String::new();
    for round in 0..stage.either(1, 6) {
        let mut back = Instant::now();
        let ledger = Ledger::keep(server.address(), &format!("crash-{round}"), || {
            sleep(Duration::from_secs(1));
            postgres.crash(Duration::from_secs(2));
            back = Instant::now();
            sleep(RECOVERY);
        });
        let recovery = ledger.last_failure().expect("failures").saturating_duration_since(back);
        assert!(recovery < RECOVERY - Duration::from_millis(200), "still failing");
        let kept = ledger.hold_against(server.address());
        report = format!("fine again after {} ms; {kept}", recovery.as_millis());
    }
    server.stop();
    report
}

/// Every second all connections to the database break.
pub fn connections_are_cut(stage: &Stage) -> String {
    let postgres = stage.postgres.expect("PostgreSQL");
    let server = stage.start("cuts");
    let cuts = stage.either(5, 60);
    let ledger = Ledger::keep(server.address(), "cut", || {
        for _ in 0..cuts {
            sleep(Duration::from_secs(1));
            postgres.run("select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = 'cuts'");
        }
        sleep(Duration::from_secs(1));
    });
    let report = ledger.hold_against(server.address());
    let failures = ledger.0.len() - ledger.count(Some(201));
    // Ten connections break each time, each of them under one request.
    assert!(failures <= 10 * cuts, "{report}");
    server.stop();
    report
}

/// What was acknowledged is there after a restart.
pub fn service_is_killed(stage: &Stage) -> String {
    let mut report = String::new();
    for round in 0..stage.either(2, 20) {
        let mut server = Some(stage.start("kill"));
        let address = server.as_ref().expect("a service").address();
        let ledger = Ledger::keep(address, &format!("kill-{round}"), || {
            sleep(Duration::from_secs(1));
            // Dropped, it is killed without notice.
            server = None;
        });
        let start = Instant::now();
        let server = stage.start("kill");
        let ready = start.elapsed();
        let kept = ledger.hold_against(server.address());
        report = format!("ready again after {} ms; {kept}", ready.as_millis());
        server.stop();
    }
    report
}
