//! Reports as text, the way rustc prints them.

use super::{Diagnostic, Report, is_invisible};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Patch, Renderer, Snippet};
use std::ops::Range;

/// How a report is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Plain,
    Colored,
    /// One line a mistake: `scaffold.yaml:21:15: error[unknown-type]: …`.
    Short,
}

impl Report {
    /// The whole report, ending in a newline.
    pub fn render(&self, style: Style) -> String {
        let mut text: String = if style == Style::Short {
            self.diagnostics.iter().map(|diagnostic| self.short(diagnostic)).collect()
        } else {
            let renderer = if style == Style::Colored { Renderer::styled() } else { Renderer::plain() };
            let renderer = renderer.decor_style(DecorStyle::Ascii);
            let blocks: Vec<String> =
                self.diagnostics.iter().map(|diagnostic| renderer.render(&self.groups(diagnostic)) + "\n").collect();
            blocks.join("\n")
        };
        if self.omitted > 0 {
            text.push_str(&format!("\n… and {} more mistakes\n", self.omitted));
        }
        text.chars().map(harmless).collect()
    }

    fn short(&self, diagnostic: &Diagnostic) -> String {
        let (line, column) = self.position(diagnostic.span.start);
        let Diagnostic { code, message, .. } = diagnostic;
        format!("{}:{line}:{column}: {}[{code}]: {message}\n", self.path, code.severity())
    }

    fn groups<'a>(&'a self, diagnostic: &'a Diagnostic) -> Vec<Group<'a>> {
        let level = if diagnostic.code.is_warning() { Level::WARNING } else { Level::ERROR };
        let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.as_str());
        let mut primary_group = match self.text.is_empty() {
            true => title.element(Origin::path(self.path.as_str()).line(1).char_column(1)),
            false => title.element(self.annotated(diagnostic)),
        };
        let help = diagnostic.help.as_deref();
        match (help, &diagnostic.suggestion) {
            (Some(help), Some(suggestion)) => {
                let window = self.window([&suggestion.span]);
                let patch = Patch::new(within(&window, self.bounds(&suggestion.span)), suggestion.replacement.as_str());
                let snippet = self.snippet(&window).patch(patch);
                vec![primary_group, Level::HELP.secondary_title(help).element(snippet)]
            }
            (Some(help), None) => {
                primary_group = primary_group.element(Level::HELP.message(help));
                vec![primary_group]
            }
            (None, _) => vec![primary_group],
        }
    }

    /// The lines of a mistake with its caret and labels.
    fn annotated<'a>(&'a self, diagnostic: &'a Diagnostic) -> Snippet<'a, Annotation<'a>> {
        let spans = diagnostic.labels.iter().map(|label| &label.span).chain([&diagnostic.span]);
        let window = self.window(spans);
        let mut primary = AnnotationKind::Primary.span(within(&window, self.visible(&diagnostic.span)));
        if let Some(note) = &diagnostic.note {
            primary = primary.label(note.as_str());
        }
        let labels = diagnostic.labels.iter().map(|label| {
            AnnotationKind::Context.span(within(&window, self.visible(&label.span))).label(label.message.as_str())
        });
        self.snippet(&window).annotation(primary).annotations(labels)
    }

    fn snippet<'a, T: Clone>(&'a self, window: &Range<usize>) -> Snippet<'a, T> {
        let (first_line, _) = self.position(window.start);
        Snippet::source(&self.text[window.clone()]).path(self.path.as_str()).line_start(first_line)
    }

    /// The whole lines that hold all spans: a renderer that is given more reads it all.
    fn window<'a>(&self, spans: impl IntoIterator<Item = &'a Range<usize>>) -> Range<usize> {
        let bounds: Vec<Range<usize>> = spans.into_iter().map(|span| self.visible(span)).collect();
        let start = bounds.iter().map(|span| span.start).min().unwrap_or(0);
        let end = bounds.iter().map(|span| span.end).max().unwrap_or(0);
        let start = self.text[..start].rfind('\n').map_or(0, |found| found + 1);
        let end = self.text[end..].find('\n').map_or(self.text.len(), |found| end + found);
        start..end
    }

    /// A range that covers one character at least, where the line has one.
    fn visible(&self, span: &Range<usize>) -> Range<usize> {
        let range = self.bounds(span);
        match self.text[range.start..].chars().next() {
            Some(character) if range.is_empty() && character != '\n' => range.start..range.start + character.len_utf8(),
            _ => range,
        }
    }

    /// A range that lies inside the text, on the boundaries of characters.
    fn bounds(&self, span: &Range<usize>) -> Range<usize> {
        let start = self.text.floor_char_boundary(span.start);
        start..self.text.floor_char_boundary(span.end).max(start)
    }
}

/// What a terminal shows of a character of the file; escapes are the renderer's own, which spells those of the file out.
fn harmless(character: char) -> char {
    if is_invisible(character) && !matches!(character, '\n' | '\u{1b}') { '\u{fffd}' } else { character }
}

fn within(window: &Range<usize>, span: Range<usize>) -> Range<usize> {
    span.start - window.start..span.end - window.start
}
