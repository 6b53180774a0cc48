//! Random specs all the way: their projects pass the formatter and clippy, compile, and pass their own tests.
//!
//! Only a full run does this. `SCAFFOLD_PROJECTS` says how many, `SCAFFOLD_PROJECT_SEED` where to begin: even seeds are
//! on SQLite, odd ones on PostgreSQL.

use crate::document::Reading;
use crate::grammar::{self, Size};
use crate::project::Project;
use crate::{cases, number};
use std::fs;
use testbed::postgres::{Database, Postgres};

#[test]
fn random_projects_keep_their_promise() {
    if std::env::var_os("SCAFFOLD_FULL").is_none() {
        return;
    }
    let first = number("SCAFFOLD_PROJECT_SEED").unwrap_or(1);
    let count = number("SCAFFOLD_PROJECTS").unwrap_or(5);
    let postgres = Postgres::quick().expect("a full run needs PostgreSQL");
    for seed in first..first + count {
        println!("SCAFFOLD_PROJECT_SEED={seed} SCAFFOLD_PROJECTS=1");
        let spec = grammar::spec(seed, Size::Project).yaml(Reading::AsMeant);
        prove("random", &spec, (!seed.is_multiple_of(2)).then_some(&postgres));
    }
}

#[test]
fn what_did_not_compile_once_does() {
    for wanted in ["compile", "accounts"] {
        let (_, spec) = cases().into_iter().find(|(name, _)| name == wanted).expect("the case");
        if std::env::var_os("SCAFFOLD_FULL").is_some() {
            prove(&format!("random-case-{wanted}"), &spec, None);
        }
    }
}

fn prove(name: &str, spec: &str, postgres: Option<&Postgres>) {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("scaffold.yaml");
    fs::write(&path, spec).expect("written");
    let database = postgres.map(|postgres| postgres.database(&format!("{name}_project")));
    let project = Project::generate(name, &path, if database.is_some() { "postgres" } else { "sqlite" });
    project.lint(false, || {
        project.cargo(&["test", "--locked", "--test", "api"], database.as_ref().map(Database::url).as_deref());
    });
}
