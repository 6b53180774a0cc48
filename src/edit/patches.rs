//! Replacements in a text, made together so that none moves the place of another.

use super::EditError;
use super::written::Written;
use crate::source::Span;
use crate::spec::Text;
use std::ops::Range;

pub struct Patches<'a> {
    written: &'a Written<'a>,
    patches: Vec<(Span, String)>,
}

impl<'a> Patches<'a> {
    pub fn new(written: &'a Written<'a>) -> Self {
        Self { written, patches: Vec::new() }
    }

    /// Replaces a whole text by a name, which needs no quotes.
    pub fn replace(&mut self, text: &Text, new: &str) -> Result<(), EditError> {
        let bare = self.written.source.slice(text.span).trim_matches(['"', '\'']);
        self.put(text.span, bare == text.value, &text.value, new)
    }

    /// Replaces a part of a text by a name.
    pub fn replace_part(&mut self, text: &Text, part: Range<usize>, new: &str) -> Result<(), EditError> {
        let old = &text.value[part.clone()];
        let span = text.locate(self.written.source, part);
        self.put(span, self.written.source.slice(span) == old, old, new)
    }

    fn put(&mut self, span: Span, is_clear: bool, old: &str, new: &str) -> Result<(), EditError> {
        if !is_clear {
            return Err(EditError::Unclear { name: old.to_owned(), line: self.written.line(span.start) });
        }
        self.patches.push((span, new.to_owned()));
        Ok(())
    }

    pub fn insert(&mut self, at: usize, text: String) {
        self.patches.push((Span::new(at, at), text));
    }

    /// Takes a word or an entry out, with the comma, the space or the line that it leaves behind.
    pub fn cut(&mut self, span: Span) {
        let text = self.written.source.text();
        let (before, behind) = (&text[..span.start], &text[span.end..]);
        let spaces = before.len() - before.trim_end_matches(' ').len();
        let starts_line = before[..before.len() - spaces].ends_with('\n');
        let leads = behind.trim_start_matches(' ').strip_prefix(',').map(|rest| rest.trim_start_matches(' '));
        let span = if starts_line && behind.trim_start_matches(' ').starts_with(['\n', '\r']) {
            let end = behind.find('\n').map_or(text.len(), |found| span.end + found + 1);
            Span::new(span.start - spaces, end)
        } else if before[..before.len() - spaces].ends_with(',') {
            Span::new(span.start - spaces - 1, span.end)
        } else if let Some(rest) = leads {
            Span::new(span.start, text.len() - rest.len())
        } else {
            Span::new(span.start - spaces, span.end)
        };
        self.patches.push((span, String::new()));
    }

    /// The text with everything replaced.
    pub fn apply(mut self) -> String {
        self.patches.sort_by_key(|(span, _)| span.start);
        self.patches.dedup();
        let source = self.written.source.text();
        let mut text = String::with_capacity(source.len());
        let mut at = 0;
        for (span, new) in &self.patches {
            text.push_str(&source[at..span.start.max(at)]);
            text.push_str(new);
            at = span.end.max(at);
        }
        text + &source[at..]
    }
}
