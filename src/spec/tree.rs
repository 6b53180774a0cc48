//! YAML to a tree of nodes that know their place, with the budget that keeps hostile files cheap.

use super::syntax;
use super::text::Text;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Source, Span};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::options::{DuplicateKeyPolicy, NonFiniteFloatPolicy};
use serde_saphyr::{MergeKeyPolicy, Options, Spanned, Tagged};
use std::collections::HashMap;
use std::fmt;

#[derive(Debug, Clone)]
pub struct Node {
    pub kind: Kind,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub enum Kind {
    Null,
    Text(Text),
    List(Vec<Node>),
    Map(Vec<(Text, Node)>),
}

/// A node as the parser hands it over: text where it is text, nothing where it must be read from the file.
enum Raw {
    Null,
    Resolved,
    Text(String),
    List(Vec<RawNode>),
    Map(Vec<(RawNode, RawNode)>),
}

type RawNode = Spanned<Tagged<Raw>>;

/// Reads one document. With a syntax error there is no tree; other mistakes leave one.
pub fn read(source: &Source) -> (Option<Node>, Vec<Diagnostic>) {
    match serde_saphyr::from_str_with_options::<RawNode>(source.text(), options()) {
        Ok(raw) => {
            let mut grower = Grower { source, diagnostics: Vec::new() };
            let node = grower.grow(raw);
            (Some(node), grower.diagnostics)
        }
        Err(error) => (None, vec![syntax::explain(source, &error)]),
    }
}

fn options() -> Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: 32,
            flow_nesting_limit: 32,
            max_nodes: 100_000,
            max_events: 300_000,
            max_aliases: 1_000,
            max_anchors: 1_000,
            max_documents: 2,
            max_total_scalar_bytes: 4 * 1024 * 1024,
        },
        alias_limits: serde_saphyr::alias_limits! { max_total_replayed_events: 50_000, max_replay_stack_depth: 16 },
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        merge_keys: MergeKeyPolicy::AsOrdinary,
        non_finite_float_policy: NonFiniteFloatPolicy::AsString,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        strict_booleans: true,
        with_snippet: false,
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("YAML")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Raw, E> {
        Ok(Raw::Resolved)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Raw, E> {
        Ok(Raw::Resolved)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Raw, E> {
        Ok(Raw::Resolved)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Raw, E> {
        Ok(Raw::Resolved)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Raw, E> {
        Ok(Raw::Resolved)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Raw, E> {
        Ok(Raw::Resolved)
    }

    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Raw, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Raw::Map(map))
    }
}

/// Turns raw nodes into ours and reports what YAML allows and a spec does not.
struct Grower<'a> {
    source: &'a Source,
    diagnostics: Vec<Diagnostic>,
}

impl Grower<'_> {
    fn grow(&mut self, raw: RawNode) -> Node {
        let span = place(&raw);
        let Tagged(value, tag) = raw.value;
        if let Some(tag) = tag {
            let tag = tag.replace("tag:yaml.org,2002:", "!!");
            let message = format!("the tag `{tag}` means nothing in a spec");
            self.diagnostics.push(Diagnostic::new(Code::YamlTag, span, message).help("remove the tag"));
        }
        let kind = match value {
            Raw::Null => Kind::Null,
            Raw::Resolved => Kind::Text(self.text(self.source.slice(span).to_owned(), span)),
            Raw::Text(text) => Kind::Text(self.text(text, span)),
            Raw::List(items) => Kind::List(items.into_iter().map(|item| self.grow(item)).collect()),
            Raw::Map(entries) => Kind::Map(self.entries(entries)),
        };
        Node { kind, span }
    }

    fn text(&mut self, value: String, span: Span) -> Text {
        let raw = self.source.slice(span);
        let quoted = raw.starts_with(['"', '\'']) && raw != value;
        let text = Text::new(value, span, quoted);
        let forbidden = text.value.char_indices().find(|(_, character)| is_forbidden(*character));
        if let Some((at, character)) = forbidden {
            let place = text.locate(self.source, at..at + character.len_utf8());
            let message = format!("text holds the invisible character {}", character.escape_unicode());
            let help = "control characters and those that turn the direction of text are refused; remove it";
            self.diagnostics.push(Diagnostic::new(Code::ControlCharacter, place, message).help(help));
        }
        text
    }

    fn entries(&mut self, raw: Vec<(RawNode, RawNode)>) -> Vec<(Text, Node)> {
        let mut entries: Vec<(Text, Node)> = Vec::with_capacity(raw.len());
        let mut seen: HashMap<String, Span> = HashMap::new();
        for (key, value) in raw {
            let (key, value) = (self.grow(key), self.grow(value));
            let Kind::Text(key) = key.kind else {
                let message = "a key must be a plain name";
                self.diagnostics
                    .push(Diagnostic::new(Code::WrongShape, key.span, message).help("quote it if it is meant as text"));
                continue;
            };
            if key.value == "<<" {
                let help = "write the keys out, or use an anchor for a whole value";
                self.diagnostics
                    .push(Diagnostic::new(Code::YamlMerge, key.span, "merge keys are not part of a spec").help(help));
                continue;
            }
            if let Some(first) = seen.get(&key.value) {
                let message = format!("the key `{}` stands here twice", key.value);
                self.diagnostics.push(
                    Diagnostic::new(Code::DuplicateKey, key.span, message)
                        .label(*first, "first here")
                        .help("keep one of the two"),
                );
                continue;
            }
            seen.insert(key.value.clone(), key.span);
            entries.push((key, value));
        }
        entries
    }
}

/// Where a node's own text stands: behind an alias, the place that it was defined at.
fn place(raw: &RawNode) -> Span {
    let span = raw.defined.span();
    let start = span.byte_offset().unwrap_or(0) as usize;
    Span::new(start, start + span.byte_len().unwrap_or(0) as usize)
}

/// Characters that no text of a spec may hold: they break files, terminals or the eye.
fn is_forbidden(character: char) -> bool {
    (character.is_control() && character != '\n' && character != '\t')
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
