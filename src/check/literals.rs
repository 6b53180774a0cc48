//! Values as written to literals of a type, in their one canonical form.

use super::draft::Scope;
use super::temporal;
use crate::model::{Literal, Semantic, Type};
use crate::spec::{Kind, Node, Text, Value};
use rust_decimal::Decimal;
use std::cmp::Ordering;
use std::str::FromStr;

/// The literal of `ty` that a value spells, or why it spells none.
pub(super) fn literal(scope: &Scope<'_>, ty: &Type, value: &Value) -> Result<Literal, String> {
    match (ty, value) {
        (Type::Json, Value::Text(text))
            if text.quoted || serde_json::from_str::<serde_json::Value>(&text.value).is_err() =>
        {
            Ok(Literal::Json(serde_json::Value::String(text.value.clone())))
        }
        (Type::Json, Value::Text(text)) => Ok(Literal::Json(serde_json::from_str(&text.value).unwrap_or_default())),
        (Type::Json, Value::Node(node)) => Ok(Literal::Json(json(node))),
        (Type::List { of, min, max }, value) => list(scope, of, (*min, *max), value),
        (_, Value::Text(text)) => scalar(scope, ty, text),
        (_, Value::Node(_)) => Err("this is no single value".to_owned()),
    }
}

/// The literal that a text spells.
pub(super) fn scalar(scope: &Scope<'_>, ty: &Type, text: &Text) -> Result<Literal, String> {
    let written = text.value.as_str();
    match ty {
        Type::String { min, max } | Type::Text { min, max } => {
            let one_line = matches!(ty, Type::String { .. });
            characters(written, *min, *max, one_line).map(Literal::Text)
        }
        Type::Char { length } => characters(written, *length, *length, true).map(Literal::Text),
        Type::Semantic { kind, min, max } => {
            characters(written, *min, *max, true).and_then(|text| meaningful(*kind, text)).map(Literal::Text)
        }
        Type::SmallInt => integer(written, i16::MIN.into(), i16::MAX.into()),
        Type::Int => integer(written, i32::MIN.into(), i32::MAX.into()),
        Type::BigInt => integer(written, i64::MIN, i64::MAX),
        Type::Float => float(written),
        Type::Decimal { precision, scale } => decimal(written, *precision, *scale),
        Type::Bool => boolean(written),
        Type::Date => temporal::date(written),
        Type::Time => temporal::time(written),
        Type::DateTime => temporal::date_time(written),
        Type::Timestamp => temporal::timestamp(written),
        Type::Duration => temporal::duration(written),
        Type::Uuid => uuid(written),
        Type::Bytes { min, max } => base64(written, *min, *max),
        Type::Password { min, max } => characters(written, *min, *max, true).map(Literal::Text),
        Type::Enum(id) => {
            let values = scope.enums.get(id.0).map_or(&[][..], |made| &made.values);
            let found = values.iter().position(|value| value.name == written);
            found.map(|index| Literal::Enum(*id, index)).ok_or_else(|| {
                let names: Vec<String> = values.iter().map(|value| format!("`{}`", value.name)).collect();
                format!("the values are {}", names.join(", "))
            })
        }
        Type::Json | Type::List { .. } => Err("this is no single value".to_owned()),
    }
}

