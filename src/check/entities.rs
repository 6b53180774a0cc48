//! An entity's own names, its fields in table order, and what its switches add.

use super::draft::{Draft, Scope};
use super::types::{self, Resolved};
use super::{Findings, fields, identifiers, service};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Access, Api, Column, Default, Entity, Field, FieldKind, FieldOrigin, Operation, Type};
use crate::name::{LONGEST_SQL_NAME, Name};
use crate::spec::{self, Stamp, Text, Timestamps, Word};
use std::collections::{HashMap, HashSet};

/// Everything of an entity that needs no other entity.
pub(super) fn draft<'a>(scope: &Scope<'_>, written: &'a spec::Entity, findings: &mut Findings) -> Draft<'a> {
    let name = Name::new(&written.name.value);
    let plural = plural(written, &name, findings);
    let table = match &written.table {
        Some(text) => identifiers::sql_name(text, "a table name", findings).unwrap_or_default(),
        None if scope.service.singular_tables => name.snake().to_owned(),
        None => plural.snake().to_owned(),
    };
    let text = written.table.as_ref().or(written.plural.as_ref()).unwrap_or(&written.name);
    if written.table.is_none() && name.snake().len() <= LONGEST_SQL_NAME {
        identifiers::fits(text, &table, "choose a shorter name, or give the table one with `table:`", findings);
    }
    identifiers::system_table(text, &table, findings);
    let path = path(written, &plural, findings);
    for key in &written.unavailable {
        findings.push(service::not_yet(key.span, &format!("`{}` are", key.value)));
    }
    let entity = Entity {
        name,
        plural,
        table,
        path,
        doc: written.doc.as_ref().map(|doc| doc.value.clone()),
        was: written.was.as_ref().map(|was| Name::new(&was.value)),
        fields: Vec::new(),
        key: Vec::new(),
        many_to_many: Vec::new(),
        uniques: Vec::new(),
        indexes: Vec::new(),
        checks: Vec::new(),
        soft_delete: soft_delete(scope, written),
        owner: None,
        access: Access::open(),
        api: Api { operations: Operation::ALL.to_vec(), max_page: 100 },
        seed: written.seed.as_ref().map_or(10, |seed| seed.value),
    };
    let mut draft = Draft { written, entity, sources: Vec::new(), links: Vec::new(), broken: HashSet::new() };
    if written.fields.is_empty() && !written.misread {
        let message = format!("the entity `{}` has no fields", written.name.value);
        let help = "add `fields:` with one field at least, such as `name: string(1..80)`";
        findings.push(Diagnostic::new(Code::NoFields, written.name.span, message).help(help));
    }
    generated_key(scope, &mut draft, findings);
    written_fields(scope, &mut draft, findings);
    stamps(scope, &mut draft, findings);
    draft
}

fn plural(written: &spec::Entity, name: &Name, findings: &mut Findings) -> Name {
    let plural = match &written.plural {
        Some(text) => identifiers::name(text, "a plural", findings).unwrap_or_else(|| name.plural()),
        None => name.plural(),
    };
    let text = written.plural.as_ref().unwrap_or(&written.name);
    identifiers::file_name(text, plural.snake(), findings);
    plural
}

fn path(written: &spec::Entity, plural: &Name, findings: &mut Findings) -> String {
    let Some(text) = written.api.as_ref().and_then(|api| api.path.as_ref()) else { return plural.kebab() };
    if !service::is_segment(&text.value) {
        let message = format!("`{}` is not one part of a path", text.value);
        let help = "write letters, digits, `-`, `_` and `.`, without a slash: `blog-posts`";
        findings.push(Diagnostic::new(Code::InvalidPath, text.span, message).help(help));
    }
    text.value.clone()
}

fn soft_delete(scope: &Scope<'_>, written: &spec::Entity) -> bool {
    let switch = written.soft_delete.as_ref().or(scope.spec.defaults.soft_delete.as_ref());
    switch.is_some_and(|switch| switch.value)
}

/// Whether the client supplies the key.
fn has_natural_key(written: &spec::Entity) -> bool {
    written.key.is_some() || written.fields.iter().any(|field| field.words.has(Word::Pk))
}

