//! The text of a spec and the byte ranges that point into it.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::Path;
use thiserror::Error;

/// Largest spec that is read, in bytes.
pub const MAX_BYTES: u64 = 1024 * 1024;

/// A byte range of a source's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

/// A value with the place it was written at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    pub value: T,
    pub span: Span,
}

/// A spec file: where it came from and its text, without a byte order mark.
#[derive(Debug, Clone)]
pub struct Source {
    path: String,
    text: String,
    /// Whether the file begins with a byte order mark.
    marked: bool,
}

const BYTE_ORDER_MARK: char = '\u{feff}';

/// Why a file cannot be a spec.
#[derive(Debug, Error)]
pub enum Error {
    #[error("cannot read `{path}`: {source}")]
    Unreadable { path: String, source: io::Error },
    #[error("`{path}` is not a regular file")]
    NotAFile { path: String },
    #[error("`{path}` is larger than 1 MiB")]
    TooLarge { path: String },
    #[error("`{path}` is not UTF-8: byte {offset} cannot be read")]
    NotUtf8 { path: String, offset: usize },
}

impl Source {
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let bare = text.strip_prefix(BYTE_ORDER_MARK).map(str::to_owned);
        let marked = bare.is_some();
        Self { path: path.into(), text: bare.unwrap_or(text), marked }
    }

    /// Another text for the same file.
    pub fn replaced(&self, path: impl Into<String>, text: &str) -> Self {
        Self { path: path.into(), text: text.to_owned(), marked: self.marked }
    }

    /// Reads a regular file of at most [`MAX_BYTES`] bytes of UTF-8; anything else is refused unread.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let shown = path.display().to_string();
        let unreadable = |source| Error::Unreadable { path: shown.clone(), source };
        let metadata = std::fs::metadata(path).map_err(unreadable)?;
        if !metadata.is_file() {
            return Err(Error::NotAFile { path: shown });
        }
        let mut bytes = Vec::new();
        File::open(path).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(Error::TooLarge { path: shown });
        }
        let text = String::from_utf8(bytes)
            .map_err(|error| Error::NotUtf8 { path: shown.clone(), offset: error.utf8_error().valid_up_to() })?;
        Ok(Self::new(shown, text))
    }

    /// The path as the user gave it.
    pub fn path(&self) -> &str {
        &self.path
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the file holds: the text, and the byte order mark that it begins with.
    pub fn file_text(&self) -> String {
        let mark = self.marked.then_some(BYTE_ORDER_MARK);
        mark.into_iter().collect::<String>() + &self.text
    }

    /// The text of a span, empty where it points outside.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or("")
    }

    /// The line that holds `byte`, without its end, and where it starts.
    pub fn line(&self, byte: usize) -> (usize, &str) {
        let byte = self.text.floor_char_boundary(byte);
        let start = self.text[..byte].rfind('\n').map_or(0, |found| found + 1);
        let end = self.text[byte..].find('\n').map_or(self.text.len(), |found| byte + found);
        (start, self.text[start..end].trim_end_matches('\r'))
    }

    /// The byte at a line and a column, both counted from one, columns in characters.
    pub fn byte_at(&self, line: usize, column: usize) -> usize {
        let start = match line {
            0 | 1 => 0,
            _ => self.text.match_indices('\n').nth(line - 2).map_or(self.text.len(), |(found, _)| found + 1),
        };
        let rest = &self.text[start..];
        start + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(offset, _)| offset)
    }
}

impl Span {
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }
}

impl From<Span> for Range<usize> {
    fn from(span: Span) -> Self {
        span.start..span.end
    }
}

impl<T> Spanned<T> {
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn byte_order_mark_is_dropped() {
        let source = Source::new("a", "\u{feff}name: x");
        assert_eq!((source.text(), source.file_text().as_str()), ("name: x", "\u{feff}name: x"));
        assert_eq!(source.replaced("b", "name: y").file_text(), "\u{feff}name: y");
    }

    #[test]
    fn lines_and_columns_count_characters() {
        let source = Source::new("a", "é: 1\r\nb: ü x\n");
        let byte = source.byte_at(2, 6);
        assert_eq!(&source.text()[byte..byte + 1], "x");
        assert_eq!(source.line(byte).1, "b: ü x");
        assert_eq!(source.byte_at(9, 9), source.text().len());
    }

    #[test]
    fn odd_files_are_refused() {
        assert!(matches!(Source::read(Path::new("/")), Err(Error::NotAFile { .. })));
        assert!(matches!(Source::read(Path::new("no-such-file.yaml")), Err(Error::Unreadable { .. })));
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("spec.yaml");
        std::fs::write(&path, [b'a', 0xff]).expect("written");
        assert!(matches!(Source::read(&path), Err(Error::NotUtf8 { offset: 1, .. })));
        std::fs::write(&path, vec![b' '; MAX_BYTES as usize + 1]).expect("written");
        assert!(matches!(Source::read(&path), Err(Error::TooLarge { .. })));
    }
}
