//! Walking through a line, byte by byte.

use super::text::Text;
use std::ops::Range;

/// A place in a line and what can be read from there.
pub(super) struct Cursor<'a> {
    pub text: &'a Text,
    /// Bytes read so far.
    pub at: usize,
}

impl<'a> Cursor<'a> {
    pub fn rest(&self) -> &'a str {
        &self.text.value[self.at..]
    }

    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub fn skip_spaces(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    pub fn take(&mut self, literal: &str) -> Option<Range<usize>> {
        let start = self.at;
        self.rest().starts_with(literal).then(|| {
            self.at += literal.len();
            start..self.at
        })
    }

    pub fn take_while(&mut self, keep: impl Fn(char) -> bool) -> (&'a str, Range<usize>) {
        let rest = self.rest();
        let length = rest.find(|character| !keep(character)).unwrap_or(rest.len());
        let range = self.at..self.at + length;
        self.at = range.end;
        (&rest[..length], range)
    }
}