fn generated_key(scope: &Scope<'_>, draft: &mut Draft<'_>, findings: &mut Findings) {
    let written = draft.written;
    if has_natural_key(written) {
        if let Some(id) = &written.id {
            let message = format!("`{}` has a key of its own fields and a generated one", written.name.value);
            let help = "remove `id:`, or remove `key:` and every `pk`";
            findings.push(Diagnostic::new(Code::TwoKeys, id.span, message).help(help));
        }
        return;
    }
    let id = written.id.as_ref().or(scope.spec.defaults.id.as_ref());
    let ty = id.and_then(|id| service::choose(&id.ty, &[("uuid", Type::Uuid), ("int", Type::BigInt)], findings));
    let ty = ty.unwrap_or(Type::Uuid);
    let column = match id.and_then(|id| id.column.as_ref()) {
        Some(text) => identifiers::sql_name(text, "a column name", findings).unwrap_or_default(),
        None => scope.service.id_column(&draft.entity.name),
    };
    let source = id.and_then(|id| id.column.as_ref()).unwrap_or(&written.name);
    identifiers::system_column(source, &column, findings);
    if draft.entity.name.snake().len() <= LONGEST_SQL_NAME {
        identifiers::fits(source, &column, "give the key a column with `id: {column: …}`", findings);
    }
    let mut field = fields::blank(Name::new("id"), FieldOrigin::Key, FieldKind::Scalar(ty.clone()));
    field.default = (ty == Type::Uuid).then_some(Default::Uuid);
    field.columns = vec![Column { name: column, member: Name::new("id"), ty }];
    field.required = true;
    field.readonly = true;
    push(draft, field, None);
    draft.entity.key = vec![0];
}

fn push<'a>(draft: &mut Draft<'a>, field: Field, source: Option<&'a spec::Field>) {
    draft.entity.fields.push(field);
    draft.sources.push(source);
}

fn written_fields(scope: &Scope<'_>, draft: &mut Draft<'_>, findings: &mut Findings) {
    let mut seen: HashMap<Name, &Text> = HashMap::new();
    for written in &draft.written.fields {
        let Some(name) = identifiers::name(&written.name, "a field name", findings) else { continue };
        if let Some(first) = seen.get(&name) {
            let message = format!("`{}` and `{}` are both the field `{name}`", first.value, written.name.value);
            findings.push(
                Diagnostic::new(Code::NameClash, written.name.span, message)
                    .label(first.span, "first here")
                    .help("rename one of the two"),
            );
            continue;
        }
        seen.insert(name.clone(), &written.name);
        let resolved = written
            .ty
            .as_ref()
            .and_then(|ty| types::resolve(scope, ty, written.items.as_ref(), findings).zip(Some(ty)));
        match resolved {
            None => {
                draft.broken.insert(name);
            }
            Some((Resolved::Scalar(ty), _)) => {
                let field = fields::scalar(scope, written, name, ty, findings);
                push(draft, field, Some(written));
            }
            Some((Resolved::Entity(_), ty)) if ty.list => draft.links.push(written),
            Some((Resolved::Entity(target), _)) => {
                let field = fields::relation(written, name, target, findings);
                push(draft, field, Some(written));
            }
        }
    }
}

/// `created_at`, `updated_at` and `deleted_at`.
fn stamps(scope: &Scope<'_>, draft: &mut Draft<'_>, findings: &mut Findings) {
    let written = draft.written;
    let usual = Timestamps::On { created_at: Stamp::Usual, updated_at: Stamp::Usual };
    let timestamps = written.timestamps.as_ref().or(scope.spec.defaults.timestamps.as_ref()).unwrap_or(&usual);
    let mut added = Vec::new();
    if let Timestamps::On { created_at, updated_at } = timestamps {
        let both =
            [(created_at, "created_at", FieldOrigin::CreatedAt), (updated_at, "updated_at", FieldOrigin::UpdatedAt)];
        for (stamp, usual, origin) in both {
            match stamp {
                Stamp::Usual => added.push((Name::new(usual), origin)),
                Stamp::Named(text) => {
                    identifiers::system_column(text, Name::new(&text.value).snake(), findings);
                    added.extend(identifiers::name(text, "a field name", findings).map(|name| (name, origin)));
                }
                Stamp::None => {}
            }
        }
    }
    if draft.entity.soft_delete {
        added.push((Name::new("deleted_at"), FieldOrigin::DeletedAt));
    }
    for (name, origin) in added {
        push(draft, stamp(name, origin), None);
    }
}

fn stamp(name: Name, origin: FieldOrigin) -> Field {
    let required = origin != FieldOrigin::DeletedAt;
    let mut field = fields::blank(name.clone(), origin, FieldKind::Scalar(Type::DateTime));
    field.columns = vec![Column { name: name.snake().to_owned(), member: name, ty: Type::DateTime }];
    field.required = required;
    field.default = required.then_some(Default::Now);
    field.readonly = required;
    field.internal = !required;
    field
}
