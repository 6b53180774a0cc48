//! One spec after another on both databases, which have to agree: what becomes of the rows, or why nothing is written.

use crate::cases::model;
use crate::database::Sqlite;
use crate::grid::before;
use crate::on_postgres::{CATALOG, as_run, run};
use scaffold::evolve::{Allowed, Migration, migrations};
use scaffold::model::Database;
use scaffold::target::sql;
use testbed::postgres::Postgres;

/// A service with these entities, and enums, whose keys are small numbers.
pub fn spec(entities: &str) -> String {
    format!("scaffold: 1\nname: demo\ndefaults: {{id: int, timestamps: false}}\n{entities}")
}

/// What the user agrees to.
pub fn drops(names: &[&str]) -> Allowed {
    Allowed { drops: names.iter().map(|name| (*name).to_owned()).collect(), ..Allowed::default() }
}

pub fn files(old: &str, new: &str, allowed: &Allowed, database: Database) -> Vec<Migration> {
    let files = migrations(&before(&model(old, database)), &model(new, database), allowed);
    files.unwrap_or_else(|problems| panic!("{database:?}: {problems:#?}"))
}

/// What `select` finds once `rows` have been through the migration; the schema must be like a fresh one.
pub fn after(old: &str, new: &str, allowed: &Allowed, (rows, select): (&str, &str)) -> Vec<String> {
    let sqlite = Sqlite::new(&model(old, Database::Sqlite));
    let empty = Sqlite::enforced(&model(old, Database::Sqlite));
    sqlite.run(rows).expect("rows");
    for file in files(old, new, allowed, Database::Sqlite) {
        for database in [&sqlite, &empty] {
            database.run(&file.sql).unwrap_or_else(|error| panic!("{error}: {}", file.sql));
        }
    }
    let fresh = Sqlite::new(&model(new, Database::Sqlite)).schema();
    assert_eq!([sqlite.schema(), empty.schema()], [fresh.clone(), fresh]);
    let found = sqlite.lines(select);

    let postgres = Postgres::quick().expect("a PostgreSQL");
    let database = postgres.database("evolve_trial");
    let files = files(old, new, allowed, Database::Postgres);
    let [schema, fresh] = [old, new].map(|spec| sql::create_schema(&model(spec, Database::Postgres)));
    let start = format!("{schema}{rows}{}", as_run(&files));
    let theirs =
        run(&database.url(), &format!("{start}{select};\n")).unwrap_or_else(|error| panic!("{error}: {files:#?}"));
    assert_eq!(theirs.lines().collect::<Vec<_>>(), found, "{files:#?}");
    let migrated = run(&database.url(), &format!("{start}{CATALOG}"));
    assert_eq!(migrated, run(&database.url(), &format!("{fresh}{CATALOG}")), "{files:#?}");
    found
}

/// Why neither database gets a migration, each with what can be done about it.
pub fn refused(old: &str, new: &str, allowed: &Allowed) -> Vec<(String, String, Vec<String>)> {
    let [ours, theirs] = [Database::Sqlite, Database::Postgres].map(|database| {
        let files = migrations(&before(&model(old, database)), &model(new, database), allowed);
        let problems = files.expect_err("it has to be decided first");
        problems.into_iter().map(|problem| (problem.subject, problem.reason, problem.ways)).collect::<Vec<_>>()
    });
    assert_eq!(ours, theirs);
    ours
}
