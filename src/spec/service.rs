//! The top level: the service itself, its defaults, accounts and enums.

use super::Spec;
use super::decode::{Reader, Sections};
use super::entity::{self, Access, Api, Id, Timestamps};
use super::text::Text;
use super::tree::{Kind, Node};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Span, Spanned};

#[derive(Debug, Clone, Default)]
pub struct ServiceApi {
    pub prefix: Option<Text>,
    pub envelope: Option<Text>,
    pub page_size: Option<Spanned<u32>>,
}

#[derive(Debug, Clone, Default)]
pub struct Naming {
    pub tables: Option<Text>,
    pub id: Option<Text>,
    pub json: Option<Text>,
}

/// What every entity has that does not say otherwise.
#[derive(Debug, Clone, Default)]
pub struct Defaults {
    pub id: Option<Id>,
    pub timestamps: Option<Timestamps>,
    pub soft_delete: Option<Spanned<bool>>,
    pub api: Option<Api>,
    pub access: Option<Access>,
}

/// `auth: true`, or its long form.
#[derive(Debug, Clone)]
pub struct Auth {
    /// Of the key `auth`.
    pub span: Span,
    pub account: Option<Text>,
    pub login: Option<Text>,
    pub roles: Option<Vec<Text>>,
    pub register: Option<Text>,
    pub access_token: Option<Text>,
    pub refresh_token: Option<Text>,
    pub verify_email: bool,
}

impl Auth {
    /// The entity of those who log in, where the spec names none.
    pub const USUAL_ACCOUNT: &str = "User";

    pub fn account_name(&self) -> &str {
        self.account.as_ref().map_or(Self::USUAL_ACCOUNT, |account| &account.value)
    }

    /// `auth: true`.
    fn plain(span: Span) -> Self {
        Self {
            span,
            account: None,
            login: None,
            roles: None,
            register: None,
            access_token: None,
            refresh_token: None,
            verify_email: false,
        }
    }
}

#[derive(Debug, Clone)]
pub struct Enum {
    pub name: Text,
    pub values: Vec<EnumValue>,
}

#[derive(Debug, Clone)]
pub struct EnumValue {
    pub name: Text,
    /// What the database holds in place of the name.
    pub value: Option<Text>,
    pub doc: Option<Text>,
    pub was: Option<Text>,
}

/// Keys of the spec's sections.
pub(super) const SECTIONS: Sections = &[
    ("api", &["prefix", "envelope", "page_size"]),
    ("auth", &["account", "login", "roles", "register", "access_token", "refresh_token", "verify_email"]),
    ("defaults", &["id", "timestamps", "soft_delete", "access"]),
    ("naming", &["tables", "json"]),
];

pub(super) fn spec(reader: &mut Reader<'_>, node: Node) -> Option<Spec> {
    if matches!(node.kind, Kind::Null) {
        let help = "a spec begins with `scaffold: 1` and `name:`, and lists `entities:`";
        reader.report(Diagnostic::new(Code::MissingKey, Span::new(0, 0), "the spec is empty").help(help));
        return None;
    }
    let start = node.span.start;
    let mut entries = reader.entries(node, "a spec")?;
    let mut text = |reader: &mut Reader<'_>, key| entries.take(key).and_then(|node| reader.text(node, "text"));
    let mut spec = Spec {
        scaffold: text(reader, "scaffold"),
        name: text(reader, "name"),
        description: text(reader, "description"),
        version: text(reader, "version"),
        database: text(reader, "database"),
        ..Spec::default()
    };
    if let Some(node) = entries.take("api") {
        spec.api = service_api(reader, node).unwrap_or_default();
    }
    spec.auth = entries.take_with_key("auth").and_then(|(key, node)| auth(reader, key.span, node));
    if let Some(node) = entries.take("naming") {
        spec.naming = naming(reader, node).unwrap_or_default();
    }
    if let Some(node) = entries.take("defaults") {
        spec.defaults = defaults(reader, node).unwrap_or_default();
    }
    if let Some(node) = entries.take("enums") {
        let enums = reader.named(node, "the enums");
        spec.enums = enums.into_iter().map(|(name, node)| enumeration(reader, name, node)).collect();
    }
    match entries.take_or_misspelt("entities") {
        Some(node) => {
            let entities = reader.named(node, "the entities");
            spec.entities = entities.into_iter().map(|(name, node)| entity::entity(reader, name, node)).collect();
        }
        None => missing(reader, start, "entities", "add `entities:` with one entity or more"),
    }
    entries.lead_into(SECTIONS);
    reader.finish(entries);
    if spec.scaffold.is_none() {
        missing(reader, start, "scaffold", "begin the spec with `scaffold: 1`, the version of the language");
    }
    if spec.name.is_none() {
        missing(reader, start, "name", "add `name: my-service`");
    }
    Some(spec)
}

