//! A page of rows for each of many keys, in one statement that reads little more than these pages.

use crate::model::Database;

/// Columns are quoted, and those of the keys unlike those of the rows.
#[derive(Debug)]
pub struct PageOfEach<'a> {
    /// What the keys are called as a table: unlike any table of the database.
    pub wanted: &'a str,
    /// Columns of the keys.
    pub keys: &'a [String],
    /// What is returned of each row, and perhaps of its key.
    pub returned: String,
    /// The table of the rows.
    pub table: String,
    /// The key of the rows, by which they are in order.
    pub row_key: Vec<String>,
    pub source: Source,
    pub limit: u32,
}

/// Where the rows of a key are found.
#[derive(Debug)]
pub struct Source {
    /// `comments`, `posts_tags as link`.
    pub table: String,
    /// A table that holds the rows themselves, and how to them: `tags as target on target.id = link.tag_id`.
    pub join: Option<String>,
    /// The rows themselves among the columns of these tables: `*`, `target.*`.
    pub rows: &'static str,
    /// The key of the rows in these tables.
    pub row_key: Vec<String>,
    /// What the rows of one key are ordered by.
    pub order: Vec<String>,
    /// `deleted_at is null`, `post_id = wanted.key`; more may follow.
    pub conditions: Vec<String>,
    /// Several links may lead to one row.
    pub repeats: bool,
}

/// A statement around the values of the keys, and around further conditions.
#[derive(Debug)]
pub struct Around {
    pub before_values: String,
    /// The lines up to the conditions.
    pub between: Vec<String>,
    pub order_of_page: String,
    pub end_of_page: &'static str,
    pub order: String,
}

impl PageOfEach<'_> {
    pub fn statement(&self, database: Database) -> Around {
        let Self { wanted, returned, source, limit, .. } = self;
        let source_key = source.row_key.join(", ");
        let mut between = vec![")".to_owned(), format!("select {returned}"), format!("from {wanted}")];
        let (select, join, end_of_page) = match database {
            Database::Postgres => {
                between.push("cross join lateral (".to_owned());
                let once = if source.repeats { format!("distinct on ({source_key}) ") } else { String::new() };
                (format!("{once}{}", source.rows), "join", ") as page")
            }
            // SQLite has no lateral joins, but looks rows up by a list of keys that depends on the row before. What it
            // joins by `cross join` it reads in this order.
            Database::Sqlite => {
                between.push(format!("cross join {}", self.table));
                between.push(format!("where {} in (", tuple(&self.row_key)));
                let once = if source.repeats { "distinct " } else { "" };
                (format!("{once}{source_key}"), "cross join", ")")
            }
        };
        between.extend([format!("    select {select}"), format!("    from {}", source.table)]);
        between.extend(source.join.iter().map(|table| format!("    {join} {table}")));
        let mut conditions = source.conditions.iter();
        between.extend(conditions.next().map(|first| format!("    where {first}")));
        between.extend(conditions.map(|condition| format!("        and {condition}")));
        Around {
            before_values: format!("with {wanted} ({}) as (", self.keys.join(", ")),
            between,
            order_of_page: format!("order by {} limit {limit}", source.order.join(", ")),
            end_of_page,
            order: format!("order by {}", self.row_key.join(", ")),
        }
    }
}

/// `id`, `(order_id, product_id)`.
pub fn tuple(columns: &[String]) -> String {
    if columns.len() == 1 { columns.concat() } else { format!("({})", columns.join(", ")) }
}
