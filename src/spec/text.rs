//! A piece of the spec's text and where each of its characters stands in the file.

use crate::source::{Source, Span};
use std::ops::Range;

/// A scalar as written: its characters, never resolved to a number or a boolean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    pub value: String,
    /// Where it stands, quotes included.
    pub span: Span,
    /// Quoted, so that words such as `now()` are nothing but text.
    pub quoted: bool,
}

impl Text {
    pub fn new(value: impl Into<String>, span: Span, quoted: bool) -> Self {
        Self { value: value.into(), span, quoted }
    }

    /// Where the bytes `range` of the value stand in the file; the whole scalar where that cannot be told.
    pub fn locate(&self, source: &Source, range: Range<usize>) -> Span {
        let raw = source.slice(self.span);
        if raw == self.value {
            return Span::new(self.span.start + range.start, self.span.start + range.end);
        }
        let offsets = match raw.as_bytes().first() {
            Some(b'\'') => single_quoted(raw),
            Some(b'"') => double_quoted(raw),
            _ => None,
        };
        let Some(offsets) = offsets.filter(|offsets| offsets.len() == self.value.len() + 1) else { return self.span };
        match (offsets.get(range.start), offsets.get(range.end)) {
            (Some(start), Some(end)) => Span::new(self.span.start + start, self.span.start + end),
            _ => self.span,
        }
    }
}

/// For every byte of the value, and its end, the offset in the quoted text; none for text of several lines.
fn single_quoted(raw: &str) -> Option<Vec<usize>> {
    let inner = raw.strip_prefix('\'')?.strip_suffix('\'')?;
    let mut offsets = Vec::with_capacity(inner.len() + 1);
    let mut at = 1;
    let mut characters = inner.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '\n' {
            return None;
        }
        offsets.extend(std::iter::repeat_n(at, character.len_utf8()));
        at += character.len_utf8();
        if character == '\'' && characters.next_if_eq(&'\'').is_some() {
            at += 1;
        }
    }
    offsets.push(at);
    Some(offsets)
}

/// Likewise for double quotes, where a backslash begins an escape.
fn double_quoted(raw: &str) -> Option<Vec<usize>> {
    let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
    let mut offsets = Vec::with_capacity(inner.len() + 1);
    let mut rest = inner;
    while let Some(character) = rest.chars().next() {
        let at = 1 + inner.len() - rest.len();
        let (taken, made) = match character {
            '\n' => return None,
            '\\' => escape(rest)?,
            _ => (character.len_utf8(), character.len_utf8()),
        };
        offsets.extend(std::iter::repeat_n(at, made));
        rest = &rest[taken..];
    }
    offsets.push(1 + inner.len());
    Some(offsets)
}

/// Bytes that an escape takes in the file and bytes that it makes in the value.
fn escape(rest: &str) -> Option<(usize, usize)> {
    let digits = match rest[1..].chars().next()? {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        'N' | '_' => return Some((2, 2)),
        'L' | 'P' => return Some((2, 3)),
        simple if simple.is_ascii() => return Some((2, 1)),
        _ => return None,
    };
    let code = u32::from_str_radix(rest.get(2..2 + digits)?, 16).ok()?;
    Some((2 + digits, char::from_u32(code)?.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn located(raw: &str, value: &str, part: &str) -> String {
        let source = Source::new("spec", raw);
        let text = Text::new(value, Span::new(0, raw.len()), true);
        let start = value.find(part).expect("part of the value");
        source.slice(text.locate(&source, start..start + part.len())).to_owned()
    }

    #[test]
    fn parts_of_quoted_scalars_are_found() {
        assert_eq!(located("string(3) index", "string(3) index", "index"), "index");
        assert_eq!(located("'it''s here'", "it's here", "here"), "here");
        assert_eq!(located(r#""a \"b\" \u00e9 end""#, "a \"b\" é end", "end"), "end");
        assert_eq!(located("'two\n  lines'", "two lines", "lines"), "'two\n  lines'");
    }
}
