//! `scaffold remove-resource`.

use crate::support::{json, project, scaffold, stdout, tree};
use std::fs;

const REMOVE: [&str; 4] = ["remove-resource", "Post", "--allow-drop", "posts"];

#[test]
fn an_entity_goes_with_its_text_its_files_and_its_table() {
    let place = project();
    let blog = place.path().join("blog");
    let spec = fs::read_to_string(blog.join("scaffold.yaml")).expect("the spec");
    let before = tree(&blog);
    let output = scaffold(&blog).args(["remove-resource", "Post"]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--allow-drop posts"));
    let listed = stdout(scaffold(&blog).args(REMOVE).arg("--dry-run"));
    assert!(listed.contains("remove  src/resources/posts/types.rs\n"), "{listed}");
    assert_eq!(tree(&blog), before);

    let result = json(scaffold(&blog).args(REMOVE).arg("--json"));
    assert_eq!(result["removed"], serde_json::json!(["Post"]));
    let (start, rest) = spec.split_once("\n  Post:").expect("the entity");
    let (_, end) = rest.split_once("# the last line of Post\n").expect("its end");
    assert_eq!(fs::read_to_string(blog.join("scaffold.yaml")).expect("the spec"), format!("{start}{end}"));
    assert!(!blog.join("src/resources/posts").exists() && !blog.join("tests/api/posts.rs").exists());
    scaffold(&blog).arg("sync").assert().success().stderr("Everything is up to date.\n");
}

#[test]
fn what_others_point_at_stays() {
    let place = project();
    let blog = place.path().join("blog");
    let before = tree(&blog);
    let output = scaffold(&blog).args(["remove-resource", "Author"]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("`Author` is named by `Post.author` (line 16)"), "{said}");
    scaffold(&blog).args(["remove-resource", "Pst"]).assert().code(2);
    assert_eq!(tree(&blog), before);
}

#[test]
fn edited_files_are_deleted_by_force_only() {
    let place = project();
    let blog = place.path().join("blog");
    let handlers = blog.join("src/resources/posts/handlers.rs");
    let text = fs::read_to_string(&handlers).expect("a file");
    fs::write(&handlers, format!("{text}\n// Mine.\n")).expect("written");
    let before = tree(&blog);
    let output = scaffold(&blog).args(REMOVE).output().expect("it runs");
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("src/resources/posts/handlers.rs is needed no more and was edited"), "{said}");
    assert!(said.contains("`remove-resource --force`") && !said.contains("markers"), "{said}");
    assert_eq!(tree(&blog), before);
    scaffold(&blog).args(REMOVE).arg("--force").assert().success();
    assert!(!handlers.exists());
}
