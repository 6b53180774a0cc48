//! `scaffold templates` and `--templates`: a team's own templates, file by file.

use crate::support::{json, place, read, scaffold, stdout, tree};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

const MODULE: &str = "resource/mod.rs.j2";

/// What the team puts above every module of a resource.
const HEAD: &str = "//! Owned by the team.\n";

fn write(path: &Path, text: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
    fs::write(path, text).expect("written");
}

fn run(directory: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let Output { status, stderr, .. } = scaffold(directory).args(arguments).output().expect("it runs");
    (status.code(), String::from_utf8(stderr).expect("UTF-8"))
}

/// A place with a directory `team` that has one template of its own, its first line changed.
fn team() -> TempDir {
    let place = place();
    scaffold(place.path()).args(["templates", "eject", MODULE, "--to", "team"]).assert().success();
    let path = place.path().join("team").join(MODULE);
    let (_, rest) =
        read(&path).split_once('\n').map(|(first, rest)| (first.to_owned(), rest.to_owned())).expect("lines");
    write(&path, format!("{HEAD}{rest}"));
    place
}

/// The same with a project `blog` that is made from it.
fn project() -> TempDir {
    let place = team();
    let arguments = ["new", "blog", "--spec", "spec.yaml", "--no-git", "--templates", "team"];
    scaffold(place.path()).args(arguments).assert().success();
    place
}

#[test]
fn a_template_of_the_teams_own_is_used_and_remembered() {
    let place = project();
    let blog = place.path().join("blog");
    assert!(read(&blog.join("src/resources/posts/mod.rs")).starts_with(HEAD));
    assert!(read(&blog.join(".scaffold/lock/project")).contains("\ntemplates ../team\n"));
    let before = tree(&blog);
    scaffold(&blog.join("src")).arg("sync").assert().success().stderr("Everything is up to date.\n");
    scaffold(&blog).arg("diff").assert().success().stdout("");
    assert_eq!(tree(&blog), before);
    scaffold(&blog).args(["add-resource", "Tag", "name:string(1..40)"]).assert().success();
    assert!(read(&blog.join("src/resources/tags/mod.rs")).starts_with(HEAD));
    scaffold(&blog).args(["rename-field", "Tag.name", "label"]).assert().success();
}

#[test]
fn a_project_without_changes_starts_no_rustfmt() {
    let place = project();
    let mut sync = scaffold(&place.path().join("blog"));
    sync.arg("sync").env("PATH", "/nonexistent").assert().success().stderr("Everything is up to date.\n");
}

#[test]
fn a_changed_template_is_merged_with_what_was_edited_by_hand() {
    let place = project();
    let blog = place.path().join("blog");
    let module = blog.join("src/resources/posts/mod.rs");
    write(&module, read(&module) + "\n// Mine.\n");
    let template = place.path().join("team").join(MODULE);
    write(&template, read(&template).replace("the team", "everybody"));
    let output = scaffold(&blog).arg("diff").output().expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("+//! Owned by everybody.\n"));
    let result = json(scaffold(&blog).args(["sync", "--json"]));
    assert_eq!(result["files"]["merged"], serde_json::json!(["src/resources/posts/mod.rs"]));
    assert_eq!(result["files"]["changed"], serde_json::json!(["src/resources/authors/mod.rs"]));
    let text = read(&module);
    assert!(text.starts_with("//! Owned by everybody.\n") && text.ends_with("// Mine.\n"), "{text}");
}