/// What to write where a literal of `ty` is wanted.
pub(super) fn form(scope: &Scope<'_>, ty: &Type) -> String {
    let form = match ty {
        Type::String { .. } | Type::Text { .. } | Type::Char { .. } => "write text that keeps the size, or change it",
        Type::Semantic { kind, .. } => return format!("write {}", meaning(*kind)),
        Type::SmallInt | Type::Int | Type::BigInt => "write plain decimal digits: `1000`, not `1_000`, `0x10` or `1.0`",
        Type::Float => "write a finite number: `1.5`",
        Type::Decimal { .. } => "write plain decimal digits that fit the type: `9.50`, not `1_000` or `1e3`",
        Type::Bool => "write `true` or `false`",
        Type::Date => "write a day that exists, or `today()` as a default: `2026-01-31`",
        Type::Time => "write an hour of the day: `18:30` or `18:30:00`",
        Type::DateTime => "write an instant with its offset, or `now()` as a default: `2026-01-31T18:30:00Z`",
        Type::Timestamp => "write a day and an hour, or `now()` as a default: `2026-01-31T18:30:00`",
        Type::Duration => "write days, hours, minutes and seconds: `P1DT2H`, `PT90M`",
        Type::Uuid => "write a UUID, or `uuid()` as a default: `018f4e6c-7b5e-7c3a-9d2e-5f6a7b8c9d0e`",
        Type::Json => "write JSON",
        Type::Bytes { .. } => "write base64 with its padding: `aGVsbG8=`",
        Type::Password { .. } => "leave it out",
        Type::Enum(id) => {
            let values = scope.enums.get(id.0).map_or(&[][..], |made| &made.values);
            let first = values.first().map_or("", |value| value.name.as_str());
            return format!("write one of the enum's values, such as `{first}`");
        }
        Type::List { .. } => "write the items in square brackets, as many as the list may have: `[a, b]`",
    };
    form.to_owned()
}

/// Order of two literals of one type, where the type has one.
pub(super) fn compare(left: &Literal, right: &Literal) -> Option<Ordering> {
    match (left, right) {
        (Literal::Int(left), Literal::Int(right)) => Some(left.cmp(right)),
        (Literal::Float(left), Literal::Float(right)) => left.partial_cmp(right),
        (Literal::Decimal(left), Literal::Decimal(right)) => Some(left.cmp(right)),
        (Literal::Date(left), Literal::Date(right))
        | (Literal::Time(left), Literal::Time(right))
        | (Literal::DateTime(left), Literal::DateTime(right))
        | (Literal::Timestamp(left), Literal::Timestamp(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

fn characters(text: &str, min: u32, max: u32, one_line: bool) -> Result<String, String> {
    let length = text.chars().count();
    if length < min as usize || length > max as usize {
        return Err(format!("it has {length} characters, and {min} to {max} are allowed"));
    }
    if one_line && text.contains('\n') {
        return Err("it has a line break, and the type holds one line".to_owned());
    }
    Ok(text.to_owned())
}

/// What text with a meaning looks like.
fn meaning(kind: Semantic) -> &'static str {
    match kind {
        Semantic::Email => "an e-mail address such as `ada@example.com`",
        Semantic::Url => "an address such as `https://example.com/`",
        Semantic::Slug => "a slug such as `first-post`",
        Semantic::Phone => "a phone number such as `+4930123456`",
        Semantic::Ip => "an IP address such as `192.0.2.1`",
        Semantic::Country | Semantic::Currency => "a code of capital letters such as `DE` or `EUR`",
        Semantic::Color => "a colour such as `#1e90ff`",
    }
}

fn meaningful(kind: Semantic, text: String) -> Result<String, String> {
    match (kind.admits(&text), kind) {
        (false, _) => Err(format!("it is not {}", meaning(kind))),
        (true, Semantic::Email) => Ok(text.to_lowercase()),
        (true, _) => Ok(text),
    }
}

/// Digits as everybody reads them: no leading zero, underscore or radix.
fn plain_digits(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let whole = digits.split('.').next().unwrap_or_default();
    !whole.is_empty() && (whole == "0" || !whole.starts_with('0')) && whole.bytes().all(|byte| byte.is_ascii_digit())
}

fn integer(text: &str, min: i64, max: i64) -> Result<Literal, String> {
    if !plain_digits(text) || text.contains('.') {
        return Err("it is not a whole number in plain digits".to_owned());
    }
    let number = i128::from_str(text).ok().and_then(|number| i64::try_from(number).ok());
    number
        .filter(|number| (min..=max).contains(number))
        .map(Literal::Int)
        .ok_or_else(|| format!("it does not lie between {min} and {max}"))
}

fn float(text: &str) -> Result<Literal, String> {
    let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
    let number = f64::from_str(text).ok().filter(|number| number.is_finite() && plain_digits(mantissa));
    number.map(Literal::Float).ok_or_else(|| "it is not a finite number".to_owned())
}

fn decimal(text: &str, precision: u32, scale: u32) -> Result<Literal, String> {
    let shape_error = || "it is not a decimal number in plain digits".to_owned();
    if !plain_digits(text) || text.ends_with('.') {
        return Err(shape_error());
    }
    let mut number = Decimal::from_str_exact(text).map_err(|_| shape_error())?;
    if number.scale() > scale {
        return Err(format!("it has more than {scale} digits behind the point"));
    }
    let whole = number.trunc().abs().to_string();
    if whole != "0" && whole.len() > (precision - scale) as usize {
        return Err(format!("it has more than {} digits before the point", precision - scale));
    }
    number.rescale(scale);
    Ok(Literal::Decimal(number))
}

fn boolean(text: &str) -> Result<Literal, String> {
    match text {
        "true" => Ok(Literal::Bool(true)),
        "false" => Ok(Literal::Bool(false)),
        _ => Err("write `true` or `false`".to_owned()),
    }
}

fn uuid(text: &str) -> Result<Literal, String> {
    let parts: Vec<&str> = text.split('-').collect();
    let formed = parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12])
        && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_hexdigit()));
    match formed {
        true => Ok(Literal::Text(text.to_ascii_lowercase())),
        false => Err("it is not a UUID such as `018f4e6c-7b5e-7c3a-9d2e-5f6a7b8c9d0e`".to_owned()),
    }
}

