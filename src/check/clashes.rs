//! Two things with one name: members, columns, tables, paths, ways back.

use super::draft::{Draft, Scope};
use super::{Findings, service, sessions};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{EntityId, FieldOrigin};
use crate::source::Span;
use crate::spec::{Text, Word};
use std::collections::HashMap;
use std::ops::Range;

/// Most columns of a table; SQLite allows 2,000 and PostgreSQL 1,600, both with room to spare.
const MAX_COLUMNS: usize = 500;

/// What took a name first.
struct Taken {
    span: Option<Span>,
    what: String,
}

/// Clashes inside each entity, the ways back of others' relations included.
pub(super) fn within(scope: &Scope<'_>, drafts: &[Draft<'_>], findings: &mut Findings) {
    for (index, draft) in drafts.iter().enumerate() {
        generated(draft, findings);
        columns(draft, findings);
        let mut members = members(scope, draft, findings);
        ways_back(scope, drafts, EntityId(index), &mut members, findings);
        if draft.entity.columns().count() > MAX_COLUMNS {
            let message = format!("`{}` has more than {MAX_COLUMNS} columns", draft.written.name.value);
            let help = "move some of the fields to an entity of their own";
            findings.push(Diagnostic::new(Code::TooMany, draft.written.name.span, message).help(help));
        }
    }
}

/// Fields of the spec that bear the name of a generated one.
fn generated(draft: &Draft<'_>, findings: &mut Findings) {
    for field in draft.entity.fields.iter().filter(|field| field.origin != FieldOrigin::Spec) {
        let Some(written) =
            draft.written.fields.iter().find(|written| crate::name::Name::new(&written.name.value) == field.name)
        else {
            continue;
        };
        let (adder, way_out) = match field.origin {
            FieldOrigin::DeletedAt => ("`soft_delete`", "remove the field, or `soft_delete`".to_owned()),
            FieldOrigin::CreatedAt | FieldOrigin::UpdatedAt => {
                let other = format!("timestamps: {{{}: none}}", field.name);
                (
                    "`timestamps`",
                    format!("remove the field, or write `timestamps: false` or `{other}` to keep your own"),
                )
            }
            FieldOrigin::Key | FieldOrigin::Spec => {
                ("the generated key", "remove the field, or mark it `pk` to supply the key yourself".to_owned())
            }
        };
        let message = format!("`{}` is added by {adder} already", field.name);
        findings.push(Diagnostic::new(Code::GeneratedClash, written.name.span, message).help(way_out));
    }
}

fn columns(draft: &Draft<'_>, findings: &mut Findings) {
    let mut taken: HashMap<String, Taken> = HashMap::new();
    for (index, field) in draft.entity.fields.iter().enumerate() {
        let span = draft.sources[index].map(|source| source.name.span);
        for column in &field.columns {
            let what = format!("`{}`", field.name);
            if let Some(first) = taken.get(&column.name.to_lowercase()) {
                let same_name = first.what == what;
                if let Some(span) = span.or(first.span).filter(|_| !same_name) {
                    let message = format!("{} and {what} both need the column `{}`", first.what, column.name);
                    let diagnostic = Diagnostic::new(Code::ColumnClash, span, message)
                        .help("rename one of the two, or give it another column with `column=`");
                    findings.push(match first.span.filter(|first| *first != span) {
                        Some(first) => diagnostic.label(first, "first here"),
                        None => diagnostic,
                    });
                }
                continue;
            }
            taken.insert(column.name.to_lowercase(), Taken { span, what });
        }
    }
}

/// Members of the entity's JSON: its columns, its relations when included, its links.
fn members(scope: &Scope<'_>, draft: &Draft<'_>, findings: &mut Findings) -> HashMap<String, Taken> {
    let mut taken = HashMap::new();
    for (index, field) in draft.entity.fields.iter().enumerate() {
        let span = draft.sources[index].map(|source| source.name.span);
        for column in &field.columns {
            let member = column.member.json(scope.json_case());
            take(&mut taken, member, span, format!("`{}`", field.name), findings);
        }
        if field.scalar().is_none() {
            let member = field.name.json(scope.json_case());
            take(&mut taken, member, span, format!("the relation `{}`", field.name), findings);
        }
    }
    for (link, source) in draft.entity.many_to_many.iter().zip(&draft.links) {
        for member in [&link.name, &link.member] {
            let what = format!("the links `{}`", link.name);
            take(&mut taken, member.json(scope.json_case()), Some(source.name.span), what, findings);
        }
    }
    taken
}

