//! Taking nodes apart by hand, collecting what does not fit.

use super::text::Text;
use super::tree::{Kind, Node};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::{Source, Span, Spanned};

pub(super) struct Reader<'a> {
    pub source: &'a Source,
    pub diagnostics: Vec<Diagnostic>,
}

/// Entries of a mapping, taken one by one; whatever is left over at the end is unknown.
pub(super) struct Entries {
    /// What the mapping describes, for messages: `an entity`.
    what: &'static str,
    entries: Vec<(Text, Node)>,
    known: Vec<&'static str>,
    sections: Sections,
    /// Where a key belongs that is like none of the known ones.
    elsewhere: Option<&'static str>,
}

/// Keys of mappings further in, by the keys of those.
pub(super) type Sections = &'static [(&'static str, &'static [&'static str])];

impl Entries {
    /// The entry of a key that is not null.
    pub fn take(&mut self, key: &'static str) -> Option<Node> {
        self.take_with_key(key).map(|(_, node)| node).filter(|node| !matches!(node.kind, Kind::Null))
    }

    /// The entry of a key or, once all other keys are taken, of one that is a slip of it: that is still reported, and
    /// what stands beneath it is read all the same.
    pub fn take_or_misspelt(&mut self, key: &'static str) -> Option<Node> {
        self.take(key).or_else(|| {
            let mut left = self.entries.iter_mut();
            let slip = left.find(|(name, _)| nearest(&name.value, self.known.iter().copied()) == Some(key));
            slip.map(|(_, node)| std::mem::replace(node, Node { kind: Kind::Null, span: node.span }))
        })
    }

    /// Tells those who write keys of these beside them where they stand.
    pub fn lead_into(&mut self, sections: Sections) {
        self.sections = sections;
    }

    /// Says where keys belong that are like none of the known ones.
    pub fn lead_elsewhere(&mut self, help: &'static str) {
        self.elsewhere = Some(help);
    }

    /// The entry of a key, null or not.
    pub fn take_with_key(&mut self, key: &'static str) -> Option<(Text, Node)> {
        self.known.push(key);
        let position = self.entries.iter().position(|(name, _)| name.value == key)?;
        Some(self.entries.remove(position))
    }
}

impl<'a> Reader<'a> {
    pub fn new(source: &'a Source) -> Self {
        Self { source, diagnostics: Vec::new() }
    }

    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Reports that another shape was expected.
    pub fn wrong_shape(&mut self, node: &Node, expected: &str) {
        let message = format!("expected {expected}, found {}", describe(node));
        self.report(Diagnostic::new(Code::WrongShape, self.visible_span(node), message));
    }

    /// The place of a node, stretched to something that can be underlined.
    fn visible_span(&self, node: &Node) -> Span {
        match node.kind {
            Kind::List(_) | Kind::Map(_) => {
                let (start, line) = self.source.line(node.span.start);
                Span::new(node.span.start, (start + line.len()).max(node.span.start))
            }
            Kind::Null | Kind::Text(_) => node.span,
        }
    }

    pub fn entries(&mut self, node: Node, what: &'static str) -> Option<Entries> {
        match node.kind {
            Kind::Map(entries) => Some(Entries {
                what,
                entries: self.rejoined(entries),
                known: Vec::new(),
                sections: &[],
                elsewhere: None,
            }),
            _ => {
                self.wrong_shape(&node, &format!("a mapping for {what}"));
                None
            }
        }
    }

    /// The entries of a mapping whose keys the user chooses.
    pub fn named(&mut self, node: Node, what: &str) -> Vec<(Text, Node)> {
        match node.kind {
            Kind::Map(entries) => self.rejoined(entries),
            _ => {
                self.wrong_shape(&node, &format!("a mapping for {what}"));
                Vec::new()
            }
        }
    }

