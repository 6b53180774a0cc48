//! Values that break one rule each, with the code that the service answers.

use super::{pattern, scalar, text};
use crate::model::{Column, Entity, Field, FieldKind, Literal, Model, Semantic, Type};
use crate::target::json;
use crate::target::rust::{self, quoted};
use regex::Regex;
use rust_decimal::Decimal;
use serde_json::Value;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{Date, Duration, PrimitiveDateTime, Time};

/// A body member that must be refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    /// What is wrong, as part of a test's name: `title_shorter_than_3_characters`.
    pub behaviour: String,
    /// The JSON member, which is also the pointer: `title`, `author_id`.
    pub member: String,
    /// Rust expression for `json!`; none: the member is left out.
    pub value: Option<String>,
    /// Code of the problem's `errors[]` entry: `too_short`.
    pub code: &'static str,
}

/// Longest text that a test sends: more is refused as a body, not as a member.
const LONGEST_TEXT: u32 = 200_000;

const DAY: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");
const CLOCK: &[BorrowedFormatItem<'_>] = format_description!("[hour]:[minute]:[second].[subsecond digits:6]");
const INSTANT: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:6]");

struct Breaker<'a> {
    model: &'a Model,
    entity: &'a Entity,
    field: &'a Field,
    column: &'a Column,
    found: Vec<Invalid>,
}

/// With a valid value of a scalar, and of a relation a key that no row has.
pub(super) fn of_field(
    model: &Model,
    entity: &Entity,
    field: &Field,
    (valid, unknown): (Option<Value>, Option<&Value>),
) -> Vec<Invalid> {
    if !field.creatable() {
        return Vec::new();
    }
    let mut breaker = Breaker { model, entity, field, column: &field.columns[0], found: Vec::new() };
    let list = matches!(field.scalar(), Some(Type::List { .. }));
    if field.required && field.default.is_none() && !list {
        breaker.missing();
    }
    if field.required {
        breaker.push(|name| format!("null_{name}"), "null", "required");
    }
    match &field.kind {
        FieldKind::ToOne(_) => breaker.relation(unknown),
        FieldKind::Scalar(ty) => {
            breaker.shape(ty);
            breaker.sizes(ty);
            breaker.bounds(ty);
            breaker.letters(ty, valid.as_ref());
            breaker.dots(ty);
        }
    }
    breaker.found
}

