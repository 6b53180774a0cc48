//! The service as a whole: name, version, database, paths and naming.

use super::Findings;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::model::{Auth, Database, Entity, Enum, Envelope, Model};
use crate::name::{JsonCase, Name, is_device, is_keyword};
use crate::source::Span;
use crate::spec::{Spec, Text};

/// Crates that a service depends on, and words that cargo keeps: no package can be called so.
const TAKEN_PACKAGES: &[&str] = &[
    "alloc",
    "argon2",
    "axum",
    "base64",
    "build",
    "clap",
    "core",
    "deps",
    "examples",
    "http",
    "hyper",
    "incremental",
    "jiff",
    "jsonwebtoken",
    "metrics",
    "mime",
    "proc-macro",
    "proc_macro",
    "rand",
    "regex",
    "rust_decimal",
    "serde",
    "serde_json",
    "sha2",
    "sqlx",
    "std",
    "target",
    "test",
    "thiserror",
    "time",
    "tokio",
    "tower",
    "tower-http",
    "tracing",
    "tracing-subscriber",
    "url",
    "utoipa",
    "utoipa-axum",
    "utoipa-swagger-ui",
    "uuid",
    "validator",
];

/// Paths that the service answers beside its resources.
pub(super) const OWN_PATHS: [&str; 4] = ["healthz", "readyz", "docs", "openapi.json"];

pub(super) struct Service {
    name: String,
    description: String,
    version: String,
    pub database: Database,
    pub prefix: String,
    envelope: Envelope,
    pub page_size: u32,
    pub json_case: JsonCase,
    pub singular_tables: bool,
    /// Pattern of key columns, `{entity}` standing for the entity's name.
    pub id_pattern: Option<Text>,
}

impl Service {
    pub fn model(self, enums: Vec<Enum>, entities: Vec<Entity>, auth: Option<Auth>) -> Model {
        Model {
            name: self.name,
            description: self.description,
            version: self.version,
            database: self.database,
            prefix: self.prefix,
            envelope: self.envelope,
            page_size: self.page_size,
            json_case: self.json_case,
            enums,
            entities,
            auth,
        }
    }

    /// Column of a generated key.
    pub fn id_column(&self, entity: &Name) -> String {
        self.id_pattern.as_ref().map_or_else(|| "id".to_owned(), |pattern| fill(&pattern.value, entity.snake()))
    }
}

fn fill(pattern: &str, entity: &str) -> String {
    pattern.replace("{entity}", entity)
}

pub(super) fn service(spec: &Spec, findings: &mut Findings) -> Service {
    language_version(spec, findings);
    if let Some(name) = &spec.name {
        package_name(name, findings);
    }
    let naming = &spec.naming;
    let tables = choose(&naming.tables, &[("plural", false), ("singular", true)], findings);
    let json = choose(&naming.json, &[("snake", JsonCase::Snake), ("camel", JsonCase::Camel)], findings);
    let envelope = choose(&spec.api.envelope, &[("none", Envelope::None), ("jsend", Envelope::Jsend)], findings);
    let name = spec.name.as_ref().map(|name| name.value.clone()).unwrap_or_default();
    let described = spec.description.as_ref().filter(|text| !text.value.trim().is_empty());
    Service {
        description: described.map_or_else(|| format!("The {name} service."), |text| text.value.clone()),
        name,
        version: version(spec.version.as_ref(), findings),
        database: database(spec.database.as_ref(), findings),
        prefix: prefix(spec.api.prefix.as_ref(), findings),
        envelope: envelope.unwrap_or(Envelope::None),
        page_size: page_size(spec, findings),
        json_case: json.unwrap_or(JsonCase::Snake),
        singular_tables: tables.unwrap_or(false),
        id_pattern: id_pattern(naming.id.as_ref(), findings),
    }
}

/// One of a few words.
pub(super) fn choose<T: Clone>(text: &Option<Text>, choices: &[(&str, T)], findings: &mut Findings) -> Option<T> {
    let text = text.as_ref()?;
    let found = choices.iter().find(|(word, _)| *word == text.value);
    if found.is_none() {
        findings.push(unknown_value(text, choices.iter().map(|(word, _)| *word)));
    }
    found.map(|(_, choice)| choice.clone())
}

/// Reports a word that is none of those allowed.
pub(super) fn unknown_value<'a>(text: &Text, choices: impl Iterator<Item = &'a str> + Clone) -> Diagnostic {
    let listed: Vec<String> = choices.clone().map(|word| format!("`{word}`")).collect();
    let diagnostic = Diagnostic::new(Code::UnknownValue, text.span, format!("`{}` is not known here", text.value));
    match nearest(&text.value, choices.clone()) {
        Some(_) => diagnostic.did_you_mean(&text.value, choices),
        None => diagnostic.help(format!("write one of {}", listed.join(", "))),
    }
}

/// Says that the language has this and the present version does not.
pub(super) fn not_yet(span: Span, what: &str) -> Diagnostic {
    Diagnostic::new(Code::NotAvailableYet, span, format!("{what} not available yet"))
        .help("leave it out for now; a service that ignored it would not do what the spec says")
}

