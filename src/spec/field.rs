//! Fields as written: the one-line and the long form come to the same thing.

use super::decode::{Entries, Reader};
use super::line;
use super::text::Text;
use super::tree::{Kind, Node};
use super::type_name;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::{Span, Spanned};

#[derive(Debug, Clone)]
pub struct Field {
    pub name: Text,
    /// Absent where the line could not be read: the field is known, and nothing more is said about it.
    pub ty: Option<TypeName>,
    pub words: Words,
    pub default: Option<Default>,
    pub doc: Option<Text>,
    pub example: Option<Value>,
    pub message: Option<Text>,
    /// The values allowed, from `in:`.
    pub one_of: Vec<Text>,
    /// Fewest and most items of a list.
    pub items: Option<Items>,
    /// Database and type.
    pub native: Vec<(Text, Text)>,
    pub columns: Vec<Text>,
    pub references: Vec<Text>,
}

#[derive(Debug, Clone)]
pub struct TypeName {
    pub name: Text,
    pub size: Option<Spanned<Size>>,
    pub optional: bool,
    pub list: bool,
    /// The whole of `string(3..200)?`.
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// `(200)`.
    Number(u32),
    /// `(3..200)`, `(10..)`, `(..10)`.
    Range(Option<u32>, Option<u32>),
    /// `(10,2)`.
    Pair(u32, u32),
}

#[derive(Debug, Clone)]
pub struct Items {
    pub span: Span,
    pub min: Option<u32>,
    pub max: Option<u32>,
}

#[derive(Debug, Clone)]
pub enum Value {
    Text(Text),
    /// A list or mapping, long form only.
    Node(Node),
}

#[derive(Debug, Clone)]
pub enum Default {
    Value(Value),
    Sql(Text),
}

impl Default {
    pub fn span(&self) -> Span {
        match self {
            Self::Value(value) => value.text().span,
            Self::Sql(text) => text.span,
        }
    }
}

impl Value {
    /// The value as messages have it, with its place.
    pub fn text(&self) -> Text {
        match self {
            Self::Text(text) => text.clone(),
            Self::Node(node) => Text::new("…", node.span, false),
        }
    }
}

/// The words of a field, each with its place and, for `key=value`, its value.
#[derive(Debug, Clone, std::default::Default)]
pub struct Words(Vec<(Word, Span, Option<Value>)>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    Unique,
    Index,
    NoIndex,
    Pk,
    Immutable,
    Readonly,
    Secret,
    Internal,
    Filter,
    Sort,
    Search,
    Nested,
    Min,
    Max,
    Pattern,
    Column,
    Was,
    Backfill,
    As,
    OnDelete,
    Through,
    Computed,
    Copy,
}

impl Word {
    /// Words that stand alone.
    pub const FLAGS: [(&'static str, Word); 12] = [
        ("unique", Word::Unique),
        ("index", Word::Index),
        ("no_index", Word::NoIndex),
        ("pk", Word::Pk),
        ("immutable", Word::Immutable),
        ("readonly", Word::Readonly),
        ("secret", Word::Secret),
        ("internal", Word::Internal),
        ("filter", Word::Filter),
        ("sort", Word::Sort),
        ("search", Word::Search),
        ("nested", Word::Nested),
    ];

    /// Words that take a value.
    pub const KEYS: [(&'static str, Word); 11] = [
        ("min", Word::Min),
        ("max", Word::Max),
        ("pattern", Word::Pattern),
        ("column", Word::Column),
        ("was", Word::Was),
        ("backfill", Word::Backfill),
        ("as", Word::As),
        ("on_delete", Word::OnDelete),
        ("through", Word::Through),
        ("computed", Word::Computed),
        ("copy", Word::Copy),
    ];

    /// The word as a user writes it.
    pub fn spelling(self) -> &'static str {
        let all = Self::FLAGS.iter().chain(&Self::KEYS);
        all.copied().find(|(_, word)| *word == self).map_or("", |(spelling, _)| spelling)
    }
}

impl Words {
    pub fn push(&mut self, word: Word, span: Span, value: Option<Value>) {
        self.0.push((word, span, value));
    }

    /// Where a word stands, if it does.
    pub fn span(&self, word: Word) -> Option<Span> {
        self.0.iter().find(|(found, ..)| *found == word).map(|(_, span, _)| *span)
    }

    pub fn has(&self, word: Word) -> bool {
        self.span(word).is_some()
    }

    pub fn value(&self, word: Word) -> Option<&Text> {
        match self.given(word)? {
            Value::Text(text) => Some(text),
            Value::Node(_) => None,
        }
    }

    /// The value of a word that may be a list or a mapping in the long form.
    pub fn given(&self, word: Word) -> Option<&Value> {
        self.0.iter().find(|(found, ..)| *found == word).and_then(|(_, _, value)| value.as_ref())
    }

    pub fn iter(&self) -> impl Iterator<Item = (Word, Span)> {
        self.0.iter().map(|(word, span, _)| (*word, *span))
    }
}

impl Field {
    fn named(name: Text) -> Self {
        Self {
            name,
            ty: None,
            words: Words::default(),
            default: None,
            doc: None,
            example: None,
            message: None,
            one_of: Vec::new(),
            items: None,
            native: Vec::new(),
            columns: Vec::new(),
            references: Vec::new(),
        }
    }

