//! SQL by SQLite itself, and its tokens without comments and without what stands inside strings.

use rusqlite::Connection;

/// The database that a migration makes of an empty one.
pub fn run(migration: &str) -> Result<Connection, String> {
    let connection = Connection::open_in_memory().map_err(|error| error.to_string())?;
    let made = connection.execute_batch(&format!("pragma foreign_keys = on;\n{migration}"));
    made.map(|()| connection).map_err(|error| error.to_string())
}

pub fn skeleton(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("--") {
            rest.find('\n').unwrap_or(rest.len())
        } else if first == '\'' || first == '"' {
            let length = quoted(rest, first);
            tokens.push(if first == '\'' { "'…'".to_owned() } else { rest[..length].to_owned() });
            length
        } else if first.is_alphanumeric() || first == '_' {
            let length = rest.find(|next: char| !next.is_alphanumeric() && next != '_').unwrap_or(rest.len());
            tokens.push(rest[..length].to_owned());
            length
        } else {
            if !first.is_whitespace() {
                tokens.push(first.to_string());
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    tokens
}

/// The length of a quoted token, doubled quotes inside included.
fn quoted(text: &str, mark: char) -> usize {
    let mut at = 1;
    while let Some(end) = text[at..].find(mark) {
        at += end + 1;
        if !text[at..].starts_with(mark) {
            return at;
        }
        at += 1;
    }
    text.len()
}
