//! Text in Rust sources: string literals, doc comments, `use` lines.

use std::collections::{BTreeMap, BTreeSet};

/// A string literal that holds `text` and nothing else: plain where that reads well, raw where it has quotes.
pub fn string(text: &str) -> String {
    let readable = text.chars().all(|c| c == '\n' || !is_odd(c));
    if readable && !text.contains(['"', '\\']) {
        return format!("\"{text}\"");
    }
    if readable {
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

/// A string literal on one line. NUL is spelled so that a digit behind it does not look like an octal escape.
pub fn quoted(text: &str) -> String {
    let escaped = |part: &str| {
        let literal = format!("{part:?}");
        literal[1..literal.len() - 1].to_owned()
    };
    let parts: Vec<String> = text.split('\0').map(escaped).collect();
    format!("\"{}\"", parts.join("\\u{0}"))
}

/// Whether a variable stands in an expression: in its code, or in a hole of a `format!`, but not in what texts say.
pub fn has_variable(expression: &str, name: &str) -> bool {
    let in_code = |code: &str| code.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name);
    let in_holes = |text: &str| {
        let text = text.replace("{{", "");
        text.contains(&format!("{{{name}}}")) || text.contains(&format!("{{{name}:"))
    };
    let mut rest = expression;
    while let Some((code, behind)) = rest.split_once('"') {
        let opening = code.trim_end_matches('#');
        let hashes = code.len() - opening.len();
        let raw = opening.ends_with('r');
        let end = if raw { behind.find(&format!("\"{}", "#".repeat(hashes))) } else { closing_quote(behind) };
        let end = end.unwrap_or(behind.len());
        let formatted = opening.strip_suffix('r').unwrap_or(opening).ends_with("format!(");
        if in_code(code) || formatted && in_holes(&behind[..end]) {
            return true;
        }
        rest = behind.get(end + 1 + hashes..).unwrap_or_default();
    }
    in_code(rest)
}

fn closing_quote(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, character)| {
        let closes = character == '"' && !escaped;
        escaped = character == '\\' && !escaped;
        closes.then_some(at)
    })
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

#[cfg(test)]
mod tests {
    use super::has_variable;

    #[test]
    fn variables_are_not_words_of_texts() {
        for counting in ["n", "n % 28", "&[1, 2][n % 2]", r#"format!("a {n}")"#, r##"format!(r#""{n:02}"#)"##] {
            assert!(has_variable(counting, "n"), "{counting}");
        }
        for constant in [r#""n""#, r#""a %n (n) {n}""#, r#"r"\n {n}""#, r##"r#""n""#"##, r#"format!("{{n}} {m}")"#] {
            assert!(!has_variable(constant, "n"), "{constant}");
        }
        assert!(has_variable(r#"json!(["\" n", n])"#, "n"));
        assert!(!has_variable(r#"json!(["\\", "n"])"#, "n"));
    }
}
