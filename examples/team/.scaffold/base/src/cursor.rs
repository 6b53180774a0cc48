//! The order of a list, and the place in it where a page ends.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::QueryBuilder;

use crate::{
    db::Database,
    error::{Error, Result},
    filter::{Bind, Column},
};

#[derive(Clone, Copy)]
pub struct Order {
    pub column: &'static Column,
    pub descending: bool,
}

/// The values of a row that a page goes on after; none stands for null.
pub type Place = Vec<Option<Box<dyn Bind>>>;

/// What a client hands back to see the next page.
#[derive(Serialize, Deserialize)]
struct Cursor {
    sort: String,
    values: Vec<Value>,
    filters: u64,
}

/// The cursor that goes on after `last`.
pub fn encode(last: &impl Serialize, order: &[Order], sort: &str, filters: u64) -> Result<String> {
    let row = serde_json::to_value(last).map_err(Error::internal)?;
    let values = order.iter().map(|order| row[order.column.member].clone()).collect();
    let cursor = Cursor { sort: sort.to_owned(), values, filters };
    Ok(URL_SAFE_NO_PAD.encode(serde_json::to_vec(&cursor).map_err(Error::internal)?))
}

/// The place that a cursor of this list, sort and filters stands for; 400 for any other.
pub fn decode(cursor: &str, order: &[Order], sort: &str, filters: u64) -> Result<Place> {
    let stale = || {
        Error::BadRequest("`cursor` does not belong to this list, its filters and its sort".into())
    };
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| stale())?;
    let cursor: Cursor = serde_json::from_slice(&bytes).map_err(|_| stale())?;
    if cursor.sort != sort || cursor.filters != filters || cursor.values.len() != order.len() {
        return Err(stale());
    }
    let values = cursor.values.iter().zip(order).map(|(value, order)| match value {
        Value::Null if order.column.nullable => Ok(None),
        Value::String(text) => order.column.parse(text).map(Some).ok_or_else(stale),
        value => order.column.parse(&value.to_string()).map(Some).ok_or_else(stale),
    });
    values.collect()
}

/// Rows that come after `values` in this order, nulls last.
pub fn push_after(
    sql: &mut QueryBuilder<Database>,
    order: &[Order],
    values: &[Option<Box<dyn Bind>>],
) {
    let ([Order { column, descending }, order @ ..], [value, values @ ..]) = (order, values) else {
        sql.push("false");
        return;
    };
    let name = column.name;
    let Some(value) = value else {
        sql.push("(").push(name).push(" is null and ");
        push_after(sql, order, values);
        sql.push(")");
        return;
    };
    sql.push("(").push(name).push(if *descending { " < " } else { " > " });
    value.push(sql);
    if column.nullable {
        sql.push(" or ").push(name).push(" is null");
    }
    if !order.is_empty() {
        sql.push(" or (").push(name).push(" = ");
        value.push(sql);
        sql.push(" and ");
        push_after(sql, order, values);
        sql.push(")");
    }
    sql.push(")");
}
