//! A service that goes on living: its spec changes step by step, its code is edited in between, its database has rows.
//!
//! SQLite is linted at every step, and both run their tests at some; `SCAFFOLD_STEPS=all` does everything at every step.

use crate::project::Project;
use crate::server::{self, Server};
use crate::steps::{Edit, STEPS, Step};
use crate::{accounts, client::Answer};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;

/// A project and the database that it has.
pub struct Life<'a> {
    pub project: &'a Project,
    pub url: &'a str,
    pub postgres: bool,
}

/// Rows by table and key, as clients see them.
type Rows = BTreeMap<&'static str, BTreeMap<String, Value>>;

/// The blog without accounts, under a name that nobody else builds.
pub fn spec(directory: &TempDir) -> PathBuf {
    let text = fs::read_to_string(crate::spec("blog-open")).expect("a spec");
    let path = directory.path().join("scaffold.yaml");
    fs::write(&path, text.replacen("name: blog-open", "name: evolving", 1)).expect("written");
    path
}

pub fn prove(life: &Life<'_>) {
    let all = std::env::var("SCAFFOLD_STEPS").is_ok_and(|steps| steps == "all");
    let project = life.project;
    let turn = crate::share();
    project.cargo(&["build", "--locked"], None);
    let seeded = project.command(server::binary(project)).arg("seed").env("DATABASE_URL", life.url).output();
    assert!(seeded.expect("it runs").status.success());
    let server = server::start(project, life.url);
    let before = rows(&server, None);
    server.stop();
    drop(turn);
    let mut written: Vec<Edit> = Vec::new();
    for step in STEPS {
        let _turn = crate::share();
        println!("{}: {}", if life.postgres { "postgres" } else { "sqlite" }, step.name);
        if step.breaks_on_twins {
            twins(life);
        }
        evolve(project, step);
        written.extend(step.hand);
        for (path, _, above) in &written {
            let text = fs::read_to_string(project.directory.join(path)).expect("a file");
            assert!(text.contains(above), "{}: {path} lost {above:?}", step.name);
        }
        let last = step.name == STEPS[STEPS.len() - 1].name;
        let work = || {
            if all || last || step.tested && !life.postgres {
                project.cargo(&["test", "--locked", "--test", "api"], life.postgres.then_some(life.url));
            }
            if all || last || step.tested || step.breaks_on_twins {
                project.cargo(&["build", "--locked"], None);
                if step.breaks_on_twins {
                    untwin(life);
                }
                outlives(life, &before, step);
            }
        };
        match all || last || !life.postgres {
            true => project.lint(false, work),
            false => work(),
        }
    }
}

/// Changes the spec as the step says, and edits by hand what came of it.
fn evolve(project: &Project, step: &Step) {
    for (from, to) in step.spec {
        edit(&project.directory.join("scaffold.yaml"), from, to);
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_scaffold"));
    let output = command.args(step.command).current_dir(&project.directory).output().expect("scaffold runs");
    assert!(output.status.success(), "{}: {}", step.name, String::from_utf8_lossy(&output.stderr));
    give_secret(project);
    for (path, line, above) in step.hand {
        edit(&project.directory.join(path), line, &format!("{above}{line}"));
    }
}

/// A `.env` that exists is its owner's, who is told by the service that it needs a secret now.
fn give_secret(project: &Project) {
    let read = |name| fs::read_to_string(project.directory.join(name)).unwrap_or_default();
    let (example, own) = (read(".env.example"), read(".env"));
    if example.contains("JWT_SECRET=") && !own.contains("JWT_SECRET=") {
        let text = format!("{own}JWT_SECRET={}\n", "0123456789abcdef".repeat(4));
        fs::write(project.directory.join(".env"), text).expect("written");
    }
}

fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).expect("a file");
    assert!(text.contains(from), "{} has no {from:?}", path.display());
    fs::write(path, text.replacen(from, to, 1)).expect("written");
}

/// Every row that there was at first has the values that the spec kept, under their present names.
fn outlives(life: &Life<'_>, before: &Rows, step: &Step) {
    let server = server::start(life.project, life.url);
    let token = accounts::enter(life.project, &server, life.url);
    let after = rows(&server, token.as_deref());
    server.stop();
    for (table, old) in before {
        for (id, row) in old {
            let now = after[table].get(id).unwrap_or_else(|| panic!("{}: {table} lost {row}", step.name));
            for (member, value) in row.as_object().expect("a row") {
                let name = if member == "title" && now[member].is_null() { "headline" } else { member };
                let gone = member == "rating" && now.get(name).is_none();
                assert!(gone || now[name] == *value, "{}: {table}.{member} was {value}, is {}", step.name, now[name]);
            }
        }
    }
}

fn rows(server: &Server, token: Option<&str>) -> Rows {
    let authorization = token.map(|token| format!("Bearer {token}"));
    let headers: Vec<(&str, &str)> = authorization.iter().map(|value| ("authorization", value.as_str())).collect();
    let list = |table: &'static str| {
        let answer: Answer = server.ask("GET", &format!("/api/v1/{table}?limit=100"), &headers, b"");
        let page = answer.data();
        assert_eq!(page["next"], Value::Null, "one page holds them all: {page}");
        let items = page["items"].as_array().expect("items").iter();
        (table, items.map(|row| (row["id"].as_str().expect("a key").to_owned(), row.clone())).collect())
    };
    ["users", "posts", "comments", "tags"].into_iter().map(list).collect()
}

/// Two equal reactions to one post.
fn twins(life: &Life<'_>) {
    life.project.cargo(&["build", "--locked"], None);
    let server = server::start(life.project, life.url);
    let post = server.get("/api/v1/posts?limit=1").data()["items"][0]["id"].clone();
    for _ in 0..2 {
        let answer = server.post("/api/v1/reactions", &json!({"kind": "smile", "post_id": post}));
        assert_eq!(answer.status, 201, "{answer:?}");
    }
    server.stop();
}

/// The database does not follow while there are two of them, however often it tries; without one it does.
fn untwin(life: &Life<'_>) {
    for _ in 0..2 {
        let mut command = life.project.command(server::binary(life.project));
        let output = command.arg("migrate").env("DATABASE_URL", life.url).output().expect("it runs");
        assert!(!output.status.success(), "twins were let through");
    }
    let statement = "delete from reactions where id in (select id from reactions limit 1)";
    if life.postgres {
        let status = Command::new("psql").args([life.url, "--quiet", "--command", statement]).status();
        assert!(status.expect("psql runs").success());
    } else {
        let path = life.project.directory.join("service.db");
        let database = rusqlite::Connection::open(path).expect("a database");
        database.busy_timeout(Duration::from_secs(5)).expect("patience");
        assert_eq!(database.execute(statement, []).expect("deleted"), 1);
    }
}
