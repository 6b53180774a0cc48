//! What the words of one field mean, and which of them may stand together.

use super::draft::Scope;
use super::{Findings, identifiers, literals, service, types, values};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Column, Database, Default, EntityId, Field, FieldKind, FieldOrigin, OnDelete, ToOne, Type};
use crate::name::Name;
use crate::spec::{self, Text, Value, Word};
use regex::RegexBuilder;
use std::cmp::Ordering;

/// Longest pattern, in bytes, and largest compiled one.
const PATTERN_LIMITS: (usize, usize) = (1000, 1 << 20);

/// Types that a SQLite table of the strict kind may have.
const SQLITE_TYPES: [&str; 6] = ["int", "integer", "real", "text", "blob", "any"];

/// A field without any words.
pub(super) fn blank(name: Name, origin: FieldOrigin, kind: FieldKind) -> Field {
    Field {
        name,
        origin,
        kind,
        columns: Vec::new(),
        doc: None,
        example: None,
        message: None,
        required: false,
        default: None,
        min: None,
        max: None,
        pattern: None,
        immutable: false,
        readonly: false,
        secret: false,
        internal: false,
        caller: false,
        managed: false,
        unique: false,
        filterable: false,
        sortable: false,
        searchable: false,
        was: None,
        backfill: None,
        native: None,
    }
}

pub(super) fn scalar(scope: &Scope<'_>, written: &spec::Field, name: Name, ty: Type, findings: &mut Findings) -> Field {
    let column = match written.words.value(Word::Column) {
        Some(text) => identifiers::sql_name(text, "a column name", findings).unwrap_or_default(),
        None => name.snake().to_owned(),
    };
    identifiers::system_column(written.words.value(Word::Column).unwrap_or(&written.name), &column, findings);
    let mut field = blank(name.clone(), FieldOrigin::Spec, FieldKind::Scalar(ty.clone()));
    field.columns = vec![Column { name: column, member: name, ty: ty.clone() }];
    words(written, &mut field, findings);
    field.secret |= matches!(ty, Type::Password { .. });
    field.required |= matches!(ty, Type::List { .. });
    misplaced(scope, written, &ty, findings);
    bounds(scope, written, &ty, &mut field, findings);
    field.pattern = written.words.value(Word::Pattern).map(|text| pattern(text, findings));
    field.default = values::default(scope, written, &ty, findings);
    field.native = native(scope, written, findings);
    let value = |value: &Value, what, findings: &mut Findings| {
        values::within(scope, &field, &ty, value, Code::InvalidValue, what, findings)
    };
    let example = written.example.as_ref().and_then(|written| value(written, "the example", findings));
    let backfill = written.words.given(Word::Backfill).and_then(|given| value(given, "the backfill", findings));
    if let Some(spec::Default::Value(written)) = &written.default
        && matches!(field.default, Some(Default::Literal(_)))
    {
        value(written, "the default", findings);
    }
    values::clock_within(written, &field, findings);
    field.example = example;
    field.backfill = backfill;
    never_set(written, &field, findings);
    field
}

pub(super) fn relation(written: &spec::Field, name: Name, target: EntityId, findings: &mut Findings) -> Field {
    let on_delete = [("restrict", OnDelete::Restrict), ("cascade", OnDelete::Cascade), ("set_null", OnDelete::SetNull)];
    let on_delete = service::choose(&written.words.value(Word::OnDelete).cloned(), &on_delete, findings);
    let to_one = ToOne {
        target,
        inverse: written.words.value(Word::As).and_then(|text| identifiers::name(text, "a name", findings)),
        on_delete: on_delete.unwrap_or(OnDelete::Restrict),
        one_to_one: written.words.has(Word::Unique),
        references: Vec::new(),
        constraint: String::new(),
    };
    let mut field = blank(name, FieldOrigin::Spec, FieldKind::ToOne(to_one));
    words(written, &mut field, findings);
    let misplaced = [Word::Min, Word::Max, Word::Pattern, Word::Secret, Word::Sort, Word::Search, Word::Through];
    refuse(written, &misplaced, "a relation", findings);
    refuse_keys(written, "a relation", findings);
    if let Some(default) = written.default.as_ref().map(spec::Default::span) {
        let message = "a relation has no default";
        let help = match field.required {
            true => "remove it, or make the relation optional with `?`",
            false => "remove it: without a value an optional relation is null",
        };
        findings.push(Diagnostic::new(Code::WordNotHere, default, message).help(help));
    }
    if on_delete == Some(OnDelete::SetNull) && field.required {
        let span = written.words.span(Word::OnDelete).unwrap_or(written.name.span);
        let message =
            format!("`{}` is required, so deleting what it points at cannot leave it empty", written.name.value);
        let ty = written.ty.as_ref().map_or(span, |ty| ty.span);
        let help = "make it optional with `?`, or choose `restrict` or `cascade`";
        findings.push(Diagnostic::new(Code::SetNullRequired, span, message).label(ty, "required here").help(help));
    }
    never_set(written, &field, findings);
    field
}

