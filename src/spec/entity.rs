//! Entities as written.

use super::decode::{Entries, Reader, Sections};
use super::field::{self, Field};
use super::text::Text;
use super::tree::{Kind, Node};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::{Span, Spanned};

/// What may stand behind a field of an index.
const DIRECTIONS: [&str; 2] = ["asc", "desc"];

#[derive(Debug, Clone)]
pub struct Entity {
    pub name: Text,
    pub doc: Option<Text>,
    pub fields: Vec<Field>,
    pub id: Option<Id>,
    pub key: Option<Vec<Text>>,
    pub timestamps: Option<Timestamps>,
    pub soft_delete: Option<Spanned<bool>>,
    pub owner: Option<Text>,
    pub access: Option<Access>,
    pub unique: Vec<Constraint>,
    pub index: Vec<Constraint>,
    /// Name and expression.
    pub checks: Vec<(Text, Text)>,
    pub api: Option<Api>,
    pub table: Option<Text>,
    pub plural: Option<Text>,
    pub was: Option<Text>,
    pub seed: Option<Spanned<u32>>,
    /// Keys that the language has and this version does not.
    pub unavailable: Vec<Text>,
    /// Something in it could not be read, so that what is missing may only be misspelt.
    pub misread: bool,
}

/// `uuid`, `int` or `{type, column}`.
#[derive(Debug, Clone)]
pub struct Id {
    pub ty: Option<Text>,
    pub column: Option<Text>,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub enum Timestamps {
    Off,
    On { created_at: Stamp, updated_at: Stamp },
}

#[derive(Debug, Clone)]
pub enum Stamp {
    Usual,
    None,
    Named(Text),
}

/// One line of `unique:` or `index:`.
#[derive(Debug, Clone)]
pub struct Constraint {
    pub span: Span,
    /// Field names, and whether each is descending.
    pub fields: Vec<(Text, bool)>,
    pub filter: Option<Text>,
    pub unique: bool,
    pub method: Option<Text>,
    pub sql: Option<Text>,
    /// It is the name of a field and nothing else.
    pub alone: bool,
}

#[derive(Debug, Clone)]
pub enum FieldNames {
    All,
    Listed(Vec<Text>),
}

#[derive(Debug, Clone, Default)]
pub struct Api {
    pub operations: Option<Vec<Text>>,
    pub path: Option<Text>,
    pub filter: Option<FieldNames>,
    pub sort: Vec<Text>,
    pub search: Vec<Text>,
    pub max_page: Option<Spanned<u32>>,
}

/// Operations with who may do them.
#[derive(Debug, Clone)]
pub struct Access {
    pub span: Span,
    pub rules: Vec<(Text, Vec<Text>)>,
}

impl Entity {
    /// An entity of which nothing but the name is known.
    pub fn empty(name: Text) -> Self {
        Self {
            name,
            doc: None,
            fields: Vec::new(),
            id: None,
            key: None,
            timestamps: None,
            soft_delete: None,
            owner: None,
            access: None,
            unique: Vec::new(),
            index: Vec::new(),
            checks: Vec::new(),
            api: None,
            table: None,
            plural: None,
            was: None,
            seed: None,
            unavailable: Vec::new(),
            misread: false,
        }
    }
}

/// Keys of what entities and their defaults hold further in.
pub(super) const SECTIONS: Sections = &[("api", &["operations", "path", "filter", "sort", "search", "max_page"])];

pub(super) fn entity(reader: &mut Reader<'_>, name: Text, node: Node) -> Entity {
    let mut entity = Entity::empty(name);
    if matches!(node.kind, Kind::Null) {
        return entity;
    }
    let before = reader.diagnostics.len();
    if let Some(mut entries) = reader.entries(node, "an entity") {
        texts(reader, &mut entries, &mut entity);
        structure(reader, &mut entries, &mut entity);
        entries.lead_into(SECTIONS);
        if entity.fields.is_empty() {
            entries.lead_elsewhere("fields stand one level deeper, under `fields:`");
        }
        reader.finish(entries);
    }
    entity.misread = reader.diagnostics.len() > before;
    entity
}

fn texts(reader: &mut Reader<'_>, entries: &mut Entries, entity: &mut Entity) {
    let mut text = |key| entries.take(key).and_then(|node| reader.text(node, "text"));
    entity.doc = text("doc");
    entity.table = text("table");
    entity.plural = text("plural");
    entity.was = text("was");
    entity.owner = text("owner");
}

fn structure(reader: &mut Reader<'_>, entries: &mut Entries, entity: &mut Entity) {
    entity.id = entries.take("id").and_then(|node| id(reader, node));
    entity.key = entries.take("key").map(|node| reader.texts(node, "the names of the key's fields"));
    entity.timestamps = entries.take("timestamps").and_then(|node| timestamps(reader, node));
    entity.soft_delete = entries.take("soft_delete").and_then(|node| reader.boolean(node));
    entity.access = entries.take("access").and_then(|node| access(reader, node));
    entity.unique = entries.take("unique").map(|node| constraints(reader, node, true)).unwrap_or_default();
    entity.index = entries.take("index").map(|node| constraints(reader, node, false)).unwrap_or_default();
    if let Some(node) = entries.take("checks") {
        for (name, node) in reader.named(node, "the checks") {
            let expression = reader.text(node, "a comparison such as `ends_at > starts_at`");
            entity.checks.extend(expression.map(|expression| (name, expression)));
        }
    }
    entity.api = entries.take("api").and_then(|node| api(reader, node));
    entity.seed = entries.take("seed").and_then(|node| reader.number(node, 10_000));
    for key in ["rules", "actions", "events"] {
        entity.unavailable.extend(entries.take_with_key(key).map(|(key, _)| key));
    }
    if let Some(node) = entries.take_or_misspelt("fields") {
        let fields = reader.named(node, "the fields");
        entity.fields = fields.into_iter().map(|(name, node)| field::field(reader, name, node)).collect();
    }
}

pub(super) fn id(reader: &mut Reader<'_>, node: Node) -> Option<Id> {
    let span = node.span;
    if let Kind::Text(text) = node.kind {
        return Some(Id { ty: Some(text), column: None, span });
    }
    let mut entries = reader.entries(node, "the key `id`")?;
    let mut text = |key, what| entries.take(key).and_then(|node| reader.text(node, what));
    let id = Id { ty: text("type", "`uuid` or `int`"), column: text("column", "the name of a column"), span };
    reader.finish(entries);
    Some(id)
}

pub(super) fn timestamps(reader: &mut Reader<'_>, node: Node) -> Option<Timestamps> {
    if matches!(node.kind, Kind::Text(_)) {
        return Some(match reader.boolean(node)?.value {
            true => Timestamps::On { created_at: Stamp::Usual, updated_at: Stamp::Usual },
            false => Timestamps::Off,
        });
    }
    let mut entries = reader.entries(node, "the timestamps")?;
    let mut stamp = |key| match entries.take(key) {
        None => Stamp::Usual,
        Some(node) => match reader.text(node, "a name or `none`") {
            Some(text) if matches!(text.value.as_str(), "none" | "false") => Stamp::None,
            Some(text) if text.value != "true" => Stamp::Named(text),
            _ => Stamp::Usual,
        },
    };
    let timestamps = Timestamps::On { created_at: stamp("created_at"), updated_at: stamp("updated_at") };
    reader.finish(entries);
    Some(timestamps)
}

pub(super) fn api(reader: &mut Reader<'_>, node: Node) -> Option<Api> {
    let mut entries = reader.entries(node, "an entity's api")?;
    let mut names = |reader: &mut Reader<'_>, key| {
        entries.take(key).map(|node| reader.texts(node, "the names of fields")).unwrap_or_default()
    };
    let sort = names(reader, "sort");
    let search = names(reader, "search");
    let filter = entries.take("filter").map(|node| match reader.texts(node, "`all` or the names of fields") {
        listed if listed.len() == 1 && listed[0].value == "all" => FieldNames::All,
        listed => FieldNames::Listed(listed),
    });
    let api = Api {
        operations: entries.take("operations").map(|node| reader.texts(node, "the names of operations")),
        path: entries.take("path").and_then(|node| reader.text(node, "one part of a path such as `blog-posts`")),
        filter,
        sort,
        search,
        max_page: entries.take("max_page").and_then(|node| reader.number(node, 1000)),
    };
    reader.finish(entries);
    Some(api)
}

