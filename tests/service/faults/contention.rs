//! Many who want the same thing: a name, a row, a lock, a connection.

use super::Stage;
use super::load::{Connection, all};
use crate::server::Server;
use serde_json::{Value, json};
use std::sync::Barrier;
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

const SECOND: Duration = Duration::from_secs(1);
/// How long a request waits for its turn at the database, and some more.
const TURN: Duration = Duration::from_millis(3500);

/// Answers of as many clients at once, each with the time it took.
fn together(
    server: &Server,
    clients: usize,
    method: &str,
    path: &str,
    body: &(dyn Fn(usize) -> String + Sync),
) -> Vec<(u16, Duration)> {
    let barrier = Barrier::new(clients);
    let client = |number: usize| {
        let mut connection = Connection::open(server.address()).expect("a connection");
        barrier.wait();
        let start = Instant::now();
        let answer = connection.ask(method, path, &[], &body(number)).expect("an answer");
        assert_eq!(answer.status == 503, answer.header("retry-after").is_some(), "{answer:?}");
        (answer.status, start.elapsed())
    };
    thread::scope(|scope| {
        let client = &client;
        let clients: Vec<_> = (0..clients).map(|number| scope.spawn(move || client(number))).collect();
        clients.into_iter().map(|client| client.join().expect("a client")).collect()
    })
}

fn count(answers: &[(u16, Duration)], status: u16) -> usize {
    answers.iter().filter(|(found, _)| *found == status).count()
}

fn create(server: &Server, path: &str, body: &Value) -> String {
    let answer = server.post(path, body);
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json()["id"].as_str().expect("an id").to_owned()
}

fn post(server: &Server) -> Value {
    let author = create(server, "/api/v1/users", &json!({"email": "ada@example.com", "name": "Ada"}));
    let body =
        json!({"title": "Title", "slug": "slug", "body": "A body of text.", "author_id": author, "rating": "0.0"});
    let id = create(server, "/api/v1/posts", &body);
    json!({"post_id": id, "author_id": author})
}

pub fn duplicates(stage: &Stage) -> String {
    let server = stage.start("duplicates");
    for round in 0..stage.either(3, 100) {
        let email = format!("same{round}@example.com");
        let body = |_| json!({"email": email, "name": "Same"}).to_string();
        let answers = together(&server, 50, "POST", "/api/v1/users", &body);
        assert_eq!((count(&answers, 201), count(&answers, 409)), (1, 49), "{answers:?}");
        assert_eq!(all(server.address(), "/api/v1/users", "email").len(), round + 1);
    }
    server.stop();
    "one 201, 49 times 409, one row".to_owned()
}

/// A hundred steps up by ten clients, each with the tag of what it has seen.
pub fn lost_updates(stage: &Stage) -> String {
    let server = stage.start("updates");
    let path = format!("/api/v1/posts/{}", post(&server)["post_id"].as_str().expect("an id"));
    let client = || {
        let mut connection = Connection::open(server.address()).expect("a connection");
        let (mut done, mut stale) = (0, 0);
        while done < 10 {
            let seen = connection.ask("GET", &path, &[], "").expect("a row");
            let rating = seen.json()["rating"].as_str().expect("a rating").replace('.', "");
            let next = rating.parse::<u32>().expect("a number") + 1;
            let body = json!({"rating": format!("{}.{}", next / 10, next % 10)}).to_string();
            let tag = [("if-match", seen.header("etag").expect("a tag"))];
            let answer = connection.ask("PATCH", &path, &tag, &body).expect("an answer");
            match answer.status {
                200 => done += 1,
                412 => stale += 1,
                _ => panic!("{answer:?}"),
            }
        }
        stale
    };
    let stale: u32 = thread::scope(|scope| {
        let clients: Vec<_> = (0..10).map(|_| scope.spawn(client)).collect();
        clients.into_iter().map(|client| client.join().expect("a client")).sum()
    });
    assert_eq!(server.get(&path).json()["rating"], "10.0");
    server.stop();
    format!("100 steps, {stale} answers of 412 on the way")
}

/// Clients that go away while their write waits leave neither a row nor a lock.
pub fn departures(stage: &Stage) -> String {
    let server = stage.start("departures");
    let mut other = stage.session("departures");
    for clients in [1, 8] {
        other.run(lock(stage));
        for number in 0..clients {
            let mut client = Connection::open(server.address()).expect("a connection");
            let body = json!({"name": format!("departed-{number}")}).to_string();
            client.send("POST", "/api/v1/tags", &[], &body).expect("a request");
            sleep(SECOND / 10);
        }
        sleep(SECOND / 4);
        other.run("rollback");
        sleep(SECOND / 2);
        assert!(all(server.address(), "/api/v1/tags", "name").is_empty());
    }
    other.run(lock(stage));
    other.run("rollback");
    create(&server, "/api/v1/tags", &json!({"name": "stays"}));
    server.stop();
    "alone and as eight together, no row and no lock stayed".to_owned()
}