    /// A field that the language itself adds, in the one-line form.
    pub fn implied(name: &str, ty: &str, span: Span) -> Self {
        let ty = TypeName { name: Text::new(ty, span, false), size: None, optional: false, list: false, span };
        Self { ty: Some(ty), ..Self::named(Text::new(name, span, false)) }
    }
}

pub(super) fn field(reader: &mut Reader<'_>, name: Text, node: Node) -> Field {
    let mut field = Field::named(name);
    match node.kind {
        Kind::Text(text) => line::parse(reader, &text, &mut field),
        Kind::Map(_) => long_form(reader, node, &mut field),
        Kind::Null => {
            let message = format!("the field `{}` has no type", field.name.value);
            let help = format!("write `{}: string`, for example", field.name.value);
            reader.report(Diagnostic::new(Code::LineSyntax, field.name.span, message).help(help));
        }
        Kind::List(_) => reader.wrong_shape(&node, "one line such as `string(3..200) unique`, or a mapping"),
    }
    field
}

fn long_form(reader: &mut Reader<'_>, node: Node, field: &mut Field) {
    let Some(mut entries) = reader.entries(node, "a field") else { return };
    let ty = entries.take_with_key("type").or_else(|| entries.take_with_key("to"));
    match ty {
        Some((_, node)) => {
            field.ty = reader.text(node, "the name of a type").and_then(|text| type_name::parse_type(reader, &text));
        }
        None => {
            let message = format!("the field `{}` has no `type`", field.name.value);
            let help = "add `type:`, or `to:` for a relation";
            reader.report(Diagnostic::new(Code::MissingKey, field.name.span, message).help(help));
        }
    }
    type_parts(reader, &mut entries, field);
    for (spelling, word) in Word::FLAGS {
        if let Some((key, node)) = entries.take_with_key(spelling)
            && reader.boolean(node).is_some_and(|flag| flag.value)
        {
            field.words.push(word, key.span, None);
        }
    }
    for (spelling, word) in Word::KEYS {
        let Some((key, node)) = entries.take_with_key(spelling) else { continue };
        let is_value = word == Word::Backfill && !matches!(node.kind, Kind::Null);
        let given = if is_value { Some(value(node)) } else { reader.text(node, "text").map(Value::Text) };
        if let Some(given) = given {
            field.words.push(word, key.span, Some(given));
        }
    }
    let is_json = field.ty.as_ref().is_some_and(|ty| ty.name.value == "json");
    field.default = entries.take("default").and_then(|node| default(reader, node, is_json));
    field.doc = entries.take("doc").and_then(|node| reader.text(node, "text"));
    field.message = entries.take("message").and_then(|node| reader.text(node, "text"));
    field.example = entries.take("example").map(value);
    field.one_of = entries.take("in").map(|node| reader.texts(node, "the values allowed")).unwrap_or_default();
    if let Some(node) = entries.take("native") {
        for (database, node) in reader.named(node, "the native types") {
            let ty = reader.text(node, "a database type");
            field.native.extend(ty.map(|ty| (database, ty)));
        }
    }
    field.columns = entries.take("columns").map(|node| reader.texts(node, "columns")).unwrap_or_default();
    field.references = entries.take("references").map(|node| reader.texts(node, "fields")).unwrap_or_default();
    reader.finish(entries);
}

/// `size`, `required` and `items` belong to the type.
fn type_parts(reader: &mut Reader<'_>, entries: &mut Entries, field: &mut Field) {
    if let Some(node) = entries.take("size")
        && let Some(text) = reader.text(node, "a size such as `3..200`")
    {
        let name = field.ty.as_ref().map_or("", |ty| &ty.name.value);
        let size = type_name::parse_size(reader, &text, 0..text.value.len(), name);
        if let Some(ty) = &mut field.ty {
            ty.size = size;
        }
    }
    if let Some(node) = entries.take("required")
        && let Some(required) = reader.boolean(node)
        && let Some(ty) = &mut field.ty
    {
        if ty.optional && required.value {
            let message = "`required: true` and `?` contradict each other";
            reader.report(Diagnostic::new(Code::ConflictingWords, required.span, message).help("keep one of the two"));
        }
        ty.optional |= !required.value;
    }
    if let Some(node) = entries.take("items") {
        let span = node.span;
        if let Some(mut bounds) = reader.entries(node, "the items") {
            let mut bound =
                |key| bounds.take(key).and_then(|node| reader.number(node, 10_000)).map(|bound| bound.value);
            field.items = Some(Items { span, min: bound("min"), max: bound("max") });
            reader.finish(bounds);
        }
    }
}

/// A mapping is SQL, or a value of JSON; elsewhere a key that is nearly `sql` is a slip.
fn default(reader: &mut Reader<'_>, node: Node, is_json: bool) -> Option<Default> {
    let names_sql = |key: &str| key == "sql" || (!is_json && nearest(key, ["sql"]).is_some());
    let is_sql = matches!(&node.kind, Kind::Map(entries) if entries.iter().any(|(key, _)| names_sql(&key.value)));
    if !is_sql {
        return Some(Default::Value(value(node)));
    }
    let mut entries = reader.entries(node, "a default")?;
    let sql = entries.take("sql").and_then(|node| reader.text(node, "an SQL expression"));
    reader.finish(entries);
    sql.map(Default::Sql)
}

fn value(node: Node) -> Value {
    match node.kind {
        Kind::Text(text) => Value::Text(text),
        _ => Value::Node(node),
    }
}
