//! `scaffold sync` and `scaffold diff`: a spec that lives on, and code that people edit.

use crate::support::{edit, json, path_with_rustfmt, project, read, scaffold, stdout, tree};
use std::fs;

#[test]
fn nothing_to_do_writes_nothing() {
    let place = project();
    let blog = place.path().join("blog");
    let before = tree(&blog);
    scaffold(&blog).arg("sync").assert().success().stderr("Everything is up to date.\n");
    scaffold(&blog).arg("diff").assert().success().stdout("");
    assert_eq!(tree(&blog), before);

    let memory = blog.join(".scaffold/schema/post.json");
    let text = read(&memory);
    fs::write(&memory, text.clone() + "\n").expect("written");
    let told = "No file of the service changes: only what scaffold remembers.\n";
    scaffold(&blog).args(["sync", "--dry-run"]).assert().success().stderr(told);
    scaffold(&blog).arg("sync").assert().success().stderr(told);
    assert_eq!(read(&memory), text);
}

#[test]
fn an_edit_of_the_spec_meets_edits_of_the_code() {
    let place = project();
    let blog = place.path().join("blog");
    let types = blog.join("src/resources/posts/types.rs");
    edit(&types, "/// What a client writes of a post.", "/// Mine: what a client writes of a post.");
    edit(&blog.join("scaffold.yaml"), "title: string(3..200)", "title: string(3..200) sort");
    let result = json(scaffold(&blog).args(["sync", "--json"]));
    assert_eq!(result["files"]["merged"], serde_json::json!(["src/resources/posts/types.rs"]));
    let text = read(&types);
    assert!(text.contains("/// Mine:") && text.contains(".sort()"), "{text}");
    scaffold(&blog).arg("diff").assert().success();
}

#[test]
fn a_new_entity_gets_its_migration() {
    let place = project();
    let blog = place.path().join("blog");
    edit(&blog.join("scaffold.yaml"), "# The end.", "  Tag:\n    fields: {name: string(1..40) unique}\n");
    let mut sync = scaffold(&blog);
    sync.arg("sync").env("SOURCE_DATE_EPOCH", "1700000000").assert().success();
    let sql = read(&blog.join("migrations/20231114221320_add_tags.sql"));
    assert!(sql.contains("create table tags"), "{sql}");
    scaffold(&blog).arg("sync").assert().success().stderr("Everything is up to date.\n");
}

#[test]
fn a_changed_table_gets_its_migration() {
    let place = project();
    let blog = place.path().join("blog");
    edit(
        &blog.join("scaffold.yaml"),
        "title: string(3..200)",
        "headline: string(3..200) was=title\n      views: int = 0",
    );
    let mut sync = scaffold(&blog);
    sync.arg("sync").env("SOURCE_DATE_EPOCH", "1700000000").assert().success();
    let sql = read(&blog.join("migrations/20231114221320_change_posts.sql"));
    assert!(sql.starts_with("-- posts.headline: was title.\n-- posts.views: new. Rows that exist get 0.\n"), "{sql}");
    scaffold(&blog).arg("sync").assert().success().stderr("Everything is up to date.\n");
    edit(&blog.join("scaffold.yaml"), " was=title", "");
    scaffold(&blog).arg("sync").assert().success();
    assert_eq!(fs::read_dir(blog.join("migrations")).expect("migrations").count(), 2);
}

#[test]
fn accounts_that_come_later_bring_their_secret() {
    let place = project();
    let blog = place.path().join("blog");
    edit(&blog.join("scaffold.yaml"), "\nentities:", "\nauth: true\nentities:");
    let patch = stdout(scaffold(&blog).args(["diff"]));
    assert!(patch.contains("+JWT_SECRET=\n"), "{patch}");
    scaffold(&blog).arg("sync").assert().success();
    let environment = read(&blog.join(".env"));
    let secret = environment.lines().find_map(|line| line.strip_prefix("JWT_SECRET=")).expect("a secret");
    assert!(secret.len() == 64 && secret.chars().all(|digit| digit.is_ascii_hexdigit()), "{secret}");
    scaffold(&blog).arg("sync").assert().success().stderr("Everything is up to date.\n");
    assert_eq!(read(&blog.join(".env")), environment);
}

