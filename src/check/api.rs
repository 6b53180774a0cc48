//! What the API of an entity offers: operations, filters, sorts, search.

use super::Findings;
use super::draft::{Draft, Scope};
use super::{service, types};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Field, FieldKind, FieldOrigin, Index, Operation, Type};
use crate::source::{Span, Spanned};
use crate::spec::{self, FieldNames, Text, Word};

/// Characters of a value that fits into a cursor: what `filter.rs` of a project reads.
const LONGEST_SORTED: u32 = 1000;

/// Query parameters that every list has.
const PARAMETERS: [&str; 6] = ["limit", "cursor", "sort", "q", "include", "total"];

pub(super) fn api(scope: &Scope<'_>, drafts: &mut [Draft<'_>], findings: &mut Findings) {
    if let Some(defaults) = &scope.spec.defaults.api {
        let fields = defaults.sort.first().or(defaults.search.first()).or(defaults.path.as_ref());
        let listed = match &defaults.filter {
            Some(FieldNames::Listed(names)) => names.first(),
            _ => None,
        };
        if let Some(text) = fields.or(listed) {
            let message = "defaults name no fields and no path: they hold for every entity";
            let help = "keep `operations`, `filter: all` and `max_page` here, and the rest in the entity";
            findings.push(Diagnostic::new(Code::NotAllowedHere, text.span, message).help(help));
        }
    }
    for draft in drafts {
        let own = draft.written.api.as_ref();
        let usual = scope.spec.defaults.api.as_ref();
        let listed = own.and_then(|api| api.operations.as_ref()).or(usual.and_then(|api| api.operations.as_ref()));
        if let Some(listed) = listed {
            draft.entity.api.operations = operations(listed, findings);
            if listed.is_empty() {
                let message = format!("`{}` has no operations", draft.written.name.value);
                let help = "name one at least, or leave `operations` out for all";
                findings.push(Diagnostic::new(Code::InvalidValue, draft.written.name.span, message).help(help));
            }
        }
        if !draft.entity.is_changeable() {
            forgo_update(draft, own.and_then(|api| api.operations.as_ref()), findings);
        }
        let max_page = own.and_then(|api| api.max_page.as_ref()).or(usual.and_then(|api| api.max_page.as_ref()));
        draft.entity.api.max_page = page(scope, max_page, findings);
        filters(
            scope,
            draft,
            own.and_then(|api| api.filter.as_ref()).or(usual.and_then(|api| api.filter.as_ref())),
            findings,
        );
        sorts(scope, draft, own, findings);
        searches(scope, draft, own, findings);
    }
}

/// An entity of which nothing can change offers no update, and must not ask for one.
fn forgo_update(draft: &mut Draft<'_>, listed: Option<&Vec<Text>>, findings: &mut Findings) {
    draft.entity.api.operations.retain(|operation| *operation != Operation::Update);
    if let Some(text) = listed.into_iter().flatten().find(|text| text.value == "update") {
        let message = format!("nothing of `{}` can be updated", draft.written.name.value);
        let help = "leave `update` out: a key and `immutable`, `readonly` and `internal` fields never change";
        findings.push(Diagnostic::new(Code::InvalidValue, text.span, message).help(help));
    }
}

fn operations(listed: &[Text], findings: &mut Findings) -> Vec<Operation> {
    let mut chosen = Vec::new();
    for text in listed {
        match Operation::named(&text.value) {
            Some(operation) => chosen.push(operation),
            None => findings.push(service::unknown_value(text, Operation::words())),
        }
    }
    chosen.sort();
    chosen.dedup();
    chosen
}

fn page(scope: &Scope<'_>, max_page: Option<&Spanned<u32>>, findings: &mut Findings) -> u32 {
    let usual = scope.service.page_size;
    let Some(max_page) = max_page else { return usual.max(100) };
    if max_page.value < usual {
        let message = format!("`max_page` is {}, and a page without `limit` holds {usual} rows", max_page.value);
        let help = "raise it, or lower `page_size` in the service's `api`";
        findings.push(Diagnostic::new(Code::InvalidValue, max_page.span, message).help(help));
    }
    max_page.value
}

/// Fields that a list names, or whose line has the word, each with the place that asks.
fn asked(draft: &Draft<'_>, word: Word, listed: &[Text], findings: &mut Findings) -> Vec<(usize, Span)> {
    let marked = draft.written_fields().filter_map(|(index, written)| Some((index, written.words.span(word)?)));
    let mut asked: Vec<(usize, Span)> = marked.collect();
    for text in listed {
        asked.extend(draft.find(text, findings).map(|index| (index, text.span)));
    }
    asked
}

fn filters(scope: &Scope<'_>, draft: &mut Draft<'_>, names: Option<&FieldNames>, findings: &mut Findings) {
    let listed = match names {
        Some(FieldNames::Listed(listed)) if draft.written.api.is_some() => listed.as_slice(),
        _ => &[],
    };
    let all = matches!(names, Some(FieldNames::All));
    for (index, span) in asked(draft, Word::Filter, listed, findings) {
        let field = &draft.entity.fields[index];
        if let Some(name) = parameter(scope, field) {
            let message = format!("`{name}` is a parameter of every list, and cannot be a filter too");
            findings.push(Diagnostic::new(Code::ReservedParameter, span, message).help("rename the field"));
        } else if let Some(diagnostic) = hidden(field, span, "filtered by") {
            findings.push(diagnostic);
        } else if let Some(reason) = incomparable(scope, field) {
            let message = format!("`{}` cannot be filtered by: {reason}", field.name);
            findings.push(Diagnostic::new(Code::CannotFilter, span, message).help("remove it from the filters"));
        } else {
            draft.entity.fields[index].filterable = true;
        }
    }
    for index in 0..draft.entity.fields.len() {
        let wanted = all || filtered_by_itself(draft, index);
        let field = &draft.entity.fields[index];
        let possible = field.returned() && parameter(scope, field).is_none() && incomparable(scope, field).is_none();
        draft.entity.fields[index].filterable |= wanted && possible;
    }
}

