//! Two branches that each change the spec, merged by git: at most the spec needs a hand, `sync` mends the rest.

use crate::support::{edit, project, scaffold, tree};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

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
    edit(&blog.join("scaffold.yaml"), title, &format!("{title}      views: int? unique\n"));
    scaffold(&blog).arg("sync").env("SOURCE_DATE_EPOCH", "1700000009").assert().success();
    commit(&blog);
    done(&blog, &["checkout", "--quiet", "trunk"]);
    edit(&blog.join("scaffold.yaml"), title, &format!("{title}      stars: int? unique\n"));
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

/// What the messages say where a branch has to be taken back: its migrations go, the memory of the other one comes.
fn take_memory_of_other(blog: &Path, migrations: &[&str]) {
    for migration in migrations {
        fs::remove_file(blog.join("migrations").join(migration)).expect("removed");
    }
    fs::remove_dir_all(blog.join(".scaffold/schema")).expect("removed");
    done(blog, &["checkout", "other", "--", ".scaffold/schema"]);
}

fn migration(blog: &Path, number: &str) -> String {
    let paths = fs::read_dir(blog.join("migrations")).expect("migrations").map(|entry| entry.expect("an entry").path());
    let mut found =
        paths.filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(number)));
    fs::read_to_string(found.next().expect("a migration")).expect("a file")
}

/// Two branches, `other` with one change of the spec and the current one with another.
fn branches(other: &dyn Fn(&Path), own: &dyn Fn(&Path)) -> TempDir {
    let place = project();
    let blog = place.path().join("blog");
    done(&blog, &["init", "--quiet", "--initial-branch=trunk"]);
    commit(&blog);
    done(&blog, &["checkout", "--quiet", "-b", "other"]);
    other(&blog);
    commit(&blog);
    done(&blog, &["checkout", "--quiet", "trunk"]);
    own(&blog);
    commit(&blog);
    place
}

fn sync_at(blog: &Path, time: &str) {
    scaffold(blog).arg("sync").env("SOURCE_DATE_EPOCH", time).assert().success();
}

#[test]
fn a_new_table_is_made_again_where_its_branch_is_taken_back() {
    let place = branches(
        &|blog| {
            edit(&blog.join("scaffold.yaml"), "email: email unique", "email: email unique\n      age: int?");
            sync_at(blog, "1700000000");
        },
        &|blog| {
            edit(&blog.join("scaffold.yaml"), "title: string(3..200)", "title: string(3..200)\n      views: int = 0");
            edit(&blog.join("scaffold.yaml"), "# The end.", "  Zed:\n    fields: {words: text}\n");
            sync_at(blog, "1700000009");
        },
    );
    let blog = place.path().join("blog");
    merge(&blog, "merge");
    let second = "20231114221329_add_zeds_and_1_more.sql";
    let second = if blog.join("migrations").join(second).exists() {
        second
    } else {
        "20231114221329_change_zeds_and_1_more.sql"
    };
    take_memory_of_other(&blog, &[second]);
    sync_at(&blog, "1700000019");
    let sql = migration(&blog, "20231114221339");
    assert!(sql.contains("create table zeds") && sql.contains("views") && !sql.contains("age"), "{sql}");
}

#[test]
fn a_memory_that_says_two_things_is_refused() {
    let change = |to: &'static str, time: &'static str| {
        move |blog: &Path| {
            edit(&blog.join("scaffold.yaml"), "string(3..200)", to);
            sync_at(blog, time);
        }
    };
    let place = branches(&change("string(3..100)", "1700000000"), &change("string(1..200)", "1700000009"));
    let blog = place.path().join("blog");
    merge(&blog, "merge");
    settle_spec(&blog, |text| {
        let (before, rest) = text.split_once("<<<<<<<").expect("a marked place");
        let (_, behind) = rest.rsplit_once(">>>>>>> other\n").expect("its end");
        format!("{before}      title: string(1..200)\n{behind}").replace("HEAD\n", "")
    });
    let output = scaffold(&blog).arg("sync").output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("says two things about `title`") && said.contains("git checkout OTHER"), "{said}");
    take_memory_of_other(&blog, &["20231114221329_change_posts.sql"]);
    scaffold(&blog).args(["sync", "--conflict", "theirs"]).env("SOURCE_DATE_EPOCH", "1700000019").assert().success();
    let sql = migration(&blog, "20231114221339");
    assert!(sql.contains("constraint posts_title_check check (length(title) between 1 and 200)"), "{sql}");
}

/// One branch gives posts another field, and a line of its own in their handlers.
fn change_posts(blog: &Path, time: &str) {
    edit(&blog.join("scaffold.yaml"), "title: string(3..200)", "title: string(3..200)\n      views: int = 0");
    sync_at(blog, time);
    edit(&blog.join("src/resources/posts/handlers.rs"), "//! ", "//! Changed. ");
}

/// The other one calls them articles.
fn rename_posts(blog: &Path, time: &str) {
    let mut rename = scaffold(blog);
    rename.args(["rename-resource", "Post", "Article"]).env("SOURCE_DATE_EPOCH", time).assert().success();
}

#[test]
fn a_renamed_entity_and_its_change_on_another_branch_are_mended() {
    type Change = fn(&Path, &str);
    for (other, own, gone, expected) in [
        (
            change_posts as Change,
            rename_posts as Change,
            "articles",
            ["alter table posts rename to articles;", "select id, title, views"],
        ),
        (
            rename_posts,
            change_posts,
            "posts",
            ["-- articles.views: new.", "insert into articles_new (id, title, views"],
        ),
    ] {
        let place = branches(&|blog| other(blog, "1700000000"), &|blog| own(blog, "1700000009"));
        let blog = place.path().join("blog");
        git(&blog, &["merge", "--quiet", "other"]);
        let output = scaffold(&blog).arg("sync").output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(3), "{said}");
        assert!(said.contains("both `post` and `article`") && said.contains("git checkout OTHER"), "{said}");
        assert!(!said.contains("--allow-drop"), "{said}");
        take_memory_of_other(&blog, &[&format!("20231114221329_change_{gone}.sql")]);
        // To git, the file and its base are the same: it may have put the edit of the one into the other.
        let output = scaffold(&blog).arg("sync").env("SOURCE_DATE_EPOCH", "1700000019").output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr);
        let handlers = "src/resources/articles/handlers.rs";
        if output.status.code() == Some(3) {
            assert!(said.contains(&format!(".scaffold/base/{handlers}:")), "{said}");
            edit(&blog.join(handlers), "//! ", "//! Changed. ");
            let base = blog.join(".scaffold/base").join(handlers);
            let text = fs::read_to_string(&base).expect("a file");
            let kept: String = text.split_inclusive('\n').filter(|line| !line.contains("Changed.")).collect();
            fs::write(base, kept).expect("written");
            sync_at(&blog, "1700000019");
        }
        let sql = migration(&blog, "20231114221339");
        assert!(expected.iter().all(|part| sql.contains(part)), "{sql}");
        scaffold(&blog).arg("sync").assert().success().stderr("Everything is up to date.\n");
        let resources = blog.join("src/resources");
        assert!(!resources.join("posts").exists());
        let handlers = fs::read_to_string(blog.join(handlers)).expect("a file");
        assert!(handlers.starts_with("//! Changed. ") && !handlers.contains("<<<<<<<"), "{handlers}");
        let types = fs::read_to_string(resources.join("articles/types.rs")).expect("a file");
        assert!(types.contains("views") && !types.contains("<<<<<<<"), "{types}");
    }
}
