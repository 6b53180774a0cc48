//! A spec as a tree that can be written down, read as its harmless twin, and taken apart.

/// Which of its two readings a text has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// With every hostile text.
    AsMeant,
    /// With a harmless text of the same size in place of each.
    Twin,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    Leaf(Leaf),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    pub pieces: Vec<Piece>,
    pub form: Form,
}

/// A part of a scalar: of a field line, a type, a word or the default.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    pub text: String,
    /// What stands in its place in the twin; the same text where it is none.
    pub twin: Option<String>,
    /// The spec may stay valid without it.
    pub spare: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Numbers and words of the language.
    Bare,
    /// Quoted or not, as YAML asks for and as it pleases.
    Text,
    /// Always quoted.
    Quoted,
}

impl Piece {
    pub fn fixed(text: impl Into<String>) -> Self {
        Self { text: text.into(), twin: None, spare: false }
    }

    pub fn spare(text: impl Into<String>) -> Self {
        Self { text: text.into(), twin: None, spare: true }
    }

    pub fn read(&self, reading: Reading) -> &str {
        match (reading, &self.twin) {
            (Reading::Twin, Some(twin)) => twin,
            _ => &self.text,
        }
    }
}

impl Leaf {
    pub fn read(&self, reading: Reading) -> String {
        self.pieces.iter().map(|piece| piece.read(reading)).collect()
    }
}

impl Node {
    /// A word of the language or a number, never quoted.
    pub fn bare(text: impl ToString) -> Self {
        Self::Leaf(Leaf { pieces: vec![Piece::fixed(text.to_string())], form: Form::Bare })
    }

    pub fn text(text: impl ToString) -> Self {
        Self::Leaf(Leaf { pieces: vec![Piece::fixed(text.to_string())], form: Form::Text })
    }

    /// A text that the twin has otherwise.
    pub fn wording(text: String, twin: String) -> Self {
        let pieces = vec![Piece { text, twin: Some(twin), spare: false }];
        Self::Leaf(Leaf { pieces, form: Form::Quoted })
    }

    pub fn line(pieces: Vec<Piece>) -> Self {
        Self::Leaf(Leaf { pieces, form: Form::Text })
    }

    pub fn names(names: &[String]) -> Self {
        Self::List(names.iter().map(Self::text).collect())
    }

    pub fn entry(&self, key: &str) -> Option<&Node> {
        match self {
            Self::Map(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, node)| node),
            _ => None,
        }
    }

    pub fn yaml(&self, reading: Reading) -> String {
        let mut out = String::new();
        self.write(reading, 0, &mut out);
        out
    }

    fn write(&self, reading: Reading, indent: usize, out: &mut String) {
        let pad = "  ".repeat(indent);
        match self {
            Self::Map(entries) => {
                for (name, value) in entries {
                    out.push_str(&format!("{pad}{}:", key(name)));
                    value.write_value(reading, indent + 1, out);
                }
            }
            Self::List(items) => {
                for item in items {
                    out.push_str(&format!("{pad}-"));
                    item.write_value(reading, indent + 1, out);
                }
            }
            Self::Leaf(_) => self.write_value(reading, indent, out),
        }
    }

    /// What stands behind a key or a dash.
    fn write_value(&self, reading: Reading, indent: usize, out: &mut String) {
        match self {
            Self::Leaf(leaf) => out.push_str(&format!(" {}\n", scalar(leaf, reading, indent, false))),
            _ if indent > 2 && self.fits_a_line(reading) => out.push_str(&format!(" {}\n", self.flow(reading))),
            Self::Map(entries) if entries.is_empty() => out.push_str(" {}\n"),
            Self::List(items) if items.is_empty() => out.push_str(" []\n"),
            _ => {
                out.push('\n');
                self.write(reading, indent, out);
            }
        }
    }

    /// Whether it stands in brackets: where it is short, and its keys do not decide otherwise.
    fn fits_a_line(&self, reading: Reading) -> bool {
        let flow = self.flow(reading);
        let whimsical = matches!(self, Self::Map(entries) if entries.len() % 2 == 0);
        flow.len() < 100 && !whimsical
    }

    fn flow(&self, reading: Reading) -> String {
        match self {
            Self::Leaf(leaf) => scalar(leaf, reading, 0, true),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(|item| item.flow(reading)).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Map(entries) => {
                let entries: Vec<String> =
                    entries.iter().map(|(name, value)| format!("{}: {}", key(name), value.flow(reading))).collect();
                format!("{{{}}}", entries.join(", "))
            }
        }
    }
}

/// A scalar in one of the styles that it allows; which one follows from its text.
fn scalar(leaf: &Leaf, reading: Reading, indent: usize, flow: bool) -> String {
    let text = leaf.read(reading);
    let whim = text.len() % 4;
    let lines = text.contains('\n');
    if leaf.form == Form::Bare || (leaf.form == Form::Text && is_plain(&text, flow)) {
        return text;
    }
    let word = serde_json::from_str::<serde_json::Value>(&text).is_ok();
    let block = lines && !flow && leaf.form == Form::Quoted && whim < 2 && !word;
    if block && text.lines().all(|line| line.starts_with(|first: char| first.is_ascii_alphanumeric())) {
        let pad = "  ".repeat(indent);
        let keep = if text.ends_with('\n') { "" } else { "-" };
        let body: Vec<String> = text.lines().map(|line| format!("{pad}{line}")).collect();
        if !text.ends_with("\n\n") && text.chars().all(|character| character == '\n' || is_visible(character)) {
            return format!("|{keep}\n{}", body.join("\n"));
        }
    }
    if whim.is_multiple_of(2) && text.chars().all(is_visible) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    double_quoted(&text)
}

fn is_visible(character: char) -> bool {
    !character.is_control() && !matches!(character, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
}

fn is_plain(text: &str, flow: bool) -> bool {
    let safe = |character: char| {
        character.is_ascii_alphanumeric()
            || " _-.()/<>+=".contains(character)
            || (!flow && "?[],!\"'{}".contains(character))
    };
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(safe)
        && !text.ends_with(' ')
        && !is_null(text)
}

/// A key, in quotes where YAML would take it for nothing.
fn key(name: &str) -> String {
    if is_null(name) { format!("\"{name}\"") } else { name.to_owned() }
}

/// What YAML takes for nothing.
fn is_null(text: &str) -> bool {
    text.eq_ignore_ascii_case("null")
}

fn double_quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            character if is_visible(character) => quoted.push(character),
            character => quoted.push_str(&format!("\\u{:04x}", u32::from(character))),
        }
    }
    quoted + "\""
}
