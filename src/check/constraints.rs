//! Unique constraints and indexes, those of foreign keys included.

use super::Findings;
use super::draft::{Draft, Scope};
use super::service;
use super::types;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Column, Database, Entity, Field, FieldKind, Index, IndexColumn, Semantic, Type, Unique};
use crate::name::constraint;
use crate::source::Span;
use crate::spec::{self, Text, Word};
use std::iter;

/// Access methods of PostgreSQL.
const METHODS: [&str; 6] = ["btree", "gin", "gist", "hash", "brin", "spgist"];

/// Bytes of values that PostgreSQL keeps in one entry of a btree, which has 2,704 with its head.
const ENTRY_BYTES: u32 = 2696;

pub(super) fn constraints(scope: &Scope<'_>, drafts: &mut [Draft<'_>], findings: &mut Findings) {
    for draft in drafts {
        for &index in &draft.entity.key {
            if let Some(written) = draft.sources[index] {
                indexable(scope, draft, index, written.name.span, "a key", findings);
            }
        }
        uniques(scope, draft, findings);
        marked_indexes(scope, draft, findings);
        for written in draft.written.index.iter().filter(|written| !written.unique) {
            listed_index(scope, draft, written, findings);
        }
        foreign_keys(scope, draft);
    }
}

fn uniques(scope: &Scope<'_>, draft: &mut Draft<'_>, findings: &mut Findings) {
    let marked: Vec<(usize, Span)> = draft
        .written_fields()
        .filter_map(|(index, written)| Some((index, written.words.span(Word::Unique)?)))
        .collect();
    for (index, span) in marked {
        if indexable(scope, draft, index, span, "a unique constraint", findings) {
            add_unique(draft, vec![index], None, span, findings);
        }
    }
    let listed = draft.written.unique.iter().chain(draft.written.index.iter().filter(|written| written.unique));
    for written in listed {
        if let Some(odd) = written.sql.as_ref().or(written.method.as_ref()) {
            let message = "`sql` and `method` belong to plain indexes, not to unique constraints";
            findings.push(
                Diagnostic::new(Code::NotAllowedHere, odd.span, message).help("write `fields`, and `where` if needed"),
            );
            continue;
        }
        let Some(fields) = fields(scope, draft, written, "a unique constraint", findings) else { continue };
        add_unique(draft, fields, written.filter.as_ref().map(|text| text.value.clone()), written.span, findings);
    }
}

fn add_unique(draft: &mut Draft<'_>, fields: Vec<usize>, filter: Option<String>, span: Span, findings: &mut Findings) {
    let secret = fields.iter().map(|&index| &draft.entity.fields[index]).find(|field| field.secret);
    if let Some(field) = secret {
        let message = format!("`{}` is secret, and a duplicate would tell that a value exists", field.name);
        findings.push(Diagnostic::new(Code::SecretExposed, span, message).help("remove `unique`"));
        return;
    }
    let columns = draft.columns_of(&fields);
    let same = draft.entity.uniques.iter().any(|unique| unique.columns == columns && unique.filter == filter);
    let is_key = filter.is_none() && draft.entity.key == fields;
    if same || is_key {
        if same {
            let message = "this unique constraint is there already";
            findings.push(Diagnostic::new(Code::DuplicateIndex, span, message).help("remove one of the two"));
        }
        return;
    }
    let name = free_name(&draft.entity, &columns, "key");
    draft.entity.uniques.push(Unique { name, columns, fields, filter });
}

/// A constraint's name, numbered where the same columns have one already.
fn free_name(entity: &Entity, columns: &[String], kind: &str) -> String {
    let taken = |name: &str| {
        entity.uniques.iter().any(|unique| unique.name == name) || entity.indexes.iter().any(|index| index.name == name)
    };
    let plain = constraint(&entity.table, columns, kind);
    let numbered = |number: u32| constraint(&entity.table, &[columns, &[number.to_string()]].concat(), kind);
    let mut names = iter::once(plain.clone()).chain((2..100).map(numbered));
    names.find(|name| !taken(name)).unwrap_or(plain)
}

/// The fields of a listed constraint, if all are known and can be indexed.
fn fields(
    scope: &Scope<'_>,
    draft: &Draft<'_>,
    written: &spec::Constraint,
    what: &str,
    findings: &mut Findings,
) -> Option<Vec<usize>> {
    let mut fields = Vec::new();
    let mut complete = true;
    for (text, _) in &written.fields {
        match draft.find(text, findings) {
            Some(index) if fields.contains(&index) => {
                let message = format!("`{}` stands here twice", text.value);
                findings.push(Diagnostic::new(Code::DuplicateIndex, text.span, message).help("keep one"));
                complete = false;
            }
            Some(index) => {
                let any_type = written.method.as_ref().is_some_and(|method| method.value != "btree");
                complete &= any_type || indexable(scope, draft, index, text.span, what, findings);
                fields.push(index);
            }
            None => complete = false,
        }
    }
    if written.fields.is_empty() {
        let message = format!("{what} needs `fields`");
        findings.push(Diagnostic::new(Code::MissingKey, written.span, message).help("write `fields: [a, b]`"));
        return None;
    }
    complete.then_some(fields)
}

