//! Lines of YAML as text: keys, indentation, and how far a key reaches.

/// Index of the line that a top-level key stands on.
pub fn top_level(lines: &[String], name: &str) -> Option<usize> {
    lines.iter().position(|line| key(line) == Some(name))
}

/// The key of a line without indentation.
pub fn key(line: &str) -> Option<&str> {
    if line.starts_with(|first: char| first.is_whitespace() || "#-.%{[".contains(first)) {
        return None;
    }
    let (key, rest) = line.split_once(':')?;
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| key.trim().trim_matches(['"', '\'']))
}

/// Whether something other than a comment follows the key.
pub fn has_value(line: &str) -> bool {
    let value = line.split_once(':').map_or("", |(_, value)| value.trim());
    !value.is_empty() && !value.starts_with('#')
}

/// One past the last line that belongs to the key at `index`; blank lines and comments at the margin belong to what follows.
pub fn end(lines: &[String], index: usize) -> usize {
    let inside = |line: &&String| line.trim().is_empty() || line.starts_with([' ', '\t', '#']);
    let stretch = lines[index + 1..].iter().take_while(inside).count();
    let last = lines[index + 1..index + 1 + stretch]
        .iter()
        .rposition(|line| line.starts_with([' ', '\t']) && !line.trim().is_empty());
    last.map_or(index + 1, |last| index + last + 2)
}

pub fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

pub fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with('#')
}

pub fn is_content(line: &str) -> bool {
    !line.trim().is_empty() && !is_comment(line)
}

pub fn ending(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}
