//! The places of a spec that know only certain words: keys, closed vocabulary, references to other names.

use scaffold::name::Name;
use scaffold::source::{Source, Span};
use scaffold::spec::schema::SCALARS;
use scaffold::spec::{self, Access, Api, Default, Entity, Field, FieldNames, Id, Kind, Node, Spec, Text, Value, Word};
use std::collections::BTreeSet;

/// Mappings whose keys the user chooses; `*` stands for any of those.
const FREE_KEYS: [&str; 5] = ["enums", "enums/*", "entities", "entities/*/fields", "entities/*/checks"];

/// Words of a rule beside fields and values.
const RULE_WORDS: [&str; 6] = ["and", "or", "not", "null", "true", "false"];

/// A word at its place, and what else could stand there without being unknown.
pub struct Token {
    pub span: Span,
    pub text: String,
    known: BTreeSet<String>,
    /// Whether case and underscores make no difference here.
    is_name: bool,
}

impl Token {
    pub fn knows(&self, other: &str) -> bool {
        match self.is_name {
            true => self.known.iter().any(|known| Name::new(known) == Name::new(other)),
            false => self.known.contains(other),
        }
    }
}

struct Collector<'a> {
    source: &'a Source,
    spec: &'a Spec,
    tokens: Vec<Token>,
    /// All keys of the language that the spec has.
    keys: BTreeSet<String>,
}

/// Every such place of a spec, each once.
pub fn tokens(source: &Source) -> Vec<Token> {
    let (tree, _) = spec::tree::read(source);
    let (spec, _) = spec::decode(source);
    let (tree, spec) = (tree.expect("YAML"), spec.expect("a spec"));
    let keys = Word::FLAGS.iter().chain(&Word::KEYS).map(|(spelling, _)| (*spelling).to_owned()).collect();
    let mut collector = Collector { source, spec: &spec, tokens: Vec::new(), keys };
    collector.keys(&tree, "");
    let keys = collector.keys.clone();
    collector.tokens.iter_mut().for_each(|token| token.known.extend(keys.iter().cloned()));
    collector.service();
    for entity in &spec.entities {
        collector.entity(entity);
    }
    let mut tokens = collector.tokens;
    tokens.sort_by_key(|token| (token.span.start, token.span.end));
    tokens.dedup_by_key(|token| token.span.start);
    tokens
}

impl<'a> Collector<'a> {
    fn add(&mut self, span: Span, known: impl IntoIterator<Item = String>, is_name: bool) {
        let text = self.source.slice(span).to_owned();
        let known = known.into_iter().chain([text.clone()]).collect();
        self.tokens.push(Token { span, text, known, is_name });
    }

    fn word(&mut self, text: Option<&Text>) {
        if let Some(text) = text {
            self.add(text.span, [], false);
        }
    }

    /// Keys of the language, and `true` and `false` as their values.
    fn keys(&mut self, node: &Node, path: &str) {
        match &node.kind {
            Kind::Map(entries) => {
                let free = FREE_KEYS.contains(&path);
                for (key, value) in entries {
                    if !free {
                        self.add(key.span, [], false);
                        self.keys.insert(key.value.clone());
                    }
                    let below = if free { "*" } else { key.value.as_str() };
                    let below = if path.is_empty() { below.to_owned() } else { format!("{path}/{below}") };
                    if !self.holds_json(&below, entries, value) {
                        self.keys(value, &below);
                    }
                }
            }
            Kind::List(items) => items.iter().for_each(|item| self.keys(item, path)),
            Kind::Text(text) if !text.quoted && matches!(text.value.as_str(), "true" | "false") => {
                self.add(text.span, ["true".to_owned(), "false".to_owned()], false);
            }
            Kind::Text(text) if path.ends_with("api/filter") && text.value == "all" => self.word(Some(text)),
            Kind::Text(_) | Kind::Null => {}
        }
    }

    /// Whether what stands there is the user's own value; `{sql: …}` is the language's, but for a field of JSON.
    fn holds_json(&self, path: &str, beside: &[(Text, Node)], value: &Node) -> bool {
        let is_value = path.ends_with("/default") || path.ends_with("/example");
        let of_json = beside.iter().any(|(key, node)| {
            key.value == "type" && matches!(&node.kind, Kind::Text(text) if text.value.starts_with("json"))
        });
        let sql = matches!(&value.kind, Kind::Map(entries) if entries.iter().any(|(key, _)| key.value == "sql"));
        is_value && (of_json || !sql)
    }

    fn service(&mut self) {
        let spec = self.spec;
        for text in [&spec.scaffold, &spec.database, &spec.api.envelope, &spec.naming.tables, &spec.naming.json] {
            self.word(text.as_ref());
        }
        self.defaults(spec.defaults.id.as_ref(), spec.defaults.access.as_ref());
        self.operations(spec.defaults.api.as_ref());
        let Some(auth) = &spec.auth else { return };
        self.word(auth.register.as_ref());
        if let Some(account) = &auth.account {
            self.add(account.span, self.types(), true);
            let entity = spec.entities.iter().find(|entity| entity.name.value == account.value);
            if let (Some(entity), Some(login)) = (entity, &auth.login) {
                self.add(login.span, fields(entity), true);
            }
        }
        let administrator = auth.roles.iter().flatten().find(|role| role.value == "admin");
        self.word(administrator);
    }

    fn defaults(&mut self, id: Option<&Id>, access: Option<&Access>) {
        self.word(id.and_then(|id| id.ty.as_ref()));
        for (_, who) in access.iter().flat_map(|access| &access.rules) {
            who.iter().for_each(|who| self.word(Some(who)));
        }
    }