#[test]
fn a_project_takes_to_templates_and_away_from_them() {
    let place = team();
    scaffold(place.path()).args(["new", "blog", "--spec", "spec.yaml", "--no-git"]).assert().success();
    let blog = place.path().join("blog");
    let before = tree(&blog);
    fs::rename(place.path().join("team"), blog.join("templates")).expect("moved");
    assert_eq!(run(&blog, &["diff", "--templates", "templates"]).0, Some(1));
    let (code, said) = run(&blog.join("src"), &["sync", "--templates", "../templates"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(!said.contains("note:"), "{said}");
    assert!(read(&blog.join(".scaffold/lock/project")).contains("\ntemplates templates\n"));
    assert!(read(&blog.join("src/resources/posts/mod.rs")).starts_with(HEAD));
    scaffold(&blog).args(["sync", "--no-templates"]).assert().success();
    fs::remove_dir_all(blog.join("templates")).expect("removed");
    assert_eq!(tree(&blog), before);
}

#[test]
fn a_directory_elsewhere_is_pointed_out_and_missed_when_it_is_gone() {
    let place = team();
    let arguments = ["new", "blog", "--spec", "spec.yaml", "--no-git", "--templates", "team"];
    let (_, said) = run(place.path(), &arguments);
    assert!(said.contains("needs the templates at `../team`"), "{said}");
    fs::rename(place.path().join("team"), place.path().join("gone")).expect("moved");
    let blog = place.path().join("blog");
    let before = tree(&blog);
    for command in [&["sync"][..], &["diff"], &["add-resource", "Tag", "name:string(9)"], &["templates", "list"]] {
        let (code, said) = run(&blog, command);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains("`../team`") && said.contains("--no-templates"), "{said}");
    }
    scaffold(&blog).args(["templates", "eject", "starter", "--to", "../new"]).assert().success();
    assert_eq!(tree(&blog), before);
    scaffold(&blog).args(["sync", "--templates", "../gone"]).assert().success();
    assert!(read(&blog.join(".scaffold/lock/project")).contains("\ntemplates ../gone\n"));
}

#[test]
fn what_is_no_template_is_refused_all_at_once() {
    let place = team();
    let team = place.path().join("team");
    write(&team.join("README.md"), "Ours.");
    write(&team.join(".git/config"), "");
    write(&team.join("resource/mod.rs.j2.swp"), "");
    write(&team.join("include/deep/head.txt"), "");
    assert_eq!(run(place.path(), &["new", "fine", "--spec", "spec.yaml", "--templates", "team"]).0, Some(0));
    write(&team.join("resource/handler.rs.j2"), "");
    write(&team.join("src/lib.rs"), "");
    write(&team.join("resource/types.rs.j2"), "a\nb {% fi %}\n");
    write(&team.join("resource/links.rs.j2"), b"\xff");
    write(&team.join("project/build.rs"), vec![b' '; 1024 * 1024 + 1]);
    symlink("/etc/passwd", team.join("project/Dockerfile.j2")).expect("a link");
    let (code, said) = run(place.path(), &["new", "blog", "--spec", "spec.yaml", "--templates", "team"]);
    assert_eq!(code, Some(2), "{said}");
    for part in [
        "team/resource/handler.rs.j2 takes the place of no template; did you mean `resource/handlers.rs.j2`?",
        "team/src holds no templates",
        "team/resource/types.rs.j2:2 cannot be read: ",
        "team/resource/links.rs.j2 is not UTF-8: byte 0",
        "team/project/build.rs is larger than 1 MiB",
        "team/project/Dockerfile.j2 is not a plain file",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!place.path().join("blog").exists());
    for missing in ["nowhere", "spec.yaml"] {
        let (code, said) = run(place.path(), &["new", "blog", "--templates", missing]);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains(&format!("no directory of templates at \"{missing}\"")), "{said}");
    }
}

#[test]
fn a_template_that_fails_is_the_teams_mistake() {
    let place = project();
    let blog = place.path().join("blog");
    let before = tree(&blog);
    let template = place.path().join("team").join(MODULE);
    let text = read(&template);
    for (wrong, part) in [
        ("{{ nothing.at_all }}\n", "team/resource/mod.rs.j2:2` fails: `nothing` is undefined"),
        ("{% include \"resource/no.rs.j2\" %}\n", "team/resource/mod.rs.j2:2` fails: "),
        ("{% include \"resource/mod.rs.j2\" %}\n", "team/resource/mod.rs.j2:2` fails: "),
        ("fn (\n", "made from the template `"),
    ] {
        write(&template, text.replace(HEAD, &format!("{HEAD}{wrong}")));
        for command in ["sync", "diff"] {
            let (code, said) = run(&blog, &[command]);
            assert_eq!(code, Some(2), "{said}");
            assert!(said.contains(part) && said.contains("team/resource/mod.rs.j2"), "{said}");
            assert!(!said.contains("bug"), "{said}");
        }
    }
    assert_eq!(tree(&blog), before);
}

