//! A name changed wherever the spec has it; `was` tells the next migration, so that data stays.

use super::EditError;
use super::insert::plain_name;
use super::lines::ending;
use super::patches::Patches;
use super::references::{self, words};
use super::written::{Written, is};
use crate::name::Name;
use crate::source::Span;
use crate::spec::{Auth, Entity, Field, Kind, Node, Text, Word};
use std::collections::HashSet;

/// Which names the last generation knows: only those have to be remembered by `was`.
pub struct Known<'k> {
    pub entity: &'k dyn Fn(&Name) -> bool,
    pub field: &'k dyn Fn(&Name, &Name) -> bool,
}

/// Renames an entity: its key, and the types, `through=` and the account that name it.
///
/// # Errors
/// There is none of that name, the new one is no name, or a place cannot be changed as text.
pub fn rename_entity(written: &Written<'_>, old: &str, new: &str, known: &Known<'_>) -> Result<String, EditError> {
    let entity = written.entity(old)?;
    let (was, name) = (Name::new(old), Name::new(plain_name(new)?));
    different(&was, &name, new)?;
    // Where a type is written, a small letter begins a scalar.
    let spelled = name.pascal();
    let new = if new.starts_with(char::is_uppercase) { new } else { &spelled };
    let mut patches = Patches::new(written);
    patches.replace(&entity.name, new)?;
    for place in references::of_entity(&written.spec, &was) {
        patches.replace(place.text, new)?;
    }
    account(written, &mut patches, (&was, &name), new)?;
    for other in written.spec.entities.iter().filter(|other| (known.entity)(&Name::new(&other.name.value))) {
        let stale = other.was.as_ref().filter(|text| is(text, &name) && other.name.span != entity.name.span);
        if let Some(text) = stale {
            patches.cut(entry(written, written.entity_node(other), text));
        }
    }
    let is_known = (known.entity)(&was);
    match &entity.was {
        Some(text) if is_known => patches.replace(text, &entity.name.value)?,
        Some(text) if is(text, &name) => patches.cut(entry(written, written.entity_node(entity), text)),
        None if is_known => remember(written, &mut patches, &entity.name, written.entity_node(entity))?,
        _ => {}
    }
    let expected = expected(written, &entity.name, new);
    sound(written, patches.apply(), &entity.name, &expected)
}

/// Renames a field: its key, and the lists, checks, owner paths and SQL that name it.
///
/// # Errors
/// As [`rename_entity`].
pub fn rename_field(
    written: &Written<'_>,
    (entity, old): (&str, &str),
    new: &str,
    known: &Known<'_>,
) -> Result<String, EditError> {
    let entity = written.entity(entity)?;
    let field = written.field(entity, old)?;
    let (was, name) = (Name::new(old), Name::new(plain_name(new)?));
    different(&was, &name, new)?;
    alone(written, field)?;
    captured(entity, &name, new)?;
    let mut patches = Patches::new(written);
    patches.replace(&field.name, new)?;
    for (text, part) in references::of_field(&written.spec, entity, &was) {
        patches.replace_part(text, part, new)?;
    }
    if !field.words.has(Word::Column) {
        columns(entity, field, (&was, &name), &mut patches)?;
    }
    let is_known = |field: &Field| (known.field)(&Name::new(&entity.name.value), &Name::new(&field.name.value));
    for other in entity.fields.iter().filter(|other| other.name.span != field.name.span && is_known(other)) {
        if other.words.value(Word::Was).is_some_and(|text| is(text, &name)) {
            forget(written, entity, other, &mut patches);
        }
    }
    match field.words.value(Word::Was) {
        Some(text) if is_known(field) => patches.replace(text, &field.name.value)?,
        Some(text) if is(text, &name) => forget(written, entity, field, &mut patches),
        // The column stays what it is.
        None if is_known(field) && !field.words.has(Word::Column) => match written.field_node(entity, field) {
            Some(Node { kind: Kind::Text(_), .. }) => {
                patches.insert(last_word(field), format!(" was={}", field.name.value));
            }
            node => remember(written, &mut patches, &field.name, node)?,
        },
        _ => {}
    }
    let expected = expected(written, &field.name, new);
    sound(written, patches.apply(), &field.name, &expected)
}

/// Names of entities and fields, with `new` in place of the one that stands at `old`.
fn expected(written: &Written<'_>, old: &Text, new: &str) -> Vec<(String, Vec<String>)> {
    let name = |text: &Text| if text.span == old.span { new.to_owned() } else { text.value.clone() };
    let entities = written.spec.entities.iter();
    entities.map(|entity| (name(&entity.name), entity.fields.iter().map(|field| name(&field.name)).collect())).collect()
}

/// The changed text, unless the way in which the spec is written has made something else of it.
fn sound(
    written: &Written<'_>,
    text: String,
    old: &Text,
    expected: &[(String, Vec<String>)],
) -> Result<String, EditError> {
    let twice = |names: Vec<&String>| names.iter().collect::<HashSet<_>>().len() < names.len();
    // A name that is taken is told when the text is checked.
    let is_taken = twice(expected.iter().map(|(entity, _)| entity).collect())
        || expected.iter().any(|(_, fields)| twice(fields.iter().collect()));
    match is_taken || written.holds(&text, expected) {
        true => Ok(text),
        false => {
            let hint = ", with `was` for its former name";
            Err(EditError::ByHand { deed: "renamed", name: old.value.clone(), hint })
        }
    }
}

fn different(was: &Name, name: &Name, new: &str) -> Result<(), EditError> {
    if was == name { Err(EditError::SameName(new.to_owned())) } else { Ok(()) }
}

