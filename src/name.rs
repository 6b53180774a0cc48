//! A name and its forms: Rust, SQL, JSON and URL spelling, inflection, reserved words.

use convert_case::{Case, Casing};
use heck::{ToKebabCase, ToSnakeCase, ToUpperCamelCase};
use pluralizer::pluralize;
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

/// Words whose plural the inflection library gets wrong.
const PLURALS: &[(&str, &str)] = &[
    ("bias", "biases"),
    ("evidence", "evidence"),
    ("german", "germans"),
    ("knowledge", "knowledge"),
    ("lens", "lenses"),
    ("luggage", "luggage"),
    ("money", "money"),
    ("ottoman", "ottomans"),
    ("roman", "romans"),
    ("schema", "schemas"),
    ("shaman", "shamans"),
    ("talisman", "talismans"),
    ("trellis", "trellises"),
    ("virus", "viruses"),
    ("weather", "weather"),
];

/// Names that Windows gives to devices, whatever extension follows.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];

/// What keeps a text from being an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    Empty,
    /// Begins with something other than a letter.
    FirstCharacter(char),
    /// Holds something other than letters, digits and underscores.
    Character(char),
    /// Holds a letter that is not ASCII, and may look like one that is.
    NotAscii(char),
    /// Takes more than [`LONGEST_SQL_NAME`].
    TooLong,
}

/// Checks an identifier as it is written: `[A-Za-z][A-Za-z0-9_]*`, at most 63 bytes.
pub fn fault(text: &str) -> Option<Fault> {
    let Some(first) = text.chars().next() else { return Some(Fault::Empty) };
    if let Some(character) = text.chars().find(|character| !character.is_ascii() && character.is_alphanumeric()) {
        return Some(Fault::NotAscii(character));
    }
    if let Some(character) = text.chars().find(|character| !character.is_ascii_alphanumeric() && *character != '_') {
        return Some(Fault::Character(character));
    }
    if !first.is_ascii_alphabetic() {
        return Some(Fault::FirstCharacter(first));
    }
    (text.len() > LONGEST_SQL_NAME).then_some(Fault::TooLong)
}

/// A name that Windows keeps for a device and that no file can have there: `con`, `nul`, `com1`, …
pub fn is_device(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let numbered = text.strip_prefix("com").or_else(|| text.strip_prefix("lpt"));
    DEVICES.contains(&text.as_str()) || numbered.is_some_and(|digit| matches!(digit.as_bytes(), [b'1'..=b'9']))
}

/// A word that Rust keeps for itself, raw identifiers or not.
pub fn is_keyword(text: &str) -> bool {
    RAW_KEYWORDS.contains(&text) || STRICT_KEYWORDS.contains(&text)
}

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

    /// `item` of `order_item`.
    pub fn last_word(&self) -> &str {
        self.0.rsplit('_').next().unwrap_or_default()
    }

    /// `order_item`.
    pub fn snake(&self) -> &str {
        &self.0
    }

    /// `order_items`: the last word inflected, the same where it is plural already.
    pub fn plural(&self) -> Self {
        self.inflect(|word| match PLURALS.iter().find(|(singular, _)| *singular == word) {
            Some((_, plural)) => (*plural).to_owned(),
            None => pluralize(word, 2, false),
        })
    }

    /// `order_item`: the last word inflected, the same where it is singular already.
    pub fn singular(&self) -> Self {
        self.inflect(|word| match PLURALS.iter().find(|(_, plural)| *plural == word) {
            Some((singular, _)) => (*singular).to_owned(),
            None => pluralize(word, 1, false),
        })
    }

    fn inflect(&self, inflection: impl Fn(&str) -> String) -> Self {
        // An `s` alone is a word of its own, of which no ending can be taken.
        let inflected =
            |word: &str| Some(inflection(word)).filter(|found| !found.is_empty()).unwrap_or(word.to_owned());
        match self.0.rsplit_once('_') {
            Some((front, last)) => Self(format!("{front}_{}", inflected(last))),
            None => Self(inflected(&self.0)),
        }
    }

    /// This name with more words behind it: `author` and `id` make `author_id`.
    pub fn join(&self, suffix: &str) -> Self {
        Self(format!("{}_{suffix}", self.0))
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

    /// A Rust variant: `Draft`, `Self_`.
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
    fn plurals_are_stable() {
        for (singular, plural) in [
            ("person", "people"),
            ("order_item", "order_items"),
            ("settings", "settings"),
            ("news", "news"),
            ("time_series", "time_series"),
            ("category", "categories"),
            ("german", "germans"),
            ("box", "boxes"),
        ] {
            assert_eq!(Name::new(singular).plural().snake(), plural);
            assert_eq!(Name::new(plural).plural().snake(), plural);
        }
        assert_eq!(Name::new("blog_tags").singular().snake(), "blog_tag");
        assert_eq!(Name::new("page_s").singular().snake(), "page_s");
    }

    #[test]
    fn long_constraint_names_keep_their_end_and_differ() {
        assert_eq!(constraint("posts", &["author_id", "created_at"], "idx"), "posts_author_id_created_at_idx");
        let long = "a".repeat(63);
        let (one, other) = (constraint(&long, &["b"], "fkey"), constraint(&long, &["c"], "fkey"));
        assert!(one.len() <= LONGEST_SQL_NAME && one.ends_with("_fkey"));
        assert_ne!(one, other);
    }

    #[test]
    fn identifiers_are_ascii_words() {
        assert_eq!(fault("type"), None);
        assert_eq!(fault(""), Some(Fault::Empty));
        assert_eq!(fault("9lives"), Some(Fault::FirstCharacter('9')));
        assert_eq!(fault("a-b"), Some(Fault::Character('-')));
        assert_eq!(fault("pаge"), Some(Fault::NotAscii('а')));
        assert_eq!(fault(&"a".repeat(64)), Some(Fault::TooLong));
    }

    #[test]
    fn windows_devices_are_known() {
        assert!(is_device("CON") && is_device("com1") && is_device("nul"));
        assert!(!is_device("com10") && !is_device("console"));
    }

    #[test]
    fn keywords_become_identifiers() {
        assert_eq!(Name::new("type").ident(), "r#type");
        assert_eq!(Name::new("self").ident(), "self_");
        assert_eq!(Name::new("Self").type_ident(), "Self_");
    }
}
