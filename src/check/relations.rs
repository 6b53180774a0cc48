//! To-one relations: what they point at, their columns, and circles that no row could enter.

use super::draft::{Draft, Scope};
use super::{Findings, identifiers, literals};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Column, EntityId, FieldKind, Literal, ToOne, Type};
use crate::name::{LONGEST_SQL_NAME, Name, constraint};
use crate::spec::{self, Text, Word};
use std::collections::HashMap;

/// The columns of relations as far as they are known; none where they cannot be.
type Known = HashMap<(usize, usize), Option<Vec<Column>>>;

/// Fills in the columns of every relation.
pub(super) fn columns(scope: &Scope<'_>, drafts: &mut [Draft<'_>], findings: &mut Findings) {
    let mut known = Known::new();
    let all: Vec<(usize, usize)> = drafts
        .iter()
        .enumerate()
        .flat_map(|(entity, draft)| draft.relations().map(move |field| (entity, field)))
        .collect();
    for &(entity, field) in &all {
        resolve(drafts, &mut known, (entity, field), &mut Vec::new(), findings);
    }
    let references: Vec<Vec<String>> =
        all.iter().map(|&(entity, field)| referenced_columns(drafts, &known, entity, field)).collect();
    for ((entity, field), references) in all.into_iter().zip(references) {
        let draft = &mut drafts[entity];
        let found = known.remove(&(entity, field)).flatten().unwrap_or_default();
        let names: Vec<&str> = found.iter().map(|column| column.name.as_str()).collect();
        let name = constraint(&draft.entity.table, &names, "fkey");
        let model = &mut draft.entity.fields[field];
        if let FieldKind::ToOne(relation) = &mut model.kind {
            relation.references = references;
            relation.constraint = name;
        }
        model.backfill = draft.sources[field].and_then(|written| backfill(scope, written, &found, findings));
        model.columns = found;
    }
}

/// The key that rows which exist already point at.
fn backfill(scope: &Scope<'_>, written: &spec::Field, columns: &[Column], findings: &mut Findings) -> Option<Literal> {
    let given = written.words.given(Word::Backfill)?;
    let text = given.text();
    let result = match columns {
        [only] => literals::literal(scope, &only.ty, given),
        [] => return None,
        _ => Err("the relation has several columns; add it as optional, fill it, and make it required then".to_owned()),
    };
    let reported = |reason| {
        let message = format!("the backfill `{}` is no key of the target: {reason}", text.value);
        let help = "write the key of a row that exists";
        findings.push(Diagnostic::new(Code::InvalidValue, text.span, message).help(help));
    };
    result.map_err(reported).ok()
}