#[test]
fn new_dependencies_come_with_their_versions() {
    let place = project();
    let blog = place.path().join("blog");
    let former = read(&blog.join("Cargo.lock"));
    edit(&blog.join("scaffold.yaml"), "\nentities:", "\nauth: true\nentities:");
    scaffold(&blog).arg("sync").assert().success();
    fs::copy(blog.join("scaffold.yaml"), place.path().join("accounts.yaml")).expect("copied");
    let fresh = ["new", "fresh", "--spec", "accounts.yaml", "--no-git"];
    scaffold(place.path()).args(fresh).assert().success();
    let lock = read(&blog.join("Cargo.lock"));
    assert!(lock == read(&place.path().join("fresh/Cargo.lock")) && lock.len() > former.len());
}

#[test]
fn dependencies_of_the_users_own_stay() {
    let place = project();
    let blog = place.path().join("blog");
    let mine = "\n[[package]]\nname = \"zzz\"\nversion = \"1.0.0\"\n";
    let lock = read(&blog.join("Cargo.lock")) + mine;
    fs::write(blog.join("Cargo.lock"), &lock).expect("written");
    edit(&blog.join("Cargo.toml"), "[dev-dependencies]", "zzz = \"1\"\n\n[dev-dependencies]");
    edit(&blog.join("scaffold.yaml"), "\nentities:", "\nauth: true\nentities:");
    let output = scaffold(&blog).arg("sync").assert().success().get_output().clone();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("leave   Cargo.lock\n") && told.contains("`cargo build` adds"), "{told}");
    assert_eq!(read(&blog.join("Cargo.lock")), lock);
    let manifest = read(&blog.join("Cargo.toml"));
    assert!(manifest.contains("zzz = \"1\"\n") && manifest.contains("\njsonwebtoken = "), "{manifest}");
    scaffold(&blog).arg("sync").assert().success().stderr("Everything is up to date.\n");
}

#[test]
fn settings_of_the_users_own_stay() {
    let place = project();
    let blog = place.path().join("blog");
    fs::write(blog.join(".env"), "RUST_LOG=debug\n").expect("written");
    edit(&blog.join("scaffold.yaml"), "\nentities:", "\nauth: true\nentities:");
    let told = scaffold(&blog).arg("sync").assert().success().get_output().stderr.clone();
    let told = String::from_utf8_lossy(&told);
    assert!(told.contains("warning: the service needs a JWT_SECRET now, and .env, which is yours, has none"), "{told}");
    assert_eq!(read(&blog.join(".env")), "RUST_LOG=debug\n");
    scaffold(&blog).arg("sync").assert().success().stderr("Everything is up to date.\n");
}

#[test]
fn what_loses_data_is_the_users_decision() {
    let place = project();
    let blog = place.path().join("blog");
    edit(&blog.join("scaffold.yaml"), "      title: string(3..200)", "      headline: string(3..200) = none");
    edit(&blog.join("scaffold.yaml"), "name: string(1..80)", "name: string(1..80)\n      age: int");
    let before = tree(&blog);
    for command in ["sync", "diff"] {
        let output = scaffold(&blog).arg(command).output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(3), "{said}");
        for part in ["--allow-drop posts.title", "`was=title`", "authors.age is required", "`backfill=value`"] {
            assert!(said.contains(part), "{part}: {said}");
        }
    }
    let problems = json(scaffold(&blog).args(["sync", "--json"]));
    assert_eq!(problems["problems"][0]["subject"], "authors.age");
    assert_eq!(tree(&blog), before);
    edit(&blog.join("scaffold.yaml"), "age: int", "age: int backfill=0");
    scaffold(&blog).args(["sync", "--allow-drop", "posts.title"]).assert().success();
}

#[test]
fn an_entity_goes_with_its_files_and_its_table() {
    let place = project();
    let blog = place.path().join("blog");
    edit(
        &blog.join("scaffold.yaml"),
        "  Post:\n    fields:\n      title: string(3..200)\n      author: Author as posts\n",
        "",
    );
    scaffold(&blog).arg("sync").assert().code(3);
    scaffold(&blog).args(["sync", "--allow-drop", "posts"]).assert().success();
    assert!(!blog.join("src/resources/posts").exists() && !blog.join("tests/api/posts.rs").exists());
    assert!(!blog.join(".scaffold/schema/post.json").exists());
    scaffold(&blog).arg("sync").assert().success().stderr("Everything is up to date.\n");
}