fn marked_indexes(scope: &Scope<'_>, draft: &mut Draft<'_>, findings: &mut Findings) {
    let marked: Vec<(usize, Span)> =
        draft.written_fields().filter_map(|(index, written)| Some((index, written.words.span(Word::Index)?))).collect();
    for (index, span) in marked {
        if indexable(scope, draft, index, span, "an index", findings) {
            let columns = ascending(draft.columns_of(&[index]));
            add_index(draft, columns, None, None);
        }
    }
}

fn listed_index(scope: &Scope<'_>, draft: &mut Draft<'_>, written: &spec::Constraint, findings: &mut Findings) {
    if let Some(method) = written.method.as_ref().filter(|method| !METHODS.contains(&method.value.as_str())) {
        findings.push(service::unknown_value(method, METHODS.into_iter()));
    }
    let filter = written.filter.as_ref().map(|text| text.value.clone());
    let method = written.method.as_ref().map(|text| text.value.clone());
    if let Some(sql) = &written.sql {
        if !written.fields.is_empty() {
            let message = "`sql` stands in place of `fields`";
            findings.push(Diagnostic::new(Code::NotAllowedHere, sql.span, message).help("keep one of the two"));
        }
        let name = free_name(&draft.entity, &["sql".to_owned()], "idx");
        draft.entity.indexes.push(Index { name, columns: Vec::new(), filter, method, sql: Some(sql.value.clone()) });
        return;
    }
    let Some(fields) = fields(scope, draft, written, "an index", findings) else { return };
    if let Some(method) = written.method.as_ref().filter(|_| scope.database() == Database::Postgres) {
        method_fits(scope, draft, method, &fields, findings);
    }
    let mut columns = Vec::new();
    for (index, (_, descending)) in fields.into_iter().zip(&written.fields) {
        let names = draft.columns_of(&[index]);
        columns.extend(names.into_iter().map(|name| IndexColumn { name, descending: *descending }));
    }
    add_index(draft, columns, filter, method);
}

/// Reports fields that an access method of PostgreSQL has no operators for, or too many of them.
fn method_fits(scope: &Scope<'_>, draft: &Draft<'_>, method: &Text, fields: &[usize], findings: &mut Findings) {
    let (suits, help): (fn(&Type) -> bool, _) = match method.value.as_str() {
        "gin" => (|ty| matches!(ty, Type::Json | Type::List { .. }), "`gin` is for lists and `json`"),
        "brin" => (
            |ty| !matches!(ty, Type::Bool | Type::Json | Type::List { .. }),
            "`brin` is for values that grow with the table, such as times",
        ),
        "spgist" => (
            |ty| {
                matches!(
                    ty,
                    Type::String { .. } | Type::Char { .. } | Type::Text { .. } | Type::Semantic { .. } | Type::Enum(_)
                )
            },
            "`spgist` is for text here",
        ),
        "gist" => (|_| false, "`gist` is for what `native:` and `sql:` say"),
        _ => (|_| true, "leave the method out"),
    };
    let known = fields.iter().map(|index| &draft.entity.fields[*index]).filter(|field| field.native.is_none());
    for (field, column) in known.flat_map(|field| field.columns.iter().map(move |column| (field, column))) {
        if !suits(&column.ty) {
            let spelling = types::spelling(scope, &column.ty);
            let message = format!("`{}` has nothing for `{}` ({spelling})", method.value, field.name);
            findings.push(Diagnostic::new(Code::CannotIndex, method.span, message).help(help));
            return;
        }
    }
    let single = ["hash", "spgist"].contains(&method.value.as_str());
    if single && draft.columns_of(fields).len() > 1 {
        let message = format!("an index by `{}` has one column", method.value);
        findings.push(
            Diagnostic::new(Code::CannotIndex, method.span, message).help("leave the method out, or name one field"),
        );
    }
}

fn ascending(columns: Vec<String>) -> Vec<IndexColumn> {
    columns.into_iter().map(|name| IndexColumn { name, descending: false }).collect()
}

/// Adds an index, and drops a plain one that it makes superfluous.
fn add_index(draft: &mut Draft<'_>, columns: Vec<IndexColumn>, filter: Option<String>, method: Option<String>) {
    let plain = filter.is_none() && method.is_none();
    if plain && covered(&draft.entity, &columns) {
        return;
    }
    if plain {
        draft.entity.indexes.retain(|index| {
            index.filter.is_some() || index.method.is_some() || index.sql.is_some() || !leads(&columns, &index.columns)
        });
    }
    let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
    let name = free_name(&draft.entity, &names, "idx");
    draft.entity.indexes.push(Index { name, columns, filter, method, sql: None });
}

