//! Tables with everything that belongs to them, piece by piece and as statements.

use super::column::{default_value, is_counter};
use super::constraint::{column_check, foreign_key, key, primary_key, reference, rule, unique};
use super::identifier::{quote, quote_all};
use super::index::{index, unique_index};
use super::literal::text_literal;
use super::types::stored_type;
use crate::model::{Column, Database, Default, Entity, Field, ManyToMany, Model};
use crate::name;

/// A table as SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Unquoted.
    pub name: String,
    /// Comment lines above it.
    heading: String,
    pub columns: Vec<TableColumn>,
    /// Keys, uniques, foreign keys and checks, in the order in which they are written.
    pub constraints: Vec<Piece>,
    pub indexes: Vec<Piece>,
    /// `comment on …` statements.
    pub comments: Vec<String>,
    /// What stands behind the closing bracket.
    options: &'static str,
}

/// One column as SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableColumn {
    /// Unquoted.
    pub name: String,
    /// Comment lines above it.
    heading: String,
    /// Its type in the database.
    pub stored: String,
    pub required: bool,
    /// An SQL expression.
    pub default: Option<String>,
    /// The key that the database counts up, with what makes it do so.
    pub counter: Option<String>,
}

/// A constraint as it stands in a table, or the statement that makes an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Unquoted.
    pub name: String,
    pub sql: String,
}

impl Piece {
    fn new(name: impl Into<String>, sql: String) -> Self {
        Self { name: name.into(), sql }
    }
}

impl TableColumn {
    /// `title varchar(200) not null default 'Untitled'`, without constraints.
    pub fn definition(&self) -> String {
        let mut line = format!("{} {}", quote(&self.name), self.stored);
        if let Some(counter) = &self.counter {
            return format!("{line} {counter}");
        }
        if self.required {
            line += " not null";
        }
        if let Some(value) = &self.default {
            line += &format!(" default {value}");
        }
        line
    }
}

impl Table {
    /// Statements that make the table, its indexes and its comments, without the constraints for which `later` is true.
    pub fn create(&self, later: impl Fn(&Piece) -> bool) -> String {
        let indexes: Vec<&str> = self.indexes.iter().map(|index| index.sql.as_str()).collect();
        let table = self.heading.clone() + &self.create_bare(&self.name, later);
        let blocks = [table, indexes.join("\n"), self.comments.join("\n")];
        blocks.into_iter().filter(|block| !block.is_empty()).collect::<Vec<_>>().join("\n\n")
    }

    /// The statement that makes the table alone, under a name of its own.
    pub fn create_bare(&self, name: &str, later: impl Fn(&Piece) -> bool) -> String {
        let columns = self.columns.iter().map(|column| format!("{}    {}", column.heading, column.definition()));
        let constraints = self.constraints.iter().filter(|constraint| !later(constraint));
        let lines: Vec<String> =
            columns.chain(constraints.map(|constraint| format!("    {}", constraint.sql))).collect();
        format!("create table {} (\n{}\n){};", quote(name), lines.join(",\n"), self.options)
    }
}

/// The table of an entity.
pub fn table(model: &Model, entity: &Entity) -> Table {
    let mut constraints = Vec::new();
    if !counts_in_sqlite(model, entity) {
        constraints.push(Piece::new(name::constraint::<&str>(&entity.table, &[], "pkey"), primary_key(entity)));
    }
    let uniques = entity.uniques.iter();
    constraints.extend(uniques.filter_map(|one| Some(Piece::new(&one.name, unique(model, entity, one)?))));
    let keys = entity.relations();
    constraints
        .extend(keys.map(|(field, relation)| Piece::new(&relation.constraint, foreign_key(model, field, relation))));
    constraints.extend(entity.fields.iter().filter_map(|field| {
        let name = name::constraint(&entity.table, &[&field.columns[0].name], "check");
        Some(Piece::new(name, column_check(model, entity, field)?))
    }));
    constraints.extend(entity.checks.iter().map(|check| Piece::new(&check.constraint, rule(model, entity, check))));
    let uniques = entity.uniques.iter();
    let uniques = uniques.filter_map(|one| Some(Piece::new(&one.name, unique_index(model, entity, one)?)));
    let indexes = entity.indexes.iter().map(|one| Piece::new(&one.name, index(model, entity, one)));
    Table {
        name: entity.table.clone(),
        heading: table_comment(model, entity),
        columns: entity.columns().map(|(field, column)| table_column(model, entity, field, column)).collect(),
        constraints,
        indexes: uniques.chain(indexes).collect(),
        comments: comments(model, entity),
        options: if model.database == Database::Sqlite { " strict" } else { "" },
    }
}