    /// Puts values together again that YAML cut at a comma inside brackets, as in `{price: decimal(10,2)}`, and
    /// reports them.
    fn rejoined(&mut self, entries: Vec<(Text, Node)>) -> Vec<(Text, Node)> {
        let mut whole: Vec<(Text, Node)> = Vec::with_capacity(entries.len());
        for (key, node) in entries {
            let torn = whole.last_mut().filter(|_| matches!(node.kind, Kind::Null) && key.value.contains(')'));
            match torn.map(|(_, node)| &mut node.kind) {
                Some(Kind::Text(text)) if !text.quoted && has_open_bracket(&text.value) => {
                    let span = Span::new(text.span.start, key.span.end);
                    *text = Text::new(self.source.slice(span), span, false);
                    let message = format!("YAML cuts `{}` in two at its comma", text.value);
                    let diagnostic = Diagnostic::new(Code::UnquotedType, span, message)
                        .help("inside `{ }` a type with a comma must be quoted")
                        .suggest(span, format!("\"{}\"", text.value));
                    self.report(diagnostic);
                }
                _ => whole.push((key, node)),
            }
        }
        whole
    }

    /// Reports what was not taken.
    pub fn finish(&mut self, entries: Entries) {
        for (key, _) in &entries.entries {
            let name = key.value.as_str();
            let diagnostic =
                Diagnostic::new(Code::UnknownKey, key.span, format!("`{name}` is no key of {}", entries.what));
            if let Some((section, _)) = entries.sections.iter().find(|(_, keys)| keys.contains(&name)) {
                self.report(diagnostic.help(format!("it stands under `{section}`: `{section}: {{{name}: …}}`")));
                continue;
            }
            let diagnostic = diagnostic.did_you_mean(name, entries.known.iter().copied());
            self.report(match diagnostic.suggestion {
                Some(_) => diagnostic,
                None => diagnostic.help(match entries.elsewhere {
                    Some(help) => help.to_owned(),
                    None => format!("the keys are {}", entries.known.join(", ")),
                }),
            });
        }
    }

    pub fn text(&mut self, node: Node, what: &str) -> Option<Text> {
        match node.kind {
            Kind::Text(text) => Some(text),
            _ => {
                self.wrong_shape(&node, what);
                None
            }
        }
    }

    pub fn boolean(&mut self, node: Node) -> Option<Spanned<bool>> {
        let text = self.text(node, "`true` or `false`")?;
        match text.value.as_str() {
            "true" if !text.quoted => Some(Spanned::new(true, text.span)),
            "false" if !text.quoted => Some(Spanned::new(false, text.span)),
            other => {
                let message = format!("`{other}` is neither `true` nor `false`");
                let diagnostic = Diagnostic::new(Code::NotABoolean, text.span, message);
                self.report(match other.to_ascii_lowercase().as_str() {
                    "yes" | "on" | "y" | "true" => diagnostic.help("write `true`").suggest(text.span, "true"),
                    "no" | "off" | "n" | "false" => diagnostic.help("write `false`").suggest(text.span, "false"),
                    _ => diagnostic.help("write `true` or `false`"),
                });
                None
            }
        }
    }

    /// A whole number of plain digits that is at most `max`.
    pub fn number(&mut self, node: Node, max: u32) -> Option<Spanned<u32>> {
        let text = self.text(node, "a whole number")?;
        let digits = &text.value;
        let plain = !text.quoted && digits.bytes().all(|byte| byte.is_ascii_digit());
        let leading_zero = digits.len() > 1 && digits.starts_with('0');
        let number = digits.parse::<u32>().ok().filter(|number| plain && !leading_zero && *number <= max);
        if number.is_none() {
            let message = format!("`{digits}` is not a whole number from 0 to {max}");
            let help = match plain && !leading_zero {
                true => format!("write {max} or less"),
                false => "write plain decimal digits: `1000`, not `1_000`, `0x10`, `010` or `1.0`".to_owned(),
            };
            self.report(Diagnostic::new(Code::NotANumber, text.span, message).help(help));
        }
        number.map(|number| Spanned::new(number, text.span))
    }

    /// A list of texts, or one text that stands for a list of one.
    pub fn texts(&mut self, node: Node, what: &str) -> Vec<Text> {
        match node.kind {
            Kind::Text(text) => vec![text],
            Kind::List(items) => items.into_iter().filter_map(|item| self.text(item, what)).collect(),
            _ => {
                self.wrong_shape(&node, &format!("a list: {what}"));
                Vec::new()
            }
        }
    }
}

fn has_open_bracket(text: &str) -> bool {
    text.matches('(').count() > text.matches(')').count()
}

fn describe(node: &Node) -> &'static str {
    match node.kind {
        Kind::Null => "nothing",
        Kind::Text(_) => "text",
        Kind::List(_) => "a list",
        Kind::Map(_) => "a mapping",
    }
}