    fn operations(&mut self, api: Option<&Api>) {
        for operation in api.iter().flat_map(|api| api.operations.iter().flatten()) {
            self.word(Some(operation));
        }
    }

    fn entity(&mut self, entity: &Entity) {
        self.defaults(entity.id.as_ref(), entity.access.as_ref());
        self.operations(entity.api.as_ref());
        let names = || fields(entity).into_iter();
        let listed = entity.api.iter().flat_map(|api| {
            let filter = match &api.filter {
                Some(FieldNames::Listed(names)) => names.as_slice(),
                _ => &[],
            };
            api.sort.iter().chain(&api.search).chain(filter)
        });
        for text in entity.key.iter().flatten().chain(listed) {
            self.add(text.span, names(), true);
        }
        for constraint in entity.unique.iter().chain(&entity.index) {
            for (text, descending) in &constraint.fields {
                self.add(text.span, names(), true);
                if *descending {
                    self.add(Span::new(text.span.end + 1, text.span.end + 5), ["asc".to_owned()], false);
                }
            }
            self.word(constraint.method.as_ref());
        }
        if let Some(owner) = &entity.owner {
            self.path(entity, owner);
        }
        for (_, rule) in &entity.checks {
            self.rule(entity, rule);
        }
        for field in &entity.fields {
            self.field(field);
        }
    }

    /// Each part of `order.user` names a field of the entity that the parts before it lead to.
    fn path(&mut self, entity: &Entity, owner: &Text) {
        let (mut here, mut at) = (Some(entity), 0);
        for part in owner.value.split('.') {
            let Some(entity) = here else { return };
            let span = owner.locate(self.source, at..at + part.len());
            self.add(span, fields(entity), true);
            let field = entity.fields.iter().find(|field| field.name.value == part);
            let target = field.and_then(|field| field.ty.as_ref()).map(|ty| ty.name.value.as_str());
            here = self.spec.entities.iter().find(|entity| Some(entity.name.value.as_str()) == target);
            at += part.len() + 1;
        }
    }

    /// Every word of a rule but those in quotes.
    fn rule(&mut self, entity: &Entity, rule: &Text) {
        let values = self.spec.enums.iter().flat_map(|made| &made.values).map(|value| value.name.value.clone());
        let known: Vec<String> =
            fields(entity).into_iter().chain(RULE_WORDS.map(str::to_owned)).chain(values).collect();
        let mut quote = None;
        let mut start = None;
        for (at, character) in rule.value.char_indices().chain([(rule.value.len(), ' ')]) {
            let within = quote.is_some();
            match (character, quote) {
                ('"' | '\'', None) => quote = Some(character),
                (mark, Some(open)) if mark == open => quote = None,
                _ => {}
            }
            let part = !within && (character.is_ascii_alphanumeric() || character == '_' || character == '.');
            match (part, start) {
                (true, None) => start = Some(at),
                (false, Some(begun)) => {
                    if rule.value[begun..].starts_with(|first: char| first.is_ascii_alphabetic()) {
                        self.add(rule.locate(self.source, begun..at), known.clone(), true);
                    }
                    start = None;
                }
                _ => {}
            }
        }
    }

    fn field(&mut self, field: &Field) {
        let Some(ty) = &field.ty else { return };
        self.add(ty.name.span, self.types(), false);
        for (word, span) in field.words.iter() {
            let known = Word::FLAGS.iter().chain(&Word::KEYS).map(|(spelling, _)| (*spelling).to_owned());
            self.add(Span::new(span.start, span.start + word.spelling().len()), known, false);
        }
        self.word(field.words.value(Word::OnDelete));
        if let Some(through) = field.words.value(Word::Through) {
            self.add(through.span, self.types(), true);
        }
        let target = self.spec.entities.iter().find(|entity| entity.name.value == ty.name.value);
        for text in &field.references {
            self.add(text.span, target.map(fields).unwrap_or_default(), true);
        }
        for (database, ty) in &field.native {
            if database.value == "sqlite" {
                self.word(Some(ty));
            }
        }
        self.values(field, &ty.name.value);
    }

    /// Values of enums, booleans and calls, as defaults and among those allowed.
    fn values(&mut self, field: &Field, ty: &str) {
        let made = self.spec.enums.iter().find(|made| made.name.value == ty);
        let known: Vec<String> =
            made.iter().flat_map(|made| &made.values).map(|value| value.name.value.clone()).collect();
        let default = match &field.default {
            Some(Default::Value(Value::Text(text))) => Some(text),
            _ => None,
        };
        for text in default.into_iter().chain(&field.one_of) {
            if made.is_some() || ty == "bool" {
                self.add(text.span, known.clone(), false);
            } else if !text.quoted && matches!(text.value.as_str(), "now()" | "today()" | "uuid()") {
                self.add(Span::new(text.span.start, text.span.end - 2), [], false);
            }
        }
    }

    fn types(&self) -> Vec<String> {
        let entities = self.spec.entities.iter().map(|entity| entity.name.value.clone());
        let enums = self.spec.enums.iter().map(|made| made.name.value.clone());
        entities.chain(enums).chain(SCALARS.map(str::to_owned)).collect()
    }
}

/// Names that may stand for a field of the entity.
fn fields(entity: &Entity) -> Vec<String> {
    let written = entity.fields.iter().map(|field| field.name.value.clone());
    written.chain(["id", "created_at", "updated_at", "deleted_at"].map(str::to_owned)).collect()
}
