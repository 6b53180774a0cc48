//! Texts that would break out of wherever they are put, each with a harmless twin of its size.

use crate::document::{Node, Piece};
use crate::random::Random;

/// Ends of comments, strings, tags and blocks in every language that a project is made of.
const HOSTILE: &[&str] = &[
    "\"",
    "\\",
    "'",
    "''",
    "*/",
    "/*",
    "//",
    "///",
    "\u{2028}",
    "\u{2029}",
    "\u{200b}",
    "\u{a0}",
    "\t",
    "{{ 7 * 7 }}",
    "{% include \"x\" %}",
    "{# no #}",
    "{% raw %}",
    "$(touch canary)",
    "`touch canary`",
    "${HOME}",
    "${{ secrets.TOKEN }}",
    "-->",
    "<!--",
    "\"#",
    "\"##",
    "r#\"",
    "$$",
    "$1",
    "?",
    ";--",
    "'); DROP TABLE users; --",
    "{0}",
    "{",
    "}",
    "{x:?}",
    "[a](javascript:alert(1))",
    "![i](x \"y\")",
    "[x]: http://example.com",
    "</script>",
    "<script>alert(1)</script>",
    "<b>",
    "&amp;",
    "|",
    "||",
    "```",
    "~~~",
    "# heading",
    "## ",
    "- item",
    "1. item",
    "> quote",
    "---",
    "===",
    "***",
    "__init__",
    "~~gone~~",
    ": ",
    " #",
    "&anchor",
    "*alias",
    "!!tag",
    "%s%n",
    "@all",
    "\\u{202e}",
    "\\n",
    "\\0",
    "\\",
    "#[derive(X)]",
    "#![allow(all)]",
    "}\nfn evil() {}",
    "\n\n",
    "\n",
    "\n[dependencies]\nevil = \"1\"",
    "\nRUN curl example.com",
    "\n```\n",
    "\n# heading\n",
    "\n    indented",
    "é",
    "漢字",
    "🦀",
    "e\u{301}",
    "null",
    "true",
    "=",
    "%%",
    "erDiagram",
    "end",
    "\u{7f}x",
];

/// One or several hostile pieces between words, on one line or on many.
pub fn hostile(random: &mut Random, one_line: bool) -> String {
    let mut text = String::new();
    for _ in 0..random.between(1, 4) {
        if random.chance(50) {
            text += *random.pick(&["a word", "Some text.", "x", " ", "Über"]);
        }
        text += *random.pick(HOSTILE);
    }
    let allowed = |character: &char| !character.is_control() || *character == '\t' || *character == '\n';
    let text: String = text.chars().filter(allowed).collect();
    if one_line { text.replace('\n', " ") } else { text }
}

/// Letters in place of everything but line breaks; text that shows nothing stays.
pub fn twin(text: &str) -> String {
    if text.trim().is_empty()
        || text.chars().all(|character| !character.is_ascii_graphic() && !character.is_alphanumeric())
    {
        return text.to_owned();
    }
    let letters = "harmless".chars().cycle().skip(text.len());
    text.chars().zip(letters).map(|(character, letter)| if character == '\n' { '\n' } else { letter }).collect()
}

/// A `doc:`, a description: any text, now and then an odd one.
pub fn prose(random: &mut Random) -> Node {
    if random.chance(4) {
        return Node::wording(" ".to_owned(), " ".to_owned());
    }
    let text = hostile(random, false);
    let twin = twin(&text);
    Node::wording(text, twin)
}

/// A text of one line and its twin.
pub fn one_line(random: &mut Random) -> Node {
    let text = hostile(random, true);
    let twin = twin(&text);
    Node::wording(text, twin)
}

/// A text of `min..=max` characters and its twin.
pub fn sized(random: &mut Random, min: u32, max: u32, one_line: bool) -> (String, String) {
    let (min, max) = (min as usize, (max as usize).min(min as usize + 40));
    let mut text: String = hostile(random, one_line).chars().take(max).collect();
    while text.chars().count() < min {
        text.push('x');
    }
    let twin = twin(&text);
    (text, twin)
}

/// A value of a field line in quotes.
pub fn quoted(before: &str, text: &str, twin: &str) -> Piece {
    let inner = |text: &str| format!("{before}\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    Piece { text: inner(text), twin: Some(inner(twin)), spare: true }
}

/// A pattern and a text that it matches, then those of the twin.
type Pattern = [&'static str; 4];

const PATTERNS: &[Pattern] = &[
    [r"^[a-z]+$", "abc", r"^[a-z]+$", "abc"],
    [r#"^"[a-z]{2,8}"$"#, "\"abc\"", r"^x[a-z]{2,8}x$", "xabcx"],
    [r"^\*/[a-z]{2}$", "*/ab", r"^zz[a-z]{2}$", "zzab"],
    [r"^[^'\\]+$", "abcd", r"^[^&=]+$", "abcd"],
    [r"^\{\{[a-z]+\}\}$", "{{ab}}", r"^zz[a-z]+zz$", "zzabzz"],
    [r"[A-Z]{2}\d+", "AB12", r"[A-Z]{2}\d+", "AB12"],
    [r"^(?:`|\$\()[a-z]{3}$", "`abc", r"^(?:z|yy)[a-z]{3}$", "zabc"],
    [r"^[a-z]{2}//[0-9]{2}$", "ab//12", r"^[a-z]{2}zz[0-9]{2}$", "abzz12"],
    [r"^\\[a-z]{3}$", r"\abc", r"^z[a-z]{3}$", "zabc"],
    [r##"^"#[0-9]{1,6}$"##, "\"#12", r"^zz[0-9]{1,6}$", "zz12"],
    [r"^[\p{L} ]+$", "äb", r"^[\p{L} ]+$", "äb"],
    [r"^\S+( \S+)*$", "ab cd", r"^\S+( \S+)*$", "ab cd"],
    [r"-->|a", "-->", r"zzz|a", "zzz"],
    [r"^.{2,}$", "abc", r"^.{2,}$", "abc"],
    [r"^[\w.-]+$", "ab", r"^[\w.-]+$", "ab"],
];

pub fn pattern(random: &mut Random) -> Pattern {
    *random.pick(PATTERNS)
}
