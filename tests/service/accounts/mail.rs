//! Letters on their way: what a mail server gets, that one which it does not take holds up no other, that a stop loses
//! none, and a storm of them.

use super::mail_server::{BUSY, GONE, Post, SLOW};
use super::routes;
use crate::project::Project;
use crate::server::{self, Server};
use crate::session::Session;
use serde_json::{Value, json};
use std::fs;
use std::thread;
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_secs(3);
/// The first pause before another attempt, and some time for ten letters.
const LATER: Duration = Duration::from_secs(10);

/// The service with a mail server of its own.
fn start(project: &Project, database: &str) -> (Server, Post) {
    let post = Post::open();
    let mut server = server::launch(project, database, &["--smtp-url", &post.url()]);
    server.wait();
    (server, post)
}

/// The body of a registration with this address.
fn registration(document: &Value, email: &str) -> Value {
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    let own = schemas.iter().find(|(name, _)| name.ends_with("Registration")).expect("a registration").1;
    let mut body = own["example"].clone();
    body["email"] = json!(email);
    body
}

/// The blog writes to many who have forgotten their password, and most of them cannot be reached yet, soon or at all.
pub fn arrives(project: &Project, database: &str) {
    let (server, post) = start(project, database);
    let document = server.get("/openapi.json").json();
    let routes = routes(&document).expect("accounts");
    let late: Vec<String> = (0..10).map(|n| format!("late{n}@{BUSY}")).collect();
    let (nobody, slow) = (format!("nobody@{GONE}"), format!("slow@{SLOW}"));
    let last = [nobody.as_str(), slow.as_str(), "ada@example.org"];
    let emails: Vec<&str> = late.iter().map(String::as_str).chain(last).collect();
    for email in &emails {
        let answer = server.post(&format!("{routes}/register"), &registration(&document, email));
        assert_eq!(answer.status, 201, "{answer:?}");
    }
    for email in &emails {
        let answer = server.post(&format!("{routes}/password/forgot"), &json!({ "email": email }));
        assert_eq!(answer.status, 202, "{answer:?}");
    }
    let letter = post.letter(SOON);
    assert_eq!(letter.to, "ada@example.org");
    for line in ["To: ada@example.org", "Subject: Set a new password", "From: blog <noreply@localhost>"] {
        assert!(letter.text.contains(line), "{line} is not in {}", letter.text);
    }
    let body = json!({ "token": letter.token(), "password": "another staple entirely" });
    assert_eq!(server.post(&format!("{routes}/password/reset"), &body).status, 204);
    assert_eq!(post.letter(SOON).to, "ada@example.org");
    let mut reached: Vec<String> = (0..=late.len()).map(|_| post.letter(LATER).to).collect();
    reached.sort();
    assert_eq!(reached, [late.as_slice(), &[slow]].concat());
    server.stop();
    let log = fs::read_to_string(project.directory.join("service.log")).expect("a log");
    assert!(log.contains("the mail server refuses a letter"), "{nobody} is not in the log");
}

/// Somebody asks for a letter while another process writes to the database, and the service stops before it can be
/// written.
pub fn leaves_before_a_stop(project: &Project, database: &str) {
    let (server, post) = start(project, database);
    let document = server.get("/openapi.json").json();
    let routes = routes(&document).expect("accounts");
    let email = json!({ "email": "ada@example.org" });
    let other = rusqlite::Connection::open(project.directory.join("service.db")).expect("a database");
    other.execute_batch("begin immediate").expect("the only one who writes");
    assert_eq!(server.post(&format!("{routes}/password/forgot"), &email).status, 202);
    thread::scope(|scope| {
        scope.spawn(move || server.stop());
        thread::sleep(Duration::from_secs(1));
        other.execute_batch("rollback").expect("the end");
    });
    assert_eq!(post.letter(SOON).to, "ada@example.org");
}

/// Forty register with the team under one address, and all their letters are answered at once: it has one account.
pub fn storm(project: &Project, database: &str) {
    let (server, post) = start(project, database);
    let document = server.get("/openapi.json").json();
    let routes = routes(&document).expect("accounts");
    let mut registration = registration(&document, "storm@example.org");
    registration["handle"] = json!("storm");
    let tokens: Vec<String> = (0..40)
        .map(|_| {
            let answer = server.post(&format!("{routes}/register"), &registration);
            assert_eq!(answer.status, 202, "{answer:?}");
            post.letter(SOON).token().to_owned()
        })
        .collect();
    let (address, path) = (server.address(), format!("{routes}/verify"));
    let confirm = |token: &String| super::post(address, &path, &json!({ "token": token })).status;
    let start = Instant::now();
    let mut statuses: Vec<u16> = thread::scope(|scope| {
        let asking: Vec<_> = tokens.iter().map(|token| scope.spawn(move || confirm(token))).collect();
        asking.into_iter().map(|asked| asked.join().expect("an answer")).collect()
    });
    assert!(start.elapsed() < SOON, "they kept each other waiting for {:?}", start.elapsed());
    statuses.sort_unstable();
    assert_eq!(statuses[0], 204, "{statuses:?}");
    assert!(statuses[1..].iter().all(|status| [400, 409].contains(status)), "{statuses:?}");
    server.stop();
}

/// Whoever registers with the team forgets old registrations, and waits for nobody who is at one of them.
pub fn sweeps_beside_others(project: &Project, database: &str, other: &mut Session) {
    let (server, post) = start(project, database);
    let document = server.get("/openapi.json").json();
    let path = format!("{}/register", routes(&document).expect("accounts"));
    let register = |name: &str| {
        let mut body = registration(&document, &format!("{name}@example.org"));
        body["handle"] = json!(name);
        let answer = server.post(&path, &body);
        assert_eq!(answer.status, 202, "{answer:?}");
        assert_eq!(post.letter(SOON).to, format!("{name}@example.org"));
    };
    register("early");
    other.run("update auth_registrations set expires_at = now() - interval '1 hour'");
    other.run("begin; select 1 from auth_registrations for update");
    register("late");
    other.run("rollback");
    register("later");
    other.run("do $$ begin assert (select count(*) from auth_registrations) = 2; end $$");
    server.stop();
}
