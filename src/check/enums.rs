//! Enums: their values, what the database holds for each, and the Rust variants.

use super::Findings;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Enum, EnumValue};
use crate::name::{LONGEST_SQL_NAME, Name};
use crate::source::Span;
use crate::spec::{self, Spec, Text};
use std::collections::HashMap;

/// Most values of an enum.
const MAX_VALUES: usize = 1000;

pub(super) fn enums(spec: &Spec, findings: &mut Findings) -> Vec<Enum> {
    spec.enums.iter().map(|written| enumeration(written, findings)).collect()
}

fn enumeration(written: &spec::Enum, findings: &mut Findings) -> Enum {
    if written.values.is_empty() {
        let message = format!("the enum `{}` has no values", written.name.value);
        let help = format!("write `{}: [first, second]`", written.name.value);
        findings.push(Diagnostic::new(Code::EmptyEnum, written.name.span, message).help(help));
    }
    if written.values.len() > MAX_VALUES {
        let message = format!("the enum `{}` has more than {MAX_VALUES} values", written.name.value);
        let help = "what has so many values is an entity: its rows can be listed, added and removed";
        findings.push(Diagnostic::new(Code::TooMany, written.name.span, message).help(help));
    }
    let mut variants: HashMap<String, &Text> = HashMap::new();
    let mut stored: HashMap<&str, Span> = HashMap::new();
    let mut values = Vec::new();
    for value in &written.values {
        if !well_formed(&value.name, findings) {
            continue;
        }
        let variant = Name::new(&value.name.value).type_ident();
        if let Some(first) = variants.insert(variant.clone(), &value.name) {
            findings.push(duplicate(&value.name, first, &variant));
        }
        let held = value.value.as_ref().unwrap_or(&value.name);
        stored_value(held, findings);
        if let Some(first) = stored.insert(&held.value, held.span)
            && value.value.is_some()
        {
            let message = format!("two values are held as `{}` in the database", held.value);
            findings.push(
                Diagnostic::new(Code::DuplicateValue, held.span, message)
                    .label(first, "first here")
                    .help("give each value its own"),
            );
        }
        values.push(EnumValue {
            name: value.name.value.clone(),
            stored: held.value.clone(),
            variant,
            doc: value.doc.as_ref().map(|doc| doc.value.clone()),
            was: value.was.as_ref().map(|was| was.value.clone()),
        });
    }
    Enum { name: Name::new(&written.name.value), doc: None, values }
}

fn duplicate(name: &Text, first: &Text, variant: &str) -> Diagnostic {
    let message = match first.value == name.value {
        true => format!("the value `{}` stands here twice", name.value),
        false => format!("`{}` and `{}` are both the variant `{variant}`", first.value, name.value),
    };
    repeated(name, first, message)
}

/// One value of a list beside another that it does not differ from.
pub(super) fn repeated(value: &Text, first: &Text, message: String) -> Diagnostic {
    Diagnostic::new(Code::DuplicateValue, value.span, message)
        .label(first.span, "first here")
        .help("keep one of the two")
}

/// A value's name stands in JSON, URLs and defaults.
fn well_formed(name: &Text, findings: &mut Findings) -> bool {
    let text = name.value.as_str();
    let formed = text.len() <= LONGEST_SQL_NAME
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    if !formed {
        let message = format!("`{text}` cannot be the name of a value");
        let help = "a name begins with a letter and goes on with letters, digits, `_` and `-`; \
                    where the database holds something else, write `PG13: {value: \"PG-13\"}`";
        findings.push(Diagnostic::new(Code::InvalidName, name.span, message).help(help));
    }
    formed
}

fn stored_value(held: &Text, findings: &mut Findings) {
    if held.value.is_empty() || held.value.chars().count() > 255 || held.value.contains('\n') {
        let message = "the database holds a value of 1 to 255 characters on one line";
        findings.push(Diagnostic::new(Code::InvalidValue, held.span, message).help("write a shorter `value:`"));
    }
}
