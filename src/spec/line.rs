//! The one-line field notation: `string(3..200)? unique min=1 = draft`.

use super::decode::Reader;
use super::field::{Default, Field, Size, TypeName, Value, Word};
use super::syntax::quoted;
use super::text::Text;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::{Span, Spanned};
use std::ops::Range;

/// Longest field line, in bytes.
const MAX_LINE: usize = 4096;

/// A place in a line and what can be read from there.
struct Cursor<'a> {
    text: &'a Text,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        &self.text.value[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip_spaces(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn take(&mut self, literal: &str) -> Option<Range<usize>> {
        let start = self.at;
        self.rest().starts_with(literal).then(|| {
            self.at += literal.len();
            start..self.at
        })
    }

    fn take_while(&mut self, keep: impl Fn(char) -> bool) -> (&'a str, Range<usize>) {
        let rest = self.rest();
        let length = rest.find(|character| !keep(character)).unwrap_or(rest.len());
        let range = self.at..self.at + length;
        self.at = range.end;
        (&rest[..length], range)
    }
}

/// Reads a whole line into `field`; its type stays empty where the line cannot be read.
pub(super) fn parse(reader: &mut Reader<'_>, text: &Text, field: &mut Field) {
    if text.value.len() > MAX_LINE {
        let message = format!("this line is longer than {MAX_LINE} bytes");
        reader.report(Diagnostic::new(Code::LineSyntax, text.span, message).help("use the long form for long values"));
        return;
    }
    let mut cursor = Cursor { text, at: 0 };
    cursor.skip_spaces();
    let Some(ty) = type_name(reader, &mut cursor) else { return };
    if cursor.peek().is_some_and(|next| !next.is_whitespace() && next != '=') {
        let (stray, range) = cursor.take_while(|character| !character.is_whitespace());
        let message = format!("`{stray}` does not belong behind a type");
        let help = "a line is a type, then words, then ` = ` and a default: `string(3..200)? unique = none`";
        reader.report(Diagnostic::new(Code::LineSyntax, text.locate(reader.source, range), message).help(help));
        return;
    }
    field.ty = Some(ty);
    loop {
        cursor.skip_spaces();
        if cursor.rest().is_empty() {
            return;
        }
        if let Some(equals) = cursor.take("=") {
            if field.default.is_some() {
                let message = "the line has two defaults";
                let span = text.locate(reader.source, equals);
                reader.report(Diagnostic::new(Code::RepeatedWord, span, message).help("keep one of the two"));
                return;
            }
            field.default = default(reader, &mut cursor, equals);
            if field.default.is_none() {
                return;
            }
            continue;
        }
        if !word(reader, &mut cursor, field) {
            return;
        }
    }
}

