//! Natural and composite primary keys.

use super::Findings;
use super::draft::{Draft, Scope};
use super::types;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Field, FieldKind, Type};
use crate::source::Span;
use crate::spec::Word;

/// Settles the key of every entity that has no generated one.
pub(super) fn choose(scope: &Scope<'_>, drafts: &mut [Draft<'_>], findings: &mut Findings) {
    for draft in drafts.iter_mut().filter(|draft| draft.entity.key.is_empty()) {
        let parts = parts(draft, findings);
        let alone = parts.len() == 1;
        for &(index, span) in &parts {
            let field = &mut draft.entity.fields[index];
            part(scope, field, span, findings);
            field.immutable = true;
            match &mut field.kind {
                FieldKind::ToOne(relation) => relation.one_to_one |= alone,
                FieldKind::Scalar(ty) => {
                    not_empty(ty);
                    field.columns.iter_mut().for_each(|column| not_empty(&mut column.ty));
                }
            }
        }
        draft.entity.key = parts.into_iter().map(|(index, _)| index).collect();
    }
}

/// The key's fields in key order, each with the place that makes it one.
fn parts(draft: &Draft<'_>, findings: &mut Findings) -> Vec<(usize, Span)> {
    let marked: Vec<(usize, Span)> =
        draft.written_fields().filter_map(|(index, field)| Some((index, field.words.span(Word::Pk)?))).collect();
    let Some(listed) = &draft.written.key else { return marked };
    let mut parts: Vec<(usize, Span)> = Vec::new();
    for text in listed {
        let Some(index) = draft.find(text, findings) else { continue };
        if draft.sources[index].is_none() || parts.iter().any(|(part, _)| *part == index) {
            let message = format!(
                "`{}` cannot be part of the key {}",
                text.value,
                match draft.sources[index] {
                    Some(_) => "twice",
                    None => "because it is generated",
                }
            );
            findings.push(
                Diagnostic::new(Code::InvalidKey, text.span, message).help("name each of the entity's own fields once"),
            );
            continue;
        }
        parts.push((index, text.span));
    }
    if listed.is_empty() {
        let message = format!("the key of `{}` has no fields", draft.written.name.value);
        let help = "name its fields, or remove `key:` for a generated `id`";
        findings.push(Diagnostic::new(Code::InvalidKey, draft.written.name.span, message).help(help));
    }
    for (index, span) in marked {
        if !parts.iter().any(|(part, _)| *part == index) {
            let message = format!("`{}` is marked `pk` and missing in `key:`", draft.entity.fields[index].name);
            findings.push(Diagnostic::new(Code::TwoKeys, span, message).help("say it in one of the two places"));
        }
    }
    parts
}

/// What a part of a key may be: always there, sent by the client, and short enough for a URL and an index.
fn part(scope: &Scope<'_>, field: &Field, span: Span, findings: &mut Findings) {
    let reason = if !field.required {
        Some("is optional".to_owned())
    } else if field.readonly || field.internal || field.secret {
        Some("is not both accepted and returned".to_owned())
    } else {
        match field.scalar() {
            Some(ty) if !may_be_key(ty) => Some(format!("is of the type `{}`", types::spelling(scope, ty))),
            _ => None,
        }
    };
    if let Some(reason) = reason {
        let message = format!("`{}` {reason}, and cannot be part of a primary key", field.name);
        let help = "keys are required text of one line, whole numbers, UUIDs, dates, enums or relations; \
                    use a generated `id` and `unique` for the rest";
        findings.push(Diagnostic::new(Code::InvalidKey, span, message).help(help));
    }
}

fn may_be_key(ty: &Type) -> bool {
    ty.is_integer()
        || matches!(
            ty,
            Type::String { .. } | Type::Char { .. } | Type::Semantic { .. } | Type::Uuid | Type::Date | Type::Enum(_)
        )
}

/// A key stands in URLs, where nothing is not a part.
fn not_empty(ty: &mut Type) {
    if let Type::String { min, .. } = ty {
        *min = (*min).max(1);
    }
}
