//! A project through its life: born, read back, changed, and left alone where it must be.

use super::*;
use crate::render::Ownership;
use std::fs;
use std::path::Path;

fn file(path: &str, text: &str, ownership: Ownership) -> RenderedFile {
    let entity = path.contains("posts").then(|| "post".to_owned());
    RenderedFile { path: path.to_owned(), contents: text.into(), ownership, entity }
}

fn generation(spec: &str, files: &[(&str, &str)]) -> Generation {
    let ownership = |path: &str| if path.starts_with("migrations") { Ownership::Once } else { Ownership::Shared };
    Generation {
        spec: spec.to_owned(),
        files: files.iter().map(|(path, text)| file(path, text, ownership(path))).collect(),
        language: 1,
        database: "sqlite".to_owned(),
        snapshots: vec![("post".to_owned(), "{}\n".to_owned())],
        schema: "{}\n".to_owned(),
    }
}

const FIRST: &[(&str, &str)] = &[("src/lib.rs", "one"), ("src/posts.rs", "posts"), ("migrations/1_init.sql", "init")];

fn born(directory: &Path) -> Project {
    create(directory, &generation("a", FIRST), false).expect("created");
    Project::open(directory).expect("a project")
}

#[test]
fn a_project_is_read_back() {
    let directory = tempfile::tempdir().expect("a directory");
    let project = born(&directory.path().join("p"));
    assert_eq!(project.database(), "sqlite");
    assert_eq!(project.snapshots().expect("snapshots"), [("post".to_owned(), "{}\n".to_owned())]);
    assert_eq!(project.last_migration().expect("a number"), 1);
    let entry = &project.lock.entries["src/posts.rs"];
    assert_eq!((entry.ownership, entry.entity.as_deref()), (Ownership::Shared, Some("post")));
    assert!(!project.root.join(".scaffold/base/migrations/1_init.sql").exists());
}

#[test]
fn two_runs_do_not_meet() {
    let directory = tempfile::tempdir().expect("a directory");
    let project = born(directory.path());
    assert!(matches!(Project::open(directory.path()), Err(OutputError::Busy(_))));
    drop(project);
    assert!(Project::open(directory.path()).is_ok());
}

#[test]
fn only_what_changes_is_written() {
    let directory = tempfile::tempdir().expect("a directory");
    let project = born(directory.path());
    fs::remove_file(project.root.join("src/posts.rs")).expect("removed");
    let next = [("src/lib.rs", "two"), ("src/posts.rs", "more"), ("src/new.rs", "new"), ("migrations/1_init.sql", "x")];
    let update = Update::of(&project, &generation("b", &next)).expect("no conflict");
    assert_eq!(update.created, ["src/new.rs"]);
    assert_eq!(update.changed, ["scaffold.yaml", "src/lib.rs"]);
    assert_eq!(update.removed, ["src/posts.rs"]);
    update.commit(&project).expect("committed");
    let read = |path: &str| fs::read_to_string(project.root.join(path)).expect("a file");
    assert_eq!((read("src/lib.rs"), read(".scaffold/base/src/lib.rs")), ("two".into(), "two".into()));
    assert_eq!((read("migrations/1_init.sql"), read("scaffold.yaml")), ("init".into(), "b".into()));
    let root = project.root.clone();
    drop(project);
    let project = Project::open(&root).expect("a project");
    assert_eq!(project.lock.entries["migrations/1_init.sql"].hash, lock::hash(b"init"));
    assert!(Update::of(&project, &generation("b", &next)).expect("no conflict").created.is_empty());
}

#[test]
fn all_files_in_the_way_are_named() {
    let directory = tempfile::tempdir().expect("a directory");
    let project = born(directory.path());
    fs::write(project.root.join("src/lib.rs"), "mine").expect("written");
    fs::write(project.root.join("src/new.rs"), "mine").expect("written");
    let next = [("src/lib.rs", "two"), ("src/new.rs", "new")];
    let Err(OutputError::Conflicts(conflicts)) = Update::of(&project, &generation("b", &next)) else {
        panic!("no conflicts");
    };
    let expected = [Conflict::Edited("src/lib.rs".to_owned()), Conflict::Occupied("src/new.rs".to_owned())];
    assert_eq!(conflicts, expected);
}

#[test]
fn nothing_is_written_through_a_link() {
    let directory = tempfile::tempdir().expect("a directory");
    let project = born(&directory.path().join("p"));
    let (memory, outside) = (project.root.join(".scaffold/base/src"), directory.path().join("outside"));
    fs::rename(&memory, &outside).expect("renamed");
    std::os::unix::fs::symlink(&outside, &memory).expect("a link");
    let next = [("src/lib.rs", "two"), ("src/posts.rs", "posts")];
    let Err(OutputError::Conflicts(conflicts)) = Update::of(&project, &generation("b", &next)) else {
        panic!("no conflicts");
    };
    assert_eq!(conflicts, [Conflict::NotAFile(".scaffold/base/src/lib.rs".to_owned())]);
}

#[test]
fn a_failing_move_undoes_those_before_it() {
    let directory = tempfile::tempdir().expect("a directory");
    let project = born(directory.path());
    let next = [("src/lib.rs", "two"), ("src/deep/new.rs", "new"), ("src/posts.rs", "more")];
    let update = Update::of(&project, &generation("b", &next)).expect("no conflict");
    fs::remove_file(project.root.join("src/posts.rs")).expect("removed");
    fs::create_dir(project.root.join("src/posts.rs")).expect("a directory in the way");
    assert!(update.commit(&project).is_err());
    assert_eq!(fs::read_to_string(project.root.join("src/lib.rs")).expect("a file"), "one");
    assert!(!project.root.join("src/deep").exists());
}

#[test]
fn a_lock_of_the_future_is_refused() {
    let directory = tempfile::tempdir().expect("a directory");
    let project = born(directory.path());
    let (root, path) = (project.root.clone(), project.root.join(memory::PROJECT_LOCK));
    drop(project);
    let text = fs::read_to_string(&path).expect("the lock");
    fs::write(&path, text.replace("tool 0.", "tool 9.")).expect("written");
    assert!(matches!(Project::open(&root), Err(OutputError::Newer { .. })));
    fs::write(&path, format!("{text}<<<<<<< HEAD\n")).expect("written");
    assert!(matches!(Project::open(&root), Err(OutputError::BrokenLock { .. })));
}
