//! The product's promise: what comes out is formatted, lint-free, tested, and answers as it should when it runs.
//!
//! The blog on SQLite always; with `SCAFFOLD_FULL` every example on SQLite and PostgreSQL, and the blog under load and
//! faults, for which `SCAFFOLD_FAULTS=long` takes its time.

mod accounts;
mod blog;
mod client;
mod everywhere;
mod evolving;
mod faults;
mod project;
mod readme;
mod server;
mod session;
mod steps;

use evolving::Life;
use project::Project;
use session::Session;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};
use testbed::postgres::{Database, Postgres};

/// All projects are built in one place, and what is measured has the machine for itself.
static WORKSHOP: RwLock<()> = RwLock::new(());

/// A place beside others, who build in the same directory under other names.
fn share() -> RwLockReadGuard<'static, ()> {
    WORKSHOP.read().expect("the others went well")
}

/// The machine for what is measured.
fn alone() -> RwLockWriteGuard<'static, ()> {
    WORKSHOP.write().expect("the others went well")
}

fn full() -> bool {
    std::env::var_os("SCAFFOLD_FULL").is_some()
}

/// Names of the examples, sorted.
fn examples() -> Vec<String> {
    let entries = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")).expect("examples");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn spec(example: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(example).join("scaffold.yaml")
}

#[test]
fn generated_services_keep_their_promise() {
    let names = if full() { examples() } else { vec!["blog".to_owned()] };
    for name in &names {
        prove(name, &Project::generate(name, &spec(name), "sqlite"), None);
    }
    if full() {
        let postgres = Postgres::quick().expect("a full run needs PostgreSQL");
        for name in &names {
            prove(name, &Project::generate(name, &spec(name), "postgres"), Some(&postgres));
        }
    }
}

#[test]
fn a_service_outlives_changes_of_its_spec() {
    if !full() {
        return;
    }
    let directory = tempfile::tempdir().expect("a directory");
    let spec = evolving::spec(&directory);
    let project = Project::generate("evolving", &spec, "sqlite");
    evolving::prove(&Life { project: &project, url: "sqlite://service.db", postgres: false });
    let postgres = Postgres::quick().expect("a full run needs PostgreSQL");
    let database = postgres.database("evolving");
    let project = Project::generate("evolving", &spec, "postgres");
    evolving::prove(&Life { project: &project, url: &database.url(), postgres: true });
}

#[test]
fn the_blog_withstands_load_and_faults() {
    let wanted = std::env::var("SCAFFOLD_FAULTS").ok();
    if !full() && wanted.is_none() {
        return;
    }
    let _turn = alone();
    let wanted = wanted.unwrap_or_default();
    let (length, only) = wanted.split_once(':').unwrap_or((&wanted, ""));
    let postgres = Postgres::start().expect("a PostgreSQL to mistreat");
    for (database, postgres) in [("sqlite", None), ("postgres", Some(&postgres))] {
        let project = Project::generate("faults", &spec("blog-open"), database);
        project.cargo(&["build", "--locked"], None);
        faults::withstand(&faults::Stage { project: &project, postgres, long: length == "long", only });
    }
}

fn prove(name: &str, project: &Project, postgres: Option<&Postgres>) {
    let database = postgres.map(|postgres| postgres.database(name));
    let url = database.as_ref().map_or_else(|| "sqlite://service.db".to_owned(), Database::url);
    // Library and binary have no tests of their own, and one project shows that running those does no harm.
    let tests: &[&str] = if name == "blog" { &[] } else { &["--test", "api"] };
    let turn = share();
    project.lint(full() && postgres.is_none(), || {
        project.cargo(&[&["test", "--locked"], tests].concat(), database.is_some().then_some(url.as_str()));
        project.cargo(&["build", "--locked"], None);
    });
    let server = server::start(project, &url);
    let session = accounts::log_in(project, &server, &url);
    let token = session.as_ref().map(|session| session["access_token"].as_str().expect("a token"));
    everywhere::ask(&server, token);
    if let Some(session) = &session {
        accounts::refresh_at_once(&server, session);
        accounts::secrets_are_needed(project, &url);
    }
    if name == "blog-open" {
        blog::ask(&server);
    }
    readme::ask(&server, &project.directory.join("README.md"));
    if name == "blog" {
        readme::ask(&server, &Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"));
    }
    server.stop();
    drop(turn);
    if name == "blog" {
        let _turn = alone();
        accounts::withstand(project, &url);
        accounts::mail::arrives(project, &url);
        if postgres.is_none() {
            accounts::mail::leaves_before_a_stop(project, &url);
        }
    }
    if name == "team" {
        let _turn = alone();
        accounts::mail::storm(project, &url);
        if let Some((postgres, database)) = postgres.zip(database.as_ref()) {
            let mut other = Session::postgres(postgres, database.name());
            accounts::mail::sweeps_beside_others(project, &url, &mut other);
        }
    }
}