/// The tables behind the to-many relations of an entity; `through=` names an entity that has one of its own.
pub fn join_tables(model: &Model, entity: &Entity) -> Vec<Table> {
    let links = entity.many_to_many.iter().filter(|link| link.through.is_none());
    links.map(|link| join_table(model, entity, link)).collect()
}

fn join_table(model: &Model, entity: &Entity, link: &ManyToMany) -> Table {
    let target = model.entity(link.target);
    let mut columns = Vec::new();
    for (end, names) in [(entity, &link.source_columns), (target, &link.target_columns)] {
        let keys = end.key_fields().flat_map(|field| field.columns.iter().map(move |column| (field, column)));
        columns.extend(keys.zip(names).map(|((field, column), name)| TableColumn {
            name: name.clone(),
            heading: String::new(),
            stored: stored_type(model.database, field, column).into_owned(),
            required: true,
            default: None,
            counter: None,
        }));
    }
    let all = link.source_columns.iter().chain(&link.target_columns);
    let mut constraints = vec![Piece::new(name::constraint::<&str>(&link.table, &[], "pkey"), key(&link.table, all))];
    for (name, columns, end) in [
        (&link.source_constraint, &link.source_columns, entity),
        (&link.target_constraint, &link.target_columns, target),
    ] {
        let keys: Vec<String> = end.key_columns().map(|column| column.name.clone()).collect();
        constraints.push(Piece::new(name, reference(name, columns, &end.table, &keys) + " on delete cascade"));
    }
    let columns_of_index = quote_all(&link.target_columns);
    let index = format!("create index {} on {} ({columns_of_index});", quote(&link.target_index), quote(&link.table));
    Table {
        name: link.table.clone(),
        heading: String::new(),
        columns,
        constraints,
        indexes: vec![Piece::new(&link.target_index, index)],
        comments: Vec::new(),
        options: if model.database == Database::Sqlite { " strict, without rowid" } else { "" },
    }
}

/// Comment lines that hold whatever the text is.
pub(super) fn comment(text: &str, indent: &str) -> String {
    let clean = |line: &str| line.chars().filter(|letter| !letter.is_control()).collect::<String>();
    let lines = text.trim().split(['\n', '\r']).map(clean);
    lines.map(|line| format!("{indent}{}\n", format!("-- {line}").trim_end())).collect()
}

/// SQLite counts only a column that is declared `integer primary key`.
fn counts_in_sqlite(model: &Model, entity: &Entity) -> bool {
    model.database == Database::Sqlite && entity.key_fields().any(is_counter)
}

fn table_column(model: &Model, entity: &Entity, field: &Field, column: &Column) -> TableColumn {
    let counter = is_counter(field).then(|| match model.database {
        Database::Postgres => "generated by default as identity".to_owned(),
        Database::Sqlite => {
            let name = name::constraint::<&str>(&entity.table, &[], "pkey");
            format!("not null constraint {} primary key autoincrement", quote(&name))
        }
    });
    TableColumn {
        name: column.name.clone(),
        heading: column_heading(model, field),
        stored: stored_type(model.database, field, column).into_owned(),
        required: field.required,
        default: default_value(model, field, column),
        counter,
    }
}

fn column_heading(model: &Model, field: &Field) -> String {
    let mut above = String::new();
    if let (Database::Sqlite, Some(doc)) = (model.database, &field.doc) {
        above += &comment(doc, "    ");
    }
    if field.native.is_some() {
        above += "    -- The type is the spec's own SQL.\n";
    }
    if matches!(field.default, Some(Default::Sql(_))) {
        above += "    -- The default is the spec's own SQL.\n";
    }
    above
}

fn table_comment(model: &Model, entity: &Entity) -> String {
    match (&entity.doc, model.database) {
        (Some(doc), Database::Sqlite) => comment(doc, ""),
        _ => String::new(),
    }
}

fn comments(model: &Model, entity: &Entity) -> Vec<String> {
    if model.database == Database::Sqlite {
        return Vec::new();
    }
    let table = quote(&entity.table);
    let text = |doc: &str| {
        text_literal(&doc.trim().chars().filter(|letter| !letter.is_control() || *letter == '\n').collect::<String>())
    };
    let own = entity.doc.iter().map(|doc| format!("comment on table {table} is {};", text(doc)));
    let columns = entity.columns().filter_map(|(field, column)| {
        let doc = field.doc.as_deref()?;
        Some(format!("comment on column {table}.{} is {};", quote(&column.name), text(doc)))
    });
    own.chain(columns).collect()
}
