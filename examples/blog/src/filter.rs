//! Columns that lists may be filtered and sorted by, and the operators they know.

use sqlx::{Encode, QueryBuilder, Type};
use utoipa::{
    PartialSchema,
    openapi::{
        KnownFormat, RefOr, Schema, SchemaFormat, Type as JsonType,
        schema::{ArrayBuilder, ObjectBuilder},
    },
};
use uuid::Uuid;

use crate::db::{Database, LIKE};

/// Most characters of a text in a query.
pub const LONGEST_TEXT: usize = 1000;

/// Most values that `.in` takes.
const MOST_VALUES: usize = 100;

/// A value in a list's query, ready to be bound.
pub trait Bind: Send + Sync {
    fn push(&self, sql: &mut QueryBuilder<Database>);
}

impl<T: for<'q> Encode<'q, Database> + Type<Database> + Clone + Send + Sync + 'static> Bind for T {
    fn push(&self, sql: &mut QueryBuilder<Database>) {
        sql.push_bind(self.clone());
    }
}

/// A type that may stand in a filter or a cursor.
pub trait Queryable: Bind + Sized + 'static {
    const OPERATORS: &'static [Operator];

    fn parse(text: &str) -> Option<Self>;

    /// How a value looks in a query.
    fn schema() -> RefOr<Schema>;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Equal,
    NotEqual,
    In,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Contains,
    Starts,
    Null,
}

/// Operators of values that are only equal or not.
pub const DISTINCT: &[Operator] = &[Operator::Equal, Operator::NotEqual, Operator::In];

/// Operators of values with an order.
pub const ORDERED: &[Operator] = &[
    Operator::Equal,
    Operator::NotEqual,
    Operator::In,
    Operator::Less,
    Operator::LessOrEqual,
    Operator::Greater,
    Operator::GreaterOrEqual,
];

/// Operators of text.
pub const TEXTUAL: &[Operator] =
    &[Operator::Equal, Operator::NotEqual, Operator::In, Operator::Contains, Operator::Starts];

impl Operator {
    /// What follows the member's name in the query: `.gte`.
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Equal => "",
            Self::NotEqual => ".ne",
            Self::In => ".in",
            Self::Less => ".lt",
            Self::LessOrEqual => ".lte",
            Self::Greater => ".gt",
            Self::GreaterOrEqual => ".gte",
            Self::Contains => ".contains",
            Self::Starts => ".starts",
            Self::Null => ".null",
        }
    }
}

/// A column of a list.
pub struct Column {
    /// Name in JSON and in the query.
    pub member: &'static str,
    /// Name in SQL.
    pub name: &'static str,
    pub filterable: bool,
    pub sortable: bool,
    pub nullable: bool,
    lowercase: bool,
    /// Part of the primary key, which breaks ties.
    pub key: bool,
    operators: &'static [Operator],
    parse: fn(&str) -> Option<Box<dyn Bind>>,
    schema: fn() -> RefOr<Schema>,
}

impl Column {
    pub const fn new<T: Queryable>(member: &'static str, name: &'static str) -> Self {
        Self {
            member,
            name,
            filterable: false,
            sortable: false,
            nullable: false,
            lowercase: false,
            key: false,
            operators: T::OPERATORS,
            parse: |text| T::parse(text).map(|value| Box::new(value) as Box<dyn Bind>),
            schema: T::schema,
        }
    }

    pub const fn filter(self) -> Self {
        Self { filterable: true, ..self }
    }

    pub const fn sort(self) -> Self {
        Self { sortable: true, ..self }
    }

    pub const fn key(self) -> Self {
        Self { key: true, sortable: true, ..self }
    }

    pub const fn nullable(self) -> Self {
        Self { nullable: true, ..self }
    }

    /// Holds text in lower case, however a client writes it.
    pub const fn lowercase(self) -> Self {
        Self { lowercase: true, ..self }
    }

    /// Reads a value of this column's type.
    pub fn parse(&self, text: &str) -> Option<Box<dyn Bind>> {
        if self.lowercase { (self.parse)(&text.to_lowercase()) } else { (self.parse)(text) }
    }

    pub fn operators(&self) -> impl Iterator<Item = Operator> {
        self.operators.iter().copied().chain(self.nullable.then_some(Operator::Null))
    }

    /// Schema of what the operator is compared with.
    pub fn operand(&self, operator: Operator) -> RefOr<Schema> {
        match operator {
            Operator::Null => <bool as PartialSchema>::schema(),
            Operator::In => {
                let values = ArrayBuilder::new().items((self.schema)());
                values.min_items(Some(1)).max_items(Some(MOST_VALUES)).build().into()
            }
            Operator::Contains | Operator::Starts => <String as Queryable>::schema(),
            _ => (self.schema)(),
        }
    }
}