pub(super) fn access(reader: &mut Reader<'_>, node: Node) -> Option<Access> {
    let span = node.span;
    if let Kind::Map(entries) = node.kind {
        let rules =
            entries.into_iter().map(|(operation, who)| (operation, reader.texts(who, "who may do it"))).collect();
        return Some(Access { span, rules });
    }
    reader.wrong_shape(&node, "a mapping such as `{list: public, create: user}`");
    None
}

fn constraints(reader: &mut Reader<'_>, node: Node, unique: bool) -> Vec<Constraint> {
    match node.kind {
        Kind::List(items) => items.into_iter().filter_map(|item| constraint(reader, item, unique)).collect(),
        _ => constraint(reader, node, unique).into_iter().collect(),
    }
}

fn constraint(reader: &mut Reader<'_>, node: Node, unique: bool) -> Option<Constraint> {
    let alone = matches!(node.kind, Kind::Text(_));
    let (filter, method, sql) = (None, None, None);
    let mut made = Constraint { span: node.span, fields: Vec::new(), filter, unique, method, sql, alone };
    match node.kind {
        Kind::Text(_) | Kind::List(_) => made.fields = columns(reader, node),
        Kind::Map(_) => {
            let mut entries = reader.entries(node, "an index")?;
            made.fields = entries.take("fields").map(|node| columns(reader, node)).unwrap_or_default();
            if let Some(node) = entries.take("unique") {
                made.unique |= reader.boolean(node).is_some_and(|unique| unique.value);
            }
            let mut text = |key| entries.take(key).and_then(|node| reader.text(node, "text"));
            made.filter = text("where");
            made.method = text("method");
            made.sql = text("sql");
            reader.finish(entries);
        }
        Kind::Null => {
            reader.wrong_shape(&node, "the names of fields");
            return None;
        }
    }
    if let Some(first) = made.fields.first() {
        made.span = first.0.span;
    }
    Some(made)
}

