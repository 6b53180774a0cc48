//! A series for one field by itself: right in type, size, bounds and pattern, and realistic by its name.

use super::calendar::{Span, clock, days, durations, instants};
use super::series::{Number, Part, Series, Split};
use super::text::{Purpose, plain, semantic, sized};
use super::{formed, pattern, text, words};
use crate::model::{Entity, Field, Literal, Model, Type};
use crate::target::json;
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// Digits behind the point of which a counter keeps track.
const EXACT: u32 = 18;

/// How a series is wanted.
#[derive(Clone, Copy)]
pub(super) struct Want {
    /// No two rows may hold the same.
    pub distinct: bool,
    /// Rank among members that must be in order: higher ranks hold later and greater values.
    pub level: u32,
}

/// The series of a scalar field; none where only an `example:` would help.
pub(super) fn series(model: &Model, entity: &Entity, field: &Field, want: Want) -> Option<Series> {
    let ty = field.scalar()?;
    let example = field.example.as_ref().map(|example| json::literal(model, example));
    if let (Some(example), false) = (&example, want.distinct) {
        return Some(Series::constant(example.clone()));
    }
    let own = of_type(model, entity, field, ty, want);
    let made = match (&field.pattern, ty) {
        (Some(pattern), Type::Semantic { kind, min, max }) => {
            formed::series(pattern, (*kind, *min, *max), own, want.distinct)
        }
        (Some(pattern), _) => pattern::series(pattern, ty, own, want.distinct),
        (None, _) => own,
    };
    made.or(example.map(Series::constant))
}

fn of_type(model: &Model, entity: &Entity, field: &Field, ty: &Type, want: Want) -> Option<Series> {
    let purpose = Purpose { entity: entity.name.snake(), field: field.name.snake(), distinct: want.distinct };
    let span = || Span {
        min: field.min.as_ref().and_then(day_text),
        max: field.max.as_ref().and_then(day_text),
        level: want.level,
        distinct: want.distinct,
    };
    match ty {
        Type::String { min, max } => Some(plain(&purpose, *min, *max, false)),
        Type::Text { min, max } => Some(plain(&purpose, *min, *max, true)),
        Type::Char { length } => Some(char_code(&purpose, *length)),
        Type::Semantic { kind, min, max } => semantic(&purpose, *kind, *min, *max),
        Type::Password { min, max } => {
            Some(Series::constant(sized("correct horse battery", (*min).max(1), *max).into()))
        }
        Type::SmallInt => Some(integers(field, want, i64::from(i16::MAX))),
        Type::Int => Some(integers(field, want, i64::from(i32::MAX))),
        Type::BigInt => Some(integers(field, want, i64::MAX)),
        Type::Float => Some(floats(field, want)),
        Type::Decimal { precision, scale } => decimals(field, want, *precision, *scale),
        Type::Bool => Some(Series::Cycle(vec![json!(true), json!(false)])),
        Type::Date => days(&span()),
        Type::Time => clock(&span()),
        Type::DateTime => instants(&span(), "Z"),
        Type::Timestamp => instants(&span(), ""),
        Type::Duration => Some(durations(want.level)),
        Type::Uuid => Some(Series::numbered(
            "0197d5b4-6a00-7000-8000-",
            Number { width: 12, hexadecimal: true, ..Number::row() },
            "",
        )),
        Type::Json => Some(Series::constant(json!({"colour": "green", "sizes": [1, 2]}))),
        Type::Bytes { min, max } => Some(bytes(*min, *max, want.distinct)),
        Type::Enum(id) => {
            Some(Series::Cycle(model.enumeration(*id).values.iter().map(|value| json!(value.name)).collect()))
        }
        Type::List { of, min, max } => list(model, entity, field, of, (*min, *max), want),
    }
}

fn list(
    model: &Model,
    entity: &Entity,
    field: &Field,
    of: &Type,
    (min, max): (u32, u32),
    want: Want,
) -> Option<Series> {
    let count = 2.clamp(min, max.max(min));
    let element = of_type(model, entity, field, of, want)?;
    let mut items: Vec<Series> = (0..count).map(|index| Series::constant(element.at(u64::from(index)))).collect();
    if let (true, Some(first)) = (want.distinct, items.first_mut()) {
        *first = element;
    }
    Some(Series::List(items))
}

fn day_text(literal: &Literal) -> Option<&str> {
    match literal {
        Literal::Date(text) | Literal::Time(text) | Literal::DateTime(text) | Literal::Timestamp(text) => Some(text),
        _ => None,
    }
}

fn letters(all: bool) -> impl Iterator<Item = char> {
    let last = if all { 'Z' } else { 'D' };
    'A'..=last
}

/// Digits behind a letter, where there is room for one.
fn char_code(purpose: &Purpose<'_>, length: u32) -> Series {
    let about = |word: &str| purpose.entity.ends_with(word) || purpose.field.contains(word);
    match length {
        2 if about("country") => return text::countries(purpose.distinct),
        3 if about("currency") => return text::currencies(purpose.distinct),
        _ => {}
    }
    let mut phrases = words::phrases(purpose.entity, purpose.field, false).iter();
    if !purpose.distinct && phrases.any(|phrase| phrase.chars().count() as u32 == length) {
        return plain(purpose, length, length, false);
    }
    match length {
        0 => Series::constant("".into()),
        1 => Series::Cycle(letters(purpose.distinct).map(|letter| Value::from(letter.to_string())).collect()),
        2 => Series::numbered("", Number::cyclic(100, 0, 2), ""),
        3..=7 => {
            let digits = length - 1;
            Series::numbered("A", Number::cyclic(10_u64.pow(digits), 0, digits as usize), "")
        }
        _ => Series::numbered("A", Number { width: length as usize - 1, ..Number::row() }, ""),
    }
}