/// One condition of a list.
pub enum Condition {
    Compare(&'static str, &'static str, Box<dyn Bind>),
    In(&'static str, Vec<Box<dyn Bind>>),
    Like(&'static str, String),
    Null(&'static str, bool),
}

impl Condition {
    /// Reads `text` as what `operator` compares `column` with.
    pub fn parse(column: &'static Column, operator: Operator, text: &str) -> Option<Self> {
        let name = column.name;
        let compare = |sign| Some(Self::Compare(name, sign, column.parse(text)?));
        match operator {
            Operator::Equal => compare(" = "),
            Operator::NotEqual => compare(" is distinct from "),
            Operator::Less => compare(" < "),
            Operator::LessOrEqual => compare(" <= "),
            Operator::Greater => compare(" > "),
            Operator::GreaterOrEqual => compare(" >= "),
            Operator::In if text.split(',').count() > MOST_VALUES => None,
            Operator::In => Some(Self::In(
                name,
                text.split(',').map(|item| column.parse(item)).collect::<Option<_>>()?,
            )),
            Operator::Contains => Some(Self::Like(name, contains(&String::parse(text)?))),
            Operator::Starts => {
                Some(Self::Like(name, format!("{}%", literal(&String::parse(text)?))))
            }
            Operator::Null => Some(Self::Null(name, text.parse().ok()?)),
        }
    }

    pub fn push(&self, sql: &mut QueryBuilder<Database>) {
        match self {
            Self::Compare(name, sign, value) => {
                sql.push(*name).push(*sign);
                value.push(sql);
            }
            Self::In(name, values) => {
                sql.push(*name).push(" in (");
                for (index, value) in values.iter().enumerate() {
                    sql.push(if index == 0 { "" } else { ", " });
                    value.push(sql);
                }
                sql.push(")");
            }
            Self::Like(name, pattern) => like(sql, name, pattern),
            Self::Null(name, wanted) => {
                sql.push(*name).push(if *wanted { " is null" } else { " is not null" });
            }
        }
    }
}

pub fn like(sql: &mut QueryBuilder<Database>, name: &str, pattern: &str) {
    sql.push(name).push(LIKE).push_bind(pattern.to_owned()).push(r" escape '\'");
}

/// A pattern for text that contains `text`.
pub fn contains(text: &str) -> String {
    format!("%{}%", literal(text))
}

fn literal(text: &str) -> String {
    text.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_")
}

impl Queryable for String {
    const OPERATORS: &'static [Operator] = TEXTUAL;

    fn parse(text: &str) -> Option<Self> {
        let fits = !text.contains('\0') && text.chars().nth(LONGEST_TEXT).is_none();
        fits.then(|| text.to_owned())
    }

    fn schema() -> RefOr<Schema> {
        let text =
            ObjectBuilder::new().schema_type(JsonType::String).max_length(Some(LONGEST_TEXT));
        text.pattern(Some(r"^[^\x00]*$")).build().into()
    }
}

impl Queryable for Uuid {
    const OPERATORS: &'static [Operator] = DISTINCT;

    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn schema() -> RefOr<Schema> {
        let format = SchemaFormat::KnownFormat(KnownFormat::Uuid);
        ObjectBuilder::new().schema_type(JsonType::String).format(Some(format)).build().into()
    }
}

impl Queryable for bool {
    const OPERATORS: &'static [Operator] = DISTINCT;

    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn schema() -> RefOr<Schema> {
        <bool as PartialSchema>::schema()
    }
}

fn integer(least: i64, most: i64, format: KnownFormat) -> RefOr<Schema> {
    let integer = ObjectBuilder::new()
        .schema_type(JsonType::Integer)
        .minimum(Some(least))
        .maximum(Some(most));
    integer.format(Some(SchemaFormat::KnownFormat(format))).build().into()
}

impl Queryable for i16 {
    const OPERATORS: &'static [Operator] = ORDERED;

    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn schema() -> RefOr<Schema> {
        integer(Self::MIN.into(), Self::MAX.into(), KnownFormat::Int32)
    }
}

impl Queryable for i32 {
    const OPERATORS: &'static [Operator] = ORDERED;

    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn schema() -> RefOr<Schema> {
        integer(Self::MIN.into(), Self::MAX.into(), KnownFormat::Int32)
    }
}

impl Queryable for i64 {
    const OPERATORS: &'static [Operator] = ORDERED;

    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn schema() -> RefOr<Schema> {
        integer(Self::MIN, Self::MAX, KnownFormat::Int64)
    }
}

impl Queryable for f64 {
    const OPERATORS: &'static [Operator] = ORDERED;

    fn parse(text: &str) -> Option<Self> {
        text.parse().ok().filter(|number: &f64| number.is_finite())
    }

    fn schema() -> RefOr<Schema> {
        <Self as PartialSchema>::schema()
    }
}
