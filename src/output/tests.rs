//! A project through its life: born, read back, changed, and left alone where it must be.

use super::*;
use crate::render::Ownership;
use std::fs;
use std::path::Path;

fn file(path: &str, text: &str, ownership: Ownership) -> RenderedFile {
    let entity = path.contains("posts").then(|| "post".to_owned());
    RenderedFile { path: path.to_owned(), contents: text.into(), ownership, entity, fingerprint: None }
}

fn generation(spec: &str, files: &[(&str, &str)]) -> Generation {
    let ownership = |path: &str| if path.starts_with("migrations") { Ownership::Once } else { Ownership::Shared };
    Generation {
        spec: spec.to_owned(),
        spec_read: None,
        files: files.iter().map(|(path, text)| file(path, text, ownership(path))).collect(),
        language: 1,
        database: "sqlite".to_owned(),
        templates: None,
        snapshots: vec![("post".to_owned(), "{}\n".to_owned())],
        renamed: Vec::new(),
        schema: "{}\n".to_owned(),
    }
}

const FIRST: &[(&str, &str)] = &[("src/lib.rs", "one"), ("src/posts.rs", "posts"), ("migrations/1_init.sql", "init")];

/// Stops at conflicts; formats by taking spaces away.
const STOP: Policy<'static> =
    Policy { resolution: Resolution::Stop, remove_edited: false, format: &|text| Some(text.replace(' ', "")) };

fn update(project: &Project, files: &[(&str, &str)]) -> Result<Update, OutputError> {
    Update::of(project, &generation("b", files), &STOP)
}

fn conflicts(outcome: Result<Update, OutputError>) -> Vec<(String, Reason, Option<usize>)> {
    let Err(OutputError::Conflicts(conflicts)) = outcome else { panic!("no conflicts") };
    conflicts.into_iter().map(|conflict| (conflict.path, conflict.reason, conflict.line)).collect()
}

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
fn every_path_is_told() {
    let directory = tempfile::tempdir().expect("a directory");
    let root = directory.path().join("p");
    born(&root);
    let entries = walkdir::WalkDir::new(&root).into_iter().map(|entry| entry.expect("an entry"));
    let files = entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path);
    let mut found: Vec<String> =
        files.map(|path| path.strip_prefix(&root).expect("inside").to_string_lossy().into_owned()).collect();
    found.sort();
    assert_eq!(generation("a", FIRST).paths(), found);
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
    let mut update = update(&project, &next).expect("no conflict");
    assert_eq!(update.created, ["src/new.rs"]);
    assert_eq!(update.changed, ["scaffold.yaml", "src/lib.rs"]);
    assert_eq!(update.absent, ["src/posts.rs"]);
    update.commit(&project).expect("committed");
    let read = |path: &str| fs::read_to_string(project.root.join(path)).expect("a file");
    assert_eq!((read("src/lib.rs"), read(".scaffold/base/src/lib.rs")), ("two".into(), "two".into()));
    assert_eq!((read("migrations/1_init.sql"), read("scaffold.yaml")), ("init".into(), "b".into()));
    let root = project.root.clone();
    drop(project);
    let project = Project::open(&root).expect("a project");
    assert_eq!(project.lock.entries["migrations/1_init.sql"].hash, lock::hash(b"init"));
    assert!(self::update(&project, &next).expect("no conflict").is_empty());
}

#[test]
fn all_files_in_the_way_are_named() {
    let directory = tempfile::tempdir().expect("a directory");
    let project = born(directory.path());
    fs::write(project.root.join("src/lib.rs"), "mine").expect("written");
    fs::write(project.root.join("src/new.rs"), "mine").expect("written");
    let found = conflicts(update(&project, &[("src/lib.rs", "two"), ("src/new.rs", "new")]));
    let expected =
        [("src/lib.rs".to_owned(), Reason::Edited, Some(1)), ("src/new.rs".to_owned(), Reason::Occupied, None)];
    assert_eq!(found, expected);
}

#[test]
fn nothing_is_written_through_a_link() {
    let directory = tempfile::tempdir().expect("a directory");
    let project = born(&directory.path().join("p"));
    let (memory, outside) = (project.root.join(".scaffold/base/src"), directory.path().join("outside"));
    fs::rename(&memory, &outside).expect("renamed");
    std::os::unix::fs::symlink(&outside, &memory).expect("a link");
    let found = conflicts(update(&project, &[("src/lib.rs", "two"), ("src/posts.rs", "posts")]));
    assert!(found.contains(&(".scaffold/base/src/lib.rs".to_owned(), Reason::NotAFile, None)), "{found:?}");
}

#[test]
fn nothing_is_written_through_a_link_made_at_the_last_moment() {
    let directory = tempfile::tempdir().expect("a directory");
    let project = born(&directory.path().join("p"));
    let next = [("src/lib.rs", "two"), ("src/posts.rs", "posts"), ("src/new.rs", "new")];
    let mut update = update(&project, &next).expect("no conflict");
    let (inside, outside) = (project.root.join("src"), directory.path().join("outside"));
    fs::rename(&inside, &outside).expect("renamed");
    std::os::unix::fs::symlink(&outside, &inside).expect("a link");
    assert!(update.commit(&project).is_err());
    assert_eq!(fs::read_to_string(outside.join("lib.rs")).expect("a file"), "one");
    assert!(!outside.join("new.rs").exists());
    assert_eq!(fs::read_to_string(project.root.join("scaffold.yaml")).expect("the spec"), "a");
}