#[test]
fn the_piece_that_rustfmt_refuses_is_the_teams() {
    let place = team();
    write(&place.path().join("team/resource/deletion.rs.j2"), "fn (\n");
    let (code, said) = run(place.path(), &["new", "blog", "--spec", "spec.yaml", "--templates", "team"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("team/resource/deletion.rs.j2`"), "{said}");
}

#[test]
fn templates_may_come_from_any_editor_and_share_pieces() {
    let place = team();
    let template = place.path().join("team").join(MODULE);
    let text = read(&template).replace(HEAD, "{% include \"include/head.rs\" %}\n");
    write(&template, format!("\u{feff}{}", text.replace('\n', "\r\n")));
    write(&place.path().join("team/include/head.rs"), HEAD.replace('\n', "\r\n"));
    let arguments = ["new", "blog", "--spec", "spec.yaml", "--no-git", "--templates", "team"];
    scaffold(place.path()).args(arguments).assert().success();
    let module = read(&place.path().join("blog/src/resources/posts/mod.rs"));
    assert!(module.starts_with(HEAD) && !module.contains('\r'), "{module}");
}

#[test]
fn starter_and_format_are_templates_too() {
    let place = place();
    let path = place.path();
    scaffold(path).args(["templates", "eject", "starter", "project/rustfmt.toml", "--to", "team"]).assert().success();
    write(&path.join("team/project/rustfmt.toml"), "max_width = 60\nstyle_edition = \"2024\"\n");
    let starter = path.join("team/starter/scaffold.yaml.j2");
    write(&starter, "# Ours.\n".to_owned() + &read(&starter));
    scaffold(path).args(["new", "shop", "--no-git", "--templates", "team"]).assert().success();
    let shop = path.join("shop");
    assert!(read(&shop.join("scaffold.yaml")).contains("# Ours.\n"));
    assert!(read(&shop.join("rustfmt.toml")).starts_with("max_width = 60\n"));
    let mut rustfmt = Command::new("rustfmt");
    rustfmt.current_dir(&shop).args(["--check", "--edition", "2024", "src/main.rs"]);
    assert!(rustfmt.status().expect("rustfmt runs").success());
    write(&path.join("team/project/rustfmt.toml"), "max_width = \"wide\"\n");
    let (code, said) = run(&shop, &["sync"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("team/project/rustfmt.toml"), "{said}");
}

#[test]
fn ejecting_writes_over_nothing() {
    let place = place();
    let path = place.path();
    write(&path.join("team/resource/types.rs.j2"), "mine");
    symlink("/etc", path.join("team/project")).expect("a link");
    let before = tree(path);
    let arguments = ["templates", "eject", "resource/", "project/build.rs", "--to", "team"];
    let (code, said) = run(path, &arguments);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("resource/types.rs.j2 is to be created and is there already"), "{said}");
    assert!(said.contains("project/build.rs is not a plain file"), "{said}");
    assert_eq!(tree(path), before);
    fs::remove_file(path.join("team/project")).expect("removed");
    fs::remove_file(path.join("team/resource/types.rs.j2")).expect("removed");
    let result = json(scaffold(path).args(arguments).arg("--json"));
    assert_eq!(result["templates"]["created"][0], "project/build.rs");
    let result = json(scaffold(path).args(arguments).arg("--json"));
    assert_eq!(result["templates"]["present"][0], "project/build.rs");
    assert_eq!(result["templates"]["created"], serde_json::json!([]));
}

#[test]
fn all_ejected_templates_make_what_the_built_in_ones_make() {
    let place = place();
    scaffold(place.path()).args(["templates", "eject"]).assert().success();
    scaffold(place.path()).args(["new", "one", "--spec", "spec.yaml", "--no-git"]).assert().success();
    let arguments = ["new", "other", "--spec", "spec.yaml", "--no-git", "--templates", "templates"];
    scaffold(place.path()).args(arguments).assert().success();
    let (one, mut other) = (tree(&place.path().join("one")), tree(&place.path().join("other")));
    let lock = other.insert(".scaffold/lock/project".to_owned(), one[".scaffold/lock/project"].clone());
    assert!(String::from_utf8_lossy(&lock.flatten().expect("a lock")).contains("\ntemplates ../templates\n"));
    assert_eq!(one, other);
}

#[test]
fn an_unknown_name_gets_the_nearest() {
    let place = place();
    let (code, said) = run(place.path(), &["templates", "eject", "handler.rs.j2"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("did you mean `resource/handlers.rs.j2`?"), "{said}");
    assert!(!place.path().join("templates").exists());
}

#[test]
fn a_list_tells_own_from_built_in_and_what_the_tool_has_changed_since() {
    let place = project();
    let blog = place.path().join("blog");
    let state = |name: &str| {
        let list = stdout(scaffold(&blog).args(["templates", "list"]));
        let line = list.lines().find(|line| line.ends_with(&format!(" {name}"))).expect("a line").to_owned();
        line.split_whitespace().next().map(str::to_owned)
    };
    assert_eq!(state("resource/types.rs.j2").as_deref(), Some("built-in"));
    assert_eq!(state(MODULE).as_deref(), Some("own"));
    write(&place.path().join("team/.ejected").join(MODULE), "As an older version had it.\n");
    assert_eq!(state(MODULE).as_deref(), Some("outdated"));
    let (code, said) = run(&blog, &["sync"]);
    assert_eq!(code, Some(0));
    assert!(said.contains(&format!("have changed since these were ejected: {MODULE}")), "{said}");
    scaffold(&blog).args(["templates", "eject", "resource/types.rs.j2"]).assert().success();
    assert!(place.path().join("team/resource/types.rs.j2").exists(), "the project's directory is known");
    scaffold(place.path()).args(["templates", "list"]).assert().success();
}

#[test]
fn what_the_tool_has_changed_is_merged_into_what_the_team_has() {
    let place = project();
    let blog = place.path().join("blog");
    let (template, original) =
        (place.path().join("team").join(MODULE), place.path().join("team/.ejected").join(MODULE));
    let built_in = read(&original);
    let last = built_in.lines().last().expect("a line");
    let older = built_in.replace(last, "// As an older version had it.");
    write(&original, &older);
    write(&template, read(&template).replace(last, "// As an older version had it."));
    assert_eq!(stdout(scaffold(&blog).args(["templates", "merge", "--dry-run"])), format!("merge   {MODULE}\n"));
    let result = json(scaffold(&blog).args(["templates", "merge", "--json"]));
    assert_eq!(result["templates"]["merged"], serde_json::json!([MODULE]));
    assert!(read(&template).starts_with(HEAD) && read(&template).ends_with(&format!("{last}\n")));
    assert_eq!(read(&original), built_in);
    assert_eq!(run(&blog, &["templates", "merge"]), (Some(0), "Everything is up to date.\n".to_owned()));
    scaffold(&blog).arg("sync").assert().success().stderr("Everything is up to date.\n");
    let first = built_in.lines().next().expect("a line");
    write(&original, built_in.replace(first, "//! As an older version had it."));
    let before = tree(place.path());
    let (code, said) = run(&blog, &["templates", "merge"]);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains(&format!("{MODULE}:1 was edited where it has to change")), "{said}");
    assert_eq!(tree(place.path()), before);
    scaffold(&blog).args(["templates", "merge", "--conflict", "ours"]).assert().success();
    assert!(read(&template).starts_with(HEAD));
    assert_eq!(run(place.path(), &["templates", "merge", "nowhere"]).0, Some(2));
}