impl Breaker<'_> {
    fn missing(&mut self) {
        self.push(|name| format!("missing_{name}"), "", "required");
        if let Some(last) = self.found.last_mut() {
            last.value = None;
        }
    }

    fn push(&mut self, behaviour: impl Fn(&str) -> String, value: impl Into<String>, code: &'static str) {
        self.found.push(Invalid {
            behaviour: behaviour(self.column.member.snake()),
            member: self.column.member.json(self.model.json_case),
            value: Some(value.into()),
            code,
        });
    }

    /// Text that a path cannot hold, in a key.
    fn dots(&mut self, ty: &Type) {
        let key = self.entity.key_fields().any(|key| key.name == self.field.name);
        if key && matches!(ty, Type::String { .. } | Type::Char { .. } | Type::Text { .. }) {
            self.push(|name| format!("{name}_of_dots"), "\"..\"", "invalid_format");
        }
    }

    /// A foreign key of one column; of several, each part may be right and the whole unknown.
    fn relation(&mut self, unknown: Option<&Value>) {
        self.push(|name| format!("{name}_of_wrong_type"), "true", "invalid_type");
        if let Some(unknown) = unknown {
            self.push(|name| format!("unknown_{name}"), rust::json(unknown), "unknown_reference");
        }
    }

    /// The wrong JSON type, and text that is no value of the type.
    fn shape(&mut self, ty: &Type) {
        match ty {
            Type::Json => return,
            Type::Bool => self.push(|name| format!("{name}_of_wrong_type"), "\"yes\"", "invalid_type"),
            _ => self.push(|name| format!("{name}_of_wrong_type"), "true", "invalid_type"),
        }
        let unreadable = match ty {
            Type::Uuid => "not-a-uuid",
            Type::Date => "2026-02-30",
            Type::Time => "25:00:00",
            Type::DateTime => "2026-02-30T12:00:00Z",
            Type::Timestamp => "2026-02-30T12:00:00",
            Type::Duration => "five minutes",
            Type::Decimal { .. } => "ten",
            Type::Bytes { .. } => "not base64!",
            Type::Enum(_) => {
                let value = self.unknown_enum_value(ty);
                return self.push(|name| format!("unknown_{name}"), quoted(&value), "invalid_type");
            }
            _ => return,
        };
        self.push(|name| format!("unreadable_{name}"), quoted(unreadable), "invalid_type");
        if let Type::Decimal { scale, .. } = ty {
            let digits = "1".repeat(*scale as usize + 1);
            let whole = self.whole_part();
            let value = format!("\"{whole}.{digits}\"");
            self.push(|name| format!("{name}_with_{}", counted(scale + 1, "decimal")), value, "invalid_type");
        }
    }

    fn whole_part(&self) -> String {
        match &self.field.min {
            Some(Literal::Decimal(min)) if *min > Decimal::ZERO => min.ceil().to_string(),
            _ => "0".to_owned(),
        }
    }

    fn unknown_enum_value(&self, ty: &Type) -> String {
        let Type::Enum(id) = ty else { return String::new() };
        let values = &self.model.enumeration(*id).values;
        let mut name = "unheard_of".to_owned();
        while values.iter().any(|value| value.name == name) {
            name.push('_');
        }
        name
    }

    fn sizes(&mut self, ty: &Type) {
        match ty {
            Type::String { min, max } | Type::Text { min, max } | Type::Password { min, max } => {
                self.text_sizes(*min, *max, "a", "");
            }
            Type::Char { length } => self.text_sizes(*length, *length, "a", ""),
            // A text of another size that matches need not be of the form.
            Type::Semantic { .. } if self.field.pattern.is_some() => {}
            Type::Semantic { kind: Semantic::Slug, min, max } => self.text_sizes(*min, *max, "a", ""),
            Type::Semantic { kind: Semantic::Url, max, .. } => self.text_sizes(0, *max, "a", "https://example.com/"),
            Type::List { of, min, max } => self.list_sizes(of, *min, *max),
            Type::Bytes { min, max } => self.byte_sizes(*min, *max),
            _ => {}
        }
        match ty {
            Type::SmallInt => self.push(|name| format!("{name}_out_of_range"), "32768", "invalid_type"),
            Type::Int => self.push(|name| format!("{name}_out_of_range"), "2147483648_i64", "invalid_type"),
            Type::BigInt => self.push(|name| format!("{name}_out_of_range"), "9223372036854775808_u64", "invalid_type"),
            _ => {}
        }
    }

    fn text_sizes(&mut self, min: u32, max: u32, letter: &str, start: &str) {
        let matching = |size: u32| match &self.field.pattern {
            None => Some(repeated(start, letter, size)),
            Some(pattern) => pattern::sized(pattern, size as usize).map(|text| quoted(&text)),
        };
        let short =
            min.checked_sub(1).map(|size| (size, if size == 0 { Some("\"\"".to_owned()) } else { matching(size) }));
        let long = (max < LONGEST_TEXT).then(|| matching(max + 1)).flatten();
        if let Some((size, Some(value))) = short {
            let name = |name: &str| match size {
                0 => format!("empty_{name}"),
                _ => format!("{name}_shorter_than_{}", counted(min, "character")),
            };
            self.push(name, value, "too_short");
        }
        if let Some(value) = long {
            self.push(|name| format!("{name}_longer_than_{}", counted(max, "character")), value, "too_long");
        }
    }

    fn list_sizes(&mut self, of: &Type, min: u32, max: u32) {
        let plain = Field { kind: FieldKind::Scalar(of.clone()), pattern: None, example: None, ..self.field.clone() };
        let want = scalar::Want { distinct: false, level: 0 };
        let Some(item) = scalar::series(self.model, self.entity, &plain, want) else { return };
        let item = rust::json(&item.at(0));
        let item = if item.starts_with('{') { format!("json!({item})") } else { item };
        if let Some(few) = min.checked_sub(1) {
            self.push(|name| format!("fewer_than_{min}_{name}"), many(&item, few), "too_few");
        }
        self.push(|name| format!("more_than_{max}_{name}"), many(&item, max + 1), "too_many");
    }

    fn byte_sizes(&mut self, min: u32, max: u32) {
        if min > 0 {
            let value = base64_zeros(min - 1);
            self.push(|name| format!("{name}_shorter_than_{}", counted(min, "byte")), value, "too_short");
        }
        if max < LONGEST_TEXT {
            let value = base64_zeros(max + 1);
            self.push(|name| format!("{name}_longer_than_{}", counted(max, "byte")), value, "too_long");
        }
    }

    fn bounds(&mut self, ty: &Type) {
        let sides =
            [(&self.field.min, -1, "below_minimum", "too_small"), (&self.field.max, 1, "above_maximum", "too_large")];
        for (bound, step, side, code) in sides {
            let beyond = bound.as_ref().and_then(|bound| beyond(bound, ty, step));
            if let Some(literal) = beyond {
                let value = rust::json(&json::literal(self.model, &literal));
                self.push(|name| format!("{name}_{side}"), value, code);
            }
        }
    }

    /// Line breaks, NUL, the pattern and the meaning of text.
    fn letters(&mut self, ty: &Type, valid: Option<&Value>) {
        if let Type::Semantic { kind, .. } = ty {
            let value = quoted(malformed(*kind));
            return self.push(|name| format!("malformed_{name}"), value, "invalid_format");
        }
        if !ty.is_text() {
            return;
        }
        let (min, max) = text_bounds(ty);
        let valid = valid.and_then(Value::as_str).unwrap_or_default();
        let with = |letter: char| {
            let kept: String = valid.chars().take((max as usize).saturating_sub(2)).collect();
            let middle = kept.chars().count() / 2;
            let mut letters: Vec<char> = kept.chars().collect();
            letters.insert(middle, letter);
            while letters.len() < (min as usize).max(2).min(max as usize) {
                letters.push('a');
            }
            quoted(&letters.into_iter().collect::<String>())
        };
        if max > 0 && !matches!(ty, Type::Text { .. }) {
            self.push(|name| format!("{name}_with_line_break"), with('\n'), "invalid_format");
        }
        if max > 0 {
            self.push(|name| format!("{name}_with_nul"), with('\0'), "invalid_format");
        }
        let regex = self.field.pattern.as_ref().and_then(|pattern| Regex::new(pattern).ok());
        if let Some(regex) = regex {
            let tries = ["?", "a", "7", "A", " ", "é"];
            let wrong = tries
                .iter()
                .map(|part| text::sized(part, min.max(1), max))
                .chain(tries.iter().map(|part| part.repeat(min.max(1) as usize)));
            let wrong = wrong.into_iter().find(|text| !regex.is_match(text));
            if let Some(wrong) = wrong {
                self.push(|name| format!("{name}_that_breaks_its_pattern"), quoted(&wrong), "invalid_format");
            }
        }
    }
}

