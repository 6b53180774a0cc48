//! A service that goes on living: its spec changes, its code was edited, its database has rows.

use crate::project::Project;
use crate::server;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// What stands in the blog's spec, and what comes instead.
const CHANGES: &[(&str, &str)] = &[
    ("title: string(3..200) sort", "headline: string(3..300) was=title sort"),
    ("search: [title, body]", "search: [headline, body]"),
    ("rating: decimal(3,1)? min=0 max=10", "reads: int = 0 min=0 sort"),
    ("[draft, published, archived]", "[draft, in_review, published, archived]"),
    ("      body: text(1..2000)", "      body: text(1..2000)\n      edited_at: datetime?\n      labels: Tag[]"),
    (
        "  Tag:\n",
        "  Reaction:\n    fields:\n      kind: string(1..20)\n      post: Post as reactions on_delete=cascade\n\n  Tag:\n",
    ),
];

/// Lines that somebody wrote: file, a line of it, and what stands above that line now.
const EDITS: &[(&str, &str, &str)] = &[
    ("src/resources/posts/handlers.rs", "/// Create a post", "/// Somebody's remark.\n"),
    ("src/resources/posts/queries.rs", "/// Rows by their keys.", "/// Somebody's query.\npub fn somebodys() {}\n\n"),
    (
        "tests/api/posts.rs",
        "/// A body for a row like no other.",
        "/// Somebody's test.\n#[test]\nfn somebodys() {}\n\n",
    ),
    ("README.md", "## Test", "## Somebody's chapter\n\n"),
];

/// Rows by table, as clients see them.
fn rows(server: &server::Server) -> BTreeMap<&'static str, Vec<Value>> {
    let list = |path: &'static str| {
        let page = server.get(&format!("/api/v1/{path}?limit=100")).data();
        assert_eq!(page["next"], Value::Null, "one page holds them all");
        (path, page["items"].as_array().expect("items").clone())
    };
    ["users", "posts", "comments", "tags"].into_iter().map(list).collect()
}

fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).expect("a file");
    assert!(text.contains(from), "{} has no {from:?}", path.display());
    fs::write(path, text.replacen(from, to, 1)).expect("written");
}

pub fn prove(project: &Project, database: Option<&str>, url: &str) {
    project.cargo(&["build", "--locked"], None);
    let seeded = project.command(server::binary(project)).arg("seed").env("DATABASE_URL", url).output();
    assert!(seeded.expect("it runs").status.success());
    let server = server::start(project, url);
    let before = rows(&server);
    server.stop();

    for (path, line, above) in EDITS {
        edit(&project.directory.join(path), line, &format!("{above}{line}"));
    }
    for (from, to) in CHANGES {
        edit(&project.directory.join("scaffold.yaml"), from, to);
    }
    sync(project, &["--allow-drop", "posts.rating"]);
    for (path, _, above) in EDITS {
        let text = fs::read_to_string(project.directory.join(path)).expect("a file");
        assert!(text.contains(above), "{path} lost {above:?}");
    }
    // As the next build without `--locked` would: a dependency that nothing needs any more leaves the lock file.
    project.cargo(&["update", "--workspace", "--offline"], None);
    project.cargo(&["fmt", "--check"], None);
    project.cargo(&["clippy", "--locked", "--all-targets", "--", "-D", "warnings"], None);
    project.cargo(&["test", "--locked"], database);

    project.cargo(&["build", "--locked"], None);
    let server = server::start(project, url);
    let after = rows(&server);
    server.stop();
    for (table, old) in before {
        let new = &after[table];
        assert_eq!(old.len(), new.len(), "{table}");
        for (old, new) in old.iter().zip(new) {
            survives(table, old, new);
        }
    }
}

/// Every member that the spec kept has its value, under its present name.
fn survives(table: &str, old: &Value, new: &Value) {
    for (member, value) in old.as_object().expect("a row") {
        let now = if (table, member.as_str()) == ("posts", "title") { "headline" } else { member };
        if member != "rating" {
            assert_eq!(&new[now], value, "{table}.{member}");
        }
    }
    if table == "posts" {
        assert_eq!(new["reads"], 0);
    }
}

fn sync(project: &Project, arguments: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scaffold"));
    let output = command.arg("sync").args(arguments).current_dir(&project.directory).output().expect("scaffold runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
