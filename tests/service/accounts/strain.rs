//! Accounts of the blog under strain: what the clock gives away, many logins at once, and races that end sessions.

use super::{EMAIL, JSON, PASSWORD, post};
use crate::client::{Answer, send};
use crate::project::Project;
use crate::server::{self, Server};
use serde_json::{Value, json};
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const LOGIN: &str = "/api/v1/auth/login";
const REFRESH: &str = "/api/v1/auth/refresh";

/// Memory of one hash, in KiB.
const HASH: u64 = 19 * 1024;

/// Goes through all of it with the administrator's account, and reads in the log what came of it.
pub fn withstand(project: &Project, database: &str) {
    let log = project.directory.join("service.log");
    let before = fs::read_to_string(&log).unwrap_or_default().len();
    let mut server = server::launch(project, database, &["--log", "trace"]);
    server.wait();
    let mut secrets = vec![PASSWORD.to_owned(), "$argon2".to_owned(), jwt_secret(project)];
    time_tells_nothing(&server);
    others_are_served_meanwhile(&server);
    stolen_token_ends_its_session(&server);
    secrets.extend(races_end_sessions(&server));
    server.stop();
    let log = fs::read_to_string(log).expect("a log").split_off(before);
    for secret in secrets {
        assert!(!log.contains(&secret), "{secret} is in the log");
    }
    for event in ["LoggedIn", "LoginFailed", "LoggedOut", "TokenReused", "PasswordChanged"] {
        assert!(log.contains(&format!("event={event}")), "{event} is not in the log");
    }
}

fn jwt_secret(project: &Project) -> String {
    let settings = fs::read_to_string(project.directory.join(".env")).expect("settings");
    let secret = settings.lines().find_map(|line| line.strip_prefix("JWT_SECRET=")).expect("a secret");
    secret.trim_matches('"').to_owned()
}

fn credentials(email: &str, password: &str) -> Value {
    json!({ "email": email, "password": password })
}

/// A refused login takes as long whether there is such an account or not.
fn time_tells_nothing(server: &Server) {
    let time = |email: &str| {
        let start = Instant::now();
        server.ask("POST", LOGIN, &JSON, credentials(email, "not the password").to_string().as_bytes()).is_failure(401);
        start.elapsed()
    };
    let (mut known, mut unknown): (Vec<_>, Vec<_>) =
        (0..60).map(|turn| (time(EMAIL), time(&format!("nobody{turn}@example.org")))).unzip();
    let ratio = median(&mut known).as_secs_f64() / median(&mut unknown).as_secs_f64();
    assert!((0.8..1.25).contains(&ratio), "known accounts take {ratio:.2} times as long");
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// Two hundred logins at once: those that would wait too long are sent away, memory stays within bounds, and requests
/// of another kind do not notice.
fn others_are_served_meanwhile(server: &Server) {
    let address = server.address();
    let resting = peak(server);
    let busy = AtomicBool::new(true);
    let (answers, mut waits) = thread::scope(|scope| {
        let watching = scope.spawn(|| {
            let mut waits = Vec::new();
            while busy.load(Ordering::Relaxed) {
                let start = Instant::now();
                assert_eq!(server.get("/healthz").status, 200);
                waits.push(start.elapsed());
                thread::sleep(Duration::from_millis(5));
            }
            waits
        });
        let login = || post(address, LOGIN, &credentials(EMAIL, PASSWORD));
        let logins: Vec<_> = (0..200).map(|_| scope.spawn(login)).collect();
        let answers: Vec<Answer> = logins.into_iter().map(|login| login.join().expect("an answer")).collect();
        busy.store(false, Ordering::Relaxed);
        (answers, watching.join().expect("a watcher"))
    });
    let done = answers.iter().filter(|answer| answer.status == 200).count();
    let refused: Vec<_> = answers.iter().filter(|answer| answer.status != 200).collect();
    assert!(done > 0 && !refused.is_empty(), "{done} of 200 logged in");
    assert!(refused.iter().all(|answer| answer.status == 503 && answer.header("retry-after").is_some()), "{refused:?}");
    assert!(median(&mut waits) < Duration::from_millis(100), "others waited {:?}", median(&mut waits));
    let grown = peak(server) - resting;
    assert!(grown < 6 * HASH, "{grown} KiB for four hashes at a time");
}

/// The most memory that the service ever had, in KiB.
fn peak(server: &Server) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", server.id())).expect("a process");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("its peak");
    line.trim_end_matches("kB").trim().parse().expect("a number")
}

/// A token that comes back after two others have taken its place was in other hands.
fn stolen_token_ends_its_session(server: &Server) {
    let first = tokens(&post(server.address(), LOGIN, &credentials(EMAIL, PASSWORD)));
    let second = tokens(&refresh(server, &first[1]));
    let third = tokens(&refresh(server, &second[1]));
    refresh(server, &first[1]).is_failure(401);
    refresh(server, &third[1]).is_failure(401);
}

/// A session that ends while its token is used is over, whoever comes first.
///
/// # Returns
/// All tokens that were given.
fn races_end_sessions(server: &Server) -> Vec<String> {
    let mut given = Vec::new();
    let mut password = PASSWORD.to_owned();
    for round in 0..20 {
        let [session, other] = [(); 2].map(|()| tokens(&post(server.address(), LOGIN, &credentials(EMAIL, &password))));
        given.extend([session.clone(), other.clone()].concat());
        let logout = || post(server.address(), "/api/v1/auth/logout", &json!({ "refresh_token": session[1] }));
        given.extend(race(server, &session[1], logout));
        let next = format!("{PASSWORD} {round}");
        let change = || {
            let bearer =
                format!("Bearer {}", tokens(&post(server.address(), LOGIN, &credentials(EMAIL, &password)))[0]);
            let body = json!({ "current_password": password, "new_password": next }).to_string();
            let headers = [JSON[0], ("authorization", &bearer)];
            send(server.address(), "POST", "/api/v1/auth/password/change", &headers, body.as_bytes())
                .expect("an answer")
        };
        given.extend(race(server, &other[1], change));
        password = next;
    }
    given
}

/// Refreshes a session while something ends it, and then once more.
fn race(server: &Server, token: &str, end: impl Fn() -> Answer + Sync) -> Vec<String> {
    let (refreshed, ended) = thread::scope(|scope| {
        let ending = scope.spawn(&end);
        (refresh(server, token), ending.join().expect("an answer"))
    });
    assert_eq!(ended.status, 204, "{ended:?}");
    assert!([200, 401].contains(&refreshed.status), "{refreshed:?}");
    let given = if refreshed.status == 200 { tokens(&refreshed) } else { Vec::new() };
    for token in given.last().map(String::as_str).into_iter().chain([token]) {
        refresh(server, token).is_failure(401);
    }
    given
}

fn refresh(server: &Server, token: &str) -> Answer {
    post(server.address(), REFRESH, &json!({ "refresh_token": token }))
}

/// The access token and the refresh token.
fn tokens(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{answer:?}");
    let body = answer.json();
    ["access_token", "refresh_token"].map(|name| body[name].as_str().expect("a token").to_owned()).to_vec()
}
