//! More requests than the database can do.

use super::Stage;
use super::load::Connection;
use serde_json::json;
use std::net::SocketAddr;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

/// Requests that the service works on at a time.
const PLACES: usize = 512;
/// Makes each new tag take 30 ms in the database, and no processor that clients and service would miss.
const SLOW: &str = "create function wait() returns trigger language plpgsql
     as $$ begin perform pg_sleep(0.03); return new; end $$;
     create trigger wait before insert on tags for each row execute function wait()";

/// What clients got in a while.
struct Traffic {
    /// Answers of 201 in a second.
    goodput: f64,
    /// Answers of 503 in a second.
    refused: f64,
    /// The time in which 99 of 100 answers of 201 came.
    p99: Duration,
}

/// Five times the requests that can be done, from clients who come back when they are told to: as many are done as at
/// the best of times, in about the same time, and the rest is turned away.
pub fn overload(stage: &Stage) -> String {
    let limit = Command::new("prlimit").args(["--nofile=20000", "--pid", &std::process::id().to_string()]).status();
    assert!(limit.is_ok_and(|status| status.success()), "too few files for as many clients");
    let server = stage.start("overload");
    stage.session("overload").run(SLOW);
    let time = Duration::from_secs(stage.either(3, 30));
    let mut reports = Vec::new();
    // A busy machine may spoil some measurements, not all of them.
    for round in 0..8 {
        let full = drive(server.address(), PLACES - 32, time, &format!("full-{round}"));
        // Who is refused comes back after a second.
        let clients = PLACES + 4 * full.goodput as usize;
        let over = drive(server.address(), clients, time, &format!("over-{round}"));
        reports.push(format!(
            "{:.0}/s and p99 {:.0?} when full, {:.0}/s and p99 {:.0?} beside {:.0} refusals/s",
            full.goodput, full.p99, over.goodput, over.p99, over.refused
        ));
        let shed = full.refused == 0.0 && over.refused > 0.0;
        if shed && over.goodput >= 0.8 * full.goodput && over.p99 < 2 * full.p99 {
            server.stop();
            return reports.join("; ");
        }
    }
    panic!("{reports:?}");
}

/// That many clients, each with one request at a time.
fn drive(address: SocketAddr, clients: usize, time: Duration, prefix: &str) -> Traffic {
    let end = Instant::now() + time;
    let client = |number: usize| {
        let mut connection = Connection::open(address).expect("a connection");
        let mut answers = Vec::new();
        while Instant::now() < end {
            let start = Instant::now();
            let tag = json!({"name": format!("{prefix}-{number}-{}", answers.len())}).to_string();
            let answer = connection.ask("POST", "/api/v1/tags", &[], &tag).expect("an answer");
            answers.push((answer.status, start.elapsed()));
            if answer.status == 503 {
                let pause = answer.header("retry-after").and_then(|seconds| seconds.parse().ok()).expect("a number");
                thread::sleep(Duration::from_secs(pause));
            }
        }
        answers
    };
    let answers: Vec<(u16, Duration)> = thread::scope(|scope| {
        let client = &client;
        let small = || thread::Builder::new().stack_size(128 << 10);
        let start = |number| small().spawn_scoped(scope, move || client(number)).expect("a thread");
        let clients: Vec<_> = (0..clients).map(start).collect();
        clients.into_iter().flat_map(|client| client.join().expect("a client")).collect()
    });
    let mut good: Vec<Duration> = answers.iter().filter(|(status, _)| *status == 201).map(|(_, time)| *time).collect();
    good.sort();
    let refused = answers.iter().filter(|(status, _)| *status == 503).count();
    assert_eq!(good.len() + refused, answers.len(), "neither 201 nor 503");
    let p99 = good.get(good.len() * 99 / 100).copied().unwrap_or_default();
    let seconds = time.as_secs_f64();
    Traffic { goodput: good.len() as f64 / seconds, refused: refused as f64 / seconds, p99 }
}
