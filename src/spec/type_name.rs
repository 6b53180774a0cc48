//! The type at the head of a line: `string(3..200)?`, `Tag[]`.

use super::cursor::Cursor;
use super::decode::Reader;
use super::field::{Size, TypeName};
use super::text::Text;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Spanned;
use std::fmt::Display;
use std::ops::Range;

/// Types whose values have bounds, and not a length.
const BOUNDED: [&str; 9] = ["smallint", "int", "bigint", "float", "decimal", "date", "time", "datetime", "timestamp"];

/// Reads a type alone, for the long form.
pub(super) fn parse_type(reader: &mut Reader<'_>, text: &Text) -> Option<TypeName> {
    let mut cursor = Cursor { text, at: 0 };
    cursor.skip_spaces();
    let ty = type_name(reader, &mut cursor)?;
    cursor.skip_spaces();
    if !cursor.rest().is_empty() {
        let span = text.locate(reader.source, cursor.at..text.value.len());
        let message = format!("`{}` does not belong into `type`", cursor.rest());
        let help = "in the long form every word is a key of its own: `{type: string, unique: true}`";
        reader.report(Diagnostic::new(Code::LineSyntax, span, message).help(help));
    }
    Some(ty)
}

pub(super) fn type_name(reader: &mut Reader<'_>, cursor: &mut Cursor<'_>) -> Option<TypeName> {
    let text = cursor.text;
    let start = cursor.at;
    let (name, range) = cursor.take_while(|character| character.is_alphanumeric() || character == '_');
    if name.is_empty() {
        let message = "expected a type at the beginning of the line";
        let help = match text.value[start..].starts_with('[') {
            true => "an enum has its values under `enums:`, and stands here by its name",
            false => "write a scalar such as `string`, an enum or an entity",
        };
        let span = text.locate(reader.source, start..text.value.len().min(start + 1));
        reader.report(Diagnostic::new(Code::LineSyntax, span, message).help(help));
        return None;
    }
    let mut ty = TypeName {
        name: Text::new(name, text.locate(reader.source, range), text.quoted),
        size: None,
        optional: false,
        list: false,
        span: text.span,
    };
    size(reader, cursor, &mut ty)?;
    marks(reader, cursor, &mut ty)?;
    ty.span = text.locate(reader.source, start..cursor.at);
    Some(ty)
}

fn size(reader: &mut Reader<'_>, cursor: &mut Cursor<'_>, ty: &mut TypeName) -> Option<()> {
    let Some(open) = cursor.take("(") else { return Some(()) };
    let (_, inner) = cursor.take_while(|character| character != ')');
    if cursor.take(")").is_none() {
        let span = cursor.text.locate(reader.source, open);
        reader.report(Diagnostic::new(Code::LineSyntax, span, "this bracket is not closed").help("add `)`"));
        return None;
    }
    // Values of an enum may stand there, which has no place here at all, as whoever looks the type up will say.
    if !ty.name.value.eq_ignore_ascii_case("enum") {
        ty.size = Some(parse_size(reader, cursor.text, inner, &ty.name.value)?);
    }
    Some(())
}

/// `?` or `[]`, and the mistakes people make with them.
fn marks(reader: &mut Reader<'_>, cursor: &mut Cursor<'_>, ty: &mut TypeName) -> Option<()> {
    let start = cursor.at;
    loop {
        if cursor.take("?").is_some() {
            ty.optional = true;
        } else if cursor.take("[]").is_some() {
            if ty.list {
                let span = cursor.text.locate(reader.source, start..cursor.at);
                let message = "a list of lists is not a type";
                reader.report(
                    Diagnostic::new(Code::NestedList, span, message).help("use `json`, or an entity of its own"),
                );
                return None;
            }
            ty.list = true;
        } else {
            break;
        }
    }
    let marks = &cursor.text.value[start..cursor.at];
    if !marks.is_empty() && cursor.peek() == Some('(') {
        let (_, inner) = cursor.take_while(|character| character != ')');
        cursor.take(")");
        let whole = cursor.text.locate(reader.source, start..cursor.at);
        let size = &cursor.text.value[inner.start..cursor.at];
        let diagnostic = Diagnostic::new(Code::WordOrder, whole, format!("the size stands before `{marks}`"))
            .help("write the size first")
            .suggest(whole, format!("{size}{marks}"));
        reader.report(diagnostic);
        return None;
    }
    if ty.optional && ty.list {
        let span = cursor.text.locate(reader.source, start..cursor.at);
        let diagnostic = Diagnostic::new(Code::OptionalList, span, "a list is never optional: empty is its nothing")
            .help("remove the `?`")
            .suggest(span, "[]");
        reader.report(diagnostic);
        ty.optional = false;
    }
    Some(())
}

/// Bounds as they are written behind a type: ` min=18 max=99`.
pub fn bounds<T: Display>(min: Option<T>, max: Option<T>) -> String {
    let words = [("min", min), ("max", max)];
    words.into_iter().filter_map(|(word, bound)| Some(format!(" {word}={}", bound?))).collect()
}

/// Reads what stands between the brackets behind the name of a type.
pub(super) fn parse_size(
    reader: &mut Reader<'_>,
    text: &Text,
    range: Range<usize>,
    name: &str,
) -> Option<Spanned<Size>> {
    let inner = &text.value[range.clone()];
    let number = |digits: &str| {
        let digits = digits.trim();
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
        digits.parse::<u32>().ok().filter(|_| plain)
    };
    let bound = |digits: &str| if digits.trim().is_empty() { Some(None) } else { number(digits).map(Some) };
    let size = match (inner.split_once(".."), inner.split_once(',')) {
        (Some((low, high)), _) => match (bound(low), bound(high)) {
            (Some(None), Some(None)) => None,
            (Some(low), Some(high)) => Some(Size::Range(low, high)),
            _ => None,
        },
        (None, Some((precision, scale))) => number(precision).zip(number(scale)).map(|(p, s)| Size::Pair(p, s)),
        (None, None) => number(inner).map(Size::Number),
    };
    let span = text.locate(reader.source, range);
    if size.is_none() {
        let message = format!("`{inner}` is not a size");
        let help = match inner.split_once("..").filter(|_| BOUNDED.contains(&name)) {
            Some((min, max)) => {
                let [min, max] = [min, max].map(|bound| Some(bound.trim()).filter(|bound| !bound.is_empty()));
                let digits = if name == "decimal" { "(10,2)" } else { "" };
                format!("bounds of the value are words: `{name}{digits}{}`", bounds(min, max))
            }
            None => "write `200`, `3..200`, `10..`, `..200`, or `10,2` for a decimal, in plain digits".to_owned(),
        };
        reader.report(Diagnostic::new(Code::InvalidSize, span, message).help(help));
    }
    size.map(|size| Spanned::new(size, span))
}