/// Whether `columns` begins with `prefix`, in the same directions.
fn leads(columns: &[IndexColumn], prefix: &[IndexColumn]) -> bool {
    prefix.len() <= columns.len()
        && prefix
            .iter()
            .zip(columns)
            .all(|(left, right)| left.name == right.name && left.descending == right.descending)
}

/// Whether the primary key, a unique constraint over all rows or an index serves the same searches.
fn covered(entity: &Entity, columns: &[IndexColumn]) -> bool {
    let key = ascending(entity.key_columns().map(|column| column.name.clone()).collect());
    let uniques = entity.uniques.iter().filter(|unique| unique.filter.is_none() && !entity.soft_delete);
    let indexes = entity.indexes.iter().filter(|index| index.filter.is_none() && index.method.is_none());
    leads(&key, columns)
        || uniques.map(|unique| ascending(unique.columns.clone())).any(|unique| leads(&unique, columns))
        || indexes.into_iter().any(|index| leads(&index.columns, columns))
}

/// An index for every foreign key, with the key behind it: in this order rows are listed beneath those they point at.
/// Where nothing lists them there, any index that begins with the foreign key will do.
fn foreign_keys(scope: &Scope<'_>, draft: &mut Draft<'_>) {
    let wanted: Vec<(usize, bool)> = draft
        .written_fields()
        .filter(|(_, written)| !written.words.has(Word::NoIndex))
        .filter_map(|(index, _)| match &draft.entity.fields[index].kind {
            FieldKind::ToOne(relation) => Some((index, relation.inverse.is_some())),
            FieldKind::Scalar(_) => None,
        })
        .collect();
    for (index, has_list) in wanted {
        let columns = ascending(draft.columns_of(&[index]));
        if !columns.is_empty() && (has_list || !covered(&draft.entity, &columns)) {
            let ordered = in_order(scope, &draft.entity, &draft.entity.fields[index]);
            add_index(draft, ascending(ordered), None, None);
        }
    }
}

/// The columns of a foreign key, and those of the key where rows share a foreign key and an entry of an index holds both.
fn in_order(scope: &Scope<'_>, entity: &Entity, field: &Field) -> Vec<String> {
    let is_own = |name: &String| field.columns.iter().any(|column| column.name == *name);
    let is_alone = matches!(&field.kind, FieldKind::ToOne(relation) if relation.one_to_one)
        || entity.uniques.iter().any(|unique| unique.filter.is_none() && unique.columns.iter().all(is_own));
    let rest: Vec<&Column> = entity.key_columns().filter(|key| !is_own(&key.name)).collect();
    let bytes = || field.columns.iter().chain(rest.iter().copied()).map(|column| longest(&column.ty)).sum::<u32>();
    let fits = scope.database() != Database::Postgres || bytes() <= ENTRY_BYTES;
    let rest = if is_alone || !fits { &[][..] } else { rest.as_slice() };
    field.columns.iter().chain(rest.iter().copied()).map(|column| column.name.clone()).collect()
}

/// Whether a field can stand in a constraint or an index of this kind.
fn indexable(
    scope: &Scope<'_>,
    draft: &Draft<'_>,
    index: usize,
    span: Span,
    what: &str,
    findings: &mut Findings,
) -> bool {
    let field = &draft.entity.fields[index];
    let Some(ty) = field.scalar() else { return true };
    let reason = match ty {
        Type::Json | Type::List { .. } => "values of this type are not compared as a whole",
        Type::Bytes { .. } | Type::Password { .. } => "values of this type are never searched for",
        ty if scope.database() == Database::Postgres && longest(ty) > ENTRY_BYTES => {
            "PostgreSQL refuses an entry of more than 2,700 bytes, and this text may be longer"
        }
        _ => return true,
    };
    let message = format!("`{}` ({}) cannot stand in {what}: {reason}", field.name, types::spelling(scope, ty));
    let help = "give text a smaller size, such as `string(200)`, or leave the word out";
    findings.push(Diagnostic::new(Code::CannotIndex, span, message).help(help));
    false
}

/// Bytes that a value takes in an index at the most, with its head.
fn longest(ty: &Type) -> u32 {
    const HEAD: u32 = 8;
    let characters = match ty {
        Type::String { max, .. } | Type::Text { max, .. } | Type::Char { length: max } => max.saturating_mul(4),
        // Addresses of pages and slugs are in ASCII.
        Type::Semantic { kind: Semantic::Url | Semantic::Slug, max, .. } => *max,
        Type::Semantic { max, .. } => max.saturating_mul(4),
        Type::Decimal { precision, .. } => precision / 2,
        _ => HEAD,
    };
    characters.saturating_add(HEAD)
}