/// Reports keys of the long form that belong to scalars only.
pub(super) fn refuse_keys(written: &spec::Field, what: &str, findings: &mut Findings) {
    let example = written.example.as_ref().map(|value| match value {
        Value::Text(text) => text.span,
        Value::Node(node) => node.span,
    });
    let keys = [
        (example, "example"),
        (written.native.first().map(|(database, _)| database.span), "native"),
        (written.one_of.first().map(|text| text.span), "in"),
    ];
    for (span, key) in keys {
        if let Some(span) = span {
            let message = format!("`{key}` means nothing on {what}");
            findings.push(Diagnostic::new(Code::WordNotHere, span, message).help("remove it"));
        }
    }
}

/// Words that mean the same for every kind of field.
fn words(written: &spec::Field, field: &mut Field, findings: &mut Findings) {
    let words = &written.words;
    field.required = written.ty.as_ref().is_some_and(|ty| !ty.optional);
    field.immutable = words.has(Word::Immutable);
    field.readonly = words.has(Word::Readonly);
    field.secret = words.has(Word::Secret);
    field.internal = words.has(Word::Internal);
    field.unique = words.has(Word::Unique);
    field.doc = written.doc.as_ref().map(|doc| doc.value.clone());
    field.message = written.message.as_ref().map(|message| message.value.clone());
    field.was = words.value(Word::Was).and_then(|text| identifiers::name(text, "a former name", findings));
    for (word, span) in words.iter() {
        if matches!(word, Word::Computed | Word::Copy | Word::Nested) {
            findings.push(service::not_yet(span, &format!("`{}` is", word.spelling())));
        }
    }
    let contradictions = [
        (Word::Readonly, Word::Immutable, "a field that is never accepted is not accepted on create either"),
        (Word::Readonly, Word::Internal, "`internal` says already that it is never accepted"),
        (Word::Readonly, Word::Secret, "a field that is neither accepted nor returned is `internal`"),
        (Word::Internal, Word::Secret, "`internal` says already that it is never returned"),
        (Word::Internal, Word::Immutable, "`internal` says already that it is never accepted"),
        (Word::Index, Word::NoIndex, "one asks for an index and the other for none"),
    ];
    for (first, second, reason) in contradictions {
        if let (Some(one), Some(other)) = (words.span(first), words.span(second)) {
            let message = format!("`{}` and `{}` contradict each other", first.spelling(), second.spelling());
            findings.push(Diagnostic::new(Code::ConflictingWords, other, message).label(one, "with this").help(reason));
        }
    }
}

/// Reports words that mean nothing on this kind of field.
pub(super) fn refuse(written: &spec::Field, misplaced: &[Word], what: &str, findings: &mut Findings) {
    for (word, span) in written.words.iter().filter(|(word, _)| misplaced.contains(word)) {
        let message = format!("`{}` means nothing on {what}", word.spelling());
        findings.push(Diagnostic::new(Code::WordNotHere, span, message).help("remove the word"));
    }
}

fn misplaced(scope: &Scope<'_>, written: &spec::Field, ty: &Type, findings: &mut Findings) {
    let what = format!("the type `{}`", types::spelling(scope, ty));
    let relations = [Word::As, Word::OnDelete, Word::Through, Word::NoIndex];
    refuse(written, &relations, &format!("{what}: it belongs to relations"), findings);
    for (text, key) in [(written.columns.first(), "columns"), (written.references.first(), "references")] {
        if let Some(text) = text {
            let message = format!("`{key}` means nothing on {what}: it belongs to relations");
            findings.push(Diagnostic::new(Code::WordNotHere, text.span, message).help("remove it"));
        }
    }
    if !ty.is_text() {
        refuse(written, &[Word::Pattern], &what, findings);
    }
    if matches!(ty, Type::Password { .. }) {
        refuse(written, &[Word::Backfill], &format!("{what}: everybody would know it"), findings);
    }
    let number = ty.is_integer() || matches!(ty, Type::Float | Type::Decimal { .. });
    if number || matches!(ty, Type::Date | Type::Time | Type::DateTime | Type::Timestamp) {
        return;
    }
    for word in [Word::Min, Word::Max] {
        if let Some(span) = written.words.span(word) {
            let message = format!("`{}=` bounds numbers, dates and times, not {what}", word.spelling());
            let help = "the length of text stands in brackets: `string(3..200)`";
            findings.push(Diagnostic::new(Code::WordNotHere, span, message).help(help));
        }
    }
}

