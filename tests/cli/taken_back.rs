//! Migrations that are deleted again, with the memory of what they make and without.

use crate::support::{edit, project, read, scaffold, tree};
use std::fs;

#[test]
fn a_migration_that_is_taken_back_alone_is_missed() {
    let place = project();
    let blog = place.path().join("blog");
    let before = tree(&blog);
    edit(&blog.join("scaffold.yaml"), "title: string(3..200)", "title: string(3..200)\n      views: int = 0");
    let mut sync = scaffold(&blog);
    sync.arg("sync").env("SOURCE_DATE_EPOCH", "1700000000").assert().success();
    fs::remove_file(blog.join("migrations/20231114221320_change_posts.sql")).expect("removed");
    edit(&blog.join("scaffold.yaml"), "\n      views: int = 0", "");
    let output = scaffold(&blog).arg("sync").assert().code(3);
    let told = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
    let warning =
        "warning: migrations/20231114221320_change_posts.sql is gone, and .scaffold/schema remembers what it makes";
    assert!(told.starts_with(warning), "{told}");

    let memory = ".scaffold/schema/post.json";
    fs::write(blog.join(memory), before[memory].as_ref().expect("a file")).expect("written");
    let output = scaffold(&blog).arg("sync").assert().success();
    assert!(!String::from_utf8_lossy(&output.get_output().stderr).contains("warning"));
    assert_eq!(tree(&blog).keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>());
}

#[test]
fn a_migration_that_is_taken_back_with_its_memory_can_come_again() {
    let place = project();
    let blog = place.path().join("blog");
    let before = tree(&blog);
    let migration = "migrations/20231114221320_change_posts.sql";
    let (spec, memory) = ("scaffold.yaml", ".scaffold/schema/post.json");
    let sync = || {
        let mut sync = scaffold(&blog);
        let output = sync.arg("sync").env("SOURCE_DATE_EPOCH", "1700000000").assert().success();
        let told = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
        assert!(!told.contains("warning"), "{told}");
    };
    let change = || edit(&blog.join(spec), "title: string(3..200)", "title: string(3..200)\n      views: int = 0");
    let take_back = || {
        for path in [spec, memory] {
            fs::write(blog.join(path), before[path].as_ref().expect("a file")).expect("written");
        }
        fs::remove_file(blog.join(migration)).expect("removed");
    };
    change();
    sync();
    let sql = read(&blog.join(migration));
    // With a `sync` in between, and without.
    take_back();
    sync();
    assert_eq!(tree(&blog), before);
    for _ in 0..2 {
        change();
        sync();
        assert_eq!(read(&blog.join(migration)), sql);
        take_back();
    }
    change();
    sync();
    edit(&blog.join(spec), "views: int = 0", "views: int = 1");
    sync();
    assert_eq!(fs::read_dir(blog.join("migrations")).expect("migrations").count(), 3);
}
