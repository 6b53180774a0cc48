//! Every edit after every other.

use crate::cases::{EDITS, FIRST, edited, model};
use crate::database::{ROWS, Sqlite};
use scaffold::evolve::{Allowed, Snapshot, migrations, snapshots};
use scaffold::model::{Database, Model};

pub fn before(model: &Model) -> Vec<(String, Snapshot)> {
    let read = |(name, text): (String, String)| (name, Snapshot::read(&text).expect("a snapshot"));
    snapshots(model).into_iter().map(read).collect()
}

/// Agrees to everything that can be agreed to.
pub fn all(before: &[(String, Snapshot)], after: &Model) -> Allowed {
    let mut allowed = Allowed::default();
    while let Err(problems) = migrations(before, after, &allowed) {
        let words = |way: &str| way.rsplit_once("--allow-").map(|(_, flag)| flag.to_owned());
        let flags: Vec<String> =
            problems.iter().flat_map(|problem| &problem.ways).filter_map(|way| words(way)).collect();
        if flags.is_empty() {
            break;
        }
        for flag in flags {
            match flag.split_once(' ').expect("a name") {
                ("drop", name) if !allowed.drops.contains(&name.to_owned()) => allowed.drops.push(name.to_owned()),
                ("cascade", name) if !allowed.cascades.contains(&name.to_owned()) => {
                    allowed.cascades.push(name.to_owned())
                }
                _ => return allowed,
            }
        }
    }
    allowed
}

/// An edit of the first spec, and what it comes to.
pub struct Version {
    pub name: &'static str,
    pub model: Model,
    pub before: Vec<(String, Snapshot)>,
}

pub fn versions(database: Database) -> Vec<Version> {
    let version = |(name, edit): &(&'static str, crate::cases::Edit)| {
        let model = model(&edited(edit), database);
        Version { name, before: before(&model), model }
    };
    EDITS.iter().map(version).collect()
}

#[test]
fn a_migrated_sqlite_is_like_a_fresh_one() {
    let versions = versions(Database::Sqlite);
    let schemas: Vec<_> = versions.iter().map(|version| Sqlite::new(&version.model).schema()).collect();
    let mut refused = Vec::new();
    for old in &versions {
        for (new, schema) in versions.iter().zip(&schemas) {
            let (from, to) = (old.name, new.name);
            let files = match migrations(&old.before, &new.model, &all(&old.before, &new.model)) {
                Ok(files) => files,
                Err(problems) => {
                    refused.extend(
                        problems
                            .into_iter()
                            .map(|problem| format!("{from} → {to}: {} {}", problem.subject, problem.reason)),
                    );
                    continue;
                }
            };
            let database = Sqlite::new(&old.model);
            for file in &files {
                database.run(&file.sql).unwrap_or_else(|error| panic!("{from} → {to}: {error}\n{}", file.sql));
            }
            assert_eq!(&database.schema(), schema, "{from} → {to}:\n{files:#?}");
        }
    }
    insta::assert_snapshot!(refused.join("\n"));
}

#[test]
fn a_spec_that_did_not_change_needs_no_migration() {
    for database in [Database::Sqlite, Database::Postgres] {
        for version in versions(database) {
            let files = migrations(&version.before, &version.model, &Allowed::default());
            assert_eq!(files, Ok(Vec::new()), "{}", version.name);
        }
    }
}

#[test]
fn rows_of_the_first_spec_outlive_every_edit() {
    let old = model(FIRST, Database::Sqlite);
    for (name, edit) in EDITS {
        let new = model(&edited(edit), Database::Sqlite);
        let was = before(&old);
        let files = migrations(&was, &new, &all(&was, &new)).unwrap_or_else(|problems| panic!("{name}: {problems:?}"));
        let [database, untouched, empty] = [Sqlite::new(&old), Sqlite::new(&old), Sqlite::enforced(&old)];
        for database in [&database, &untouched] {
            database.run(ROWS).expect("rows");
        }
        for (file, database) in files.iter().flat_map(|file| [(file, &database), (file, &empty)]) {
            database.run(&file.sql).unwrap_or_else(|error| panic!("{name}: {error}\n{}", file.sql));
        }
        assert!(database.dangling().is_empty(), "{name}");
        let now = before(&new);
        for (entity, snapshot) in &was {
            let Some((_, kept)) = now.iter().find(|(other, _)| other == entity) else { continue };
            for column in &snapshot.table.columns {
                let kept_column = kept.table.columns.iter().find(|other| other.name == column.name);
                if kept_column.is_none() || (*name == "required with backfill" && column.name == "note") {
                    continue;
                }
                let query = |table: &str| format!("select \"{}\" from {table} order by id", column.name);
                assert_eq!(
                    database.values(&query(&kept.table.name)),
                    untouched.values(&query(&snapshot.table.name)),
                    "{name}: {}",
                    column.name
                );
            }
        }
    }
}

#[test]
fn a_rebuild_stops_before_it_loses_what_the_spec_does_not_know() {
    let old = model(FIRST, Database::Sqlite);
    let (_, shorter) = EDITS.iter().find(|(name, _)| *name == "shorter text").expect("an edit");
    let new = model(&edited(shorter), Database::Sqlite);
    let files = migrations(&before(&old), &new, &Allowed::default()).expect("a migration");
    for mine in [
        "alter table posts add column mine integer;",
        "create index mine on posts (title);",
        "create trigger mine after insert on posts begin select 1; end;",
        "create view mine as select title from posts;",
    ] {
        let database = Sqlite::new(&old);
        database.run(mine).expect("mine");
        let before = database.schema();
        let error = database.run(&files[0].sql).expect_err("it stops");
        assert!(error.contains("is_lost") || error.contains("no_view_is_in_the_way"), "{mine}: {error}");
        assert_eq!(database.schema(), before);
        let untouched = Sqlite::new(&old);
        untouched.run(&files[0].sql).expect("it runs");
    }
}

#[test]
fn a_rebuild_stops_before_it_undoes_the_change_of_another_branch() {
    let edits = EDITS.iter().filter(|(_, edit)| !matches!(edit.len(), 0));
    let first = model(FIRST, Database::Sqlite);
    let was = before(&first);
    let mut stopped = 0;
    for (name, edit) in edits {
        let (one, other) = (
            model(&edited(edit), Database::Sqlite),
            model(&edited(&[("views: int = 0", "views: int = 5")]), Database::Sqlite),
        );
        let files = |to: &Model| migrations(&was, to, &all(&was, to)).unwrap_or_default();
        let (one, other) = (files(&one), files(&other));
        let is_rebuilt = one.iter().any(|file| file.sql.contains("drop table posts;"));
        if !is_rebuilt || one.iter().any(|file| file.sql.contains("posts rename")) {
            continue;
        }
        stopped += 1;
        let database = Sqlite::new(&first);
        database.run(&one[0].sql).unwrap_or_else(|error| panic!("{name}: {error}"));
        let before = database.schema();
        let error = database.run(&other[0].sql).expect_err(name);
        assert!(
            ["nobody_else_changed_it", "is_lost", "no such"].iter().any(|word| error.contains(word)),
            "{name}: {error}"
        );
        assert_eq!(database.schema(), before, "{name}");
    }
    assert!(stopped > 5, "{stopped}");
}
