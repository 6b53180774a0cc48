//! Text in Rust sources: string literals, doc comments, `use` lines.

use std::collections::{BTreeMap, BTreeSet};

/// A string literal that holds `text` and nothing else: plain where that reads well, raw where it has quotes.
pub fn string(text: &str) -> String {
    let raw = text.chars().any(|c| c == '"' || c == '\\') && text.chars().all(|c| c == '\n' || !is_odd(c));
    if raw {
        let mut hashes = String::from("#");
        while text.contains(&format!("\"{hashes}")) {
            hashes.push('#');
        }
        let hashes = if text.contains('"') { hashes } else { String::new() };
        return format!("r{hashes}\"{text}\"{hashes}");
    }
    let mut literal = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => literal.extend(['\\', c]),
            '\n' => literal.push(c),
            c if is_odd(c) => literal.extend(c.escape_unicode()),
            c => literal.push(c),
        }
    }
    literal.push('"');
    literal
}

/// Invisible, or able to change how the text around it reads.
pub fn is_odd(c: char) -> bool {
    let bidirectional = ('\u{202a}'..='\u{202e}').contains(&c) || ('\u{2066}'..='\u{2069}').contains(&c);
    c.is_control() || bidirectional || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// One line of prose: breaks folded, invisible characters replaced.
fn prose(line: &str) -> String {
    line.chars().map(|c| if is_odd(c) { ' ' } else { c }).collect::<String>().trim_end().to_owned()
}

/// The lines of a doc comment without their `///`, in Markdown that cannot leave the comment or break a link check.
pub fn doc_lines(text: &str) -> Vec<String> {
    let escape = |line: &str| {
        let mut escaped = String::new();
        for c in prose(line).chars() {
            if matches!(c, '[' | ']' | '<' | '>' | '`' | '*' | '_' | '\\') {
                escaped.push('\\');
            }
            escaped.push(c);
        }
        escaped.trim_start().to_owned()
    };
    let mut lines: Vec<String> =
        text.lines().flat_map(|line| line.split(['\r', '\u{2028}', '\u{2029}'])).map(escape).collect();
    let blank = |line: &&String| line.is_empty();
    lines.truncate(lines.len() - lines.iter().rev().take_while(blank).count());
    lines.drain(..lines.iter().take_while(blank).count());
    lines
}

/// Text for a `//` or `//!` comment: one line.
pub fn comment(text: &str) -> String {
    doc_lines(text).join(" ").trim().to_owned()
}

/// `use` lines for these paths: std, other crates, then our own, each group sorted, one tree per crate.
pub fn uses<S: AsRef<str>>(paths: impl IntoIterator<Item = S>) -> String {
    let mut groups: [BTreeMap<String, BTreeSet<String>>; 3] = Default::default();
    for path in paths {
        let (root, rest) = path.as_ref().split_once("::").unwrap_or((path.as_ref(), ""));
        let group = match root {
            "std" => 0,
            "crate" | "super" => 2,
            _ => 1,
        };
        groups[group].entry(root.to_owned()).or_default().insert(rest.to_owned());
    }
    let lines = |group: &BTreeMap<String, BTreeSet<String>>| {
        let line = |(root, paths): (&String, &BTreeSet<String>)| format!("use {root}::{};\n", tree(paths));
        group.iter().map(line).collect::<String>()
    };
    groups.iter().filter(|group| !group.is_empty()).map(lines).collect::<Vec<_>>().join("\n")
}

fn tree(paths: &BTreeSet<String>) -> String {
    let mut branches: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for path in paths {
        let (head, rest) = path.split_once("::").unwrap_or((path, ""));
        branches.entry(head).or_default().insert(rest.to_owned());
    }
    let branch = |(head, rest): (&&str, &BTreeSet<String>)| {
        let own = rest.contains("").then(|| "self".to_owned());
        let inner: BTreeSet<String> = rest.iter().filter(|path| !path.is_empty()).cloned().collect();
        match (own, inner.is_empty()) {
            (_, true) => (*head).to_owned(),
            (None, false) => format!("{head}::{}", tree(&inner)),
            (Some(own), false) => format!("{head}::{{{own}, {}}}", tree(&inner).trim_matches(['{', '}'])),
        }
    };
    let items: Vec<String> = branches.iter().map(branch).collect();
    if items.len() == 1 { items.concat() } else { format!("{{{}}}", items.join(", ")) }
}
