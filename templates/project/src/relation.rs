//! Rows fetched for many parents at once, and handed back to each.

use std::{collections::HashMap, hash::Hash};

use sqlx::{Encode, FromRow, QueryBuilder, Type};

use crate::db::Database;

/// A row together with the key of the row that links to it.
#[derive(Debug, FromRow)]
pub struct Linked<K, T> {
    parent: K,
    #[sqlx(flatten)]
    row: T,
}

pub fn push_keys<K>(sql: &mut QueryBuilder<Database>, keys: impl Iterator<Item = K>)
where
    K: for<'q> Encode<'q, Database> + Type<Database> + 'static,
{
    let mut list = sql.separated(", ");
    for key in keys {
        list.push_bind(key);
    }
}

/// Rows by the key that `of` finds in them, in their order.
pub fn group<K: Eq + Hash, T>(rows: Vec<T>, of: impl Fn(&T) -> K) -> HashMap<K, Vec<T>> {
    let mut groups: HashMap<K, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(of(&row)).or_default().push(row);
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
