//! What the YAML parser could not read, in words that name the usual slip.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Source, Span};
use serde_saphyr::Error;

/// Explains a parser's error by what stands on its line.
pub fn explain(source: &Source, error: &Error) -> Diagnostic {
    let byte = error.location().map_or(0, |place| source.byte_at(place.line() as usize, place.column() as usize));
    let span = Span::new(byte, byte);
    if let Some(marker) = marker(source.text()) {
        return Diagnostic::new(Code::YamlSyntax, marker, "git could not merge two branches here")
            .help("keep the lines that the merged spec shall have, and remove the lines with markers");
    }
    match error.without_snippet() {
        Error::MultipleDocuments { .. } => {
            let marker = source.text()[..byte].rfind("\n---").map_or(span, |found| Span::new(found + 1, found + 4));
            Diagnostic::new(Code::YamlDocuments, marker, "a spec is one document, and a second one begins here")
                .help("remove the line `---` and what follows, or move it to a spec of its own")
        }
        Error::UnknownAnchor { .. } => Diagnostic::new(Code::YamlAlias, span, "this alias has no anchor before it")
            .help("define it first with `&name`, or quote text that begins with `*`"),
        Error::RecursiveReferencesRequireWeakTypes { .. } => {
            Diagnostic::new(Code::YamlAlias, span, "this alias stands inside what it repeats")
                .help("write the value out")
        }
        other => by_wording(source, span, &other.to_string()),
    }
}

/// The first line of a place that git has marked.
fn marker(text: &str) -> Option<Span> {
    let start = match text.starts_with("<<<<<<< ") {
        true => 0,
        false => text.find("\n<<<<<<< ")? + 1,
    };
    let is_closed = text[start..].contains("\n>>>>>>> ");
    is_closed.then(|| Span::new(start, start + "<<<<<<<".len()))
}

fn too_much(span: Span) -> Diagnostic {
    Diagnostic::new(Code::YamlLimit, span, "the file is larger or deeper than any spec")
        .help("at most 32 levels, 100,000 values and 1,000 anchors and aliases are read")
}

fn by_wording(source: &Source, span: Span, wording: &str) -> Diagnostic {
    if ["recursion limit", "budget", "alias replay"].iter().any(|limit| wording.contains(limit)) {
        return too_much(span);
    }
    if wording.contains("unknown anchor") {
        return Diagnostic::new(Code::YamlAlias, span, "this alias has no anchor before it")
            .help("define it first with `&name`, or quote text that begins with `*`");
    }
    let (start, line) = source.line(span.start);
    let indent = line.len() - line.trim_start().len();
    if wording.contains("tab") || line[..indent].contains('\t') {
        let tab = line.find('\t').map_or(span, |found| Span::new(start + found, start + found + 1));
        return Diagnostic::new(Code::YamlTab, tab, "a tab where YAML wants spaces").help("indent with two spaces");
    }
    unquoted(source, start, line).unwrap_or_else(|| {
        let reason = wording.split(" at line ").next().unwrap_or(wording);
        let help = match reason.contains("unclosed") {
            true => "close every quote and bracket, and quote text that holds signs of YAML",
            false => "indent alike what stands side by side, and quote text that holds signs of YAML",
        };
        Diagnostic::new(Code::YamlSyntax, span, format!("this is not YAML: {reason}")).help(help)
    })
}

/// A value that YAML takes apart because it is not quoted.
fn unquoted(source: &Source, start: usize, line: &str) -> Option<Diagnostic> {
    let body = line.trim_start();
    let offset = start + line.len() - body.len();
    let (key, value) = body.split_once(": ")?;
    let value_at = offset + key.len() + 2;
    let trimmed = value.trim();
    if trimmed.is_empty() || trimmed.starts_with(['"', '\'', '|', '>', '&', '*']) {
        return None;
    }
    let span = Span::new(value_at, value_at + trimmed.len());
    if trimmed.starts_with('{') {
        let bracket = trimmed.find("[]").or_else(|| trimmed.find('('))?;
        let from = trimmed[..bracket].rfind([' ', '{', ',']).map_or(0, |found| found + 1);
        let to = trimmed[bracket..].find([',', '}']).map_or(trimmed.len(), |found| bracket + found);
        let to = from + trimmed[from..to].trim_end().len();
        let span = Span::new(value_at + from, value_at + to);
        let text = source.slice(span);
        return Some(
            Diagnostic::new(Code::YamlQuote, span, format!("`{text}` is taken apart by YAML inside `{{ }}`"))
                .help("quote it")
                .suggest(span, format!("\"{text}\"")),
        );
    }
    let breaks = trimmed.contains(": ") || trimmed.starts_with(['[', '@', '`', '%', '!']);
    breaks.then(|| {
        Diagnostic::new(Code::YamlQuote, span, "YAML takes this line apart")
            .help("quote the whole line")
            .suggest(span, quoted(trimmed))
    })
}

/// `text` as a YAML scalar in single quotes.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
