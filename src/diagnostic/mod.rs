//! One mistake of a spec with its place, and the report that gathers them.

mod code;
mod explain;
mod json;
mod render;

pub use code::Code;
pub use explain::explain;
pub use render::Style;

use std::ops::Range;

/// A mistake, where it stands and how to mend it.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    pub code: Code,
    pub message: String,
    /// Byte range in the source.
    pub span: Range<usize>,
    /// Words beside the caret.
    pub note: Option<String>,
    /// Other places that belong to the mistake.
    pub labels: Vec<Label>,
    pub help: Option<String>,
    pub suggestion: Option<Suggestion>,
}

/// A second place with what it has to do with the mistake.
#[derive(Debug, Clone)]
pub struct Label {
    pub span: Range<usize>,
    pub message: String,
}

/// A replacement of text that mends the mistake.
#[derive(Debug, Clone)]
pub struct Suggestion {
    pub span: Range<usize>,
    pub replacement: String,
}

/// Most mistakes that a report shows; nobody reads more, and a hostile file may make a hundred thousand.
const MOST_SHOWN: usize = 100;

/// Most characters of a message, and of a name that is compared with others.
const LONGEST_MESSAGE: usize = 600;
const LONGEST_NAME: usize = 80;

/// All mistakes of one run over one file, in the order of their places.
#[derive(Debug, Clone)]
pub struct Report {
    path: String,
    text: String,
    diagnostics: Vec<Diagnostic>,
    /// Mistakes beyond [`MOST_SHOWN`].
    omitted: usize,
}

impl Diagnostic {
    pub fn new(code: Code, span: impl Into<Range<usize>>, message: impl AsRef<str>) -> Self {
        Self {
            code,
            message: visible(message.as_ref()),
            span: span.into(),
            note: None,
            labels: Vec::new(),
            help: None,
            suggestion: None,
        }
    }

    /// Puts words beside the caret.
    pub fn note(mut self, note: impl AsRef<str>) -> Self {
        self.note = Some(visible(note.as_ref()));
        self
    }

    /// Points at a second place.
    pub fn label(mut self, span: impl Into<Range<usize>>, message: impl AsRef<str>) -> Self {
        self.labels.push(Label { span: span.into(), message: visible(message.as_ref()) });
        self
    }

    /// Says how to mend it.
    pub fn help(mut self, help: impl AsRef<str>) -> Self {
        self.help = Some(visible(help.as_ref()));
        self
    }

    /// Offers the text that should stand at `span`.
    pub fn suggest(mut self, span: impl Into<Range<usize>>, replacement: impl Into<String>) -> Self {
        self.suggestion = Some(Suggestion { span: span.into(), replacement: replacement.into() });
        self
    }

    /// Offers a name that is near to the one written, where there is one.
    pub fn did_you_mean<'a>(self, written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Self {
        match nearest(written, candidates) {
            Some(name) => {
                let span = self.span.clone();
                self.note(format!("help: did you mean `{name}`?")).suggest(span, name)
            }
            None => self,
        }
    }
}

impl Report {
    pub fn new(path: impl Into<String>, text: impl Into<String>, mut diagnostics: Vec<Diagnostic>) -> Self {
        diagnostics.sort_by_key(|diagnostic| (diagnostic.span.start, diagnostic.span.end));
        diagnostics.dedup_by(|one, other| one.span == other.span && one.message == other.message);
        let omitted = diagnostics.len().saturating_sub(MOST_SHOWN);
        diagnostics.truncate(MOST_SHOWN);
        Self { path: visible(&path.into()), text: text.into(), diagnostics, omitted }
    }

    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Line and column of a byte, both from one, columns in characters.
    fn position(&self, byte: usize) -> (usize, usize) {
        let before = &self.text[..self.text.floor_char_boundary(byte)];
        let line_start = before.rfind('\n').map_or(0, |found| found + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}

/// The candidate that differs from `written` by a slip of the fingers.
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if written.len() > LONGEST_NAME {
        return None;
    }
    let folded = written.to_lowercase();
    candidates
        .into_iter()
        .filter(|candidate| *candidate != written)
        .map(|candidate| (strsim::damerau_levenshtein(&folded, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.chars().count().max(3) / 3))
        .min()
        .map(|(_, candidate)| candidate)
}

/// Text that does nothing to a terminal: control and direction characters are spelled out, and an end is made.
fn visible(text: &str) -> String {
    let mut shown = String::new();
    for (count, character) in text.chars().enumerate() {
        if count == LONGEST_MESSAGE {
            shown.push('…');
            break;
        }
        if is_invisible(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// Control characters and those that change the direction or width of text.
pub fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_spelled_out() {
        assert_eq!(visible("a\u{1b}[2J\u{202e}b"), "a\\u{1b}[2J\\u{202e}b");
    }

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        assert_eq!(nearest("Usr", ["Post", "User"]), Some("User"));
        assert_eq!(nearest("feilds", ["fields", "index"]), Some("fields"));
        assert_eq!(nearest("zebra", ["fields", "index"]), None);
    }
}
