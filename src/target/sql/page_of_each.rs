//! A page of rows for each of many keys, in one statement that reads no more than these pages.

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
    /// `join tags as target on target.id = link.tag_id`.
    pub join: Option<String>,
    /// The rows themselves among the columns of these tables: `*`, `target.*`.
    pub rows: &'static str,
    /// The key of the rows in these tables.
    pub row_key: Vec<String>,
    /// What the rows of one key are ordered by.
    pub order: Vec<String>,
    /// `deleted_at is null and post_id = wanted.key`; more may follow.
    pub condition: String,
    /// Several links may lead to one row.
    pub repeats: bool,
}

impl PageOfEach<'_> {
    /// The lines of the statement before the values of the keys, after these up to the condition, and after that.
    pub fn around_values(&self, database: Database) -> (String, Vec<String>, String) {
        let Self { wanted, returned, source, .. } = self;
        let order = self.row_key.join(", ");
        let source_key = source.row_key.join(", ");
        let before = format!("with {wanted} ({}) as (", self.keys.join(", "));
        let mut lines = vec![")".to_owned(), format!("select {returned}"), format!("from {wanted}")];
        let (select, end) = match database {
            Database::Postgres => {
                lines.push("cross join lateral (".to_owned());
                let once = if source.repeats { format!("distinct on ({source_key}) ") } else { String::new() };
                (format!("{once}{}", source.rows), ") as page")
            }
            // SQLite has no lateral joins, but looks rows up by a list of keys that depends on the row before.
            Database::Sqlite => {
                lines.push(format!("cross join {} as found", self.table));
                lines.push(format!("where {} in (", tuple(&self.row_key)));
                let once = if source.repeats { "distinct " } else { "" };
                (format!("{once}{source_key}"), ")")
            }
        };
        lines.extend([format!("    select {select}"), format!("    from {}", source.table)]);
        lines.extend(source.join.iter().map(|join| format!("    {join}")));
        lines.push(format!("    where {}", source.condition));
        (before, lines, format!(" order by {} limit {}{end} order by {order}", source.order.join(", "), self.limit))
    }
}

/// `id`, `(order_id, product_id)`.
pub fn tuple(columns: &[String]) -> String {
    if columns.len() == 1 { columns.concat() } else { format!("({})", columns.join(", ")) }
}
