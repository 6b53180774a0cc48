//! Many-to-many relations and the tables behind them.

use super::draft::{Draft, Scope};
use super::{Findings, fields, identifiers};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Column, Entity, EntityId, ManyToMany};
use crate::name::{LONGEST_SQL_NAME, Name, constraint};
use crate::spec::{self, Word};

pub(super) fn links(scope: &Scope<'_>, drafts: &mut [Draft<'_>], findings: &mut Findings) {
    for index in 0..drafts.len() {
        let written = drafts[index].links.clone();
        let mut kept = Vec::new();
        for source in written {
            if let Some(link) = link(scope, drafts, EntityId(index), source, findings) {
                drafts[index].entity.many_to_many.push(link);
                kept.push(source);
            }
        }
        drafts[index].links = kept;
    }
}

fn link(
    scope: &Scope<'_>,
    drafts: &[Draft<'_>],
    source: EntityId,
    written: &spec::Field,
    findings: &mut Findings,
) -> Option<ManyToMany> {
    let name = identifiers::name(&written.name, "a field name", findings)?;
    let target = match scope.find(&written.ty.as_ref()?.name.value)? {
        super::draft::Named::Entity(target) => target,
        super::draft::Named::Enum(_) => return None,
    };
    refuse_words(written, findings);
    let was = written.words.value(Word::Was).and_then(|text| identifiers::name(text, "a former name", findings));
    match written.words.value(Word::Through) {
        Some(text) => {
            let found = scope.find(&text.value);
            let Some(super::draft::Named::Entity(through)) = found else {
                let message = format!("`{}` is no entity of this spec", text.value);
                let diagnostic = Diagnostic::new(Code::InvalidThrough, text.span, message);
                findings.push(diagnostic.did_you_mean(&text.value, scope.names()));
                return None;
            };
            joined(drafts, (source, target, through), name, written, findings)
        }
        None => Some(ManyToMany { was, ..plain(drafts, source, target, name, written, findings)? }),
    }
}

fn refuse_words(written: &spec::Field, findings: &mut Findings) {
    let has_table = !written.words.has(Word::Through);
    let allowed = if has_table { [Word::Through, Word::Was] } else { [Word::Through; 2] };
    let all = Word::FLAGS.iter().chain(&Word::KEYS).map(|(_, word)| *word);
    let misplaced: Vec<Word> = all.filter(|word| !allowed.contains(word)).collect();
    fields::refuse(written, &misplaced, "a many-to-many relation", findings);
    fields::refuse_keys(written, "a many-to-many relation", findings);
    for (text, key) in [(written.columns.first(), "columns"), (written.references.first(), "references")] {
        if let Some(text) = text {
            let message = format!("`{key}` means nothing on a many-to-many relation");
            let help = "write the join entity yourself and name it with `through=`";
            findings.push(Diagnostic::new(Code::WordNotHere, text.span, message).help(help));
        }
    }
    if written.default.is_some() {
        let message = "a many-to-many relation has no default: it begins empty";
        findings.push(Diagnostic::new(Code::WordNotHere, written.name.span, message).help("remove the default"));
    }
}

/// A link without data: a table of its own.
fn plain(
    drafts: &[Draft<'_>],
    source: EntityId,
    target: EntityId,
    name: Name,
    written: &spec::Field,
    findings: &mut Findings,
) -> Option<ManyToMany> {
    let (from, to) = (&drafts[source.0].entity, &drafts[target.0].entity);
    let table = Name::new(&from.table).join(name.snake()).snake().to_owned();
    let source_columns = key_columns(from, &from.name);
    let near = if source == target { name.singular() } else { to.name.clone() };
    // One sheep is called like many.
    let other = Name::new("other").join(name.snake());
    let near = [near, name.clone()].into_iter().find(|near| *near != from.name).unwrap_or(other);
    let target_columns = key_columns(to, &near);
    let member = member(to, &name, written, findings)?;
    let longest =
        source_columns.iter().chain(&target_columns).chain([&table]).find(|made| made.len() > LONGEST_SQL_NAME);
    if let Some(made) = longest {
        let message = format!("`{made}` would be {} bytes long, and databases keep {LONGEST_SQL_NAME}", made.len());
        findings.push(Diagnostic::new(Code::NameTooLong, written.name.span, message).help("choose shorter names"));
    }
    Some(ManyToMany {
        doc: written.doc.as_ref().map(|doc| doc.value.clone()),
        was: None,
        target,
        through: None,
        member,
        source_constraint: constraint(&table, &source_columns, "fkey"),
        target_constraint: constraint(&table, &target_columns, "fkey"),
        target_index: constraint(&table, &target_columns, "idx"),
        name,
        table,
        source_columns,
        target_columns,
    })
}

fn key_columns(entity: &Entity, prefix: &Name) -> Vec<String> {
    entity.key_columns().map(|column| prefix.join(column.member.snake()).snake().to_owned()).collect()
}

/// The member that sets the links: `tag_ids`, `country_codes`.
fn member(to: &Entity, name: &Name, written: &spec::Field, findings: &mut Findings) -> Option<Name> {
    let key: Vec<&Column> = to.key_columns().collect();
    match key.as_slice() {
        [only] => Some(name.singular().join(only.member.plural().snake())),
        [] => None,
        _ => {
            let message =
                format!("`{}` has a key of {} parts, and links name their targets by one", to.name.pascal(), key.len());
            let help = "write the join entity and name it with `through=`";
            findings.push(Diagnostic::new(Code::LinksToComposite, written.name.span, message).help(help));
            None
        }
    }
}

/// A link whose table is an entity.
fn joined(
    drafts: &[Draft<'_>],
    (source, target, through): (EntityId, EntityId, EntityId),
    name: Name,
    written: &spec::Field,
    findings: &mut Findings,
) -> Option<ManyToMany> {
    let join = &drafts[through.0].entity;
    let towards =
        |end: EntityId| -> Vec<_> { join.relations().filter(|(_, relation)| relation.target == end).collect() };
    let (sources, targets) = (towards(source), towards(target));
    let ends = match (sources.as_slice(), targets.as_slice()) {
        ([from, to], _) if source == target => Some((*from, *to)),
        ([from], [to]) if source != target => Some((*from, *to)),
        _ => None,
    };
    let by_key = |relation: &crate::model::ToOne, end: EntityId| {
        relation.references.iter().eq(drafts[end.0].entity.key_columns().map(|column| &column.name))
    };
    let ends = ends.filter(|((_, from), (_, to))| by_key(from, source) && by_key(to, target));
    let Some(((from_field, from), (to_field, to))) = ends else {
        let span = written.words.span(Word::Through).unwrap_or(written.name.span);
        let (here, there) = (&drafts[source.0].written.name.value, &drafts[target.0].written.name.value);
        let message = format!(
            "`{}` must have one relation to `{here}` and one to `{there}`, each to the primary key; it has {} and {}",
            drafts[through.0].written.name.value,
            sources.len(),
            targets.len()
        );
        let help = "add the missing relation, or list the rows of the join entity instead";
        findings.push(Diagnostic::new(Code::InvalidThrough, span, message).help(help));
        return None;
    };
    let columns =
        |field: &crate::model::Field| field.columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
    let (source_columns, target_columns) = (columns(from_field), columns(to_field));
    Some(ManyToMany {
        doc: written.doc.as_ref().map(|doc| doc.value.clone()),
        was: None,
        target,
        through: Some(through),
        table: join.table.clone(),
        member: name.singular().join("ids"),
        source_constraint: from.constraint.clone(),
        target_constraint: to.constraint.clone(),
        target_index: constraint(&join.table, &target_columns, "idx"),
        name,
        source_columns,
        target_columns,
    })
}
