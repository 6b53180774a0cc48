//! `scaffold new`.

use crate::support::{BLOG, json, place, scaffold, stdout, tree};
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;
use std::thread;

#[test]
fn a_project_is_complete_and_ours() {
    let place = place();
    scaffold(place.path()).args(["new", "blog", "--spec", "spec.yaml"]).assert().success().stdout("");
    let blog = place.path().join("blog");
    let spec = fs::read_to_string(blog.join("scaffold.yaml")).expect("the spec");
    assert_eq!(spec, format!("# yaml-language-server: $schema=.scaffold/spec.schema.json\n{BLOG}"));
    for path in ["Cargo.toml", "src/main.rs", "migrations/0001_init.sql", ".git", ".scaffold/spec.schema.json"] {
        assert!(blog.join(path).exists(), "{path}");
    }
    let lock = fs::read_to_string(blog.join(".scaffold/lock/project")).expect("the lock");
    assert!(lock.contains("\ntool 0.") && lock.contains("\ndatabase sqlite\n"), "{lock}");
    assert!(lock.lines().any(|line| line.starts_with("shared ") && line.ends_with(" src/main.rs")), "{lock}");
    let snapshot = fs::read_to_string(blog.join(".scaffold/schema/post.json")).expect("the snapshot");
    let snapshot: serde_json::Value = serde_json::from_str(&snapshot).expect("JSON");
    assert_eq!(snapshot["table"], "posts");
    assert!(snapshot["constraints"].to_string().contains("references authors (id)"), "{snapshot}");
    let (text, base) = (fs::read(blog.join("src/main.rs")), fs::read(blog.join(".scaffold/base/src/main.rs")));
    assert_eq!(text.expect("a file"), base.expect("its base"));
}

