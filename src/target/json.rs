//! JSON as the service's clients see it.

use crate::model::{Literal, Model};
use serde_json::{Value, json};

/// A literal as a member of a body: enum values by name, decimals and times as text.
pub fn literal(model: &Model, literal: &Literal) -> Value {
    match literal {
        Literal::Text(text)
        | Literal::Date(text)
        | Literal::Time(text)
        | Literal::DateTime(text)
        | Literal::Timestamp(text) => json!(text),
        Literal::Int(number) => json!(number),
        Literal::Float(number) => json!(number),
        Literal::Decimal(number) => json!(number.to_string()),
        Literal::Bool(flag) => json!(flag),
        Literal::Enum(id, index) => json!(model.enumeration(*id).values[*index].name),
        Literal::Json(value) => value.clone(),
        Literal::List(items) => items.iter().map(|item| self::literal(model, item)).collect(),
    }
}
