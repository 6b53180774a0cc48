//! The neighbours of a value, which are on the right side of it where the value itself is not.

use super::calendar;
use crate::model::{Field, Literal, Type};
use crate::target::duration;
use rust_decimal::Decimal;
use time::Duration;

/// A little more and a little less, as far as the type has such.
pub(super) fn neighbours(ty: &Type, literal: &Literal) -> Vec<Literal> {
    let seconds = [Duration::SECOND, -Duration::SECOND];
    match literal {
        Literal::Int(number) => [number.saturating_add(1), number.saturating_sub(1)].map(Literal::Int).into(),
        Literal::Float(number) => {
            // Of a great number the neighbours must be further away to be others.
            let step = (number.abs() / 1_048_576.0).max(0.5);
            [number + step, number - step].into_iter().filter(|near| near.is_finite()).map(Literal::Float).collect()
        }
        Literal::Decimal(number) => {
            let unit = Decimal::try_from_i128_with_scale(1, number.scale()).unwrap_or_default();
            [number.checked_add(unit), number.checked_sub(unit)].into_iter().flatten().map(Literal::Decimal).collect()
        }
        Literal::Date(day) => {
            let days = [Duration::DAY, -Duration::DAY].into_iter();
            days.filter_map(|by| calendar::moved_day(day, by)).map(Literal::Date).collect()
        }
        Literal::Time(time) => {
            seconds.into_iter().filter_map(|by| calendar::moved_clock(time, by)).map(Literal::Time).collect()
        }
        Literal::DateTime(instant) => {
            let moved = seconds.into_iter().filter_map(|by| calendar::moved(instant.trim_end_matches('Z'), by));
            moved.map(|text| Literal::DateTime(text + "Z")).collect()
        }
        Literal::Timestamp(instant) => {
            seconds.into_iter().filter_map(|by| calendar::moved(instant, by)).map(Literal::Timestamp).collect()
        }
        Literal::Text(text) if *ty == Type::Duration => {
            let micros = duration::micros(text);
            [1_000_000, -1_000_000]
                .into_iter()
                .filter_map(|by| micros.checked_add(by))
                .map(|micros| Literal::Text(duration::text(micros)))
                .collect()
        }
        Literal::Text(text) => beside(ty, text).into_iter().map(Literal::Text).collect(),
        Literal::Bool(_) | Literal::Enum(..) | Literal::Json(_) | Literal::List(_) => Vec::new(),
    }
}

/// Texts before and behind one, of about its length.
fn beside(ty: &Type, text: &str) -> Vec<String> {
    if matches!(ty, Type::Semantic { .. }) {
        return Vec::new();
    }
    let mut start = text.to_owned();
    let Some(last) = start.pop() else { return vec!["a".to_owned()] };
    let alike = |letter: &char| match ty {
        Type::Uuid => matches!(letter, '0'..='9' | 'a'..='f'),
        _ => letter.is_ascii_alphanumeric(),
    };
    let other = [1_i32, -1].into_iter().filter_map(|by| char::from_u32((last as u32).checked_add_signed(by)?));
    let mut texts: Vec<String> = other.filter(alike).map(|letter| format!("{start}{letter}")).collect();
    if matches!(ty, Type::String { .. } | Type::Text { .. }) {
        texts.push(format!("{text}a"));
        texts.push(start.trim_end().to_owned());
    }
    texts
}

/// Whether values of the other field may be right for the first too, which is of another type.
pub(super) fn shares_values(field: &Field, other: &Field) -> bool {
    let (Some(ty), Some(other)) = (field.scalar(), other.scalar()) else { return false };
    match ty {
        Type::SmallInt | Type::Int | Type::BigInt => other.is_integer(),
        Type::Decimal { .. } => matches!(other, Type::Decimal { .. }),
        Type::Text { .. } => other.is_text(),
        // Long text may have lines.
        Type::String { .. } | Type::Char { .. } => other.is_text() && !matches!(other, Type::Text { .. }),
        Type::Semantic { kind, .. } => matches!(other, Type::Semantic { kind: same, .. } if same == kind),
        _ => false,
    }
}
