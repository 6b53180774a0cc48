//! Two databases that tell what they are made of.

use rusqlite::Connection;
use scaffold::model::Model;
use scaffold::target::sql;
use std::collections::BTreeSet;

/// SQLite, in memory.
pub struct Sqlite(Connection);

impl Sqlite {
    pub fn new(model: &Model) -> Self {
        Self::of(&sql::create_schema(model))
    }

    pub fn of(schema: &str) -> Self {
        let connection = Connection::open_in_memory().expect("a database");
        connection.execute_batch("pragma foreign_keys = off").expect("off");
        connection.execute_batch(schema).expect("a schema");
        Self(connection)
    }

    /// As it is where tests make their databases: every migration from the first one on, with foreign keys enforced.
    pub fn enforced(model: &Model) -> Self {
        let database = Self::new(model);
        database.0.execute_batch("pragma foreign_keys = on").expect("on");
        database
    }

    pub fn run(&self, script: &str) -> Result<(), String> {
        let whole = self.0.execute_batch(&format!("begin;\n{script}\ncommit;")).map_err(|error| error.to_string());
        if whole.is_err() {
            self.0.execute_batch("rollback").expect("undone");
        }
        whole
    }

    /// Every object of the schema, spelled one way.
    pub fn schema(&self) -> BTreeSet<String> {
        let mut statement = self
            .0
            .prepare("select name, sql from sqlite_schema where sql is not null and name not like 'sqlite_%'")
            .expect("a query");
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)));
        let spelled = |(name, sql): (String, String)| {
            let code = sql.lines().filter(|line| !line.trim_start().starts_with("--")).collect::<Vec<_>>().join(" ");
            format!("{name}: {}", code.replace('"', "").split_whitespace().collect::<Vec<_>>().join(" "))
        };
        rows.expect("rows").map(|row| spelled(row.expect("a row"))).collect()
    }

    /// One value of each row, in the order of the rows' keys.
    pub fn values(&self, query: &str) -> Vec<String> {
        let mut statement = self.0.prepare(query).unwrap_or_else(|error| panic!("{query}: {error}"));
        let columns = statement.column_count();
        let rows = statement.query_map([], |row| {
            let values = (0..columns).map(|index| row.get::<_, rusqlite::types::Value>(index));
            values.map(|value| value.map(|value| format!("{value:?}"))).collect::<Result<Vec<_>, _>>()
        });
        rows.expect("rows").map(|row| row.expect("a row").join(" ")).collect()
    }

    /// The same as `psql` prints it.
    pub fn lines(&self, query: &str) -> Vec<String> {
        let mut statement = self.0.prepare(query).unwrap_or_else(|error| panic!("{query}: {error}"));
        let columns = statement.column_count();
        let text = |value: rusqlite::types::Value| match value {
            rusqlite::types::Value::Null => String::new(),
            rusqlite::types::Value::Integer(number) => number.to_string(),
            rusqlite::types::Value::Text(text) => text,
            other => format!("{other:?}"),
        };
        let rows = statement.query_map([], |row| {
            let values = (0..columns).map(|index| row.get(index).map(text));
            values.collect::<Result<Vec<_>, _>>()
        });
        rows.expect("rows").map(|row| row.expect("a row").join("|")).collect()
    }

    pub fn dangling(&self) -> Vec<String> {
        self.values("select * from pragma_foreign_key_check")
    }
}

/// Rows for [`crate::cases::FIRST`], as SQLite holds them.
pub const ROWS: &str = "
insert into authors (id, email, name, created_at, updated_at) values (x'01', 'ada@example.org', 'Ada', 1, 1), (x'02', 'bo@example.org', 'Bo', 2, 2);
insert into posts (id, title, slug, views, status, rating, note, author_id, created_at, updated_at) values
    (x'11', 'First', 'first', 5, 'draft', null, null, x'01', 1, 1),
    (x'12', 'Second', 'second', 6, 'live', 75, 'a note', x'01', 2, 2),
    (x'13', 'Third', 'third', 7, 'draft', 100, 'it''s', x'02', 3, 3);
insert into tags (id, name, created_at, updated_at) values (x'21', 'red', 1, 1), (x'22', 'blue', 2, 2);
insert into posts_tags (post_id, tag_id) values (x'11', x'21'), (x'12', x'21'), (x'12', x'22');
";