#[test]
fn a_conflict_stops_everything_until_it_is_decided() {
    for (how, expected) in
        [("markers", "<<<<<<< yours"), ("ours", "pub const WORDS: &str"), ("theirs", "title\", \"title\").sort()")]
    {
        let place = project();
        let blog = place.path().join("blog");
        let types = blog.join("src/resources/posts/types.rs");
        let line = read(&types).lines().position(|line| line.contains("COLUMNS")).expect("a line") + 2;
        edit(&types, "    const COLUMNS", "    pub const WORDS: &str = \"mine\";\n    const COLUMNS");
        edit(&types, "Column::new::<Uuid>(\"id\", \"id\")", "Column::new::<Uuid>(\"key\", \"id\")");
        edit(&blog.join("scaffold.yaml"), "title: string(3..200)", "title: string(3..200) sort");
        let before = tree(&blog);
        let output = scaffold(&blog).arg("sync").output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{said}");
        assert!(said.contains(&format!("types.rs:{}", line + 1)) && said.contains("--conflict markers"), "{said}");
        assert_eq!(tree(&blog), before);
        scaffold(&blog).args(["sync", "--conflict", how]).assert().success();
        let text = read(&types);
        assert!(text.contains(expected) && text.contains("WORDS"), "{how}: {text}");
        let again = scaffold(&blog).arg("sync").assert().success().get_output().clone();
        let said = String::from_utf8_lossy(&again.stderr).into_owned();
        match how {
            "markers" => assert!(said.contains("still to be settled in src/resources/posts/types.rs"), "{said}"),
            _ => assert_eq!(said, "Everything is up to date.\n"),
        }
    }
}

#[test]
fn a_difference_is_shown_as_a_patch_and_is_an_exit_code() {
    let place = project();
    let blog = place.path().join("blog");
    edit(&blog.join("scaffold.yaml"), "title: string(3..200)", "title: string(3..200) sort");
    let before = tree(&blog);
    let output = scaffold(&blog).arg("diff").output().expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    let patch = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(patch.contains("--- a/src/resources/posts/types.rs\n+++ b/src/resources/posts/types.rs\n@@ "), "{patch}");
    assert_eq!(tree(&blog), before);
    let listed = stdout(scaffold(&blog).args(["sync", "--dry-run"]));
    assert!(listed.contains("change  src/resources/posts/types.rs\n"), "{listed}");
    assert_eq!(tree(&blog), before);
}

#[test]
fn what_was_deleted_stays_away_and_what_is_needed_no_more_goes() {
    let place = project();
    let blog = place.path().join("blog");
    edit(&blog.join("scaffold.yaml"), "# The end.", "enums: {Mood: [good, bad]}\n");
    scaffold(&blog).arg("sync").assert().success();
    assert!(blog.join("src/enums.rs").exists());
    fs::remove_file(blog.join("Dockerfile")).expect("removed");
    edit(&blog.join("scaffold.yaml"), "enums: {Mood: [good, bad]}\n", "description: Words.\n");
    let result = json(scaffold(&blog).args(["sync", "--json"]));
    assert_eq!(result["files"]["removed"], serde_json::json!(["src/enums.rs"]));
    assert!(!blog.join("src/enums.rs").exists() && !blog.join("Dockerfile").exists());
}

#[test]
fn a_spec_that_is_saved_meanwhile_stays() {
    let place = project();
    let blog = place.path().join("blog");
    let spec = blog.join("scaffold.yaml");
    let path = path_with_rustfmt(place.path(), "echo '# Saved.' >> \"$SPEC\"\nPATH=${PATH#*:}\nexec rustfmt \"$@\"");
    edit(&spec, "title: string(3..200)", "title: string(3..200) sort");
    for arguments in [&["sync"][..], &["add-resource", "Note", "words: text"]] {
        let mut before = tree(&blog);
        let output = scaffold(&blog).args(arguments).env("PATH", &path).env("SPEC", &spec).output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(4), "{said}");
        assert!(said.contains("changed by somebody else"), "{said}");
        let saved = before.get_mut("scaffold.yaml").and_then(Option::as_mut).expect("the spec");
        saved.extend_from_slice(b"# Saved.\n");
        assert_eq!(tree(&blog), before);
    }
}

#[test]
fn a_byte_order_mark_of_the_spec_stays() {
    let place = project();
    let blog = place.path().join("blog");
    let spec = blog.join("scaffold.yaml");
    fs::write(&spec, format!("\u{feff}{}", read(&spec))).expect("written");
    let before = tree(&blog);
    scaffold(&blog).arg("sync").assert().success().stderr("Everything is up to date.\n");
    assert_eq!(tree(&blog), before);
    scaffold(&blog).args(["add-resource", "Note", "words: text"]).assert().success();
    assert!(read(&spec).starts_with('\u{feff}'));
}