fn language_version(spec: &Spec, findings: &mut Findings) {
    if let Some(text) = spec.scaffold.as_ref().filter(|text| text.value != "1") {
        let message = format!("version `{}` of the language is not known", text.value);
        let help = "this version of scaffold reads `scaffold: 1`; a newer spec needs a newer scaffold";
        findings.push(Diagnostic::new(Code::UnsupportedVersion, text.span, message).help(help));
    }
}

fn package_name(text: &Text, findings: &mut Findings) {
    let name = text.value.as_str();
    let formed = name.len() <= 63
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte));
    if !formed {
        let message = format!("`{name}` cannot be the name of a package");
        let help = "use lower-case letters, digits, `-` and `_`, beginning with a letter, at most 63 of them";
        let mended = Name::new(name).kebab();
        let diagnostic = Diagnostic::new(Code::InvalidName, text.span, message).help(help);
        let mendable = mended.starts_with(|first: char| first.is_ascii_lowercase()) && mended.is_ascii();
        let harmless = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_ ".contains(&byte));
        findings.push(if mendable && harmless { diagnostic.suggest(text.span, mended) } else { diagnostic });
    } else if is_keyword(&name.replace('-', "_")) || is_device(name) || TAKEN_PACKAGES.contains(&name) {
        let message = format!("no package can be called `{name}`");
        let help = "the name belongs to Rust, to Windows or to a crate that the service uses; add a word: `my-service`";
        findings.push(Diagnostic::new(Code::ReservedName, text.span, message).help(help));
    }
}

fn version(text: Option<&Text>, findings: &mut Findings) -> String {
    let Some(text) = text else { return "0.1.0".to_owned() };
    let core = text.value.split(['-', '+']).next().unwrap_or_default();
    let parts: Vec<&str> = core.split('.').collect();
    let plain = |part: &&str| part.parse::<u32>().is_ok_and(|number| number.to_string() == **part);
    let suffix = &text.value[core.len()..];
    let suffix_formed = suffix.len() != 1
        && suffix.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-+.".contains(&byte))
        && !suffix.ends_with('.')
        && !suffix.contains("..");
    if parts.len() != 3 || !parts.iter().all(plain) || !suffix_formed {
        let message = format!("`{}` is not a version", text.value);
        let help = "a version has three numbers: `1.10.0`";
        findings.push(Diagnostic::new(Code::InvalidVersion, text.span, message).help(help));
    }
    text.value.clone()
}

fn database(text: Option<&Text>, findings: &mut Findings) -> Database {
    let Some(text) = text else { return Database::Sqlite };
    match text.value.as_str() {
        "sqlite" => Database::Sqlite,
        "postgres" => Database::Postgres,
        "mysql" => {
            findings.push(not_yet(text.span, "`mysql` is").help("choose `sqlite` or `postgres` for now"));
            Database::Postgres
        }
        _ => {
            let diagnostic = unknown_value(text, ["sqlite", "postgres"].into_iter());
            findings.push(match text.value.as_str() {
                "postgresql" | "pg" | "Postgres" | "PostgreSQL" => {
                    diagnostic.help("write `postgres`").suggest(text.span, "postgres")
                }
                _ => diagnostic,
            });
            Database::Sqlite
        }
    }
}

fn prefix(text: Option<&Text>, findings: &mut Findings) -> String {
    let Some(text) = text else { return "/api/v1".to_owned() };
    let path = text.value.as_str();
    if path.is_empty() || path == "/" {
        return String::new();
    }
    if !path.starts_with('/') || path.len() > 200 || !path[1..].split('/').all(is_segment) {
        let message = format!("`{path}` is not a path");
        let help =
            "write `/`, or parts of letters, digits, `-`, `_`, `.` that each begin with `/`, none behind: `/api/v1`";
        findings.push(Diagnostic::new(Code::InvalidPath, text.span, message).help(help));
    } else if let Some(own) = OWN_PATHS.iter().find(|own| path[1..].split('/').next() == Some(**own)) {
        let message = format!("the service answers `/{own}` itself");
        findings.push(Diagnostic::new(Code::RouteClash, text.span, message).help("choose another prefix"));
    }
    path.to_owned()
}

/// One part of a URL path that needs no escape and is no `.` or `..`.
pub(super) fn is_segment(part: &str) -> bool {
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    !part.is_empty() && part.len() <= 63 && !part.starts_with('.') && part.bytes().all(safe)
}

fn page_size(spec: &Spec, findings: &mut Findings) -> u32 {
    match &spec.api.page_size {
        Some(size) if size.value == 0 => {
            let message = "a page holds one row at least";
            findings
                .push(Diagnostic::new(Code::InvalidValue, size.span, message).help("write a number from 1 to 1000"));
            1
        }
        Some(size) => size.value,
        None => 20,
    }
}

fn id_pattern(text: Option<&Text>, findings: &mut Findings) -> Option<Text> {
    let text = text?;
    let filled = fill(&text.value, "entity");
    if crate::name::fault(&filled).is_some() {
        let message = format!("`{}` is not a pattern for a column name", text.value);
        let help = "write a name, with `{entity}` for the entity's: \"{entity}_id\"";
        findings.push(Diagnostic::new(Code::InvalidName, text.span, message).help(help));
        return None;
    }
    Some(text.clone())
}
