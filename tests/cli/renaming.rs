//! `scaffold rename-resource` and `scaffold rename-field`.

use crate::support::{edit, json, project, read, scaffold, stdout, tree};
use std::fs;
use std::path::Path;

const TIME: &str = "1700000000";

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
fn accounts_get_a_new_name_that_the_spec_left_to_be_the_usual_one() {
    let place = project();
    let blog = place.path().join("blog");
    let spec = blog.join("scaffold.yaml");
    scaffold(&blog).args(["rename-resource", "Author", "User"]).assert().success();
    fs::write(&spec, read(&spec).replace("entities:", "auth: true # who may come\nentities:")).expect("written");
    scaffold(&blog).arg("sync").assert().success();
    let mut rename = scaffold(&blog);
    rename.args(["rename-resource", "User", "Account"]).env("SOURCE_DATE_EPOCH", "4000000000").assert().success();
    let text = read(&spec);
    assert!(text.contains("auth: {account: Account} # who may come\n"), "{text}");
    let sql = read(&blog.join("migrations/20961002070640_change_accounts_and_3_more.sql"));
    assert!(sql.contains("alter table users rename to accounts;") && !sql.contains("DROPPED"), "{sql}");
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
fn migrations_stay_what_they_are() {
    let place = project();
    let blog = place.path().join("blog");
    let migrations = || tree(&blog.join("migrations"));
    let mut time = 1_700_000_000;
    let mut run = |arguments: &[&str]| {
        time += 1;
        scaffold(&blog).args(arguments).env("SOURCE_DATE_EPOCH", time.to_string()).assert().success();
    };
    run(&["add-resource", "Note", "words: string(1..80)"]);
    for (count, (from, to)) in [("Note", "Memo"), ("Memo", "Story"), ("Story", "Note")].into_iter().enumerate() {
        let before = migrations();
        run(&["rename-resource", from, to]);
        let after = migrations();
        assert_eq!(after.len(), count + 4);
        assert!(before.iter().all(|(path, text)| after.get(path) == Some(text)), "{from} to {to}");
        let new: Vec<_> = after.iter().filter(|(path, _)| !before.contains_key(*path)).collect();
        let [(_, Some(sql))] = new[..] else { panic!("{new:?}") };
        let sql = String::from_utf8_lossy(sql);
        assert!(sql.contains("alter table ") && !sql.contains("create table notes ("), "{sql}");
        scaffold(&blog).arg("sync").assert().success().stderr("Everything is up to date.\n");
    }
}

#[test]
fn edits_move_to_a_name_that_was_there_before() {
    let place = project();
    let blog = place.path().join("blog");
    let handlers = |module: &str| blog.join("src/resources").join(module).join("handlers.rs");
    scaffold(&blog).args(["add-resource", "Memo", "words: string(1..80)"]).assert().success();
    scaffold(&blog).args(["remove-resource", "Memo", "--allow-drop", "memos"]).assert().success();
    scaffold(&blog).args(["add-resource", "Note", "words: string(1..80)"]).assert().success();
    fs::write(handlers("notes"), read(&handlers("notes")) + "\n// Mine.\n").expect("written");
    for (from, to, module) in [("Note", "Memo", "memos"), ("Memo", "Note", "notes")] {
        scaffold(&blog).args(["rename-resource", from, to]).assert().success();
        assert!(read(&handlers(module)).ends_with("\n// Mine.\n"), "{from} to {to}");
    }
}

#[test]
fn modules_of_the_users_own_stay_or_move_along() {
    for (plural, module) in [("plural: posts, ", "posts"), ("", "articles")] {
        let place = project();
        let blog = place.path().join("blog");
        let old = blog.join("src/resources/posts");
        let spec = blog.join("scaffold.yaml");
        let entity = format!("  Post:\n    {}\n    fields:\n", plural.trim_end_matches(", "));
        fs::write(&spec, read(&spec).replace("  Post:\n    fields:\n", &entity)).expect("written");
        scaffold(&blog).arg("sync").assert().success();
        for (name, parts) in [("types", "types/mod.rs"), ("queries", "queries/all.rs")] {
            fs::create_dir(old.join(name)).expect("a directory");
            fs::rename(old.join(format!("{name}.rs")), old.join(parts)).expect("moved");
        }
        fs::write(old.join("extra.rs"), "// Extra.\n").expect("written");
        fs::write(old.join("handlers.rs"), read(&old.join("handlers.rs")) + "\n// Mine.\n").expect("written");
        let types = read(&old.join("types/mod.rs"));
        scaffold(&blog).args(["rename-resource", "Post", "Article"]).assert().success();
        let new = blog.join("src/resources").join(module);
        assert!(read(&new.join("handlers.rs")).ends_with("\n// Mine.\n"), "{module}");
        assert_eq!(read(&new.join("types/mod.rs")), types);
        assert_eq!(read(&new.join("extra.rs")), "// Extra.\n");
        assert!(new.join("mod.rs").is_file() && new.join("queries/all.rs").is_file(), "{module}");
        assert!(!new.join("types.rs").exists() && !new.join("queries.rs").exists(), "{module}");
        assert_eq!(old.exists(), old == new);
    }
}

#[test]
fn a_file_of_the_users_own_is_written_over_by_none_that_moves() {
    let place = project();
    let blog = place.path().join("blog");
    let resources = blog.join("src/resources");
    fs::create_dir(resources.join("articles")).expect("a directory");
    for module in ["posts", "articles"] {
        fs::write(resources.join(module).join("extra.rs"), format!("// {module}\n")).expect("written");
    }
    let before = tree(&blog);
    let output = scaffold(&blog).args(["rename-resource", "Post", "Article"]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("src/resources/articles/extra.rs is to be created and is there already"), "{said}");
    assert_eq!(tree(&blog), before);
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

#[test]
fn an_entity_may_be_renamed_in_any_case() {
    let place = project();
    let blog = place.path().join("blog");
    scaffold(&blog).args(["rename-resource", "Author", "pen_name"]).assert().success();
    let spec = read(&blog.join("scaffold.yaml"));
    assert!(spec.contains("\n  PenName:\n") && spec.contains(": PenName") && !spec.contains("pen_name"), "{spec}");
}

#[test]
fn types_that_are_called_otherwise_are_told() {
    let place = project();
    let blog = place.path().join("blog");
    let spec = blog.join("scaffold.yaml");
    let told = |blog: &Path| {
        let assert = scaffold(blog).arg("sync").assert().success();
        String::from_utf8_lossy(&assert.get_output().stderr).into_owned()
    };
    let types = "src/resources/note_updates/types.rs";
    let note = format!("note: `NoteUpdate` in {types} is `NoteUpdateRow` now");
    edit(&spec, "# The end.", "  NoteUpdate:\n    fields: {text: text}\n# The end.");
    assert!(!told(&blog).contains("note: "));
    let before = read(&spec);
    edit(&spec, "# The end.", "  Note:\n    fields: {text: text}\n# The end.");
    assert!(!told(&blog).contains("note: ") && read(&blog.join(types)).contains("pub struct NoteUpdate {"));
    fs::write(&spec, before).expect("written");
    scaffold(&blog).args(["sync", "--allow-drop", "notes"]).assert().success();
    edit(&spec, "entities:\n", "entities:\n  Note:\n    fields: {text: text}\n");
    let dry = scaffold(&blog).args(["sync", "--dry-run"]).assert().success();
    let said = String::from_utf8_lossy(&dry.get_output().stderr).into_owned();
    assert!(said.contains(&format!("note: `NoteUpdate` in {types} will be `NoteUpdateRow`")), "{said}");
    let result = json(scaffold(&blog).args(["sync", "--dry-run", "--json"]));
    let renamed = serde_json::json!([{"path": types, "from": "NoteUpdate", "to": "NoteUpdateRow"}]);
    assert_eq!(result["renamed_types"], renamed);
    assert!(told(&blog).contains(&note));
    let types = read(&blog.join(types));
    assert!(types.contains("pub struct NoteUpdateRow {"), "{types}");
}
