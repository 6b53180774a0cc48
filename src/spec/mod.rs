//! The YAML as written, with the place of every part; what it means is decided elsewhere.

mod cursor;
mod decode;
mod entity;
mod field;
mod line;
pub mod schema;
mod service;
mod syntax;
mod text;
pub mod tree;
mod type_name;

pub use entity::{Access, Api, Constraint, Entity, FieldNames, Id, Stamp, Timestamps};
pub use field::{Default, Field, Items, Size, TypeName, Value, Word, Words};
pub use service::{Auth, Defaults, Enum, EnumValue, Naming, ServiceApi};
pub use syntax::quoted;
pub use text::Text;
pub use tree::{Kind, Node};
pub use type_name::bounds;

use crate::diagnostic::{Code, Diagnostic, Report};
use crate::source::{self, Source, Span};
use std::path::Path;

/// Version of the language that a spec names in `scaffold:`.
pub const LANGUAGE: u32 = 1;

/// A whole spec; what is absent in the file is absent here.
#[derive(Debug, Clone, Default)]
pub struct Spec {
    pub scaffold: Option<Text>,
    pub name: Option<Text>,
    pub description: Option<Text>,
    pub version: Option<Text>,
    pub database: Option<Text>,
    pub api: ServiceApi,
    pub auth: Option<Auth>,
    pub naming: Naming,
    pub defaults: Defaults,
    pub enums: Vec<Enum>,
    pub entities: Vec<Entity>,
}

/// Reads a spec file; what cannot be a spec is a report too.
pub fn read(path: &Path) -> Result<Source, Report> {
    Source::read(path).map_err(|error| {
        let (code, help) = match &error {
            source::Error::Unreadable { .. } => (Code::UnreadableFile, "check the path and its permissions"),
            source::Error::NotAFile { .. } => (Code::NotAFile, "name a file such as `scaffold.yaml`"),
            source::Error::TooLarge { .. } => (Code::FileTooLarge, "a spec of 500 entities takes a third of that"),
            source::Error::NotUtf8 { .. } => (Code::NotUtf8, "save the file as UTF-8"),
        };
        let diagnostic = Diagnostic::new(code, 0..0, error.to_string()).help(help);
        Report::new(path.display().to_string(), "", vec![diagnostic])
    })
}

/// Reads the YAML of a spec into its parts, or reports everything that is wrong with its form.
pub fn parse(source: &Source) -> Result<Spec, Report> {
    match decode(source) {
        (Some(spec), diagnostics) if diagnostics.is_empty() => Ok(spec),
        (_, diagnostics) => Err(Report::new(source.path(), source.text(), diagnostics)),
    }
}

/// Like [`parse`], with whatever could be read beside the mistakes.
pub fn decode(source: &Source) -> (Option<Spec>, Vec<Diagnostic>) {
    if source.text().len() as u64 > source::MAX_BYTES {
        let diagnostic = Diagnostic::new(Code::FileTooLarge, Span::new(0, 0), "the spec is larger than 1 MiB");
        return (None, vec![diagnostic]);
    }
    let (node, mut diagnostics) = tree::read(source);
    let Some(node) = node else { return (None, diagnostics) };
    let mut reader = decode::Reader::new(source);
    let spec = service::spec(&mut reader, node);
    diagnostics.extend(reader.diagnostics);
    (spec, diagnostics)
}