/// Unique, indexed, relation, enum, bool and timestamp fields need no word.
fn filtered_by_itself(draft: &Draft<'_>, index: usize) -> bool {
    let field = &draft.entity.fields[index];
    let kind = match &field.kind {
        FieldKind::ToOne(_) => true,
        FieldKind::Scalar(ty) => matches!(ty, Type::Bool | Type::Enum(_)),
    };
    kind || field.origin != FieldOrigin::Spec || indexed(draft, index, |_| true)
}

/// The field leads a key, a unique constraint or an index that suits.
fn indexed(draft: &Draft<'_>, index: usize, suits: impl Fn(&Index) -> bool) -> bool {
    let entity = &draft.entity;
    let Some(column) = entity.fields[index].columns.first() else { return false };
    let leads = |made: &Index| made.columns.first().is_some_and(|first| first.name == column.name);
    let led_by_index = entity.indexes.iter().any(|made| leads(made) && suits(made));
    entity.key.first() == Some(&index)
        || entity.uniques.iter().any(|unique| unique.fields.first() == Some(&index))
        || led_by_index
}

fn sorts(scope: &Scope<'_>, draft: &mut Draft<'_>, api: Option<&spec::Api>, findings: &mut Findings) {
    let listed = api.map_or(&[][..], |api| &api.sort);
    for (index, span) in asked(draft, Word::Sort, listed, findings) {
        let field = &draft.entity.fields[index];
        if let Some(diagnostic) = hidden(field, span, "sorted by") {
            findings.push(diagnostic);
        } else if let Some((reason, help)) = unsortable(scope, field) {
            let message = format!("`{}` cannot be sorted by: {reason}", field.name);
            findings.push(Diagnostic::new(Code::CannotSort, span, message).help(help));
        } else {
            draft.entity.fields[index].sortable = true;
        }
    }
    for index in 0..draft.entity.fields.len() {
        let field = &draft.entity.fields[index];
        let wanted = field.origin != FieldOrigin::Spec
            || draft.entity.key.contains(&index)
            || indexed(draft, index, Index::is_ordered);
        let possible = field.returned() && unsortable(scope, field).is_none();
        draft.entity.fields[index].sortable |= wanted && possible;
    }
}

fn searches(scope: &Scope<'_>, draft: &mut Draft<'_>, api: Option<&spec::Api>, findings: &mut Findings) {
    let listed = api.map_or(&[][..], |api| &api.search);
    for (index, span) in asked(draft, Word::Search, listed, findings) {
        let field = &draft.entity.fields[index];
        if let Some(diagnostic) = hidden(field, span, "searched in") {
            findings.push(diagnostic);
        } else if field.scalar().is_some_and(Type::is_text) {
            draft.entity.fields[index].searchable = true;
        } else {
            let what = field.scalar().map_or("a relation".to_owned(), |ty| format!("`{}`", types::spelling(scope, ty)));
            let message = format!("`{}` cannot be searched in: it is {what}, not text", field.name);
            findings.push(
                Diagnostic::new(Code::CannotSearch, span, message).help("search in text, and filter by the rest"),
            );
        }
    }
}

/// The list parameter that a field's filter would be mistaken for.
fn parameter(scope: &Scope<'_>, field: &Field) -> Option<&'static str> {
    let members: Vec<String> = field.columns.iter().map(|column| column.member.json(scope.json_case())).collect();
    PARAMETERS.into_iter().find(|parameter| members.iter().any(|member| member == parameter))
}

/// What a client never sees it cannot ask about either.
fn hidden(field: &Field, span: Span, asked: &str) -> Option<Diagnostic> {
    let word = if field.secret {
        "secret"
    } else if field.internal {
        "internal"
    } else {
        return None;
    };
    let message = format!("`{}` is {word}, and answers would tell its value if it could be {asked}", field.name);
    Some(Diagnostic::new(Code::SecretExposed, span, message).help(format!("remove it here, or the word `{word}`")))
}

fn incomparable(scope: &Scope<'_>, field: &Field) -> Option<String> {
    let ty = field.scalar()?;
    let odd = matches!(ty, Type::Json | Type::Bytes { .. } | Type::List { .. } | Type::Password { .. });
    odd.then(|| format!("values of `{}` are not compared in a URL", types::spelling(scope, ty)))
}

/// Why lists are not sorted by a field, and what to do.
fn unsortable(scope: &Scope<'_>, field: &Field) -> Option<(&'static str, &'static str)> {
    const REMOVE: &str = "remove it from the sorts";
    match field.scalar() {
        None => Some(("a relation has no order of its own", REMOVE)),
        Some(_) if incomparable(scope, field).is_some() => Some(("values of this type have no order", REMOVE)),
        Some(ty) if ty.most_characters().is_some_and(|most| most > LONGEST_SORTED) => Some((
            "it may have more than 1,000 characters, and the cursor of a list holds the value it goes on after",
            "give it at most 1,000 characters, or remove it from the sorts",
        )),
        Some(_) => None,
    }
}
