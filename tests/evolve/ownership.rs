//! Owners for rows that have none, and accounts made of rows that were none.

use crate::cases::model;
use crate::database::Sqlite;
use crate::grid::before;
use crate::on_postgres::{as_run, run};
use crate::trial::refused;
use scaffold::evolve::{Allowed, migrations};
use scaffold::model::Database;
use scaffold::target::sql;
use testbed::postgres::Postgres;

const OPEN: &str = "\
scaffold: 1
name: club
entities:
  Person:
    timestamps: false
    id: int
    fields:
      email: email unique
  Post:
    timestamps: false
    id: int
    fields:
      title: string(1..80)
";

const ROWS: &str = "\
insert into people (id, email) values (1, 'ada@example.org'), (2, 'bo@example.org');
insert into posts (title) values ('First'), ('Second');
";

/// People become accounts, and own posts by the relation that this line gives them.
fn owned(relation: &str) -> String {
    OPEN.replace("entities:", "auth: {account: Person, roles: [member, admin]}\nentities:").replace(
        "      title: string(1..80)",
        &format!("      title: string(1..80)\n      author: {relation}\n    owner: author"),
    )
}

const SELECT: &str = "select title, author_id from posts order by id;\n\
                      select email, role, password, is_active from people order by id;\n";

const BACKFILLED: &str = "\
First|1
Second|1
ada@example.org|member|NOBODYS|TRUE
bo@example.org|member|NOBODYS|TRUE
";

const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c2NhZmZvbGRuZXZlcmZpdHM$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn files(relation: &str, database: Database) -> Vec<scaffold::evolve::Migration> {
    let (old, new) = (model(OPEN, database), model(&owned(relation), database));
    migrations(&before(&old), &new, &Allowed::default()).expect("migrations")
}

#[test]
fn rows_get_the_owner_that_is_named_and_accounts_a_password_that_nobody_knows() {
    let sqlite = Sqlite::of(&sql::create_schema(&model(OPEN, Database::Sqlite)));
    sqlite.run(ROWS).expect("rows");
    for file in files("Person as posts backfill=1", Database::Sqlite) {
        sqlite.run(&file.sql).unwrap_or_else(|error| panic!("{error}: {}", file.sql));
        assert!(file.sql.contains("-- people.password: new. No password fits rows that exist"), "{}", file.sql);
    }
    assert_eq!(sqlite.values("select author_id from posts"), ["Integer(1)", "Integer(1)"]);
    let secret = format!("Text(\"{NOBODYS}\") Text(\"member\") Integer(1)");
    assert_eq!(sqlite.values("select password, role, is_active from people"), [secret.clone(), secret]);

    let postgres = Postgres::quick().expect("a PostgreSQL");
    let database = postgres.database("evolve_owners");
    let start = format!("{}{ROWS}", sql::create_schema(&model(OPEN, Database::Postgres)));
    let files = files("Person as posts backfill=1", Database::Postgres);
    let found = run(&database.url(), &format!("{start}{}{SELECT}", as_run(&files)));
    assert_eq!(found, Ok(BACKFILLED.replace("NOBODYS", NOBODYS).replace("TRUE", "t")), "{files:#?}");
}

#[test]
fn an_owner_who_does_not_exist_stops_the_migration() {
    let sqlite = Sqlite::of(&sql::create_schema(&model(OPEN, Database::Sqlite)));
    sqlite.run(ROWS).expect("rows");
    let before = sqlite.schema();
    for file in files("Person as posts backfill=3", Database::Sqlite) {
        sqlite.run(&file.sql).expect_err("nobody");
    }
    assert_eq!(sqlite.schema(), before);
    assert_eq!(sqlite.values("select title from posts").len(), 2);

    let postgres = Postgres::quick().expect("a PostgreSQL");
    let database = postgres.database("evolve_nobody");
    let start = format!("{}{ROWS}", sql::create_schema(&model(OPEN, Database::Postgres)));
    let error =
        run(&database.url(), &format!("{start}{}", as_run(&files("Person as posts backfill=3", Database::Postgres))));
    assert!(error.as_ref().is_err_and(|error| error.contains("posts_author_id_fkey")), "{error:?}");
}

#[test]
fn rows_may_stay_without_an_owner() {
    let sqlite = Sqlite::of(&sql::create_schema(&model(OPEN, Database::Sqlite)));
    sqlite.run(ROWS).expect("rows");
    for file in files("Person? as posts", Database::Sqlite) {
        sqlite.run(&file.sql).expect("a migration");
    }
    assert_eq!(sqlite.values("select title, author_id from posts"), ["Text(\"First\") Null", "Text(\"Second\") Null"]);
}

#[test]
fn what_the_rows_need_is_asked_for() {
    for database in [Database::Sqlite, Database::Postgres] {
        let without = OPEN.replace("email: email unique", "name: string(1..80)");
        let new = owned("Person as posts");
        let problems = migrations(&before(&model(&without, database)), &model(&new, database), &Allowed::default());
        // `name` goes as well, since `email` came in its place.
        let mut problems = problems.expect_err("problems");
        problems.retain(|problem| problem.subject != "people.name");
        let told: Vec<_> = problems.iter().map(|problem| (problem.subject.as_str(), problem.ways.as_slice())).collect();
        let unique = "without `auth` first: add it as optional with `?`, give each row a value of its own, and then turn `auth` on";
        let (key, empty) = (
            "`backfill=KEY`, the row of `people` that all of them point at",
            "`?`, and they have no owner: only roles that `access` names reach what it gives to owners",
        );
        assert_eq!(
            told,
            [
                ("people.email", [unique.to_owned()].as_slice()),
                ("posts.author_id", [key.to_owned(), empty.to_owned()].as_slice()),
            ]
        );
    }
}

#[test]
fn accounts_that_are_new_own_nothing_yet() {
    let old =
        OPEN.replace("  Person:\n    timestamps: false\n    id: int\n    fields:\n      email: email unique\n", "");
    for relation in ["User as posts", "User as posts backfill=1"] {
        let new = old.replace("entities:", "auth: true\nentities:").replace(
            "      title: string(1..80)",
            &format!("      title: string(1..80)\n      author: {relation}\n    owner: author"),
        );
        let new = new.replace(" backfill=1", " backfill='01890a5d-ac96-774b-bcce-b302099a8057'");
        let problems = refused(&old, &new, &Allowed::default());
        let told: Vec<_> = problems.iter().map(|(name, reason, _)| (name.as_str(), reason.as_str())).collect();
        let reason = "makes the rows that exist point at `users`, which is new and has no rows";
        assert_eq!(told, [("posts.author_id", reason)]);
        assert_eq!(
            problems[0].2,
            [
                "in two steps: first `users` without it, `scaffold sync`, and a row in it; then the relation with `backfill=KEY`",
                "`?`, and they have no owner: only roles that `access` names reach what it gives to owners",
            ]
        );
    }
}
