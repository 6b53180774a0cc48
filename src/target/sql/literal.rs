//! Values as SQL spells them, in the form in which the service stores them.

use super::types::column_type;
use crate::model::{Database, Literal, Model, Type};
use crate::target::{duration, json};
use rust_decimal::Decimal;
use time::PrimitiveDateTime;
use time::macros::format_description;

/// A value of type `ty`, encoded so that it can never be more than one token.
pub fn literal(model: &Model, ty: &Type, value: &Literal) -> String {
    let sqlite = model.database == Database::Sqlite;
    match value {
        Literal::Text(text) => encoded_text(model.database, ty, text),
        Literal::Int(number) => match ty {
            Type::Decimal { scale, .. } if sqlite => minor_units(Decimal::from(*number), *scale),
            _ => number.to_string(),
        },
        Literal::Float(number) => format!("{number:?}"),
        Literal::Decimal(number) => match ty {
            Type::Decimal { scale, .. } if sqlite => minor_units(*number, *scale),
            _ => number.to_string(),
        },
        Literal::Bool(flag) if sqlite => u8::from(*flag).to_string(),
        Literal::Bool(flag) => flag.to_string(),
        Literal::DateTime(text) | Literal::Timestamp(text) if sqlite => micros_since_epoch(text).to_string(),
        Literal::Date(text) | Literal::Time(text) | Literal::DateTime(text) | Literal::Timestamp(text) => {
            text_literal(text)
        }
        Literal::Enum(id, index) => text_literal(&model.enumeration(*id).values[*index].stored),
        Literal::Json(value) => text_literal(&value.to_string()),
        Literal::List(_) if sqlite => text_literal(&json::literal(model, value).to_string()),
        Literal::List(items) => array(model, ty, items),
    }
}

/// Text in single quotes.
pub fn text_literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn encoded_text(database: Database, ty: &Type, text: &str) -> String {
    match (database, ty) {
        (Database::Sqlite, Type::Uuid) => format!("x'{}'", text.replace('-', "")),
        (Database::Sqlite, Type::Bytes { .. }) => format!("x'{}'", hex(text)),
        (Database::Postgres, Type::Bytes { .. }) => format!("'\\x{}'", hex(text)),
        (_, Type::Duration) => duration::micros(text).to_string(),
        _ => text_literal(text),
    }
}

fn array(model: &Model, ty: &Type, items: &[Literal]) -> String {
    let element = match ty {
        Type::List { of, .. } => of,
        other => other,
    };
    if items.is_empty() {
        return "'{}'".to_owned();
    }
    let items: Vec<String> = items.iter().map(|item| literal(model, element, item)).collect();
    format!("array[{}]::{}[]", items.join(", "), column_type(Database::Postgres, element))
}

/// A decimal as SQLite holds it: a whole number of the smallest unit.
fn minor_units(number: Decimal, scale: u32) -> String {
    let mut number = number;
    number.rescale(scale);
    number.mantissa().to_string()
}

/// Microseconds since 1970 of `2026-01-02T03:04:05.000000`, with or without `Z`.
fn micros_since_epoch(text: &str) -> i128 {
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond]");
    let instant = PrimitiveDateTime::parse(text.trim_end_matches('Z'), format).expect("a checked instant");
    instant.assume_utc().unix_timestamp_nanos() / 1_000
}

/// Base64 text as hexadecimal digits.
fn hex(base64: &str) -> String {
    let mut bits = 0_u32;
    let mut held = 0;
    let mut digits = String::new();
    for letter in base64.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => break,
        };
        bits = (bits << 6 | u32::from(value)) & 0xFFFF;
        held += 6;
        if held >= 8 {
            held -= 8;
            digits += &format!("{:02x}", (bits >> held) & 0xFF);
        }
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_its_quotes() {
        assert_eq!(text_literal("'); drop table users;--"), "'''); drop table users;--'");
    }

    #[test]
    fn stored_forms_are_exact() {
        assert_eq!(hex("AAEC/w=="), "000102ff");
        assert_eq!(hex("aGVsbG8="), "68656c6c6f");
        assert_eq!(minor_units(Decimal::new(15, 1), 2), "150");
        assert_eq!(micros_since_epoch("1970-01-02T00:00:00.000001Z"), 86_400_000_001);
    }
}
