//! TOML as manifests have it.

use super::rust::is_odd;
use std::fmt::Write;

/// A basic string on one line.
pub fn string(text: &str) -> String {
    let mut literal = String::from("\"");
    for character in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        match character {
            '"' | '\\' => literal.extend(['\\', character]),
            character if is_odd(character) => {
                let _ = write!(literal, "\\u{:04X}", u32::from(character));
            }
            character => literal.push(character),
        }
    }
    literal + "\""
}

#[cfg(test)]
mod tests {
    use super::string;

    #[test]
    fn nothing_leaves_the_string() {
        assert_eq!(string("a\n \"b\" \\ \u{7f}"), r#""a \"b\" \\ \u007F""#);
    }
}