/// The columns of one relation; those of the keys it leads through are found first.
fn resolve(
    drafts: &[Draft<'_>],
    known: &mut Known,
    place: (usize, usize),
    path: &mut Vec<(usize, usize)>,
    findings: &mut Findings,
) -> Option<Vec<Column>> {
    if let Some(found) = known.get(&place) {
        return found.clone();
    }
    let (draft, field) = (&drafts[place.0], &drafts[place.0].entity.fields[place.1]);
    let (FieldKind::ToOne(relation), Some(written)) = (&field.kind, draft.sources[place.1]) else { return None };
    if path.contains(&place) {
        let message = format!("the key of `{}` leads back to itself", draft.written.name.value);
        let help = "give one of the entities on the way a key of its own";
        findings.push(Diagnostic::new(Code::KeyCycle, written.name.span, message).help(help));
        known.insert(place, None);
        return None;
    }
    path.push(place);
    let target = &drafts[relation.target.0];
    let pointed = pointed_at(target, written, findings);
    let mut parts = Vec::new();
    let mut complete = pointed.is_some();
    for index in pointed.unwrap_or_default() {
        match &target.entity.fields[index].kind {
            FieldKind::Scalar(_) => parts.extend(target.entity.fields[index].columns.iter().cloned()),
            FieldKind::ToOne(_) => match resolve(drafts, known, (relation.target.0, index), path, findings) {
                Some(columns) => parts.extend(columns),
                None => complete = false,
            },
        }
    }
    path.pop();
    let columns = (complete && !parts.is_empty()).then(|| named(&field.name, written, parts, findings));
    known.insert(place, columns.clone());
    columns
}

/// Fields of the target that a relation points at: its key, or a unique set named by `references:`.
fn pointed_at(target: &Draft<'_>, written: &spec::Field, findings: &mut Findings) -> Option<Vec<usize>> {
    let Some(first) = written.references.first() else { return Some(target.entity.key.clone()) };
    let before = findings.len();
    let fields: Vec<usize> = written.references.iter().filter_map(|text| target.find(text, findings)).collect();
    if findings.len() > before {
        return None;
    }
    let float = |index: &usize| target.entity.fields[*index].scalar() == Some(&Type::Float);
    let (reason, other) = if is_key(target, &fields) {
        return Some(fields);
    } else if fields.iter().any(float) {
        ("floats are not exact, and make no key", "give them another type")
    } else if target.entity.soft_delete {
        let reason = "its unique constraints cover living rows only, and a foreign key needs one over all rows";
        (reason, "do without `soft_delete` there")
    } else if is_unique(target, &fields) {
        return Some(fields);
    } else {
        ("no key or unique constraint has just these fields", "make the fields unique in the target")
    };
    let message = format!("nothing can refer to these fields of `{}`: {reason}", target.written.name.value);
    let help = format!("refer to the primary key, or {other}");
    findings.push(Diagnostic::new(Code::InvalidReferences, first.span, message).help(help));
    None
}

fn is_key(target: &Draft<'_>, fields: &[usize]) -> bool {
    target.entity.key == fields
}

fn is_unique(target: &Draft<'_>, fields: &[usize]) -> bool {
    let alone = matches!(fields, [only] if target.entity.fields[*only].unique);
    alone
        || target.written.unique.iter().filter(|unique| unique.filter.is_none()).any(|unique| {
            let named: Vec<Option<usize>> =
                unique.fields.iter().map(|(text, _)| target.position(&Name::new(&text.value))).collect();
            named.len() == fields.len() && fields.iter().all(|field| named.contains(&Some(*field)))
        })
}

/// Names the columns of a relation: `<relation>_<key member>`, unless the spec says otherwise.
fn named(relation: &Name, written: &spec::Field, parts: Vec<Column>, findings: &mut Findings) -> Vec<Column> {
    let one = written.words.value(Word::Column);
    let given: Vec<&Text> = one.into_iter().chain(&written.columns).collect();
    if let Some(first) = given.first().filter(|_| given.len() != parts.len()) {
        let members: Vec<&str> = parts.iter().map(|part| part.member.snake()).collect();
        let message = format!("{} names for the {} columns of this relation", given.len(), parts.len());
        let help = format!("give one name for each of {}", members.join(", "));
        findings.push(Diagnostic::new(Code::InvalidReferences, first.span, message).help(help));
    }
    let mut columns = Vec::new();
    for (index, part) in parts.into_iter().enumerate() {
        let member = relation.join(part.member.snake());
        let name = match given.get(index) {
            Some(text) => identifiers::sql_name(text, "a column name", findings).unwrap_or_default(),
            None => member.snake().to_owned(),
        };
        identifiers::system_column(given.get(index).copied().unwrap_or(&written.name), &name, findings);
        if name.len() > LONGEST_SQL_NAME {
            let message = format!(
                "the column `{name}` would be {} bytes long, and databases keep {LONGEST_SQL_NAME}",
                name.len()
            );
            findings.push(Diagnostic::new(Code::NameTooLong, written.name.span, message).help("choose a shorter name"));
        }
        columns.push(Column { name, member, ty: part.ty });
    }
    columns
}

/// Names of the target's columns that a relation's own columns point at.
fn referenced_columns(drafts: &[Draft<'_>], known: &Known, entity: usize, field: usize) -> Vec<String> {
    let (FieldKind::ToOne(relation), Some(written)) =
        (&drafts[entity].entity.fields[field].kind, drafts[entity].sources[field])
    else {
        return Vec::new();
    };
    let target = &drafts[relation.target.0];
    let fields = match written.references.is_empty() {
        true => target.entity.key.clone(),
        false => written.references.iter().filter_map(|text| target.position(&Name::new(&text.value))).collect(),
    };
    let columns = fields.into_iter().flat_map(|index| match &target.entity.fields[index].kind {
        FieldKind::Scalar(_) => target.entity.fields[index].columns.clone(),
        FieldKind::ToOne(_) => known.get(&(relation.target.0, index)).cloned().flatten().unwrap_or_default(),
    });
    columns.map(|column| column.name).collect()
}

/// Reports circles of required relations: the first row could never be written.
pub(super) fn cycles(drafts: &[Draft<'_>], findings: &mut Findings) {
    if findings.iter().any(|found| found.code == Code::KeyCycle) {
        return;
    }
    let mut state = vec![Mark::New; drafts.len()];
    for start in 0..drafts.len() {
        visit(drafts, start, &mut state, &mut Vec::new(), findings);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    New,
    Open,
    Done,
}

fn visit<'a>(
    drafts: &[Draft<'a>],
    at: usize,
    state: &mut [Mark],
    path: &mut Vec<(usize, &'a spec::Field)>,
    findings: &mut Findings,
) {
    if state[at] != Mark::New {
        return;
    }
    state[at] = Mark::Open;
    for (written, EntityId(target)) in required(&drafts[at]) {
        path.push((at, written));
        if state[target] == Mark::Open {
            let from = path.iter().position(|(entity, _)| *entity == target).unwrap_or(0);
            findings.push(circle(drafts, &path[from..]));
        } else {
            visit(drafts, target, state, path, findings);
        }
        path.pop();
    }
    state[at] = Mark::Done;
}

fn required<'a>(draft: &Draft<'a>) -> Vec<(&'a spec::Field, EntityId)> {
    let relations = draft.entity.fields.iter().zip(&draft.sources).filter_map(|(field, source)| match &field.kind {
        FieldKind::ToOne(ToOne { target, .. }) if field.required => source.map(|source| (source, *target)),
        _ => None,
    });
    relations.collect()
}

fn circle(drafts: &[Draft<'_>], path: &[(usize, &spec::Field)]) -> Diagnostic {
    let steps: Vec<String> = path
        .iter()
        .map(|(entity, written)| format!("{}.{}", drafts[*entity].written.name.value, written.name.value))
        .collect();
    let span = path.last().map_or(0..0, |(_, written)| written.name.span.into());
    let message = format!("required relations form a circle that no first row could enter: {}", steps.join(" → "));
    let mut diagnostic = Diagnostic::new(Code::RequiredCycle, span, message);
    for (_, written) in &path[..path.len().saturating_sub(1)] {
        diagnostic = diagnostic.label(written.name.span, "required too");
    }
    diagnostic.help("make one of them optional with `?`, or keep it on one side only and reach the other way by `as`")
}
