//! Death and refusal at every system call that touches files: what a run leaves is the old tree or the new one.
//!
//! A full run takes some calls of each kind, `SCAFFOLD_POINTS=all` every one. Needs `strace`, so that an ordinary run
//! does without.

mod strace;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use strace::{Fault, Point, points};
use tempfile::TempDir;
use walkdir::WalkDir;

const SPEC: &str = "\
scaffold: 1
name: blog
entities:
  Author:
    fields:
      name: string(1..80)
  Post:
    fields:
      title: string(3..200)
      author: Author as posts
";

type Tree = BTreeMap<PathBuf, Option<Vec<u8>>>;

fn scaffold(directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scaffold"));
    command.current_dir(directory).args(arguments).env("SOURCE_DATE_EPOCH", "1700000000");
    command
}

fn run(directory: &Path, arguments: &[&str]) -> Output {
    scaffold(directory, arguments).output().expect("it runs")
}

/// Every path with its contents; directories have none.
fn tree(root: &Path) -> Tree {
    let entries = WalkDir::new(root).into_iter().map(|entry| entry.expect("an entry"));
    let contents = |path: &Path| path.is_file().then(|| fs::read(path).expect("a file"));
    entries.map(|entry| (entry.path().strip_prefix(root).expect("below").to_owned(), contents(entry.path()))).collect()
}

fn copy(tree: &Tree) -> TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    for (path, contents) in tree {
        let place = directory.path().join(path);
        match contents {
            Some(contents) => fs::write(place, contents).expect("written"),
            None => fs::create_dir_all(place).expect("a directory"),
        }
    }
    directory
}

/// The places where two trees differ, for a message.
fn difference(one: &Tree, other: &Tree) -> Vec<PathBuf> {
    let paths = one.keys().chain(other.keys());
    let mut paths: Vec<PathBuf> = paths.filter(|path| one.get(*path) != other.get(*path)).cloned().collect();
    paths.dedup();
    paths
}

/// Runs `arguments` at every point with its fault, then `next`, and expects one of two trees.
fn expect_old_or_new(before: &Tree, arguments: &[&str], next: &[&str], expected: &[&Tree; 2], kinds: &[Fault]) {
    let trial = copy(before);
    let points = points(&scaffold(trial.path(), arguments), kinds);
    assert!(points.len() > 20, "only {} points", points.len());
    let next_point = AtomicUsize::new(0);
    let outcomes = [const { AtomicUsize::new(0) }; 2];
    let work = || {
        while let Some(point) = points.get(next_point.fetch_add(1, Ordering::Relaxed)) {
            let outcome = outcome(point, before, arguments, next, expected);
            outcomes[outcome].fetch_add(1, Ordering::Relaxed);
        }
    };
    thread::scope(|scope| {
        scope.spawn(work);
        scope.spawn(work);
    });
    println!("{} points of {arguments:?}: old {:?}, new {:?}", points.len(), outcomes[0], outcomes[1]);
}

/// Which of the two trees there is after a fault and the next command.
fn outcome(point: &Point, before: &Tree, arguments: &[&str], next: &[&str], expected: &[&Tree; 2]) -> usize {
    let place = copy(before);
    let output = point.run(&scaffold(place.path(), arguments));
    let after = run(place.path(), next);
    let found = tree(place.path());
    let Some(outcome) = expected.iter().rposition(|tree| **tree == found) else {
        let said = [output.stderr, after.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
        let [old, new] = expected.map(|tree| difference(&found, tree));
        panic!("{point:?} leaves a mixture: {old:?} and {new:?}\n{said:?}");
    };
    if output.status.success() {
        assert_eq!(outcome, 1, "{point:?} was said to be done");
    }
    outcome
}

/// A project and the same after `sync` with a spec that adds, changes and removes.
fn before_and_after() -> (Tree, Tree) {
    let place = tempfile::tempdir().expect("a directory");
    fs::write(place.path().join("spec.yaml"), SPEC).expect("written");
    let made = run(place.path(), &["new", "blog", "--spec", "spec.yaml", "--no-git"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let blog = place.path().join("blog");
    let spec = fs::read_to_string(blog.join("scaffold.yaml")).expect("the spec");
    let (before, _) = spec.split_once("  Post:").expect("the entity");
    let tag = "  Tag:\n    fields:\n      label: string(1..20)\n      author: Author as tags\n";
    fs::write(blog.join("scaffold.yaml"), format!("{before}{tag}")).expect("written");
    let old = tree(&blog);
    let synced = run(&blog, &SYNC);
    assert!(synced.status.success(), "{}", String::from_utf8_lossy(&synced.stderr));
    (old, tree(&blog))
}

/// Whether every call is tried.
fn all() -> bool {
    std::env::var_os("SCAFFOLD_POINTS").is_some()
}

/// Whether any is.
fn wanted() -> bool {
    all() || std::env::var_os("SCAFFOLD_FULL").is_some()
}

const SYNC: [&str; 3] = ["sync", "--allow-drop", "posts"];
/// A command that changes nothing of itself, but takes care of what an earlier one left.
const LOOK: [&str; 4] = ["sync", "--dry-run", "--allow-drop", "posts"];

const FAULTS: [Fault; 4] = [Fault::Kill, Fault::Refuse("ENOSPC"), Fault::Refuse("EIO"), Fault::Refuse("EACCES")];

#[test]
fn a_sync_that_is_broken_off_is_finished_or_undone() {
    if !wanted() {
        return;
    }
    let (old, new) = before_and_after();
    expect_old_or_new(&old, &SYNC, &LOOK, &[&old, &new], &FAULTS);
}

/// Makes a project at `target`, breaks it off, and tries again.
fn expect_whole_project(target: &str, prepare: impl Fn(&Path)) {
    let place = tempfile::tempdir().expect("a directory");
    fs::write(place.path().join("spec.yaml"), SPEC).expect("written");
    prepare(place.path());
    let old = tree(place.path());
    let arguments = ["new", target, "--spec", "spec.yaml", "--no-git"];
    assert!(run(place.path(), &arguments).status.success());
    let new = tree(place.path());
    expect_old_or_new(&old, &arguments, &arguments, &[&new, &new], &FAULTS);
}

#[test]
fn a_new_project_is_whole_after_the_next_try() {
    if !wanted() {
        return;
    }
    expect_whole_project("blog", |place| fs::create_dir(place.join("blog")).expect("a directory"));
    if all() {
        expect_whole_project("far/away/blog", |_| {});
    }
}
