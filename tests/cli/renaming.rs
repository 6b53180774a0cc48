//! `scaffold rename-resource` and `scaffold rename-field`.

use crate::support::{json, project, scaffold, stdout, tree};
use std::fs;
use std::path::Path;

const TIME: &str = "1700000000";

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a file")
}

#[test]
fn an_entity_gets_a_new_name_everywhere() {
    let place = project();
    let blog = place.path().join("blog");
    let before = tree(&blog);
    let arguments = ["rename-resource", "Author", "Writer"];
    let listed = stdout(scaffold(&blog).args(arguments).arg("--dry-run"));
    assert!(listed.contains("create  src/resources/writers/types.rs\n"), "{listed}");
    assert_eq!(tree(&blog), before);

    let result = json(scaffold(&blog).args(arguments).arg("--json").env("SOURCE_DATE_EPOCH", TIME));
    assert_eq!(result["renamed"], serde_json::json!({"from": "Author", "to": "Writer"}));
    let spec = read(&blog.join("scaffold.yaml"));
    assert!(spec.contains("  # Who writes.\n  Writer:\n    was: Author\n    fields:\n"), "{spec}");
    assert!(spec.contains("author: Writer as posts"), "{spec}");
    let sql = read(&blog.join("migrations/20231114221320_change_writers_and_1_more.sql"));
    assert!(sql.contains("alter table authors rename to writers;"), "{sql}");
    assert!(!blog.join("src/resources/authors").exists());
    scaffold(&blog).arg("sync").assert().success().stderr("Everything is up to date.\n");
    scaffold(&blog).args(["rename-resource", "Writer", "Author"]).assert().success();
    assert!(read(&blog.join("scaffold.yaml")).contains("  Author:\n    was: Writer\n"));
    scaffold(&blog).arg("sync").assert().success().stderr("Everything is up to date.\n");
}

#[test]
fn edits_move_along_with_their_files() {
    let place = project();
    let blog = place.path().join("blog");
    let handlers = blog.join("src/resources/authors/handlers.rs");
    fs::write(&handlers, read(&handlers) + "\n// Mine.\n").expect("written");
    fs::remove_file(blog.join("tests/api/authors.rs")).expect("removed");
    let result = json(scaffold(&blog).args(["rename-resource", "Author", "Writer", "--json"]));
    assert_eq!(result["files"]["merged"], serde_json::json!(["src/resources/writers/handlers.rs"]));
    assert_eq!(result["files"]["absent"], serde_json::json!(["tests/api/writers.rs"]));
    let text = read(&blog.join("src/resources/writers/handlers.rs"));
    assert!(text.ends_with("\n// Mine.\n") && text.contains("Writer") && !text.contains("Author"), "{text}");
    assert!(!handlers.exists());
    scaffold(&blog).arg("sync").assert().success();
    assert!(read(&blog.join("src/resources/writers/handlers.rs")).ends_with("\n// Mine.\n"));
}

#[test]
fn an_edit_that_does_not_fit_stops_the_move() {
    let place = project();
    let blog = place.path().join("blog");
    let types = blog.join("src/resources/authors/types.rs");
    fs::write(&types, read(&types).replace("pub struct Author {", "pub struct Author { /* mine */")).expect("written");
    let before = tree(&blog);
    let output = scaffold(&blog).args(["rename-resource", "Author", "Writer"]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("src/resources/authors/types.rs:"), "{said}");
    assert_eq!(tree(&blog), before);
    scaffold(&blog).args(["rename-resource", "Author", "Writer", "--conflict", "markers"]).assert().success();
    assert!(read(&blog.join("src/resources/writers/types.rs")).contains("/* mine */"));
}

#[test]
fn a_field_gets_a_new_name_everywhere() {
    let place = project();
    let blog = place.path().join("blog");
    let spec = blog.join("scaffold.yaml");
    let listed = "author: Author as posts\n    index: [[author, title desc]]\n    checks: {long: title != 'title'}\n";
    fs::write(&spec, read(&spec).replace("author: Author as posts\n", listed)).expect("written");
    scaffold(&blog).arg("sync").assert().success();
    let mut rename = scaffold(&blog);
    rename.args(["rename-field", "Post.title", "headline"]).env("SOURCE_DATE_EPOCH", "4000000000");
    rename.assert().success();
    let text = read(&spec);
    assert!(text.contains("      headline: string(3..200) was=title\n"), "{text}");
    assert!(text.contains("[[author, headline desc]]") && text.contains("{long: headline != 'title'}"), "{text}");
    let sql = read(&blog.join("migrations/20961002070640_change_posts.sql"));
    assert!(sql.starts_with("-- posts.headline: was title.\n"), "{sql}");
    scaffold(&blog).arg("sync").assert().success().stderr("Everything is up to date.\n");
    scaffold(&blog).args(["rename-field", "Post.headline", "title"]).assert().success();
    assert!(read(&spec).contains("      title: string(3..200) was=headline\n"));
}

#[test]
fn links_keep_their_rows() {
    let place = project();
    let blog = place.path().join("blog");
    let spec = blog.join("scaffold.yaml");
    let linked = "author: Author as posts\n      readers: Author[]\n";
    fs::write(&spec, read(&spec).replace("author: Author as posts\n", linked)).expect("written");
    scaffold(&blog).arg("sync").assert().success();
    let mut rename = scaffold(&blog);
    rename.args(["rename-field", "Post.readers", "fans"]).env("SOURCE_DATE_EPOCH", "4000000000").assert().success();
    let sql = read(&blog.join("migrations/20961002070640_change_posts_fans.sql"));
    assert!(sql.contains("alter table posts_readers rename to posts_fans;"), "{sql}");
    assert!(read(&spec).contains("fans: Author[] was=readers"));
}

#[test]
fn what_is_not_there_is_not_renamed() {
    let place = project();
    let blog = place.path().join("blog");
    let before = tree(&blog);
    for (arguments, expected) in [
        (&["rename-field", "Post.titel", "a"][..], "did you mean `title`?"),
        (&["rename-field", "Post", "a"], "`Post.title`"),
        (&["rename-field", "Post.title", "author"], "stands here twice"),
        (&["rename-resource", "Pots", "A"], "did you mean `Post`?"),
        (&["rename-resource", "Post", "Author"], "stands here twice"),
        (&["rename-resource", "Post", "two words"], "is no name"),
    ] {
        let output = scaffold(&blog).args(arguments).output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(expected), "{arguments:?}: {said}");
    }
    assert_eq!(tree(&blog), before);
}