fn missing(reader: &mut Reader<'_>, start: usize, key: &str, help: &str) {
    let message = format!("the spec has no `{key}`");
    reader.report(Diagnostic::new(Code::MissingKey, Span::new(start, start), message).help(help));
}

fn service_api(reader: &mut Reader<'_>, node: Node) -> Option<ServiceApi> {
    let mut entries = reader.entries(node, "the service's api")?;
    let api = ServiceApi {
        prefix: entries.take("prefix").and_then(|node| reader.text(node, "a path such as `/api/v1`")),
        envelope: entries.take("envelope").and_then(|node| reader.text(node, "`none` or `jsend`")),
        page_size: entries.take("page_size").and_then(|node| reader.number(node, 1000)),
    };
    reader.finish(entries);
    Some(api)
}

fn naming(reader: &mut Reader<'_>, node: Node) -> Option<Naming> {
    let mut entries = reader.entries(node, "naming")?;
    let naming = Naming {
        tables: entries.take("tables").and_then(|node| reader.text(node, "`plural` or `singular`")),
        id: entries.take("id").and_then(|node| reader.text(node, "a pattern such as \"{entity}_id\"")),
        json: entries.take("json").and_then(|node| reader.text(node, "`snake` or `camel`")),
    };
    reader.finish(entries);
    Some(naming)
}

fn defaults(reader: &mut Reader<'_>, node: Node) -> Option<Defaults> {
    let mut entries = reader.entries(node, "defaults")?;
    let defaults = Defaults {
        id: entries.take("id").and_then(|node| entity::id(reader, node)),
        timestamps: entries.take("timestamps").and_then(|node| entity::timestamps(reader, node)),
        soft_delete: entries.take("soft_delete").and_then(|node| reader.boolean(node)),
        api: entries.take("api").and_then(|node| entity::api(reader, node)),
        access: entries.take("access").and_then(|node| entity::access(reader, node)),
    };
    entries.lead_into(entity::SECTIONS);
    reader.finish(entries);
    Some(defaults)
}

fn auth(reader: &mut Reader<'_>, span: Span, node: Node) -> Option<Auth> {
    let mut auth = Auth::plain(span);
    match node.kind {
        Kind::Null => return None,
        Kind::Text(_) => return reader.boolean(node)?.value.then_some(auth),
        Kind::List(_) | Kind::Map(_) => {}
    }
    let mut entries = reader.entries(node, "auth")?;
    auth.account = entries.take("account").and_then(|node| reader.text(node, "the name of an entity"));
    auth.login = entries.take("login").and_then(|node| reader.text(node, "the name of a field"));
    auth.roles = entries.take("roles").map(|node| reader.texts(node, "the names of the roles"));
    auth.register = entries.take("register").and_then(|node| reader.text(node, "`open` or `closed`"));
    auth.access_token = entries.take("access_token").and_then(|node| reader.text(node, "a time such as `15m`"));
    auth.refresh_token = entries.take("refresh_token").and_then(|node| reader.text(node, "a time such as `30d`"));
    auth.verify_email =
        entries.take("verify_email").and_then(|node| reader.boolean(node)).is_some_and(|verify| verify.value);
    reader.finish(entries);
    Some(auth)
}

fn enumeration(reader: &mut Reader<'_>, name: Text, node: Node) -> Enum {
    let values = match node.kind {
        Kind::List(items) => items
            .into_iter()
            .filter_map(|item| reader.text(item, "the name of a value (quote `null`)"))
            .map(|name| EnumValue { name, value: None, doc: None, was: None })
            .collect(),
        Kind::Map(entries) => entries.into_iter().filter_map(|(name, node)| enum_value(reader, name, node)).collect(),
        Kind::Null => Vec::new(),
        Kind::Text(_) => {
            reader.wrong_shape(&node, "a list of values such as `[draft, published]`");
            Vec::new()
        }
    };
    Enum { name, values }
}

fn enum_value(reader: &mut Reader<'_>, name: Text, node: Node) -> Option<EnumValue> {
    match node.kind {
        Kind::Null => Some(EnumValue { name, value: None, doc: None, was: None }),
        Kind::Text(text) => Some(EnumValue { name, value: Some(text), doc: None, was: None }),
        Kind::List(_) | Kind::Map(_) => {
            let mut entries = reader.entries(node, "an enum value")?;
            let mut text = |key| entries.take(key).and_then(|node| reader.text(node, "text"));
            let value = EnumValue { name, value: text("value"), doc: text("doc"), was: text("was") };
            reader.finish(entries);
            Some(value)
        }
    }
}
