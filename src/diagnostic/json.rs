//! Reports for machines, in a form that stays.

use super::{Diagnostic, Report};
use serde::Serialize;
use std::ops::Range;

#[derive(Serialize)]
struct Entry<'a> {
    code: &'a str,
    severity: &'static str,
    message: &'a str,
    file: &'a str,
    span: Place,
    labels: Vec<Labelled<'a>>,
    help: Option<&'a str>,
    suggestion: Option<Replacement<'a>>,
}

/// Line and column count from one, columns in characters; `byte` counts from zero, `len` in bytes.
#[derive(Serialize)]
struct Place {
    line: usize,
    col: usize,
    byte: usize,
    len: usize,
}

#[derive(Serialize)]
struct Labelled<'a> {
    span: Place,
    message: &'a str,
}

#[derive(Serialize)]
struct Replacement<'a> {
    span: Place,
    replacement: &'a str,
}

impl Report {
    /// A JSON array with one object per mistake.
    pub fn to_json(&self) -> serde_json::Value {
        let entries: Vec<Entry<'_>> = self.diagnostics.iter().map(|diagnostic| self.entry(diagnostic)).collect();
        serde_json::to_value(entries).unwrap_or_default()
    }

    fn entry<'a>(&'a self, diagnostic: &'a Diagnostic) -> Entry<'a> {
        let labels = diagnostic.labels.iter();
        Entry {
            code: diagnostic.code.as_str(),
            severity: diagnostic.code.severity(),
            message: &diagnostic.message,
            file: &self.path,
            span: self.place(&diagnostic.span),
            labels: labels.map(|label| Labelled { span: self.place(&label.span), message: &label.message }).collect(),
            help: diagnostic.help.as_deref().or_else(|| diagnostic.note.as_deref()?.strip_prefix("help: ")),
            suggestion: diagnostic.suggestion.as_ref().map(|suggestion| Replacement {
                span: self.place(&suggestion.span),
                replacement: &suggestion.replacement,
            }),
        }
    }

    fn place(&self, span: &Range<usize>) -> Place {
        let (line, col) = self.position(span.start);
        Place { line, col, byte: span.start, len: span.end.saturating_sub(span.start) }
    }
}
