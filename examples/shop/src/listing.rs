//! What the query of a list asks for, read against what the list offers, and written as SQL.

use std::{borrow::Cow, collections::BTreeMap};

use serde::Serialize;
use sha2::{Digest, Sha256};
use sqlx::QueryBuilder;

use crate::{
    cursor::{self, Order, Place},
    db::Database,
    error::{Error, Result},
    filter::{self, Column, Condition, LONGEST_TEXT},
    page::{Include, Listed},
};

/// Most characters of `cursor`.
pub const LONGEST_CURSOR: usize = 10_000;

/// Most characters and words of `q`.
pub const LONGEST_SEARCH: usize = 200;
pub const MOST_WORDS: usize = 10;

/// Writes a condition that the path brings with it.
type Scope = Box<dyn Fn(&mut QueryBuilder<Database>) + Send + Sync>;

pub struct Listing {
    pub limit: u32,
    sort: String,
    order: Vec<Order>,
    conditions: Vec<Condition>,
    words: Vec<String>,
    pub include: Include,
    pub total: bool,
    after: Option<Place>,
    fingerprint: u64,
    pub scope: Option<Scope>,
}

impl Listing {
    pub fn parse<T: Listed>(path: &str, query: &str) -> Result<Self> {
        let mut given = parameters(query)?;
        let limit = match given.remove("limit") {
            Some(text) => number(&text, T::MAX_PAGE)?,
            None => T::PAGE_SIZE,
        };
        let sort = take(&mut given, "sort", LONGEST_TEXT)?;
        let order = order(T::COLUMNS, sort.as_deref())?;
        let sort = sort.unwrap_or_default();
        let include = include(T::INCLUDE, take(&mut given, "include", LONGEST_TEXT)?)?;
        let total = match given.remove("total") {
            Some(text) => text.parse().map_err(|_| bad("`total` is true or false"))?,
            None => false,
        };
        let cursor = take(&mut given, "cursor", LONGEST_CURSOR)?;
        let fingerprint = fingerprint(path, &given);
        let words = match take(&mut given, "q", LONGEST_SEARCH)? {
            Some(text) if !T::SEARCH.is_empty() => words(&text)?,
            Some(_) => return Err(unknown("q")),
            None => Vec::new(),
        };
        let conditions = given
            .iter()
            .map(|(name, text)| condition(T::COLUMNS, name, text))
            .collect::<Result<_>>()?;
        let after =
            cursor.map(|cursor| cursor::decode(&cursor, &order, &sort, fingerprint)).transpose()?;
        Ok(Self {
            limit,
            sort,
            order,
            conditions,
            words,
            include,
            total,
            after,
            fingerprint,
            scope: None,
        })
    }

    pub fn push_conditions(&self, sql: &mut QueryBuilder<Database>, search: &[&str]) {
        if let Some(push) = &self.scope {
            sql.push(" and ");
            push(sql);
        }
        for condition in &self.conditions {
            sql.push(" and ");
            condition.push(sql);
        }
        for word in &self.words {
            sql.push(" and (");
            for (index, column) in search.iter().enumerate() {
                sql.push(if index == 0 { "" } else { " or " });
                filter::like(sql, column, &filter::contains(word));
            }
            sql.push(")");
        }
    }

    pub fn push_page(&self, sql: &mut QueryBuilder<Database>) {
        if let Some(values) = &self.after {
            sql.push(" and ");
            cursor::push_after(sql, &self.order, values);
        }
        for (index, Order { column, descending }) in self.order.iter().enumerate() {
            sql.push(if index == 0 { " order by " } else { ", " }).push(column.name);
            sql.push(if *descending { " desc" } else { "" });
            sql.push(if column.nullable { " nulls last" } else { "" });
        }
        sql.push(" limit ").push_bind(i64::from(self.limit) + 1);
    }

    /// The cursor that goes on after this row.
    pub fn cursor(&self, last: &impl Serialize) -> Result<String> {
        cursor::encode(last, &self.order, &self.sort, self.fingerprint)
    }
}