#[test]
fn nothing_is_left_beside_the_project() {
    let place = place();
    scaffold(place.path()).args(["new", "a/b/blog", "--spec", "spec.yaml", "--no-git"]).assert().success();
    let names = |path: &str| {
        let entries = fs::read_dir(place.path().join(path)).expect("a directory");
        let mut names: Vec<_> = entries.map(|entry| entry.expect("an entry").file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names("."), ["a", "spec.yaml"]);
    assert_eq!(names("a/b"), ["blog"]);
    assert!(!place.path().join("a/b/blog/.git").exists());
}

#[test]
fn runs_beside_each_other_share_a_directory_that_was_missing() {
    let place = place();
    for round in 0..4 {
        let target = |run: usize| format!("round{round}/services/{run}");
        thread::scope(|scope| {
            for run in 0..4 {
                let mut new = scaffold(place.path());
                new.args(["new", &target(run), "--spec", "spec.yaml", "--no-git"]);
                scope.spawn(move || new.assert().success());
            }
        });
        let trees: Vec<_> = (0..4).map(|run| tree(&place.path().join(target(run)))).collect();
        assert!(trees.iter().all(|tree| *tree == trees[0] && !tree.is_empty()));
        let names = |path: &str| fs::read_dir(place.path().join(path)).expect("a directory").count();
        assert_eq!((names(&format!("round{round}")), names(&format!("round{round}/services"))), (1, 4));
    }
    let names = fs::read_dir(place.path()).expect("a directory").map(|entry| entry.expect("an entry").file_name());
    assert!(!names.into_iter().any(|name| name.to_string_lossy().starts_with(".scaffold")));
}

#[test]
fn the_same_spec_gives_the_same_bytes() {
    let (one, other) = (place(), place());
    let deep = other.path().join("with space/é");
    fs::create_dir_all(&deep).expect("a directory");
    scaffold(one.path()).args(["new", "p", "--spec", "spec.yaml", "--no-git"]).assert().success();
    scaffold(&deep)
        .args(["new", "q q", "--spec", "../../spec.yaml", "--no-git"])
        .envs([("TZ", "Asia/Kathmandu"), ("LANG", "tr_TR.UTF-8"), ("SOURCE_DATE_EPOCH", "0"), ("HOME", "/nonexistent")])
        .assert()
        .success();
    assert!(tree(&one.path().join("p")) == tree(&deep.join("q q")));
}

#[test]
fn modes_do_not_depend_on_the_umask() {
    for umask in ["000", "077"] {
        let place = place();
        let line = format!("umask {umask} && exec \"$0\" new blog --spec spec.yaml --no-git");
        let mut command = Command::new("sh");
        command.current_dir(place.path()).args(["-c", &line, env!("CARGO_BIN_EXE_scaffold")]);
        assert!(command.status().expect("sh runs").success());
        for entry in walkdir::WalkDir::new(place.path().join("blog")) {
            let entry = entry.expect("an entry");
            let mode = entry.metadata().expect("metadata").permissions().mode() & 0o7777;
            let expected = if entry.file_type().is_dir() { 0o755 } else { 0o644 };
            assert_eq!(mode, expected, "{} under umask {umask}", entry.path().display());
        }
    }
}

#[test]
fn a_dry_run_lists_and_writes_nothing() {
    let place = place();
    let before = tree(place.path());
    let listed = stdout(scaffold(place.path()).args(["new", "blog", "--spec", "spec.yaml", "--dry-run"]));
    assert_eq!(tree(place.path()), before);
    scaffold(place.path()).args(["new", "blog", "--spec", "spec.yaml", "--no-git"]).assert().success();
    let written = tree(&place.path().join("blog"));
    let written: Vec<&String> = written.iter().filter(|(_, text)| text.is_some()).map(|(path, _)| path).collect();
    let mut listed: Vec<&str> = listed.lines().collect();
    listed.sort_unstable();
    assert_eq!(listed, written);
}

#[test]
fn places_that_are_taken_are_refused() {
    let place = place();
    let path = place.path();
    fs::create_dir(path.join("full")).expect("a directory");
    fs::write(path.join("full/mine.txt"), "mine").expect("written");
    fs::create_dir(path.join("elsewhere")).expect("a directory");
    symlink("elsewhere", path.join("link")).expect("a link");
    symlink("nowhere", path.join("dangling")).expect("a link");
    assert!(Command::new("mkfifo").arg(path.join("fifo")).status().expect("mkfifo runs").success());
    let before: Vec<String> = tree(path).into_keys().collect();
    for target in ["full", "link", "dangling", "fifo", "spec.yaml", "full/..", "missing/.."] {
        let output = scaffold(path).args(["new", target, "--spec", "spec.yaml"]).output().expect("it runs");
        assert_eq!(output.status.code(), Some(2), "{target}: {}", String::from_utf8_lossy(&output.stderr));
    }
    scaffold(path).args(["new", "spec.yaml/below", "--spec", "spec.yaml"]).assert().code(4);
    assert_eq!(tree(path).into_keys().collect::<Vec<_>>(), before);
}

#[test]
fn an_empty_directory_and_a_fresh_repository_are_filled() {
    let place = place();
    let empty = place.path().join("empty");
    fs::create_dir(&empty).expect("a directory");
    scaffold(&empty).args(["new", ".", "--spec", "../spec.yaml", "--no-git"]).assert().success();
    assert!(empty.join("src/main.rs").exists());
    let clone = place.path().join("clone");
    assert!(Command::new("git").args(["init", "-q"]).arg(&clone).status().expect("git runs").success());
    let result = json(scaffold(&clone).args(["new", ".", "--spec", "../spec.yaml", "--json"]));
    assert_eq!(result["git"], "inside");
    let leftovers = fs::read_dir(&clone)
        .expect("a directory")
        .filter(|entry| entry.as_ref().expect("an entry").file_name().to_string_lossy().contains("staging"));
    assert_eq!(leftovers.count(), 0);
}

#[test]
fn the_database_can_be_chosen() {
    let place = place();
    scaffold(place.path())
        .args(["new", "blog", "--spec", "spec.yaml", "--database", "postgres", "--no-git"])
        .assert()
        .success();
    let spec = fs::read_to_string(place.path().join("blog/scaffold.yaml")).expect("the spec");
    assert!(spec.contains("\nname: blog   # the crate\ndatabase: postgres\n"), "{spec}");
    fs::write(place.path().join("bad.yaml"), "scaffold: 1\nname: x\nentities:\n  A: {fields: {b: Usr}}\n")
        .expect("written");
    let output = scaffold(place.path()).args(["new", "x", "--spec", "bad.yaml", "--database", "postgres"]).output();
    let output = output.expect("it runs");
    assert!(String::from_utf8_lossy(&output.stderr).contains("bad.yaml:4:19"), "places are those of the user's file");
    assert!(!place.path().join("x").exists());
}

#[test]
fn without_a_spec_a_starter_is_written() {
    let place = place();
    let result = json(scaffold(place.path()).args(["new", "My Shop", "--database", "postgres", "--json", "--no-git"]));
    assert_eq!((&result["name"], &result["database"]), (&"my-shop".into(), &"postgres".into()));
    let project = place.path().join("My Shop");
    scaffold(&project).arg("check").assert().success();
    let lines = stdout(scaffold(&project).args(["check", "--emit", "model"]));
    assert!(lines.contains("\"database\": \"postgres\""));
}

#[test]
fn a_missing_rustfmt_is_told() {
    let place = place();
    let output =
        scaffold(place.path()).args(["new", "blog", "--spec", "spec.yaml"]).env("PATH", "/nonexistent").output();
    let output = output.expect("it runs");
    assert_eq!(output.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&output.stderr).contains("rustup component add rustfmt"));
    assert!(!place.path().join("blog").exists());
}