/// Reads a type alone, for the long form.
pub(super) fn parse_type(reader: &mut Reader<'_>, text: &Text) -> Option<TypeName> {
    let mut cursor = Cursor { text, at: 0 };
    if text.value.matches('(').count() > text.value.matches(')').count() {
        let message = format!("the type `{}` is cut off", text.value);
        let help = "inside `{ }` a type with a comma must be quoted: \"decimal(10,2)\"";
        reader.report(Diagnostic::new(Code::UnquotedType, text.span, message).help(help));
        return None;
    }
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

fn type_name(reader: &mut Reader<'_>, cursor: &mut Cursor<'_>) -> Option<TypeName> {
    let text = cursor.text;
    let start = cursor.at;
    let (name, range) = cursor.take_while(|character| character.is_alphanumeric() || character == '_');
    if name.is_empty() {
        let message = "expected a type at the beginning of the line";
        let help = "write a scalar such as `string`, an enum or an entity";
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
    ty.size = Some(parse_size(reader, cursor.text, inner)?);
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

/// Reads what stands between the brackets.
pub(super) fn parse_size(reader: &mut Reader<'_>, text: &Text, range: Range<usize>) -> Option<Spanned<Size>> {
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
        let help = "write `200`, `3..200`, `10..`, `..200`, or `10,2` for a decimal, in plain digits";
        reader.report(Diagnostic::new(Code::InvalidSize, span, message).help(help));
    }
    size.map(|size| Spanned::new(size, span))
}

/// Reads a default: quoted text, one bare word, or the rest of the line where no word of the notation follows.
fn default(reader: &mut Reader<'_>, cursor: &mut Cursor<'_>, equals: Range<usize>) -> Option<Default> {
    cursor.skip_spaces();
    let (start, rest, text) = (cursor.at, cursor.rest().trim_end(), cursor.text);
    if rest.is_empty() {
        reader.report(empty_default(reader, text, equals));
        return None;
    }
    let mark = rest.chars().next().filter(|mark| matches!(mark, '"' | '\''));
    if let Some(end) = mark.and_then(|mark| closing(rest, mark)) {
        cursor.at = start + end + 1;
        let span = text.locate(reader.source, start..cursor.at);
        return Some(Default::Value(Value::Text(Text::new(unquote(&rest[..=end]), span, true))));
    }
    let first = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let mut words = rest[first..].split_whitespace();
    let length = match words.next() {
        Some(next) if is_word(next) => first,
        _ => rest.len(),
    };
    let span = text.locate(reader.source, start..start + length);
    if length > first && words.any(is_word) {
        let diagnostic = Diagnostic::new(Code::LineSyntax, span, "it cannot be told where this default ends")
            .help("put quotes around a default of several words, and the other words before or behind it");
        reader.report(diagnostic);
        return None;
    }
    cursor.at = start + length;
    Some(Default::Value(Value::Text(Text::new(&rest[..length], span, false))))
}

/// Whether a piece of a line looks like a word of the notation.
fn is_word(piece: &str) -> bool {
    match piece.split_once('=') {
        Some((key, _)) => Word::KEYS.iter().any(|(spelling, _)| *spelling == key),
        None => piece == "as" || Word::FLAGS.iter().any(|(spelling, _)| *spelling == piece),
    }
}

/// A line that ends in `=`: YAML reads ` #fff` as a comment.
fn empty_default(reader: &Reader<'_>, text: &Text, equals: Range<usize>) -> Diagnostic {
    let span = text.locate(reader.source, equals);
    match comment_after(reader, text) {
        Some(comment) => {
            let line = format!("{} {}", text.value.trim_end(), reader.source.slice(comment).trim_end());
            Diagnostic::new(Code::YamlComment, span, "the default is empty: YAML reads what follows ` #` as a comment")
                .label(comment, "a comment")
                .help("quote the whole line")
                .suggest(Span::new(text.span.start, comment.end), quoted(&line))
        }
        None => Diagnostic::new(Code::LineSyntax, span, "nothing stands behind `=`")
            .help("write the default, or remove the `=`"),
    }
}

/// The comment that stands on the line behind an unquoted scalar.
fn comment_after(reader: &Reader<'_>, text: &Text) -> Option<Span> {
    let (start, line) = reader.source.line(text.span.end);
    let behind = line.get(text.span.end.checked_sub(start)?..)?;
    let offset = behind.len() - behind.trim_start().len();
    (!text.quoted && behind.trim_start().starts_with('#'))
        .then(|| Span::new(text.span.end + offset, start + line.trim_end().len()))
}

/// Reads one word; false where the rest of the line makes no sense.
fn word(reader: &mut Reader<'_>, cursor: &mut Cursor<'_>, field: &mut Field) -> bool {
    let text = cursor.text;
    let (name, range) = cursor.take_while(|character| !character.is_whitespace() && character != '=');
    let span = text.locate(reader.source, range.clone());
    let with_value = name == "as" || cursor.take("=").is_some();
    let table: &[(&str, Word)] = if with_value { &Word::KEYS } else { &Word::FLAGS };
    let Some(word) = table.iter().find(|(spelling, _)| *spelling == name).map(|(_, word)| *word) else {
        reader.report(unknown_word(name, span, with_value));
        return !with_value || value(reader, cursor, span).is_some();
    };
    let value = if name == "as" {
        cursor.take("=");
        cursor.skip_spaces();
        value(reader, cursor, span)
    } else if with_value {
        value(reader, cursor, span)
    } else {
        None
    };
    if with_value && value.is_none() {
        return false;
    }
    let whole = text.locate(reader.source, range.start..cursor.at);
    if let Some(first) = field.words.span(word) {
        let message = format!("the word `{name}` stands here twice");
        reader.report(Diagnostic::new(Code::RepeatedWord, whole, message).label(first, "first here").help("keep one"));
        return true;
    }
    field.words.push(word, whole, value);
    true
}

fn unknown_word(name: &str, span: Span, with_value: bool) -> Diagnostic {
    let all = || Word::FLAGS.iter().chain(&Word::KEYS).map(|(spelling, _)| *spelling);
    let message = match with_value {
        true => format!("`{name}=` is no word of the field line"),
        false => format!("`{name}` is no word of the field line"),
    };
    let diagnostic = Diagnostic::new(Code::UnknownWord, span, message);
    if let Some((spelling, _)) = Word::KEYS.iter().find(|(spelling, _)| *spelling == name) {
        return diagnostic.help(format!("`{spelling}` takes a value: `{spelling}=…`"));
    }
    if Word::FLAGS.iter().any(|(spelling, _)| *spelling == name) {
        return diagnostic.help(format!("`{name}` takes no value"));
    }
    match name {
        "default" => diagnostic.help("a default is written ` = value` at the end of the line"),
        "required" | "not_null" => diagnostic.help("a field is required unless its type ends in `?`"),
        "optional" | "nullable" | "null" => diagnostic.help("an optional field has a `?` behind its type: `string?`"),
        "primary" | "primary_key" => diagnostic.help("the word is `pk`"),
        _ if nearest(name, all()).is_some() => diagnostic.did_you_mean(name, all()),
        _ => diagnostic.help(format!("the words are {}", all().collect::<Vec<_>>().join(", "))),
    }
}

/// The value behind `key=`: bare, quoted, or a pattern between slashes.
fn value(reader: &mut Reader<'_>, cursor: &mut Cursor<'_>, key: Span) -> Option<Text> {
    let text = cursor.text;
    let start = cursor.at;
    let rest = cursor.rest();
    let (length, inner, is_quoted) = match cursor.peek() {
        None | Some(' ' | '\t') => {
            reader.report(
                Diagnostic::new(Code::LineSyntax, key, "this word has no value")
                    .help("write it without a space: `min=1`"),
            );
            return None;
        }
        Some(mark @ ('/' | '"' | '\'')) => match closing(rest, mark) {
            Some(end) if mark == '/' => (end + 1, rest[1..end].to_owned(), false),
            Some(end) => (end + 1, unquote(&rest[..=end]), true),
            None => {
                reader.report(unclosed(reader, text, start, mark));
                return None;
            }
        },
        Some(_) => {
            let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
            (length, rest[..length].to_owned(), false)
        }
    };
    cursor.at += length;
    Some(Text::new(inner, text.locate(reader.source, start..start + length), is_quoted))
}

fn unclosed(reader: &Reader<'_>, text: &Text, start: usize, mark: char) -> Diagnostic {
    let span = text.locate(reader.source, start..text.value.len());
    match comment_after(reader, text) {
        Some(comment) => {
            let line = source_line(reader, text, comment);
            Diagnostic::new(
                Code::YamlComment,
                span,
                format!("`{mark}` is not closed: YAML reads what follows ` #` as a comment"),
            )
            .label(comment, "a comment")
            .help("quote the whole line")
            .suggest(Span::new(text.span.start, comment.end), quoted(&line))
        }
        None => Diagnostic::new(Code::LineSyntax, span, format!("`{mark}` is not closed"))
            .help(format!("add `{mark}` at the end of the value")),
    }
}

fn source_line(reader: &Reader<'_>, text: &Text, comment: Span) -> String {
    reader.source.slice(Span::new(text.span.start, comment.end)).trim_end().to_owned()
}

/// Where the value that begins with `mark` ends: an unescaped mark before a space or the end.
fn closing(rest: &str, mark: char) -> Option<usize> {
    let mut escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if character == '\\' {
            escaped = true;
        } else if character == mark && rest[at + 1..].chars().next().is_none_or(char::is_whitespace) {
            return Some(at);
        }
    }
    None
}

/// The inside of quoted text; a backslash takes the next character as it is.
fn unquote(text: &str) -> String {
    let mut inner = String::new();
    let mut escaped = false;
    for character in text[1..text.len() - 1].chars() {
        if character == '\\' && !escaped {
            escaped = true;
            continue;
        }
        inner.push(character);
        escaped = false;
    }
    inner
}
