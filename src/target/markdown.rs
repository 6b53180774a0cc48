//! Markdown as READMEs have it.

use super::rust::is_odd;

/// Text on one line that stays text wherever it stands: in a paragraph, a heading or a cell of a table.
pub fn text(text: &str) -> String {
    let plain: String = text.chars().map(|character| if is_odd(character) { ' ' } else { character }).collect();
    let line = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let mut escaped = String::new();
    for (index, character) in line.char_indices() {
        let starts_block = match character {
            '#' | '+' | '-' | '=' | ':' => index == 0,
            '.' | ')' => index == digits && digits > 0,
            _ => false,
        };
        if starts_block || r"\`*_[]<>|~&$".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn text_stays_text() {
        for (given, expected) in [
            ("A blog,\n with  tags.", "A blog, with tags."),
            ("# no heading", r"\# no heading"),
            ("1. no list", r"1\. no list"),
            ("- no list - at all", r"\- no list - at all"),
            ("a | b", r"a \| b"),
            ("```\n<b>&amp; **x** [y](z)", r"\`\`\` \<b\>\&amp; \*\*x\*\* \[y\](z)"),
            ("a\u{202e}b", "a b"),
        ] {
            assert_eq!(text(given), expected);
        }
    }
}