fn integers(field: &Field, want: Want, widest: i64) -> Series {
    let bound = |literal: &Option<Literal>| match literal {
        Some(Literal::Int(number)) => Some(*number),
        _ => None,
    };
    let (min, max) = (bound(&field.min), bound(&field.max).unwrap_or(widest));
    let natural = if field.name.snake().ends_with("year") { 2_001 } else { 1 };
    let low = min.unwrap_or_else(|| natural.min(max).min(if max < natural { max.saturating_sub(99) } else { natural }));
    let start = if low <= natural && natural <= max { natural } else { low };
    let first = if want.distinct { low } else { start };
    let shifted = first.saturating_add(i64::from(want.level) * 10).min(max);
    Series::integers(shifted, max)
}

fn floats(field: &Field, want: Want) -> Series {
    let bound = |literal: &Option<Literal>| match literal {
        Some(Literal::Float(number)) => Some(*number),
        Some(Literal::Int(number)) => Some(*number as f64),
        _ => None,
    };
    let (min, max) = (bound(&field.min), bound(&field.max));
    let low = min.unwrap_or_else(|| max.map_or(0.5, |max| if max > 100.0 { 0.5 } else { max - 100.0 }));
    let first = low + 10.0 * f64::from(want.level);
    match max {
        None => Series::Float { first, step: 1.0, count: None },
        Some(max) if max - first >= 10.0 => {
            Series::Float { first, step: 1.0, count: Some((max - first).min(999.0) as u64 + 1) }
        }
        Some(max) => {
            let count = if want.distinct { 4_096 } else { 16 };
            Series::Float {
                first: low,
                step: (max - low) / count as f64,
                count: Some(if max > low { count } else { 1 }),
            }
        }
    }
}

/// Decimals on one side of zero, in whole units and a half where the bounds leave room, else in the smallest unit.
/// Of more than [`EXACT`] digits behind the point the last are zeros.
fn decimals(field: &Field, want: Want, precision: u32, scale: u32) -> Option<Series> {
    let most = 10_i128.checked_pow(precision)? - 1;
    let units = |literal: &Option<Literal>| match literal {
        Some(Literal::Decimal(number)) => Some(minor_units(*number, scale)),
        Some(Literal::Int(number)) => Some(i128::from(*number) * 10_i128.pow(scale)),
        _ => None,
    };
    let (min, max) = (units(&field.min).unwrap_or(-most), units(&field.max).unwrap_or(most));
    let (sign, low, high) = if max < 0 { ("-", -max, -min) } else { ("", min.max(0), max) };
    let (step, zeros) = (10_i128.pow(scale.saturating_sub(EXACT)), "0".repeat(scale.saturating_sub(EXACT) as usize));
    let (first, last, digits, scale) = ((low + step - 1) / step, high / step, scale, scale.min(EXACT));
    let Some(low) = u64::try_from(first).ok().filter(|_| first <= last) else {
        let only = Decimal::from_i128_with_scale(low, digits);
        return Some(Series::constant(format!("{sign}{only}").into()));
    };
    counted_decimals(want, (sign, &zeros), (low, u64::try_from(last).unwrap_or(u64::MAX)), scale)
}

fn counted_decimals(want: Want, (sign, zeros): (&str, &str), (low, high): (u64, u64), scale: u32) -> Option<Series> {
    let unit = 10_u64.checked_pow(scale)?;
    let half = if scale == 0 { 0 } else { unit / 2 };
    let width = scale as usize;
    let fraction = if scale == 0 { String::new() } else { format!(".{half:0width$}{zeros}") };
    if high >= half {
        let (first, last) = (low.saturating_sub(half).div_ceil(unit), (high - half) / unit);
        let first = (first.max(1.min(last)) + u64::from(want.level) * 10).min(last.max(first));
        let count = last.saturating_add(1).saturating_sub(first);
        if count > 1_000 || (count > 1 && !want.distinct) {
            let modulo = (count < 1_000_000).then_some(count);
            return Some(Series::numbered(sign, Number { modulo, add: first, ..Number::row() }, &fraction));
        }
    }
    let whole = Number { modulo: Some((high - low).saturating_add(1)), add: low, ..Number::row() };
    if scale == 0 {
        return Some(Series::numbered(sign, whole, ""));
    }
    let distinct = whole.modulo;
    if high < unit {
        return Some(Series::numbered(&format!("{sign}0."), Number { width, ..whole }, zeros));
    }
    let parts = vec![
        Part::Fixed(sign.to_owned()),
        Part::Number(Number { split: Split::Quotient(unit), ..whole.clone() }),
        Part::Fixed(".".to_owned()),
        Part::Number(Number { split: Split::Remainder(unit), width, ..whole }),
        Part::Fixed(zeros.to_owned()),
    ];
    Some(Series::text(parts, distinct))
}

fn minor_units(number: Decimal, scale: u32) -> i128 {
    let mut number = number;
    number.rescale(scale);
    number.mantissa()
}

/// Base64 whose letters are digits: four of them are three bytes.
fn bytes(min: u32, max: u32, distinct: bool) -> Series {
    let count = 6.clamp(min, max.max(min));
    let (groups, rest) = (count / 3, count % 3);
    let tail = ["", "AA==", "AAA="][rest as usize];
    if groups == 0 {
        return match rest {
            0 => Series::constant("".into()),
            _ => {
                Series::Cycle(letters(distinct).map(|letter| Value::from(format!("{letter}{}", &tail[1..]))).collect())
            }
        };
    }
    let digits = (groups * 4).min(8);
    let filler = "A".repeat((groups * 4 - digits) as usize);
    Series::numbered(&filler, Number::cyclic(10_u64.pow(digits), 0, digits as usize), tail)
}
