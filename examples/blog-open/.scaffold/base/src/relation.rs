//! Rows fetched for many parents at once, and handed back to each.

use std::{collections::HashMap, hash::Hash};

use sqlx::{Encode, FromRow, QueryBuilder, Type};

use crate::db::{Database, Row};

/// A row together with the key of the row that links to it.
#[derive(Debug)]
pub struct Linked<K, T> {
    parent: K,
    row: T,
}

impl<'r, K: FromRow<'r, Row>, T: FromRow<'r, Row>> FromRow<'r, Row> for Linked<K, T> {
    /// The parent's key comes first, the row's columns by their names.
    fn from_row(row: &'r Row) -> sqlx::Result<Self> {
        Ok(Self { parent: K::from_row(row)?, row: T::from_row(row)? })
    }
}

/// Fills the brackets of `in (`, with one key at least.
pub fn push_keys<K>(sql: &mut QueryBuilder<Database>, keys: impl Iterator<Item = K>)
where
    K: for<'q> Encode<'q, Database> + Type<Database> + 'static,
{
    let mut list = sql.separated(", ");
    for key in keys {
        list.push_bind(key);
    }
}

/// Each row under the key that `of` finds in it.
pub fn index<K: Eq + Hash, T>(rows: Vec<T>, of: impl Fn(&T) -> Option<K>) -> HashMap<K, T> {
    rows.into_iter().filter_map(|row| Some((of(&row)?, row))).collect()
}

/// Rows by the key that `of` finds in them, in their order.
pub fn group<K: Eq + Hash, T>(rows: Vec<T>, of: impl Fn(&T) -> Option<K>) -> HashMap<K, Vec<T>> {
    let mut groups: HashMap<K, Vec<T>> = HashMap::new();
    for row in rows {
        if let Some(key) = of(&row) {
            groups.entry(key).or_default().push(row);
        }
    }
    groups
}

/// Rows by the key of the row that links to them, in their order.
pub fn linked<K: Eq + Hash, T>(rows: Vec<Linked<K, T>>) -> HashMap<K, Vec<T>> {
    let mut groups: HashMap<K, Vec<T>> = HashMap::new();
    for Linked { parent, row } in rows {
        groups.entry(parent).or_default().push(row);
    }
    groups
}
