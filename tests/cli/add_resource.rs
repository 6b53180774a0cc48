//! `scaffold add-resource`.

use crate::support::{json, project, scaffold, stdout, tree};
use assert_cmd::Command;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

const COMMENT: [&str; 4] = ["add-resource", "Comment", "body: text(1..2000)", "post:Post as comments"];

fn add_comment(blog: &Path) -> Command {
    let mut command = scaffold(blog);
    command.args(COMMENT).env("SOURCE_DATE_EPOCH", "1700000000");
    command
}

#[test]
fn the_entity_joins_the_spec_and_the_project() {
    let place = project();
    let blog = place.path().join("blog");
    let before = tree(&blog);
    add_comment(&blog).assert().success();
    let after = tree(&blog);

    let spec = |tree: &std::collections::BTreeMap<String, Option<Vec<u8>>>| {
        String::from_utf8(tree["scaffold.yaml"].clone().expect("a file")).expect("UTF-8")
    };
    let added = "    # the last line of Post\n\n  Comment:\n    fields:\n      body: text(1..2000)\n      \
                 post: Post as comments\n";
    assert_eq!(spec(&after), spec(&before).replace("    # the last line of Post\n", added));
    for path in [
        "src/resources/comments/mod.rs",
        "migrations/20231114221320_add_comments.sql",
        ".scaffold/lock/entities/comment",
        ".scaffold/schema/comment.json",
    ] {
        assert!(after.contains_key(path), "{path}");
    }
    assert_eq!(before["migrations/0001_init.sql"], after["migrations/0001_init.sql"]);
    assert!(before.keys().all(|path| after.contains_key(path)));
    assert!(!after.keys().any(|path| path.contains("staging")));
}

#[test]
fn it_comes_to_the_same_as_a_project_made_with_it() {
    let place = project();
    let blog = place.path().join("blog");
    add_comment(&blog).assert().success();
    scaffold(place.path()).args(["new", "fresh", "--spec", "blog/scaffold.yaml", "--no-git"]).assert().success();
    let (grown, fresh) = (tree(&blog), tree(&place.path().join("fresh")));
    let of_history = |path: &String| path.starts_with("migrations") || path.starts_with(".scaffold/lock");
    let differing: Vec<&String> =
        fresh.keys().filter(|path| !of_history(path) && grown.get(*path) != fresh.get(*path)).collect();
    assert!(differing.is_empty(), "{differing:?}");
}

#[test]
fn a_second_entity_follows_the_first() {
    let place = project();
    let blog = place.path().join("blog");
    add_comment(&blog).assert().success();
    let mut second = scaffold(&blog.join("src"));
    second.args(["add-resource", "Like", "comment: Comment"]).env("SOURCE_DATE_EPOCH", "1700000000");
    let result = json(second.arg("--json"));
    let created = result["files"]["created"].as_array().expect("a list");
    assert!(created.contains(&"migrations/20231114221321_add_likes.sql".into()), "{created:?}");
    add_comment(&blog).assert().code(2);
}

#[test]
fn edits_of_files_that_change_stay() {
    let place = project();
    let blog = place.path().join("blog");
    let registry = blog.join("src/resources/mod.rs");
    let text = fs::read_to_string(&registry).expect("the registry");
    fs::write(&registry, text.replace("pub fn router()", "/// Mine.\npub fn router()")).expect("written");
    add_comment(&blog).assert().success();
    let text = fs::read_to_string(&registry).expect("the registry");
    assert!(text.contains("/// Mine.\n") && text.contains("pub mod comments;"), "{text}");
}

#[test]
fn an_edited_file_that_need_not_change_stays() {
    let place = project();
    let main = place.path().join("blog/src/main.rs");
    fs::write(&main, "// all mine\n").expect("written");
    add_comment(&place.path().join("blog")).assert().success();
    assert_eq!(fs::read_to_string(main).expect("a file"), "// all mine\n");
}

#[test]
fn a_taken_place_stops_it() {
    let place = project();
    let blog = place.path().join("blog");
    fs::create_dir(blog.join("src/resources/comments")).expect("a directory");
    fs::write(blog.join("src/resources/comments/mod.rs"), "// mine\n").expect("written");
    let before = tree(&blog);
    let output = add_comment(&blog).output().expect("it runs");
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("src/resources/comments/mod.rs is to be created"));
    assert_eq!(tree(&blog), before);
}

#[test]
fn symbolic_links_are_not_followed() {
    let place = project();
    let blog = place.path().join("blog");
    fs::rename(blog.join("src/resources"), place.path().join("outside")).expect("renamed");
    symlink("../../outside", blog.join("src/resources")).expect("a link");
    let before = tree(&place.path().join("outside"));
    add_comment(&blog).assert().code(3);
    assert_eq!(tree(&place.path().join("outside")), before);
}

#[test]
fn other_changes_of_the_spec_come_along() {
    let place = project();
    let blog = place.path().join("blog");
    let spec = blog.join("scaffold.yaml");
    let text = fs::read_to_string(&spec).expect("the spec");
    fs::write(&spec, text.replace("string(3..200)", "string(3..100)")).expect("written");
    let result = json(add_comment(&blog).arg("--json"));
    let created = result["files"]["created"].to_string();
    assert!(created.contains("migrations/20231114221320_change_comments_and_1_more.sql"), "{created}");
}

#[test]
fn a_dry_run_writes_nothing() {
    let place = project();
    let blog = place.path().join("blog");
    let before = tree(&blog);
    let listed = stdout(add_comment(&blog).arg("--dry-run"));
    assert!(listed.contains("create  src/resources/comments/mod.rs\n") && listed.contains("change  scaffold.yaml\n"));
    assert_eq!(tree(&blog), before);
}

#[test]
fn a_fragment_brings_entities_and_enums() {
    let place = project();
    let blog = place.path().join("blog");
    let fragment = "enums:\n  Mood: [good, bad]\nentities:\n  # How it was.\n  Entry:\n    fields: {mood: Mood}\n";
    fs::write(place.path().join("fragment.yaml"), fragment).expect("written");
    scaffold(&blog).args(["add-resource", "--spec", "../fragment.yaml"]).assert().success();
    let spec = fs::read_to_string(blog.join("scaffold.yaml")).expect("the spec");
    assert!(spec.contains("  # How it was.\n  Entry:\n    fields: {mood: Mood}\n"), "{spec}");
    scaffold(&blog).arg("check").assert().success();
}

#[test]
fn mistakes_write_nothing() {
    let place = project();
    let blog = place.path().join("blog");
    let before = tree(&blog);
    let wrong: [&[&str]; 5] = [
        &["Comment", "post: Pots"],
        &["Comment", "body"],
        &["a b", "body: text"],
        &["Post", "title: string"],
        &["Comment"],
    ];
    for arguments in wrong {
        scaffold(&blog).arg("add-resource").args(arguments).assert().code(2);
    }
    assert_eq!(tree(&blog), before);
    scaffold(place.path()).args(COMMENT).assert().code(2);
}
