//! Literals: a checked value as a Rust expression.

use super::{enum_name, quoted, string};
use crate::model::{Literal, Model, Type};
use crate::target::duration;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use rust_decimal::Decimal;
use serde_json::Value;

/// Macros that spell a value: `time::macros::date`.
pub fn macro_imports(value: &Literal) -> Vec<&'static str> {
    match value {
        Literal::Date(_) => vec!["time::macros::date"],
        Literal::Time(_) => vec!["time::macros::time"],
        Literal::DateTime(_) | Literal::Timestamp(_) => vec!["time::macros::datetime"],
        Literal::List(items) => items.iter().flat_map(macro_imports).collect(),
        _ => Vec::new(),
    }
}

/// An expression of the value's type as it stands in a rule or a `const`: text stays `&str`.
pub fn literal(model: &Model, ty: &Type, value: &Literal) -> String {
    match value {
        Literal::Text(text) => text_literal(ty, text),
        Literal::Int(number) if i32::try_from(*number).is_err() => format!("{number}_i64"),
        Literal::Int(number) => number.to_string(),
        Literal::Float(number) => format!("{number:?}"),
        Literal::Decimal(number) => match ty {
            Type::Decimal { scale, .. } => closest_decimal(number, *scale),
            _ => format!("{number}"),
        },
        Literal::Bool(value) => value.to_string(),
        Literal::Date(text) => format!("Date::from(date!({text}))"),
        Literal::Time(text) => format!("Time::from(time!({text}))"),
        Literal::DateTime(text) => {
            format!("Instant::from(datetime!({} UTC))", text.trim_end_matches('Z').replace('T', " "))
        }
        Literal::Timestamp(text) => format!("Timestamp::from(datetime!({}))", text.replace('T', " ")),
        Literal::Enum(id, index) => {
            let enumeration = model.enumeration(*id);
            format!("{}::{}", enum_name(model, enumeration), enumeration.values[*index].variant)
        }
        Literal::Json(value) => format!("serde_json::json!({})", json(value)),
        Literal::List(items) => {
            let of = match ty {
                Type::List { of, .. } => of,
                other => other,
            };
            let items: Vec<String> = items.iter().map(|item| owned_literal(model, of, item)).collect();
            if items.is_empty() { "Vec::new()".into() } else { format!("vec![{}]", items.join(", ")) }
        }
    }
}

/// A JSON value as `json!` takes it.
pub fn json(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::String(text) => quoted(text),
        Value::Number(number) => match number.as_i64() {
            Some(whole) if i32::try_from(whole).is_err() => format!("{whole}_i64"),
            Some(whole) => whole.to_string(),
            None => match number.as_u64() {
                Some(whole) => format!("{whole}_u64"),
                None => format!("{:?}", number.as_f64().unwrap_or_default()),
            },
        },
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(json).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| format!("{}: {}", quoted(name), json(value));
            let members: Vec<String> = members.iter().map(member).collect();
            format!("{{{}}}", members.join(", "))
        }
    }
}

/// An expression of the owned type: text becomes a `String`.
pub fn owned_literal(model: &Model, ty: &Type, value: &Literal) -> String {
    let expression = literal(model, ty, value);
    if ty.is_text() { format!("{expression}.to_owned()") } else { expression }
}

/// `Decimal::new(1050)` for 10.50 with two digits after the point.
pub fn closest_decimal(number: &Decimal, scale: u32) -> String {
    let mut number = *number;
    number.rescale(scale);
    format!("Decimal::new({})", number.mantissa())
}

fn text_literal(ty: &Type, text: &str) -> String {
    match ty {
        Type::Uuid => format!("uuid::uuid!({})", string(text)),
        Type::Duration => format!("Duration::from_microseconds({})", duration::micros(text)),
        Type::Bytes { .. } => format!("Bytes::from({:?}.to_vec())", BASE64.decode(text).unwrap_or_default()),
        _ => string(text),
    }
}