fn bounds(scope: &Scope<'_>, written: &spec::Field, ty: &Type, field: &mut Field, findings: &mut Findings) {
    let bound = |word: Word, findings: &mut Findings| {
        let text = written.words.value(word)?;
        values::report(literals::scalar(scope, ty, text), scope, ty, text, Code::InvalidValue, "the bound", findings)
    };
    let number = ty.is_integer() || matches!(ty, Type::Float | Type::Decimal { .. });
    if !number && !matches!(ty, Type::Date | Type::Time | Type::DateTime | Type::Timestamp) {
        return;
    }
    field.min = bound(Word::Min, findings);
    field.max = bound(Word::Max, findings);
    if let (Some(min), Some(max)) = (&field.min, &field.max)
        && literals::compare(min, max) == Some(Ordering::Greater)
    {
        let span = written.words.span(Word::Min).unwrap_or(written.name.span);
        let other = written.words.span(Word::Max).unwrap_or(span);
        findings.push(
            Diagnostic::new(Code::MinAboveMax, span, "the least value is above the greatest")
                .label(other, "the greatest")
                .help("exchange the two"),
        );
    }
}

fn pattern(text: &Text, findings: &mut Findings) -> String {
    let foreign =
        ["(?", "\\A", "\\z", "[[:", "&&", "~~"].into_iter().find(|part| text.value.replace("(?:", "").contains(part));
    let reason = match (RegexBuilder::new(&text.value).size_limit(PATTERN_LIMITS.1).build(), foreign) {
        _ if text.value.is_empty() => Some("it is empty".to_owned()),
        _ if text.value.len() > PATTERN_LIMITS.0 => Some(format!("it is longer than {} bytes", PATTERN_LIMITS.0)),
        (Err(regex::Error::CompiledTooBig(_)), _) => Some("it would take too much memory".to_owned()),
        (Err(error), _) => {
            let last = error.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            Some(last)
        }
        (Ok(_), Some(part)) => Some(format!("`{part}` is not part of the syntax that Rust and ECMA-262 share")),
        (Ok(_), None) => None,
    };
    if let Some(reason) = reason {
        let message = format!("this pattern cannot be used: {reason}");
        let help = "write what Rust's `regex` and ECMA-262 share: no look-around, no back-references, no inline flags";
        findings.push(Diagnostic::new(Code::InvalidPattern, text.span, message).help(help));
    }
    text.value.clone()
}

fn native(scope: &Scope<'_>, written: &spec::Field, findings: &mut Findings) -> Option<String> {
    let mut chosen = None;
    for (database, ty) in &written.native {
        match database.value.as_str() {
            "sqlite" => {
                if !SQLITE_TYPES.contains(&ty.value.to_ascii_lowercase().as_str()) {
                    findings.push(service::unknown_value(ty, SQLITE_TYPES.into_iter()));
                }
                chosen = chosen.or((scope.database() == Database::Sqlite).then(|| ty.value.clone()));
            }
            "postgres" => chosen = chosen.or((scope.database() == Database::Postgres).then(|| ty.value.clone())),
            "mysql" => {}
            _ => findings.push(service::unknown_value(database, ["sqlite", "postgres"].into_iter())),
        }
    }
    chosen
}

/// A required field that no client may send and that has no default can never be filled.
fn never_set(written: &spec::Field, field: &Field, findings: &mut Findings) {
    let list = matches!(field.kind, FieldKind::Scalar(Type::List { .. }));
    if (field.readonly || field.internal) && field.required && written.default.is_none() && !list {
        let word = if field.readonly { Word::Readonly } else { Word::Internal };
        let span = written.words.span(word).unwrap_or(written.name.span);
        let message = format!("`{}` is required, and nobody may send it", written.name.value);
        let help = "give it a default, or make it optional with `?`";
        findings.push(Diagnostic::new(Code::NeverSet, span, message).help(help));
    }
}