const LINES: &[(&str, &str)] = &[("src/posts.rs", "one\ntwo\nthree\nfour\nfive\n")];

/// A project of [`LINES`] whose file now reads `text`.
fn edited(directory: &Path, text: &str) -> Project {
    create(directory, &generation("b", LINES), false).expect("created");
    fs::write(directory.join("src/posts.rs"), text).expect("written");
    Project::open(directory).expect("a project")
}

#[test]
fn edits_stay_and_what_is_generated_comes_to_them() {
    for (mine, expected) in [
        ("mine\none\ntwo\nthree\nfour\nfive\n", "mine\none\ntwo\nthree\nfour\nFIVE\n"),
        ("one\r\nmine\r\nthree\r\nfour\r\nfive\r\n", "one\r\nmine\r\nthree\r\nfour\r\nFIVE\r\n"),
        ("\u{feff}one\ntwo\nthree\nfour\nfive\n", "\u{feff}one\ntwo\nthree\nfour\nFIVE\n"),
        // Formatted otherwise, which is no edit where formatting makes it equal.
        ("one\ntwo\nthree\nfour\n  five\n", "one\ntwo\nthree\nfour\nFIVE\n"),
    ] {
        let directory = tempfile::tempdir().expect("a directory");
        let project = edited(directory.path(), mine);
        let next = [("src/posts.rs", "one\ntwo\nthree\nfour\nFIVE\n")];
        let mut merge = update(&project, &next).expect("no conflict");
        assert_eq!(merge.merged, ["src/posts.rs"]);
        merge.commit(&project).expect("committed");
        assert_eq!(fs::read_to_string(project.root.join("src/posts.rs")).expect("a file"), expected);
        drop(project);
        let project = Project::open(directory.path()).expect("a project");
        assert!(update(&project, &next).expect("no conflict").is_empty());
    }
}

#[test]
fn a_dispute_is_settled_as_the_policy_says() {
    let both = "one\n<<<<<<< yours\nmine\n=======\nTWO\n>>>>>>> generated\nthree\nfour\nfive\n";
    let mine = "one\nmine\nthree\nfour\nfive\n";
    let theirs = "one\nTWO\nthree\nfour\nfive\n";
    for (resolution, expected) in [(Resolution::Markers, both), (Resolution::Ours, mine), (Resolution::Theirs, theirs)]
    {
        let directory = tempfile::tempdir().expect("a directory");
        let project = edited(directory.path(), mine);
        let next = [("src/posts.rs", theirs)];
        assert_eq!(conflicts(update(&project, &next)), [("src/posts.rs".to_owned(), Reason::Edited, Some(2))]);
        let policy = Policy { resolution, ..STOP };
        Update::of(&project, &generation("b", &next), &policy)
            .and_then(|mut update| update.commit(&project))
            .expect("settled");
        assert_eq!(fs::read_to_string(project.root.join("src/posts.rs")).expect("a file"), expected);
    }
}

#[test]
fn files_that_are_needed_no_more_go_unless_they_were_edited() {
    let directory = tempfile::tempdir().expect("a directory");
    let project = edited(directory.path(), "mine");
    assert_eq!(conflicts(update(&project, &[])), [("src/posts.rs".to_owned(), Reason::Abandoned, None)]);
    fs::write(project.root.join("src/posts.rs"), LINES[0].1).expect("written");
    let mut removal = update(&project, &[]).expect("no conflict");
    assert_eq!(removal.removed, ["src/posts.rs"]);
    removal.commit(&project).expect("committed");
    assert!(!project.root.join("src").exists() && !project.root.join(".scaffold/base/src").exists());
}

#[test]
fn without_its_memory_an_edited_file_is_left_alone() {
    let directory = tempfile::tempdir().expect("a directory");
    let project = edited(directory.path(), "mine");
    let next = [("src/posts.rs", "two")];
    let forgotten = [("src/posts.rs".to_owned(), Reason::Forgotten, None)];
    fs::write(project.root.join(".scaffold/base/src/posts.rs"), "other").expect("written");
    let edited = [(".scaffold/base/src/posts.rs".to_owned(), Reason::Edited, Some(1))];
    assert_eq!(conflicts(update(&project, &next)), edited);
    fs::remove_file(project.root.join(".scaffold/base/src/posts.rs")).expect("removed");
    assert_eq!(conflicts(update(&project, &next)), forgotten);
    let policy = Policy { resolution: Resolution::Markers, ..STOP };
    let mut update = Update::of(&project, &generation("b", &next), &policy).expect("settled");
    update.commit(&project).expect("committed");
    let text = fs::read_to_string(project.root.join("src/posts.rs")).expect("a file");
    assert!(text.contains("mine") && text.contains("two") && text.starts_with("<<<<<<< yours\n"), "{text}");
}

#[test]
fn a_file_that_changes_after_the_plan_stops_it() {
    let directory = tempfile::tempdir().expect("a directory");
    let project = born(directory.path());
    let mut update = update(&project, &[("src/lib.rs", "two"), ("src/new.rs", "new")]).expect("no conflict");
    fs::write(project.root.join("src/lib.rs"), "mine").expect("written");
    assert!(matches!(update.commit(&project), Err(OutputError::Changed(_))));
    assert!(!project.root.join("src/new.rs").exists() && !project.root.join(".scaffold/staging").exists());
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
    for broken in [format!("{text}<<<<<<< HEAD\n"), String::new(), text[..text.len() - 9].to_owned()] {
        fs::write(&path, broken).expect("written");
        assert!(matches!(Project::open(&root), Err(OutputError::BrokenLock { .. })));
    }
}
