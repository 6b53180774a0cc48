//! Reports as text, the way rustc prints them.

use super::{Diagnostic, Report};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};
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
        if style == Style::Short {
            return self.diagnostics.iter().map(|diagnostic| self.short(diagnostic)).collect();
        }
        let renderer = if style == Style::Colored { Renderer::styled() } else { Renderer::plain() };
        let renderer = renderer.decor_style(DecorStyle::Ascii);
        let blocks: Vec<String> =
            self.diagnostics.iter().map(|diagnostic| renderer.render(&self.groups(diagnostic)) + "\n").collect();
        blocks.join("\n")
    }

    fn short(&self, diagnostic: &Diagnostic) -> String {
        let (line, column) = self.position(diagnostic.span.start);
        format!("{}:{line}:{column}: error[{}]: {}\n", self.path, diagnostic.code, diagnostic.message)
    }

    fn groups<'a>(&'a self, diagnostic: &'a Diagnostic) -> Vec<Group<'a>> {
        let mut primary = AnnotationKind::Primary.span(self.clamp(&diagnostic.span));
        if let Some(note) = &diagnostic.note {
            primary = primary.label(note.as_str());
        }
        let contexts = diagnostic
            .labels
            .iter()
            .map(|label| AnnotationKind::Context.span(self.clamp(&label.span)).label(label.message.as_str()));
        let snippet = Snippet::source(self.text.as_str()).path(self.path.as_str()).annotation(primary);
        let title = Level::ERROR.primary_title(diagnostic.message.as_str()).id(diagnostic.code.as_str());
        let mut groups = vec![title.element(snippet.annotations(contexts))];
        if diagnostic.note.as_deref().is_some_and(|note| note.starts_with("help: ")) && diagnostic.help.is_none() {
            return groups;
        }
        match (&diagnostic.help, &diagnostic.suggestion) {
            (Some(help), Some(suggestion)) => {
                let patch = Patch::new(self.clamp_patch(&suggestion.span), suggestion.replacement.as_str());
                let snippet = Snippet::source(self.text.as_str()).path(self.path.as_str()).patch(patch);
                groups.push(Level::HELP.secondary_title(help.as_str()).element(snippet));
            }
            (Some(help), None) => {
                let last = groups.remove(0).element(Level::HELP.message(help.as_str()));
                groups.push(last);
            }
            (None, _) => {}
        }
        groups
    }

    /// A range that lies on character boundaries of the text and covers a character where there is one.
    fn clamp(&self, span: &Range<usize>) -> Range<usize> {
        let range = self.clamp_patch(span);
        match self.text[range.start..].chars().next() {
            Some(character) if range.is_empty() && character != '\n' => range.start..range.start + character.len_utf8(),
            _ => range,
        }
    }

    fn clamp_patch(&self, span: &Range<usize>) -> Range<usize> {
        let start = self.boundary(span.start);
        start..self.boundary(span.end).max(start)
    }

    fn boundary(&self, byte: usize) -> usize {
        let mut byte = byte.min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        byte
    }
}
