//! The same on PostgreSQL: from the first spec to each edit and back; with `SCAFFOLD_PAIRS` from every edit to every other.

use crate::cases::{FIRST, model};
use crate::grid::{Version, all, versions};
use scaffold::evolve::{Migration, migrations};
use scaffold::model::Database;
use scaffold::target::sql;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use testbed::postgres::Postgres;

const ROWS: &str = "
insert into authors (id, email, name, created_at, updated_at) values
    ('00000000-0000-7000-8000-000000000001', 'ada@example.org', 'Ada', '2026-01-01Z', '2026-01-01Z'),
    ('00000000-0000-7000-8000-000000000002', 'bo@example.org', 'Bo', '2026-01-02Z', '2026-01-02Z');
insert into posts (id, title, slug, views, status, rating, note, author_id, created_at, updated_at) values
    ('00000000-0000-7000-8000-000000000011', 'First  ', 'first', 5, 'draft', null, null,
        '00000000-0000-7000-8000-000000000001', '2026-01-01Z', '2026-01-01Z'),
    ('00000000-0000-7000-8000-000000000012', 'Second', 'second', 6, 'live', 7.5, 'a note',
        '00000000-0000-7000-8000-000000000001', '2026-01-02Z', '2026-01-02Z');
insert into tags (id, name, created_at, updated_at) values
    ('00000000-0000-7000-8000-000000000021', 'red', '2026-01-01Z', '2026-01-01Z');
insert into posts_tags (post_id, tag_id) values
    ('00000000-0000-7000-8000-000000000011', '00000000-0000-7000-8000-000000000021');
";

/// Everything that a schema is made of, a line each, whatever the order of columns.
pub const CATALOG: &str = "
select 'column', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
    pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum)
from pg_class c join pg_attribute a on a.attrelid = c.oid left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
order by 2, 3;
select 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated
from pg_constraint where connamespace = current_schema()::regnamespace order by 2, 3;
select 'index', replace(pg_get_indexdef(indexrelid), current_schema() || '.', ''), indisvalid
from pg_index join pg_class c on c.oid = indexrelid
where c.relnamespace = current_schema()::regnamespace order by 2;
select 'comment', relname, obj_description(oid) from pg_class
where relnamespace = current_schema()::regnamespace and relkind = 'r' order by 2;
select 'sequence', relname from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'S' order by 2;
";

/// Runs a script in a schema of its own and returns what its queries print.
pub fn run(url: &str, script: &str) -> Result<String, String> {
    let mut psql = Command::new("psql");
    psql.args(["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set", "ON_ERROR_STOP=1", url]);
    let mut child =
        psql.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("psql runs");
    let whole = format!(
        "drop schema if exists test cascade;\ncreate schema test;\nset search_path to test;\n\
         set client_min_messages to warning;\n{script}"
    );
    child.stdin.take().expect("a pipe").write_all(whole.as_bytes()).expect("written");
    let output = child.wait_with_output().expect("psql ends");
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

/// Each file as sqlx runs it: in a transaction, unless its first line says otherwise.
pub fn as_run(files: &[Migration]) -> String {
    let files = files.iter().map(|file| match file.sql.starts_with("-- no-transaction") {
        true => file.sql.clone(),
        false => format!("begin;\n{}\ncommit;\n", file.sql),
    });
    files.collect()
}

/// Where the migrations lie that were tried, for a judge of them: `judges/migrations`.
fn shelf() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/evolve")
}

fn keep(from: &str, to: &str, files: &[Migration]) {
    for (index, file) in files.iter().enumerate() {
        let name = format!("{from} to {to} {}.sql", index + 1).replace(' ', "_");
        fs::write(shelf().join(name), &file.sql).expect("written");
    }
}

fn is_like_a_fresh_one(url: &str, old: &Version, new: &Version, rows: &str) -> bool {
    let (from, to) = (old.name, new.name);
    let Ok(files) = migrations(&old.before, &new.model, &all(&old.before, &new.model)) else { return false };
    let script = format!("{}{rows}{}{CATALOG}", sql::create_schema(&old.model), as_run(&files));
    let migrated = run(url, &script).unwrap_or_else(|error| panic!("{from} → {to}: {error}\n{files:#?}"));
    let fresh = run(url, &format!("{}{CATALOG}", sql::create_schema(&new.model))).expect("a schema");
    let only = |one: &str, other: &str| -> String {
        one.lines().filter(|line| !other.contains(line)).map(|line| format!("\n{line}")).collect()
    };
    let (extra, missing) = (only(&migrated, &fresh), only(&fresh, &migrated));
    keep(from, to, &files);
    assert!(migrated == fresh, "{from} → {to}: {files:#?}\nonly migrated:{extra}\nonly fresh:{missing}");
    true
}

#[test]
fn a_migrated_database_is_like_a_fresh_one() {
    let postgres = Postgres::quick().expect("a PostgreSQL");
    let database = postgres.database("evolve");
    let versions = versions(Database::Postgres);
    let first = &versions[0];
    if shelf().exists() {
        fs::remove_dir_all(shelf()).expect("removed");
    }
    fs::create_dir_all(shelf()).expect("a directory");
    let mut done = 0;
    for version in &versions {
        assert!(is_like_a_fresh_one(&database.url(), first, version, ROWS), "{}", version.name);
        done += 1 + usize::from(is_like_a_fresh_one(&database.url(), version, first, ""));
    }
    if std::env::var_os("SCAFFOLD_PAIRS").is_some() {
        for (old, new) in versions.iter().flat_map(|old| versions.iter().map(move |new| (old, new))) {
            done += usize::from(is_like_a_fresh_one(&database.url(), old, new, ""));
        }
    }
    println!("{done} migrations");
}

#[test]
fn values_outlive_a_migration() {
    let postgres = Postgres::quick().expect("a PostgreSQL");
    let database = postgres.database("evolve_values");
    let old = model(FIRST, Database::Postgres);
    for version in versions(Database::Postgres) {
        let was = crate::grid::before(&old);
        let files = migrations(&was, &version.model, &all(&was, &version.model)).expect("migrations");
        let (mut before, mut after) = (String::new(), String::new());
        for (entity, snapshot) in &was {
            let Some((_, kept)) = version.before.iter().find(|(name, _)| name == entity) else { continue };
            let columns: Vec<&str> = snapshot
                .table
                .columns
                .iter()
                .map(|column| column.name.as_str())
                .filter(|name| kept.table.columns.iter().any(|column| column.name == *name))
                .filter(|name| (*name, version.name) != ("note", "required with backfill"))
                .collect();
            let query = |table: &str| format!("select {} from {table} order by id;\n", columns.join(", "));
            before.push_str(&query(&snapshot.table.name));
            after.push_str(&query(&kept.table.name));
        }
        let start = format!("{}{ROWS}", sql::create_schema(&old));
        let expected = run(&database.url(), &format!("{start}{before}")).expect("rows");
        let found = run(&database.url(), &format!("{start}{}{after}", as_run(&files)))
            .unwrap_or_else(|error| panic!("{}: {error}", version.name));
        assert_eq!(found, expected, "{}", version.name);
    }
}