#[test]
fn a_table_without_constraints_is_remembered() {
    for entity in ["{id: int, fields: {n: int}}", "{id: int, timestamps: false, fields: {born: date, n: \"float?\"}}"] {
        let place = project();
        let blog = place.path().join("blog");
        edit(&blog.join("scaffold.yaml"), "# The end.", &format!("  C: {entity}\n"));
        scaffold(&blog).arg("sync").assert().success();
        scaffold(&blog).arg("sync").assert().success().stderr("Everything is up to date.\n");
        scaffold(&blog).args(["add-resource", "Note", "words: text"]).assert().success();
    }
}

#[test]
fn a_table_of_which_the_memory_is_gone_is_not_made_again() {
    for gone in ["post.json", "auth_session.json", ""] {
        let place = project();
        let blog = place.path().join("blog");
        edit(&blog.join("scaffold.yaml"), "\nentities:", "\nauth: {account: Author}\nentities:");
        scaffold(&blog).arg("sync").assert().success();
        let path = blog.join(".scaffold/schema").join(gone);
        if gone.is_empty() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.expect("removed");
        let before = tree(&blog);
        let output = scaffold(&blog).arg("sync").output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(4), "{said}");
        let name = if gone.is_empty() { "author.json" } else { gone };
        assert!(said.contains(&format!("`.scaffold/schema/{name}` is missing")), "{said}");
        assert!(said.contains("from version control"), "{said}");
        assert_eq!(tree(&blog), before);
    }
    let place = project();
    let blog = place.path().join("blog");
    scaffold(&blog).args(["remove-resource", "Post", "--allow-drop", "posts"]).assert().success();
    scaffold(&blog).args(["add-resource", "Post", "title: string(1..80)"]).assert().success();
}

#[test]
fn tests_of_the_users_own_in_a_registry_stay() {
    let place = project();
    let blog = place.path().join("blog");
    edit(&blog.join("scaffold.yaml"), "\nentities:", "\nauth: {account: Author}\nentities:");
    scaffold(&blog).arg("sync").assert().success();
    let access = blog.join("tests/api/access.rs");
    fs::write(&access, read(&access) + "\n#[test]\nfn mine() {}\n").expect("written");
    edit(&blog.join("scaffold.yaml"), "auth: {account: Author}\n", "");
    let drops = [
        "authors.password_hash",
        "authors.role",
        "authors.password",
        "authors.is_active",
        "auth_sessions",
        "auth_refresh_tokens",
        "auth_mail_tokens",
    ];
    let drops = drops.iter().flat_map(|name| ["--allow-drop", name]);
    let arguments: Vec<&str> = ["sync"].into_iter().chain(drops).collect();
    let before = tree(&blog);
    let output = scaffold(&blog).args(&arguments).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("tests/api/access.rs is needed no more and was edited"), "{said}");
    assert!(said.contains("`--conflict ours` keeps"), "{said}");
    assert_eq!(tree(&blog), before);
    scaffold(&blog).args(&arguments).args(["--conflict", "ours"]).assert().success();
    assert!(read(&access).contains("fn mine()"));
}

#[test]
fn what_is_said_names_the_reason() {
    let place = project();
    let blog = place.path().join("blog");
    let said = |arguments: &[&str]| {
        let output = scaffold(&blog).args(arguments).output().expect("it runs");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, text) = said(&["sync", "--allow-drop", "posts.titel", "--allow-drop", "posts.title"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("--allow-drop posts.titel: nothing") && text.contains("posts.title: nothing"), "{text}");

    edit(&blog.join("scaffold.yaml"), "title: string(3..200)", "headline: string(3..200) = none");
    let (code, text) = said(&["sync", "--dry-run", "--allow-drop", "posts.title"]);
    assert!(code == Some(0) && !text.contains("warning"), "{text}");

    let lock = blog.join(".scaffold/lock/project");
    edit(&lock, "language 1", "language 2");
    let (code, text) = said(&["sync"]);
    assert!(code == Some(2) && text.contains("version 2 of the language"), "{text}");
    fs::write(&lock, "").expect("written");
    let (code, text) = said(&["sync"]);
    assert!(code == Some(4) && text.contains("not a line of a lock"), "{text}");

    let place = project();
    fs::remove_file(place.path().join("blog/scaffold.yaml")).expect("removed");
    let output = scaffold(&place.path().join("blog")).arg("sync").output().expect("it runs");
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.ends_with("error: the spec cannot be read\n"), "{text}");
}