/// Reads a query that may hold nothing but `include`.
pub fn only_include(relations: &'static [&'static str], query: &str) -> Result<Include> {
    let mut given = parameters(query)?;
    let include = include(relations, take(&mut given, "include", LONGEST_TEXT)?)?;
    match given.keys().next() {
        Some(name) => Err(unknown(name)),
        None => Ok(include),
    }
}

fn parameters(query: &str) -> Result<BTreeMap<String, String>> {
    let mut given = BTreeMap::new();
    for (name, text) in form_urlencoded::parse(query.as_bytes()).into_owned() {
        if given.insert(name.clone(), text).is_some() {
            return Err(bad(format!("`{name}` stands in the query more than once")));
        }
    }
    Ok(given)
}

/// Takes a parameter of at most so many characters.
fn take(given: &mut BTreeMap<String, String>, name: &str, most: usize) -> Result<Option<String>> {
    match given.remove(name) {
        Some(text) if text.chars().nth(most).is_some() => {
            Err(bad(format!("`{name}` has at most {most} characters")))
        }
        text => Ok(text),
    }
}

fn number(text: &str, most: u32) -> Result<u32> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse() {
        Ok(limit) if digits && (1..=most).contains(&limit) => Ok(limit),
        _ => Err(bad(format!("`limit` is a number from 1 to {most}"))),
    }
}

fn order(columns: &'static [Column], sort: Option<&str>) -> Result<Vec<Order>> {
    let mut order: Vec<Order> = Vec::new();
    for term in sort.iter().flat_map(|sort| sort.split(',')) {
        let (name, descending) = term.strip_prefix('-').map_or((term, false), |name| (name, true));
        let column = columns.iter().find(|column| column.sortable && column.member == name);
        let column = column.ok_or_else(|| bad(format!("`{name}` is nothing to sort by")))?;
        if !order.iter().any(|order| order.column.member == name) {
            order.push(Order { column, descending });
        }
    }
    for column in columns.iter().filter(|column| column.key) {
        if !order.iter().any(|order| order.column.member == column.member) {
            order.push(Order { column, descending: false });
        }
    }
    Ok(order)
}

fn include(relations: &'static [&'static str], given: Option<String>) -> Result<Include> {
    let Some(given) = given else { return Ok(Include::default()) };
    let known = |name: &str| relations.iter().copied().find(|relation| *relation == name);
    let named = given
        .split(',')
        .map(|name| known(name).ok_or_else(|| bad(format!("`{name}` is nothing to include"))));
    named.collect::<Result<_>>().map(Include)
}

fn words(text: &str) -> Result<Vec<String>> {
    let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    match words.len() > MOST_WORDS || text.contains('\0') {
        true => {
            Err(bad(format!("`q` takes at most {MOST_WORDS} words, none with a NUL character")))
        }
        false => Ok(words),
    }
}

fn condition(columns: &'static [Column], name: &str, text: &str) -> Result<Condition> {
    let mut known = columns
        .iter()
        .filter(|column| column.filterable)
        .flat_map(|column| column.operators().map(move |operator| (column, operator)));
    let parameter = known.find(|(column, operator)| {
        name.strip_prefix(column.member).is_some_and(|suffix| suffix == operator.suffix())
    });
    let (column, operator) = parameter.ok_or_else(|| unknown(name))?;
    Condition::parse(column, operator, text)
        .ok_or_else(|| bad(format!("`{name}` does not take this value")))
}

/// The same in every replica, whatever built it.
fn fingerprint(path: &str, filters: &BTreeMap<String, String>) -> u64 {
    let digest = Sha256::digest(format!("{path} {filters:?}"));
    digest.iter().take(8).fold(0, |hash, byte| hash << 8 | u64::from(*byte))
}

fn unknown(name: &str) -> Error {
    bad(format!("`{name}` is no parameter here"))
}

fn bad(detail: impl Into<Cow<'static, str>>) -> Error {
    Error::BadRequest(detail.into())
}
