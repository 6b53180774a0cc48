//! The one-line field notation: `string(3..200)? unique min=1 = draft`.

use super::cursor::Cursor;
use super::decode::Reader;
use super::field::{Default, Field, Value, Word};
use super::syntax::quoted;
use super::text::Text;
use super::type_name::type_name;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::Span;
use std::ops::Range;

/// Longest field line, in bytes.
const MAX_LINE: usize = 4096;

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
        let slip = rest[first..].split_whitespace().find(|piece| is_word(piece) || is_slip(piece));
        let slip = slip.filter(|piece| !is_word(piece)).map(|piece| {
            let (name, at) = (piece.split('=').next().unwrap_or(piece), start + offset(rest, piece));
            unknown_word(name, text.locate(reader.source, at..at + name.len()), piece.contains('='))
        });
        reader.report(slip.unwrap_or_else(|| {
            Diagnostic::new(Code::LineSyntax, span, "it cannot be told where this default ends")
                .help("put quotes around a default of several words, and the other words before or behind it")
        }));
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

/// Whether a piece of a line looks like a word of the notation with a slip in it.
fn is_slip(piece: &str) -> bool {
    match piece.split_once('=') {
        Some((key, _)) => nearest(key, Word::KEYS.iter().map(|(spelling, _)| *spelling)).is_some(),
        None => nearest(piece, Word::FLAGS.iter().map(|(spelling, _)| *spelling)).is_some(),
    }
}

/// Where a piece of `whole` begins in it.
fn offset(whole: &str, piece: &str) -> usize {
    piece.as_ptr() as usize - whole.as_ptr() as usize
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
        return !with_value || value(reader, cursor, span, &PATTERN_MARKS).is_some();
    };
    let marks = if word == Word::Pattern { &PATTERN_MARKS[..] } else { &QUOTES };
    let value = if name == "as" {
        cursor.take("=");
        cursor.skip_spaces();
        value(reader, cursor, span, marks)
    } else if with_value {
        value(reader, cursor, span, marks)
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
    field.words.push(word, whole, value.map(Value::Text));
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
        "columns" | "doc" | "example" | "in" | "items" | "message" | "references" => {
            diagnostic.help(format!("`{name}` stands in the long form: `{{type: …, {name}: …}}`"))
        }
        _ if nearest(name, all()).is_some() => diagnostic.did_you_mean(name, all()),
        _ => diagnostic.help(format!("the words are {}", all().collect::<Vec<_>>().join(", "))),
    }
}

/// What a value may stand between.
const QUOTES: [char; 2] = ['"', '\''];
const PATTERN_MARKS: [char; 3] = ['"', '\'', '/'];

/// The value behind `key=`: bare, quoted, or a pattern between slashes.
fn value(reader: &mut Reader<'_>, cursor: &mut Cursor<'_>, key: Span, marks: &[char]) -> Option<Text> {
    let text = cursor.text;
    let start = cursor.at;
    let rest = cursor.rest();
    let (length, inner, is_quoted) = match cursor.peek() {
        None | Some(' ' | '\t') => {
            let help = match reader.source.slice(key) {
                "as" => "name the way back, such as `as posts`",
                _ => "write it without a space: `min=1`",
            };
            reader.report(Diagnostic::new(Code::LineSyntax, key, "this word has no value").help(help));
            return None;
        }
        Some(mark) if marks.contains(&mark) => match closing(rest, mark) {
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
