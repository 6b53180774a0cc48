//! A field that no example could be made up for, at its place.

use super::accounts;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::{Entity, Field};
use crate::name::Name;
use crate::source::{Source, Span};
use crate::spec;

/// The report of a mistake that only shows when sample rows are made.
pub fn needs_example(source: &Source, entity: &Entity, field: &Field, reason: &str) -> Report {
    let message = format!("no example of `{}.{}` could be made up: {reason}", entity.name.pascal(), field.name.snake());
    let help = "give one with `example` in the long form of the field, or loosen the rules";
    let span = place(source, entity, field).unwrap_or(Span::new(0, 0));
    Report::new(source.path(), source.text(), vec![Diagnostic::new(Code::NeedsExample, span, message).help(help)])
}

/// Where the field is written, or its entity where the field is none of the spec's own.
fn place(source: &Source, entity: &Entity, field: &Field) -> Option<Span> {
    let mut spec = spec::decode(source).0?;
    accounts::complete(&mut spec);
    let written = spec.entities.iter().find(|written| Name::new(&written.name.value) == entity.name)?;
    let named = written.fields.iter().find(|written| Name::new(&written.name.value) == field.name);
    Some(named.map_or(written.name.span, |field| field.name.span))
}
