//! Two branches that each change the spec, merged by git: at most the spec needs a hand, `sync` mends the rest.

use crate::support::{project, scaffold, tree};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn git(directory: &Path, arguments: &[&str]) -> Output {
    let identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
    let mut command = Command::new("git");
    command.current_dir(directory).args(identity).args(arguments);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    command.output().expect("git runs")
}

fn done(directory: &Path, arguments: &[&str]) {
    let output = git(directory, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn commit(directory: &Path) {
    done(directory, &["add", "--all"]);
    done(directory, &["commit", "--quiet", "--message", "change"]);
}

fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).expect("a file");
    assert!(text.contains(from), "{} has no `{from}`", path.display());
    fs::write(path, text.replacen(from, to, 1)).expect("written");
}

/// Takes both sides of every place that git has marked in the spec.
fn settle_spec(blog: &Path, both: impl Fn(&str) -> String) {
    let path = blog.join("scaffold.yaml");
    let text = fs::read_to_string(&path).expect("the spec");
    fs::write(&path, both(&text)).expect("written");
    scaffold(blog).arg("check").assert().success();
}

/// Merges `other` into the current branch, and expects git to stop at the spec if it stops.
fn merge(blog: &Path, style: &str) {
    let setting = format!("merge.conflictStyle={style}");
    let output = git(blog, &["-c", &setting, "merge", "--quiet", "other"]);
    let unmerged = git(blog, &["diff", "--name-only", "--diff-filter=U"]).stdout;
    let unmerged = String::from_utf8(unmerged).expect("UTF-8");
    assert!(output.status.success() || unmerged.lines().any(|path| path == "scaffold.yaml"), "{unmerged}");
    let remembered: Vec<&str> = unmerged.lines().filter(|path| path.starts_with(".scaffold")).collect();
    assert!(remembered.is_empty(), "{remembered:?}");
}

#[test]
fn two_branches_that_each_add_an_entity_are_mended() {
    for style in ["merge", "diff3"] {
        let place = project();
        let blog = place.path().join("blog");
        done(&blog, &["init", "--quiet", "--initial-branch=trunk"]);
        commit(&blog);
        done(&blog, &["checkout", "--quiet", "-b", "other"]);
        let badge = ["add-resource", "Badge", "label: string(1..20)", "post: Post as badges"];
        scaffold(&blog).args(badge).env("SOURCE_DATE_EPOCH", "1700000000").assert().success();
        edit(&blog.join("src/resources/posts/handlers.rs"), "//! ", "//! Theirs. ");
        commit(&blog);
        done(&blog, &["checkout", "--quiet", "trunk"]);
        let like = ["add-resource", "Like", "weight: int = 1", "post: Post as likes", "author: Author as likes"];
        scaffold(&blog).args(like).env("SOURCE_DATE_EPOCH", "1700000001").assert().success();
        edit(&blog.join("src/seed.rs"), "//! ", "//! Mine. ");
        commit(&blog);
        merge(&blog, style);

        let badge = "  Badge:\n    fields:\n      label: string(1..20)\n      post: Post as badges\n";
        settle_spec(&blog, |text| {
            let (before, rest) = text.split_once("<<<<<<<").expect("a marked place");
            let (_, behind) = rest.rsplit_once(">>>>>>> other\n").expect("its end");
            let like = "  Like:\n    fields:\n      weight: int = 1\n      post: Post as likes\n      author: Author as likes\n";
            format!("{before}{badge}\n{like}{behind}")
        });
        scaffold(&blog).arg("sync").assert().success();
        commit(&blog);
        scaffold(&blog).arg("sync").assert().success().stderr("Everything is up to date.\n");

        scaffold(place.path()).args(["new", "fresh", "--spec", "blog/scaffold.yaml", "--no-git"]).assert().success();
        let (merged, fresh) = (tree(&blog), tree(&place.path().join("fresh")));
        let is_history = |path: &String| path.starts_with("migrations") || path.starts_with(".scaffold/lock");
        let differing: Vec<&String> =
            fresh.keys().filter(|path| !is_history(path) && merged.get(*path) != fresh.get(*path)).collect();
        assert_eq!(differing, ["src/resources/posts/handlers.rs", "src/seed.rs"], "{style}");
        let text = |path: &str| String::from_utf8(merged[path].clone().expect("a file")).expect("UTF-8");
        assert!(text("src/resources/posts/handlers.rs").starts_with("//! Theirs. "));
        assert!(text("src/seed.rs").starts_with("//! Mine. "));
        for migration in ["migrations/20231114221320_add_badges.sql", "migrations/20231114221321_add_likes.sql"] {
            assert!(merged.contains_key(migration), "{migration}");
        }
    }
}

#[test]
fn two_branches_that_each_add_a_field_are_mended() {
    let place = project();
    let blog = place.path().join("blog");
    done(&blog, &["init", "--quiet", "--initial-branch=trunk"]);
    commit(&blog);
    done(&blog, &["checkout", "--quiet", "-b", "other"]);
    let title = "title: string(3..200)\n";
    edit(&blog.join("scaffold.yaml"), title, &format!("{title}      views: int = 0 unique\n"));
    scaffold(&blog).arg("sync").env("SOURCE_DATE_EPOCH", "1700000009").assert().success();
    commit(&blog);
    done(&blog, &["checkout", "--quiet", "trunk"]);
    edit(&blog.join("scaffold.yaml"), title, &format!("{title}      stars: int = 0 unique\n"));
    scaffold(&blog).arg("sync").env("SOURCE_DATE_EPOCH", "1700000000").assert().success();
    commit(&blog);
    merge(&blog, "merge");
    settle_spec(&blog, |text| {
        text.lines().filter(|line| !line.starts_with(['<', '=', '>'])).map(|line| format!("{line}\n")).collect()
    });
    let merged = scaffold(&blog).arg("sync").output().expect("it runs");
    let said = String::from_utf8_lossy(&merged.stderr);
    assert_eq!(merged.status.code(), Some(0), "{said}");
    scaffold(&blog).arg("sync").assert().success().stderr("Everything is up to date.\n");
}

#[test]
fn two_migrations_of_one_number_are_told() {
    let place = project();
    let blog = place.path().join("blog");
    fs::write(blog.join("migrations/0001_mine.sql"), "select 1;\n").expect("written");
    let output = scaffold(&blog).arg("sync").output().expect("it runs");
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("0001_mine.sql") && said.contains("0001_init.sql") && said.contains("one number"), "{said}");
}
