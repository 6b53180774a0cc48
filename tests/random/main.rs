//! Random specs: whatever the language allows, under whatever names and with whatever texts, makes a sound project.
//!
//! `SCAFFOLD_SPECS` says how many, `SCAFFOLD_SEED` where to begin: a failure names the seed that makes it alone.

mod document;
mod grammar;
mod judges;
#[path = "../service/project.rs"]
mod project;
mod projects;
mod random;
mod shrink;

use document::{Node, Reading};
use grammar::Size;
use judges::{Failure, Project};
use scaffold::model::Database;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use testbed::postgres::Postgres;

/// Specs of an ordinary run.
const SPECS: u64 = 200;
/// Specs of one batch for PostgreSQL, and of them those that rustfmt sees.
const BATCH: u64 = 50;
const FORMATTED: usize = 3;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// Specs that once failed.
fn cases() -> Vec<(String, String)> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/random/cases");
    let paths = fs::read_dir(directory).expect("cases").map(|entry| entry.expect("an entry").path());
    let name = |path: &PathBuf| path.file_stem().expect("a name").to_string_lossy().into_owned();
    let mut cases: Vec<(String, String)> =
        paths.map(|path| (name(&path), fs::read_to_string(&path).expect("a case"))).collect();
    cases.sort();
    cases
}

#[test]
fn what_failed_once_is_sound() {
    for (name, text) in cases() {
        if let Err(failure) = judges::judge_text(0, &text, &text) {
            panic!("{name}: {}\n{}", failure.judge, failure.message);
        }
    }
}

#[test]
fn included_rows_are_read_by_index() {
    for name in ["blog", "blog-open", "camel", "kitchen-sink", "shop", "tasks", "team"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name).join("scaffold.yaml");
        let spec = fs::read_to_string(path).expect("an example").replace(" no_index", "");
        match judges::indexed_pages(&spec) {
            Ok(pages) => assert!(pages > 0, "{name} includes nothing"),
            Err(failure) => panic!("{name}: {}", failure.message),
        }
    }
}

#[test]
fn a_link_that_leads_nowhere_takes_no_place_on_a_page() {
    let spec = "\
scaffold: 1
name: radio
defaults: {id: int, timestamps: false}
api: {page_size: 2}
entities:
  Track:
    fields:
      artists: Artist[] through=Credit
      name: string
  Artist:
    fields:
      name: string
  Credit:
    fields:
      track: Track
      artist: Artist?
";
    let rows = "\
insert into tracks (id, name) values (1, 'a'), (2, 'b');
insert into artists (id, name) values (1, 'a'), (2, 'b'), (3, 'c');
insert into credits (track_id, artist_id) values (1, null), (1, null), (1, 3), (1, 1), (1, 1), (1, 2), (2, 1);
";
    let found = judges::rows_of_page(spec, "tracks", rows, 1).unwrap_or_else(|failure| panic!("{}", failure.message));
    assert_eq!(found, 2);
}

#[test]
fn random_specs_make_sound_projects() {
    let first = number("SCAFFOLD_SEED").unwrap_or(1);
    let end = first + number("SCAFFOLD_SPECS").unwrap_or(SPECS);
    println!("SCAFFOLD_SEED={first} SCAFFOLD_SPECS={}", end - first);
    let postgres = Postgres::quick().map_err(|reason| println!("without PostgreSQL: {reason}")).ok();
    let database = postgres.as_ref().map(|postgres| postgres.database("random"));
    let url = database.as_ref().map(testbed::postgres::Database::url);
    let next = AtomicU64::new(first);
    let work = || {
        loop {
            let start = next.fetch_add(BATCH, Ordering::Relaxed);
            if start >= end {
                return;
            }
            if let Err((seed, failure)) = batch(start..end.min(start + BATCH), url.as_deref()) {
                next.store(end, Ordering::Relaxed);
                report(seed, &failure, url.as_deref());
            }
        }
    };
    thread::scope(|scope| {
        scope.spawn(work);
        scope.spawn(work);
    });
}

/// Holds each spec against the judges in this process, and all of them against the others.
fn batch(seeds: std::ops::Range<u64>, url: Option<&str>) -> Result<(), (u64, Failure)> {
    let projects: Vec<Project> = seeds
        .map(|seed| judges::judge(seed, &grammar::spec(seed, Size::Any)).map_err(|failure| (seed, failure)))
        .collect::<Result<_, _>>()?;
    let sample: Vec<&Project> = projects.iter().take(FORMATTED).collect();
    together(&sample, judges::rustfmt::judge)?;
    let postgres: Vec<&Project> = projects.iter().filter(|project| project.database == Database::Postgres).collect();
    match url {
        Some(url) => together(&postgres, |projects| judges::postgres::judge(url, projects)),
        None => Ok(()),
    }
}

/// A judge of many projects at once; the culprit is found by asking it of each.
fn together(projects: &[&Project], judge: impl Fn(&[&Project]) -> Result<(), Failure>) -> Result<(), (u64, Failure)> {
    let Err(failure) = judge(projects) else { return Ok(()) };
    for project in projects {
        judge(&[project]).map_err(|failure| (project.seed, failure))?;
    }
    Err((projects[0].seed, failure))
}

fn report(seed: u64, failure: &Failure, url: Option<&str>) {
    println!("SCAFFOLD_SEED={seed} SCAFFOLD_SPECS=1: {}, now made smaller\n{}", failure.judge, failure.message);
    let fails = |document: &Node| match (judges::judge(seed, document), failure.judge.as_str(), url) {
        (Err(failure), ..) => Some(failure),
        (Ok(project), "rustfmt", _) => judges::rustfmt::judge(&[&project]).err(),
        (Ok(project), "postgres", Some(url)) => judges::postgres::judge(url, &[&project]).err(),
        _ => None,
    };
    let (small, failure) = shrink::shrink(&grammar::spec(seed, Size::Any), failure, fails);
    let spec = small.yaml(Reading::AsMeant);
    panic!("SCAFFOLD_SEED={seed} SCAFFOLD_SPECS=1: {}\n{}\n\n{spec}", failure.judge, failure.message);
}