fn is_direction(word: &str) -> bool {
    DIRECTIONS.contains(&word)
}

/// Field names, each with `desc` or `asc` behind it or without.
fn columns(reader: &mut Reader<'_>, node: Node) -> Vec<(Text, bool)> {
    let mut columns = Vec::new();
    for text in reader.texts(node, "the names of fields") {
        let mut words = text.value.split_whitespace();
        let name = words.next().unwrap_or_default().to_owned();
        let direction = words.next();
        let slip = direction.filter(|word| !is_direction(word) && nearest(word, DIRECTIONS).is_some());
        if let (Some(odd), None) = (slip, words.clone().next()) {
            let start = text.value.rfind(odd).unwrap_or(0);
            let span = text.locate(reader.source, start..start + odd.len());
            let message = format!("`{odd}` is not a direction");
            reader.report(Diagnostic::new(Code::WrongShape, span, message).did_you_mean(odd, DIRECTIONS));
        } else if words.next().is_some() || !direction.is_none_or(is_direction) {
            let message = format!("`{}` is not a field with a direction", text.value);
            let help = "write a field's name, with `desc` behind it where it descends; several fields make a list: [[author, created_at desc]]";
            reader.report(Diagnostic::new(Code::WrongShape, text.span, message).help(help));
            continue;
        }
        let span = text.locate(reader.source, 0..name.len());
        columns.push((Text::new(name, span, text.quoted), direction == Some("desc")));
    }
    columns
}
