//! Schemas as text, and as real databases take them.

use crate::models;
use scaffold::model::{Database, EntityId, Model};
use scaffold::target::sql;
use std::process::{Command, Stdio};

type Build = fn(Database) -> Model;

const MODELS: [(&str, Build); 3] = [("blog", models::blog), ("every_type", models::every_type), ("keys", models::keys)];

#[test]
fn schemas_read_like_this() {
    for (name, build) in MODELS {
        for database in [Database::Sqlite, Database::Postgres] {
            let script = sql::create_schema(&build(database));
            insta::assert_snapshot!(format!("{name}_{}", format!("{database:?}").to_lowercase()), script);
        }
    }
}

#[test]
fn sqlite_takes_every_schema() {
    for (name, build) in MODELS {
        let script = sql::create_schema(&build(Database::Sqlite));
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        connection.execute_batch("pragma foreign_keys = on").unwrap();
        connection.execute_batch(&script).unwrap_or_else(|error| panic!("{name}: {error}\n{script}"));
    }
}

#[test]
fn sqlite_stores_the_defaults_and_holds_the_rules() {
    let connection = rusqlite::Connection::open_in_memory().unwrap();
    connection.execute_batch(&sql::create_schema(&models::every_type(Database::Sqlite))).unwrap();
    let insert = |code: &str, cost: i64| {
        connection.execute(
            "insert into types (id, code, \"group\", cost, ends_at, local, token, password, path, created_at, updated_at)
             values (x'01', ?1, 0, ?2, 2000000000000000, 0, x'02', '', '', 0, 0)",
            rusqlite::params![code, cost],
        )
    };
    assert!(insert("abc", -20_000).is_err(), "three characters in a char(4)");
    assert!(insert("abcd", 0).is_err(), "price -1.50 is below cost 0.0000");
    insert("abcd", -20_000).unwrap();
    let stored: (String, i64, i64, i64, String, Vec<u8>, String) = connection
        .query_row("select \"order\", price, starts_at, duration, data, blob, ratings from types", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?))
        })
        .unwrap();
    assert_eq!(stored.0, "it's \\ \"quoted\"; --");
    assert_eq!((stored.1, stored.2, stored.3), (-150, 1_767_323_045_000_000, 93_600_000_000));
    assert_eq!(stored.4, r#"{"it's":[1,null]}"#);
    assert_eq!((stored.5, stored.6.as_str()), (vec![0, 1, 2, 255], r#"["PG-13"]"#));
}

#[test]
fn postgres_takes_every_schema() {
    let Some(psql) = postgres() else {
        eprintln!("no PostgreSQL server is reachable: its schemas are not run");
        return;
    };
    for (name, build) in MODELS {
        psql(&rolled_back(name, &sql::create_schema(&build(Database::Postgres))));
    }
}

#[test]
fn both_databases_take_the_examples() {
    let psql = postgres();
    for (name, mut model) in models::examples() {
        model.database = Database::Sqlite;
        let script = sql::create_schema(&model);
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        connection.execute_batch(&script).unwrap_or_else(|error| panic!("{name}: {error}\n{script}"));
        model.database = Database::Postgres;
        if let Some(psql) = &psql {
            psql(&rolled_back(&name, &sql::create_schema(&model)));
        }
    }
}

#[test]
fn an_entity_joins_a_database_that_has_the_others() {
    let model = models::blog(Database::Sqlite);
    let connection = rusqlite::Connection::open_in_memory().unwrap();
    for id in [0, 3, 1, 2] {
        connection.execute_batch(&sql::create_entity(&model, EntityId(id))).unwrap();
    }
    let tables: i64 =
        connection.query_row("select count(*) from sqlite_schema where type = 'table'", [], |row| row.get(0)).unwrap();
    assert_eq!(tables, 5);
    insta::assert_snapshot!(sql::create_entity(&models::blog(Database::Postgres), EntityId(3)));
}

#[test]
fn targets_come_before_what_points_at_them() {
    assert_eq!(sql::dependency_order(&models::blog(Database::Sqlite)), [0, 1, 2, 3].map(EntityId));
    assert_eq!(sql::dependency_order(&models::keys(Database::Sqlite)), [0, 1, 2].map(EntityId));
}

/// The script in a schema of its own that leaves nothing behind.
fn rolled_back(name: &str, script: &str) -> String {
    let schema = format!("probe_{}", name.replace('-', "_"));
    format!("begin;\ncreate schema {schema};\nset local search_path = {schema};\n{script}rollback;\n")
}

/// Runs a script in one `psql` session, where a server answers.
fn postgres() -> Option<impl Fn(&str)> {
    let url = std::env::var("DATABASE_URL")
        .ok()
        .filter(|url| url.starts_with("postgres"))
        .unwrap_or_else(|| "postgres://postgres@127.0.0.1:5432/postgres".to_owned());
    let psql = move |script: &str| {
        let mut child = Command::new("psql")
            .args(["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--dbname", &url])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        std::io::Write::write_all(&mut child.stdin.take().expect("a pipe"), script.as_bytes())?;
        child.wait_with_output()
    };
    let reachable = psql("select 1").is_ok_and(|output| output.status.success());
    reachable.then_some(move |script: &str| {
        let output = psql(script).expect("psql starts");
        assert!(output.status.success(), "{}\n{script}", String::from_utf8_lossy(&output.stderr));
    })
}