fn text_bounds(ty: &Type) -> (u32, u32) {
    match ty {
        Type::String { min, max } | Type::Text { min, max } | Type::Semantic { min, max, .. } => (*min, *max),
        Type::Char { length } => (*length, *length),
        _ => (0, 0),
    }
}

fn repeated(start: &str, letter: &str, size: u32) -> String {
    match (start, size as usize - start.len().min(size as usize)) {
        (start, count @ 0..=8) => quoted(&format!("{start}{}", letter.repeat(count))),
        ("", count) => format!("{}.repeat({count})", quoted(letter)),
        (start, count) => format!("format!(\"{start}{{}}\", {letter:?}.repeat({count}))"),
    }
}

/// `1_byte`, `2_bytes`.
fn counted(count: u32, thing: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count}_{thing}{plural}")
}

fn many(item: &str, count: u32) -> String {
    if count <= 4 { format!("[{}]", vec![item; count as usize].join(", ")) } else { format!("vec![{item}; {count}]") }
}

fn base64_zeros(size: u32) -> String {
    let tail = ["", "AA==", "AAA="][(size % 3) as usize];
    match size / 3 {
        0 => format!("{tail:?}"),
        1 => format!("\"AAAA{tail}\""),
        groups if tail.is_empty() => format!("\"AAAA\".repeat({groups})"),
        groups => format!("format!(\"{{}}{tail}\", \"AAAA\".repeat({groups}))"),
    }
}

/// The nearest value on the far side of a bound.
fn beyond(bound: &Literal, ty: &Type, step: i64) -> Option<Literal> {
    Some(match bound {
        Literal::Int(number) => {
            let next = number.checked_add(step)?;
            let width = match ty {
                Type::SmallInt => i64::from(i16::MIN)..=i64::from(i16::MAX),
                Type::Int => i64::from(i32::MIN)..=i64::from(i32::MAX),
                _ => i64::MIN..=i64::MAX,
            };
            Literal::Int(width.contains(&next).then_some(next)?)
        }
        Literal::Float(number) => Literal::Float(number + step as f64),
        Literal::Decimal(number) => {
            let Type::Decimal { precision, scale } = ty else { return None };
            let next = number + Decimal::new(step, *scale);
            let digits = next.mantissa().unsigned_abs().checked_ilog10().map_or(1, |digits| digits + 1);
            Literal::Decimal((digits <= *precision).then_some(next)?)
        }
        Literal::Date(text) => {
            let day = Date::parse(text, DAY).ok()?.checked_add(Duration::days(step))?;
            Literal::Date(day.format(DAY).ok()?)
        }
        Literal::Time(text) => {
            let time = Time::parse(text, CLOCK).ok()?;
            let next = time + Duration::seconds(step);
            Literal::Time(((next > time) == (step > 0)).then(|| next.format(CLOCK).ok()).flatten()?)
        }
        Literal::DateTime(text) => Literal::DateTime(format!("{}Z", instant_beyond(text.trim_end_matches('Z'), step)?)),
        Literal::Timestamp(text) => Literal::Timestamp(instant_beyond(text, step)?),
        _ => return None,
    })
}

fn instant_beyond(text: &str, step: i64) -> Option<String> {
    PrimitiveDateTime::parse(text, INSTANT).ok()?.checked_add(Duration::seconds(step))?.format(INSTANT).ok()
}

fn malformed(kind: Semantic) -> &'static str {
    match kind {
        Semantic::Email => "nobody.example.com",
        Semantic::Url => "not a url",
        Semantic::Slug => "Not A Slug",
        Semantic::Phone => "+1202call",
        Semantic::Ip => "999.999.0.1",
        Semantic::Country => "??",
        Semantic::Currency => "???",
        Semantic::Color => "#gggggg",
    }
}
