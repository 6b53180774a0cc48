//! The database part of an entity as text, from which a later run computes what changed.

use super::former::calling;
use super::reference::names;
use crate::model::{Entity, Model, Type};
use crate::name::Name;
use crate::target::sql::{self, Table};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The tables of one entity: its own, then those of its links.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Snapshot {
    #[serde(flatten)]
    pub table: TableSnapshot,
    #[serde(default)]
    pub joins: Vec<TableSnapshot>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TableSnapshot {
    #[serde(rename = "table")]
    pub name: String,
    pub columns: Vec<ColumnSnapshot>,
    #[serde(default)]
    pub constraints: Vec<PieceSnapshot>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<PieceSnapshot>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnSnapshot {
    pub name: String,
    /// The type of the spec's language, its enums spelled out.
    #[serde(rename = "type")]
    pub ty: Value,
    /// The type in the database.
    pub stored: String,
    pub required: bool,
    /// An SQL expression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub counter: bool,
    /// What it is known by, where that is not its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PieceSnapshot {
    pub name: String,
    pub sql: String,
}

fn is_false(flag: &bool) -> bool {
    !flag
}

/// The snake_case name and the snapshot of each entity, in spec order, and of the service's own tables.
pub fn snapshots(model: &Model) -> Vec<(String, String)> {
    model.tables().map(|entity| (entity.name.snake().to_owned(), Snapshot::of(model, entity).text())).collect()
}

impl Snapshot {
    pub fn of(model: &Model, entity: &Entity) -> Self {
        let types = entity.columns().map(|(_, column)| type_value(model, &column.ty)).collect();
        let joins = sql::join_tables(model, entity);
        let joins = joins.iter().map(|table| TableSnapshot::of(table, vec![Value::Null; table.columns.len()]));
        let mut table = TableSnapshot::of(&sql::table(model, entity), types);
        for (held, (field, column)) in table.columns.iter_mut().zip(entity.columns()) {
            let calling = calling(field, column);
            held.member = (calling != column.name).then(|| calling.to_owned());
        }
        Self { table, joins: joins.collect() }
    }

    /// One JSON object; every column, constraint and index is a line of its own, so that versions of it merge and
    /// read well.
    fn text(&self) -> String {
        let table = &self.table;
        let lists = [
            ("columns", lines(&table.columns)),
            ("constraints", lines(&table.constraints)),
            ("indexes", lines(&table.indexes)),
            ("comments", lines(&table.comments)),
            ("joins", lines(&self.joins)),
        ];
        let mut text = format!("{{\n  \"table\": {}", json!(table.name));
        for (name, lines) in lists.into_iter().filter(|(_, lines)| !lines.is_empty()) {
            text.push_str(&format!(",\n  \"{name}\": [\n    {}\n  ]", lines.join(",\n    ")));
        }
        text.push_str("\n}\n");
        text
    }

    /// None where the text is no snapshot. Where git has merged two branches, a comma may be missing or too much.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).or_else(|_| serde_json::from_str(&with_commas(text))).ok()
    }

    /// A name that one table has twice: git has put the lines of two branches together.
    pub fn twofold(&self) -> Option<&str> {
        self.tables()
            .find_map(|table| {
                let columns = table.columns.iter().map(|column| column.name.as_str());
                let pieces = table.constraints.iter().chain(&table.indexes).map(|piece| piece.name.as_str());
                twice(columns).or_else(|| twice(pieces))
            })
            .or_else(|| twice(self.tables().map(|table| table.name.as_str())))
    }

    pub fn tables(&self) -> impl Iterator<Item = &TableSnapshot> {
        [&self.table].into_iter().chain(&self.joins)
    }
}

impl TableSnapshot {
    pub fn of(table: &Table, types: Vec<Value>) -> Self {
        let columns = table.columns.iter().zip(types).map(|(column, ty)| ColumnSnapshot {
            name: column.name.clone(),
            ty,
            stored: column.stored.clone(),
            required: column.required,
            default: column.default.clone(),
            counter: column.counter.is_some(),
            member: None,
        });
        let piece = |piece: &sql::Piece| PieceSnapshot { name: piece.name.clone(), sql: piece.sql.clone() };
        Self {
            name: table.name.clone(),
            columns: columns.collect(),
            constraints: table.constraints.iter().map(piece).collect(),
            indexes: table.indexes.iter().map(piece).collect(),
            comments: table.comments.clone(),
        }
    }

    /// Whether the database sees no difference between the columns, whatever the spec calls their types.
    pub fn has_columns_of(&self, other: &Self) -> bool {
        let stored = |column: &ColumnSnapshot| ColumnSnapshot { ty: Value::Null, member: None, ..column.clone() };
        self.columns.iter().map(stored).eq(other.columns.iter().map(stored))
    }

    /// The table of a link: its columns have no type of their own.
    pub fn is_join(&self) -> bool {
        self.columns.iter().all(|column| column.ty.is_null())
    }

    /// Whether the column is that of soft delete, the last one of its table.
    pub fn hides_rows(&self, column: &ColumnSnapshot) -> bool {
        let is_stamp = column.ty == "date_time" && !column.required && column.default.is_none();
        column.name == "deleted_at" && is_stamp && self.columns.last() == Some(column)
    }

    /// The columns of its primary key.
    pub fn key(&self) -> Vec<String> {
        let counted = self.columns.iter().filter(|column| column.counter).map(|column| column.name.clone());
        let keys = self.constraints.iter().filter_map(|constraint| constraint.sql.split_once(" primary key ("));
        let named: Vec<String> = keys.flat_map(|(_, columns)| names(columns.trim_end_matches(')'))).collect();
        if named.is_empty() { counted.collect() } else { named }
    }

    pub fn column(&self, name: &str) -> Option<&ColumnSnapshot> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The column that is known as `calling`.
    pub fn called(&self, calling: &str) -> Option<&ColumnSnapshot> {
        self.columns.iter().find(|column| column.calling() == calling).or_else(|| self.column(calling))
    }
}

impl ColumnSnapshot {
    pub fn calling(&self) -> &str {
        self.member.as_deref().unwrap_or(&self.name)
    }
}

/// The text with a comma behind each line of a list that another one follows, and behind no other.
fn with_commas(text: &str) -> String {
    let is_item = |line: &str| line.starts_with("    ");
    let mut lines = text.lines().peekable();
    let mut mended = String::with_capacity(text.len());
    while let Some(line) = lines.next() {
        let has_next = lines.peek().is_some_and(|next| is_item(next));
        match is_item(line) {
            true => mended.push_str(line.trim_end_matches(',')),
            false => mended.push_str(line),
        }
        mended.push_str(if is_item(line) && has_next { ",\n" } else { "\n" });
    }
    mended
}

fn twice<'a>(names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut seen = BTreeSet::new();
    names.into_iter().find(|name| !seen.insert(*name))
}

/// Names of the tables that an entity may have had, whatever the model calls it now.
pub fn tables_of(model: &Model, entity: &str) -> Vec<String> {
    let called = model.tables().filter(|candidate| candidate.was_called(entity));
    let tables = called.map(|entity| entity.table.clone());
    tables.chain([Name::new(entity).plural().snake().to_owned()]).collect()
}

fn lines(items: &[impl Serialize]) -> Vec<String> {
    items.iter().map(|item| json!(item).to_string()).collect()
}

/// Enums are spelled out: their values are part of what the database checks. A name that is not what is stored tells
/// later which value that was.
pub fn type_value(model: &Model, ty: &Type) -> Value {
    match ty {
        Type::Enum(id) => {
            let values = &model.enumeration(*id).values;
            let mut spelled = json!({"enum": values.iter().map(|value| &value.stored).collect::<Vec<_>>()});
            let named = values.iter().filter(|value| value.stored != value.name);
            for value in named {
                spelled["names"][&value.stored] = json!(value.name);
            }
            spelled
        }
        Type::List { of, min, max } => json!({"list": {"of": type_value(model, of), "min": min, "max": max}}),
        other => json!(other),
    }
}