/// Each comment answers the one before, and goes with it and with their post. SQLite follows no more than a thousand.
pub fn long_thread(stage: &Stage) -> String {
    const LENGTH: usize = 2000;
    let server = stage.start("thread");
    let post_id = post(&server)["post_id"].as_str().expect("an id").to_owned();
    let (id, now) = match stage.postgres {
        Some(_) => ("lpad(cast(NUMBER as text), 32, '0')::uuid", "now()"),
        None => ("cast(printf('%016d', NUMBER) as blob)", "0"),
    };
    let (own, parent) = (id.replace("NUMBER", "number"), id.replace("NUMBER", "number - 1"));
    stage.session("thread").run(&format!(
        "with recursive numbers(number) as (select 1 union all select number + 1 from numbers where number < {LENGTH})
         insert into comments (id, body, post_id, author_id, parent_id, created_at, updated_at)
         select {own}, 'Yes.', posts.id, posts.author_id, case when number > 1 then {parent} end, {now}, {now}
         from numbers, posts"
    ));
    assert_eq!(all(server.address(), "/api/v1/comments", "body").len(), LENGTH);
    let status = server.ask("DELETE", &format!("/api/v1/posts/{post_id}"), &[], b"").status;
    let (expected, left) = if stage.postgres.is_some() { (204, 0) } else { (409, LENGTH) };
    assert_eq!((status, all(server.address(), "/api/v1/comments", "body").len()), (expected, left));
    server.stop();
    format!("{LENGTH} comments, each an answer to the one before: {status}")
}

/// Keeps everybody else from writing tags.
pub fn lock(stage: &Stage) -> &'static str {
    if stage.postgres.is_some() { "begin; lock table tags in exclusive mode" } else { "begin immediate" }
}

/// All connections to the database wait for a lock.
pub fn exhausted_pool(stage: &Stage) -> String {
    let server = stage.start("pool");
    let mut other = stage.session("pool");
    other.run("begin; lock table users in access exclusive mode");
    let (answers, recovery) = thread::scope(|scope| {
        let asking = scope.spawn(|| together(&server, 60, "GET", "/api/v1/users", &|_| String::new()));
        sleep(SECOND * 4);
        other.run("rollback");
        let start = Instant::now();
        assert_eq!(server.get("/api/v1/users").status, 200);
        (asking.join().expect("clients"), start.elapsed())
    });
    let refused: Vec<_> = answers.iter().filter(|(status, _)| *status == 503).map(|(_, time)| *time).collect();
    let longest = refused.iter().max().expect("refusals");
    assert_eq!(count(&answers, 200) + refused.len(), 60, "{answers:?}");
    assert!(*longest < TURN && recovery < SECOND, "{longest:?}, {recovery:?}");
    server.stop();
    format!("{} of 60 answered 503 within {longest:.1?}, fine {recovery:.1?} after", refused.len())
}

/// Another process holds the write lock of the file: reads go on, writes wait their turn or are refused.
pub fn locked_file(stage: &Stage) -> String {
    let server = stage.start("locked");
    let mut other = stage.session("locked");
    other.run("begin immediate");
    let (answers, reads, recovery) = thread::scope(|scope| {
        let body = |number| json!({"name": format!("tag-{number}")}).to_string();
        let server = &server;
        let asking = scope.spawn(move || together(server, 20, "POST", "/api/v1/tags", &body));
        let start = Instant::now();
        let mut reads = 0;
        while start.elapsed() < SECOND * 4 {
            let read = Instant::now();
            assert_eq!(server.get("/api/v1/tags").status, 200);
            assert!(read.elapsed() < SECOND, "a read waited {:?}", read.elapsed());
            reads += 1;
            sleep(SECOND / 20);
        }
        other.run("rollback");
        let start = Instant::now();
        create(server, "/api/v1/tags", &json!({"name": "after"}));
        (asking.join().expect("clients"), reads, start.elapsed())
    });
    let longest = answers.iter().filter(|(status, _)| *status == 503).map(|(_, time)| *time).max();
    let longest = longest.expect("refusals");
    assert!(longest < TURN && recovery < SECOND, "{longest:?}, {recovery:?}");
    let made = count(&answers, 201);
    assert_eq!((made + count(&answers, 503), all(server.address(), "/api/v1/tags", "name").len()), (20, made + 1));
    server.stop();
    format!(
        "{reads} reads went on, {} of 20 writes answered 503 within {longest:.1?}, fine {recovery:.1?} after",
        20 - made
    )
}

/// Four comments that become each other's answers, all at once, over and over: PostgreSQL finds deadlocks in that.
pub fn crossed_updates(stage: &Stage) -> String {
    let postgres = stage.postgres.expect("PostgreSQL");
    postgres.run("alter system set deadlock_timeout = '20ms'");
    postgres.run("select pg_reload_conf()");
    let server = stage.start("crossed");
    let mut comment = post(&server);
    comment["body"] = json!("Well said.");
    let comments: Vec<String> = (0..4).map(|_| create(&server, "/api/v1/comments", &comment)).collect();
    let rounds = stage.either(125, 1250);
    let barrier = Barrier::new(comments.len());
    let client = |number: usize| {
        let mut connection = Connection::open(server.address()).expect("a connection");
        let path = format!("/api/v1/comments/{}", comments[number]);
        for round in 0..rounds {
            let parent = &comments[(number + 1 + round % 2) % comments.len()];
            barrier.wait();
            let body = json!({"parent_id": parent}).to_string();
            let answer = connection.ask("PATCH", &path, &[], &body).expect("an answer");
            assert_eq!(answer.status, 200, "{answer:?}");
        }
    };
    thread::scope(|scope| {
        let client = &client;
        (0..comments.len()).for_each(|number| drop(scope.spawn(move || client(number))));
    });
    server.stop();
    let deadlocks = postgres.run("select deadlocks from pg_stat_database where datname = 'crossed'");
    assert_ne!(deadlocks, "0", "nothing was proved");
    postgres.run("alter system reset deadlock_timeout");
    postgres.run("select pg_reload_conf()");
    format!("{} updates, all 200, {deadlocks} deadlocks", rounds * comments.len())
}
