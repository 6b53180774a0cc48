//! What becomes of a column with values in it when its type changes: a table of conversions, tried on both databases.

use crate::cases::model;
use crate::database::Sqlite;
use crate::grid::before;
use crate::on_postgres::{as_run, run};
use Verdict::{Fits, Keeps, OnPostgres, Refused};
use scaffold::evolve::{Allowed, Migration, migrations};
use scaffold::model::{Database, Model};
use scaffold::target::sql;
use testbed::postgres::Postgres;

#[derive(Clone, Copy)]
enum Verdict {
    /// This value, and every other, is what it was. SQL, in the spelling of SQLite and, where it differs, of PostgreSQL.
    Keeps(&'static str, &'static str),
    /// The first value fits and stays; with the second the migration fails, and the value stays too.
    Fits(&'static str, &'static str),
    /// Some values would change, so that nothing is written.
    Refused(&'static str),
    /// The same, where SQLite stores both alike and has nothing to do.
    OnPostgres(&'static str),
}

const NATIVE: &str = "cannot change the type that `native` gives it";

/// What PostgreSQL does to each of them when it is only asked to change the type: cut, round, shift by a time zone, fail
/// or, for those that keep, nothing.
const TABLE: &[(&str, &str, Verdict)] = &[
    // It would change values without a word.
    ("text", "string(5)", Fits("'abcde'", "'abcde '")),
    ("decimal(12,4)", "decimal(12,2)", Refused("cannot become `decimal(12,2)`: not every `decimal(12,4)` is one")),
    ("decimal(12,2)", "int", Refused("cannot become `int`: not every `decimal(12,2)` is one")),
    ("float", "int", Refused("cannot become `int`: not every `float` is one")),
    ("float", "{type: float, native: {postgres: real}}", OnPostgres(NATIVE)),
    ("decimal(18,2)", "float", Refused("cannot become `float`: not every `decimal(18,2)` is one")),
    ("bigint", "float", Refused("cannot become `float`: a column of whole numbers stays one")),
    ("int", "decimal(12,0)", Refused("cannot become `decimal(12,0)`: a column of whole numbers stays one")),
    ("datetime", "date", Refused("cannot become `date`: not every `datetime` is one")),
    ("datetime", "{type: datetime, native: {postgres: timestamptz(0)}}", OnPostgres(NATIVE)),
    ("datetime", "timestamp", Refused("cannot become `timestamp`: not every `datetime` is one")),
    ("timestamp", "datetime", Refused("cannot become `datetime`: not every `timestamp` is one")),
    ("timestamp", "time", Refused("cannot become `time`: not every `timestamp` is one")),
    ("{type: json, native: {postgres: json}}", "json", OnPostgres(NATIVE)),
    // A `using` that is not thought about would.
    ("text", "string(3)", Fits("'abc'", "'abcdef'")),
    ("string(10)", "char(4)", Fits("'abcd'", "'abc'")),
    ("int", "bool", Refused("cannot become `bool`: not every `int` is one")),
    ("int[]", "int", Refused("cannot become `int`: not every `int[]` is one")),
    // It would fail on some values.
    ("string(10)", "string(3)", Fits("'abc'", "'abcd'")),
    ("bigint", "int", Refused("cannot become `int`: not every `bigint` is one")),
    ("int", "smallint", Refused("cannot become `smallint`: not every `int` is one")),
    ("decimal(12,2)", "decimal(4,2)", Refused("cannot become `decimal(4,2)`: not every `decimal(12,2)` is one")),
    ("text", "int", Refused("cannot become `int`: not every `text` is one")),
    ("text", "uuid", Refused("cannot become `uuid`: not every `text` is one")),
    ("text", "bool", Refused("cannot become `bool`: not every `text` is one")),
    ("string(20)", "email", Refused("cannot become `email`: not every `string` is one")),
    ("string(20)", "Mood", Refused("cannot become `enum`: not every `string` is one")),
    // It would keep the value, in another spelling.
    ("int", "text", Refused("cannot become `text`: not every `int` is one")),
    ("uuid", "text", Refused("cannot become `text`: not every `uuid` is one")),
    ("decimal(3,1)", "decimal(4,2)", Refused("cannot become `decimal(4,2)`: the scale of a column stays")),
    // It keeps every value.
    ("smallint", "int", Keeps("-32768", "")),
    ("int", "bigint", Keeps("2147483647", "")),
    ("smallint", "bigint", Keeps("7", "")),
    ("string(5)", "string(9)", Keeps("'abcd '", "")),
    ("string(5)", "text", Keeps("'it''s '", "")),
    ("email", "string(254)", Keeps("'ada@example.org'", "")),
    ("decimal(10,2)", "decimal(14,2)", Keeps("1057", "10.57")),
    ("Mood", "string(4)", Keeps("'good'", "")),
    ("bytes(4)", "bytes(8)", Keeps("x'00ff'", r"'\x00ff'")),
    ("string(5)[]", "string(9)[]", Keeps("'[\"abcd \"]'", "'{\"abcd \"}'")),
    ("int[]", "bigint[]", Keeps("'[2147483647]'", "'{2147483647}'")),
    ("string(5)[]", "string(3)[]", Refused("cannot become `string[]`: not every item fits")),
    ("int[]", "{type: 'int[]', items: {max: 200}}", Keeps("'[1,2]'", "'{1,2}'")),
    // What is stored is a hash in either case.
    ("password", "password(12..64)", Keeps("'$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA'", "")),
];

fn spec(ty: &str) -> String {
    format!(
        "scaffold: 1\nname: things\nenums: {{Mood: [good, bad]}}\nentities:\n  Thing:\n    id: int\n    \
         timestamps: false\n    fields:\n      name: string(9)?\n      value: {ty}\n"
    )
}

/// `trial` fills a schema with one value and migrates it; it answers with the value afterwards, and whether every
/// migration ran.
fn hold(database: Database, trial: impl Fn(&str, &[Migration], &str) -> (String, bool)) {
    for (from, to, verdict) in TABLE {
        let (old, new) = (model(&spec(from), database), model(&spec(to), database));
        let files = migrations(&before(&old), &new, &Allowed::default());
        let schema = sql::create_schema(&old);
        let untouched = |value: &str| trial(&schema, &[], value).0;
        let what = format!("{from} → {to}, {database:?}");
        match (*verdict, files) {
            (OnPostgres(_), files) if database == Database::Sqlite => assert_eq!(files, Ok(Vec::new()), "{what}"),
            (Refused(reason) | OnPostgres(reason), Err(problems)) => {
                assert_eq!(problems.len(), 1, "{what}: {problems:?}");
                assert_eq!((problems[0].subject.as_str(), problems[0].reason.as_str()), ("things.value", reason));
                assert!(problems[0].ways[0].contains("a new field"), "{what}: {problems:?}");
            }
            (Keeps(ours, theirs), Ok(files)) => {
                let value = if database == Database::Sqlite || theirs.is_empty() { ours } else { theirs };
                assert_eq!(trial(&schema, &files, value), (untouched(value), true), "{what}: {files:#?}");
            }
            (Fits(good, bad), Ok(files)) => {
                assert_eq!(trial(&schema, &files, good), (untouched(good), true), "{what}: {files:#?}");
                assert_eq!(trial(&schema, &files, bad), (untouched(bad), false), "{what}: {files:#?}");
            }
            (_, files) => panic!("{what}: {files:#?}"),
        }
    }
}

const SELECT: &str = "select value from things";

fn insert(value: &str) -> String {
    format!("insert into things (value) values ({value});\n")
}

#[test]
fn values_on_sqlite_stay_or_stop_the_migration() {
    hold(Database::Sqlite, |schema, files, value| {
        let database = Sqlite::of(schema);
        database.run(&insert(value)).expect("a row");
        let whole = files.iter().all(|file| database.run(&file.sql).is_ok());
        (database.values(SELECT).join("\n"), whole)
    });
}

#[test]
fn values_on_postgres_stay_or_stop_the_migration() {
    let postgres = Postgres::quick().expect("a PostgreSQL");
    let database = postgres.database("evolve_conversions");
    hold(Database::Postgres, |schema, files, value| {
        let start = format!("{schema}{}", insert(value));
        // After a failure psql goes on, for a look at what is left.
        let whole = run(&database.url(), &format!("{start}{}", as_run(files))).is_ok();
        let lenient = format!("{start}\\set ON_ERROR_STOP 0\n{}{SELECT};\n", as_run(files));
        (run(&database.url(), &lenient).expect("rows"), whole)
    });
}

#[test]
fn a_migration_that_failed_goes_on_once_the_rows_fit() {
    let postgres = Postgres::quick().expect("a PostgreSQL");
    let database = postgres.database("evolve_again");
    let (old, new) = (model(&spec("text"), Database::Postgres), model(&spec("string(3)"), Database::Postgres));
    let files = migrations(&before(&old), &new, &Allowed::default()).expect("migrations");
    let (last, first) = files.split_last().expect("files");
    let last = as_run(std::slice::from_ref(last));
    let script = format!(
        "{}{}{}\\set ON_ERROR_STOP 0\n{last}\\set ON_ERROR_STOP 1\n\
         update things set value = 'abc';\n{last}{SELECT};\n",
        sql::create_schema(&old),
        insert("'abcdef'"),
        as_run(first),
    );
    assert_eq!(run(&database.url(), &script), Ok("abc\n".to_owned()));
}

#[test]
fn nothing_is_lost_before_everything_else_has_worked() {
    let postgres = Postgres::quick().expect("a PostgreSQL");
    let database = postgres.database("evolve_last");
    let with = |extra: &str| format!("{}      {extra}\n", spec("text"));
    let old = model(
        &format!("{}  Gone:\n    id: int\n    fields: {{name: text}}\n", with("note: text?")),
        Database::Postgres,
    );
    let new = model(&spec("string(3)"), Database::Postgres);
    let drops = ["things.note".to_owned(), "gones".to_owned()].into();
    let files = migrations(&before(&old), &new, &Allowed { drops, ..Allowed::default() }).expect("migrations");
    assert!(files.last().expect("a file").sql.starts_with("-- things.note: DROPPED, with its values.\n"), "{files:#?}");
    let rows = "insert into things (value, note) values ('abcdef', 'mine');\n";
    let tried = |files: &[Migration]| files.iter().map(|file| as_run(std::slice::from_ref(file))).collect::<String>();
    let script = format!(
        "{}{rows}\\set ON_ERROR_STOP 0\n{}select note, to_regclass('gones') from things;\n",
        sql::create_schema(&old),
        // As sqlx does, it ends where a file fails.
        tried(&files[..files.len() - 1]),
    );
    assert_eq!(run(&database.url(), &script), Ok("mine|gones\n".to_owned()), "{files:#?}");
}

#[test]
fn a_new_field_in_place_of_another_type_takes_a_flag() {
    for database in [Database::Sqlite, Database::Postgres] {
        let old = model(&spec("text"), database);
        let replaced = |line: &str| model(&spec("text").replace("value: text", line), database);
        let ways = |new: &Model, drops: &[&str]| {
            let drops = drops.iter().map(|name| (*name).to_owned()).collect();
            let problems = migrations(&before(&old), new, &Allowed { drops, ..Allowed::default() }).err();
            problems.into_iter().flatten().flat_map(|problem| problem.ways).collect::<Vec<_>>()
        };
        let (number, words) = (replaced("number: int?"), replaced("words: text?"));
        let lost = "to lose its values: --allow-drop things.value".to_owned();
        assert_eq!(ways(&number, &[]), std::slice::from_ref(&lost));
        assert_eq!(ways(&words, &[]), [lost, "if it is `words` now: `was=value` at that field".to_owned()]);
        assert!(ways(&number, &["things.value"]).is_empty());
    }
}
