//! A name and its forms: Rust, SQL, JSON and URL spelling, inflection, reserved words.

use convert_case::{Case, Casing};
use heck::{ToKebabCase, ToSnakeCase, ToUpperCamelCase};
use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};
use std::fmt;

/// Longest identifier that PostgreSQL keeps whole, in bytes.
pub const LONGEST_SQL_NAME: usize = 63;

/// Case of JSON members, chosen by the spec.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum JsonCase {
    Snake,
    Camel,
}

/// A name made of words, kept as snake_case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// Rust keywords that a raw identifier can spell.
const RAW_KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Rust keywords that no raw identifier can spell.
const STRICT_KEYWORDS: &[&str] = &["crate", "self", "super", "Self", "_"];

/// Name of a constraint or index: `posts_author_id_created_at_idx`. Where that is longer than
/// [`LONGEST_SQL_NAME`], its middle gives way to a hash: `<start>_1a2b3c4d_idx`.
pub fn constraint<S: AsRef<str>>(table: &str, columns: &[S], kind: &str) -> String {
    let stem = columns.iter().fold(table.to_owned(), |stem, column| stem + "_" + column.as_ref());
    let name = format!("{stem}_{kind}");
    if name.len() <= LONGEST_SQL_NAME {
        return name;
    }
    let digest = Sha256::digest(&name);
    let tail = format!("_{:02x}{:02x}{:02x}{:02x}_{kind}", digest[0], digest[1], digest[2], digest[3]);
    let start = stem.floor_char_boundary(LONGEST_SQL_NAME - tail.len());
    format!("{}{tail}", stem[..start].trim_end_matches('_'))
}

impl Name {
    /// Normalises any case to words.
    pub fn new(text: &str) -> Self {
        Self(text.to_snake_case())
    }

    /// `order_item`.
    pub fn snake(&self) -> &str {
        &self.0
    }

    /// `OrderItem`.
    pub fn pascal(&self) -> String {
        self.0.to_upper_camel_case()
    }

    /// `order-item`.
    pub fn kebab(&self) -> String {
        self.0.to_kebab_case()
    }

    /// The JSON member: `order_item` or `orderItem`.
    pub fn json(&self, case: JsonCase) -> String {
        match case {
            JsonCase::Snake => self.0.clone(),
            JsonCase::Camel => self.0.from_case(Case::Snake).to_case(Case::Camel),
        }
    }

    /// `order item`, for prose.
    pub fn prose(&self) -> String {
        self.0.replace('_', " ")
    }

    /// A Rust identifier for a field, variable, function or module: `order_item`, `r#type`, `self_`.
    pub fn ident(&self) -> String {
        match self.snake() {
            word if RAW_KEYWORDS.contains(&word) => format!("r#{word}"),
            word if STRICT_KEYWORDS.contains(&word) => format!("{word}_"),
            word => word.to_owned(),
        }
    }

    /// A Rust type name: `OrderItem`, `Self_`.
    pub fn type_ident(&self) -> String {
        let pascal = self.pascal();
        if STRICT_KEYWORDS.contains(&pascal.as_str()) { format!("{pascal}_") } else { pascal }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_constraint_names_end_in_a_hash() {
        assert_eq!(constraint("posts", &["author_id", "created_at"], "idx"), "posts_author_id_created_at_idx");
        let long = "a".repeat(60);
        let one = constraint(&long, &["b"], "key");
        let other = constraint(&long, &["c"], "key");
        assert!(one.len() <= LONGEST_SQL_NAME && one.ends_with("_key"));
        assert_ne!(one, other);
    }
}