fn base64(text: &str, min: u32, max: u32) -> Result<Literal, String> {
    let content = text.trim_end_matches('=');
    let padding = text.len() - content.len();
    let formed = text.len().is_multiple_of(4)
        && padding <= 2
        && content.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/".contains(&byte));
    if !formed {
        return Err("it is not base64 with its padding".to_owned());
    }
    let size = text.len() / 4 * 3 - padding;
    match size >= min as usize && size <= max as usize {
        true => Ok(Literal::Text(text.to_owned())),
        false => Err(format!("it has {size} bytes, and {min} to {max} are allowed")),
    }
}

fn list(scope: &Scope<'_>, of: &Type, (min, max): (u32, u32), value: &Value) -> Result<Literal, String> {
    let items: Vec<Value> = match value {
        Value::Node(Node { kind: Kind::List(items), .. }) => items.iter().map(as_value).collect(),
        Value::Text(text) if text.value.starts_with('[') && text.value.ends_with(']') => {
            let inner = text.value[1..text.value.len() - 1].trim();
            let parts = inner.split(',').map(str::trim).filter(|_| !inner.is_empty());
            parts.map(|part| Value::Text(Text::new(part.trim_matches('"'), text.span, false))).collect()
        }
        _ => return Err("write a list such as `[a, b]`".to_owned()),
    };
    if items.len() < min as usize || items.len() > max as usize {
        return Err(format!("it has {} items, and {min} to {max} are allowed", items.len()));
    }
    items.iter().map(|item| literal(scope, of, item)).collect::<Result<_, _>>().map(Literal::List)
}

fn as_value(node: &Node) -> Value {
    match &node.kind {
        Kind::Text(text) => Value::Text(text.clone()),
        _ => Value::Node(node.clone()),
    }
}

/// A YAML value as JSON: unquoted numbers, booleans and null are what they look like.
fn json(node: &Node) -> serde_json::Value {
    match &node.kind {
        Kind::Null => serde_json::Value::Null,
        Kind::Text(text) if text.quoted => serde_json::Value::String(text.value.clone()),
        Kind::Text(text) => match serde_json::from_str(&text.value) {
            Ok(value @ (serde_json::Value::Bool(_) | serde_json::Value::Number(_))) => value,
            _ => serde_json::Value::String(text.value.clone()),
        },
        Kind::List(items) => items.iter().map(json).collect(),
        Kind::Map(entries) => entries
            .iter()
            .map(|(key, value)| (key.value.clone(), json(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
    }
}