fn take(taken: &mut HashMap<String, Taken>, member: String, span: Option<Span>, what: String, findings: &mut Findings) {
    let Some(first) = taken.get(&member) else {
        taken.insert(member, Taken { span, what });
        return;
    };
    let both_known = first.span != span && first.span.is_some();
    if let Some(span) = span.filter(|_| both_known) {
        let message = format!("{} and {what} both need the JSON member `{member}`", first.what);
        let diagnostic = Diagnostic::new(Code::NameClash, span, message).help("rename one of the two");
        let diagnostic = first.span.iter().fold(diagnostic, |made, first| made.label(*first, "first here"));
        let column_clash =
            findings.iter().any(|found| found.code == Code::ColumnClash && found.span == Range::from(span));
        if !column_clash {
            findings.push(diagnostic);
        }
    }
}

fn ways_back(
    scope: &Scope<'_>,
    drafts: &[Draft<'_>],
    target: EntityId,
    taken: &mut HashMap<String, Taken>,
    findings: &mut Findings,
) {
    for draft in drafts {
        for (field, source) in draft.entity.fields.iter().zip(&draft.sources) {
            let crate::model::FieldKind::ToOne(relation) = &field.kind else { continue };
            let (Some(inverse), Some(source)) = (&relation.inverse, source) else { continue };
            if relation.target != target {
                continue;
            }
            let span = source.words.span(Word::As);
            let what = format!("the way back `{inverse}` from `{}`", draft.written.name.value);
            take(taken, inverse.json(scope.json_case()), span, what, findings);
        }
    }
}

/// Clashes between entities: tables, indexes, paths and modules.
pub(super) fn across(scope: &Scope<'_>, drafts: &[Draft<'_>], findings: &mut Findings) {
    let mut relations: HashMap<String, (Span, String)> = HashMap::new();
    let mut paths: HashMap<String, (Span, String)> = HashMap::new();
    let mut modules: HashMap<String, (Span, String)> = HashMap::new();
    if let Some(auth) = &scope.spec.auth {
        let own = |what: &str| (auth.span, what.to_owned());
        paths.insert("auth".to_owned(), own("path"));
        for table in sessions::TABLES {
            relations.insert(table.to_owned(), own("table"));
            modules.insert(table.to_owned(), own("plural"));
        }
    }
    for draft in drafts {
        let (entity, written) = (&draft.entity, draft.written);
        let table = written.table.as_ref().unwrap_or(&written.name);
        let help = "give one of them another with `table:`";
        claim(&mut relations, &entity.table, table.span, "table", help, Code::NameClash, findings);
        for (link, source) in entity.many_to_many.iter().zip(&draft.links).filter(|(link, _)| link.through.is_none()) {
            let help = "rename the relation";
            claim(&mut relations, &link.table, source.name.span, "table", help, Code::NameClash, findings);
        }
        let plural = written.plural.as_ref().unwrap_or(&written.name);
        let help = "give one of them another with `plural:`";
        claim(&mut modules, entity.plural.snake(), plural.span, "plural", help, Code::NameClash, findings);
        let path = written.api.as_ref().and_then(|api| api.path.as_ref()).unwrap_or(plural);
        let help = "give one of them another with `api: {path: …}`";
        claim(&mut paths, &entity.path, path.span, "path", help, Code::RouteClash, findings);
        own_path(scope, &entity.path, path, findings);
    }
    for draft in drafts {
        let entity = &draft.entity;
        let links = entity.many_to_many.iter().filter(|link| link.through.is_none()).map(|link| &link.target_index);
        let indexes = entity.indexes.iter().map(|index| &index.name);
        for name in entity.uniques.iter().map(|unique| &unique.name).chain(indexes).chain(links) {
            let span = draft.written.name.span;
            let help = "rename a table or a column of the two";
            claim(&mut relations, name, span, "index or table", help, Code::NameClash, findings);
        }
    }
}

fn own_path(scope: &Scope<'_>, path: &str, text: &Text, findings: &mut Findings) {
    if scope.service.prefix.is_empty() && service::OWN_PATHS.contains(&path) {
        let message = format!("the service answers `/{path}` itself");
        let help = "give the entity another `api: {path: …}`, or the service a prefix";
        findings.push(Diagnostic::new(Code::RouteClash, text.span, message).help(help));
    }
}

fn claim(
    taken: &mut HashMap<String, (Span, String)>,
    name: &str,
    span: Span,
    what: &str,
    help: &str,
    code: Code,
    findings: &mut Findings,
) {
    if name.is_empty() {
        return;
    }
    match taken.get(&name.to_lowercase()) {
        Some((first, what_first)) => {
            let message =
                format!("the {what} `{name}` is taken: there is {} {what_first} of that name", article(what_first));
            findings.push(Diagnostic::new(code, span, message).label(*first, "first here").help(help));
        }
        None => {
            taken.insert(name.to_lowercase(), (span, what.to_owned()));
        }
    }
}

fn article(word: &str) -> &'static str {
    if word.starts_with('i') { "an" } else { "a" }
}