/// A field that an anchor gives to several entities would be renamed in all of them.
fn alone(written: &Written<'_>, field: &Field) -> Result<(), EditError> {
    let fields = written.spec.entities.iter().flat_map(|entity| &entity.fields);
    match fields.filter(|other| other.name.span == field.name.span).count() {
        0 | 1 => Ok(()),
        _ => Err(EditError::Shared(field.name.value.clone())),
    }
}

/// A bare value of a check that is spelled as the new name would become the field.
fn captured(entity: &Entity, name: &Name, new: &str) -> Result<(), EditError> {
    let is_new =
        |text: &Text| words(&text.value, &['\'', '"']).into_iter().any(|word| Name::new(&text.value[word]) == *name);
    match entity.checks.iter().any(|(_, expression)| is_new(expression)) {
        true => Err(EditError::Captured(new.to_owned())),
        false => Ok(()),
    }
}

/// The user's own SQL, where it names the field's column: `status`, `author_id`.
fn columns(
    entity: &Entity,
    field: &Field,
    (was, name): (&Name, &Name),
    patches: &mut Patches<'_>,
) -> Result<(), EditError> {
    let is_relation = field.ty.as_ref().is_some_and(|ty| ty.name.value.starts_with(|c: char| c.is_ascii_uppercase()));
    let constraints = entity.unique.iter().chain(&entity.index);
    let texts = constraints.flat_map(|constraint| constraint.filter.iter().chain(&constraint.sql));
    for text in texts {
        for word in words(&text.value, &['\'']) {
            let rest = text.value[word.clone()].strip_prefix(was.snake());
            if rest.is_some_and(|rest| rest.is_empty() || is_relation && rest.starts_with('_')) {
                let part = word.start..word.start + was.snake().len();
                patches.replace_part(text, part, name.snake())?;
            }
        }
    }
    Ok(())
}

/// Where the last word of a line ends, a default excepted that stands behind it.
fn last_word(field: &Field) -> usize {
    let ty = field.ty.as_ref().map_or(0, |ty| ty.span.end);
    field.words.iter().map(|(_, span)| span.end).fold(ty, usize::max)
}

/// Writes `was` as the first entry of the mapping that belongs to `name`.
fn remember(
    written: &Written<'_>,
    patches: &mut Patches<'_>,
    name: &Text,
    node: Option<&Node>,
) -> Result<(), EditError> {
    let node = node.filter(|node| node.span.start > name.span.end);
    let is_written = node.is_some_and(|node| precede(written, patches, node, &format!("was: {}", name.value)));
    if is_written { Ok(()) } else { Err(EditError::Shared(name.value.clone())) }
}

/// Writes an entry in front of the first one of a mapping, in its layout; false where there is none.
fn precede(written: &Written<'_>, patches: &mut Patches<'_>, node: &Node, entry: &str) -> bool {
    let Kind::Map(entries) = &node.kind else { return false };
    let Some(first) = entries.first().map(|(key, _)| key.span.start) else { return false };
    let (start, line) = written.source.line(first);
    let indent = &line[..first - start];
    let comma = if written.source.slice(node.span).starts_with('{') { "," } else { "" };
    let gap = match indent.trim().is_empty() {
        true => format!("{comma}{}{indent}", ending(written.source.text())),
        false => ", ".to_owned(),
    };
    patches.insert(first, format!("{entry}{gap}"));
    true
}

/// Names the account that the spec left to be the usual one, where it is called otherwise now.
fn account(
    written: &Written<'_>,
    patches: &mut Patches<'_>,
    (was, name): (&Name, &Name),
    new: &str,
) -> Result<(), EditError> {
    let (Some(auth), Some(node)) = (&written.spec.auth, written.auth_node()) else { return Ok(()) };
    let usual = Name::new(Auth::USUAL_ACCOUNT);
    if auth.account.is_some() || *was != usual {
        // Without an entity of that name there is one all the same.
        let is_implied = auth.account.is_none() && *name == usual;
        let is_written = written.spec.entities.iter().any(|entity| is(&entity.name, &usual));
        return if is_implied && !is_written { Err(EditError::UsualAccount(new.to_owned())) } else { Ok(()) };
    }
    if node.span.start < auth.span.end {
        return Err(EditError::Shared("auth".to_owned()));
    }
    let entry = format!("account: {new}");
    if let Kind::Text(text) = &node.kind {
        patches.replace(text, &format!("{{{entry}}}"))?;
    } else if !precede(written, patches, node, &entry) {
        // Behind the brace.
        patches.insert(node.span.start + 1, entry);
    }
    Ok(())
}

/// Takes `was` out of a field, in whichever form it is written.
fn forget(written: &Written<'_>, entity: &Entity, field: &Field, patches: &mut Patches<'_>) {
    let node = written.field_node(entity, field);
    let word = field.words.span(Word::Was).zip(field.words.value(Word::Was));
    if let Some((span, text)) = word {
        let is_line = matches!(node.map(|node| &node.kind), Some(Kind::Text(_)));
        patches.cut(if is_line { span } else { entry(written, node, text) });
    }
}

/// The whole of `was: …` in a mapping.
fn entry(written: &Written<'_>, node: Option<&Node>, value: &Text) -> Span {
    let key = node.and_then(|node| match &node.kind {
        Kind::Map(entries) => entries.iter().find(|(_, node)| node.span == value.span).map(|(key, _)| key.span.start),
        _ => None,
    });
    Span::new(key.unwrap_or(value.span.start), value.span.end.min(written.source.text().len()))
}

#[cfg(test)]
mod tests;
