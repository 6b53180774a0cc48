//! Where a spec names its entities and fields, beside the place that makes them.

use super::written::is;
use crate::name::Name;
use crate::spec::{Entity, Field, FieldNames, Spec, Text, Word};
use std::ops::Range;

/// A text that names something, and what it belongs to.
pub struct Place<'a> {
    /// `Comment.post`, `auth`.
    pub subject: String,
    pub text: &'a Text,
}

impl Place<'_> {
    /// The entity that the place is in.
    pub fn entity(&self) -> Option<&str> {
        self.subject.split_once('.').map(|(entity, _)| entity)
    }
}

/// Every text that names the entity: types of relations, `through=`, the account.
pub fn of_entity<'a>(spec: &'a Spec, name: &Name) -> Vec<Place<'a>> {
    let mut places = Vec::new();
    if let Some(text) = spec.auth.as_ref().and_then(|auth| auth.account.as_ref()).filter(|text| is(text, name)) {
        places.push(Place { subject: "auth".to_owned(), text });
    }
    for entity in &spec.entities {
        for field in &entity.fields {
            let subject = || format!("{}.{}", entity.name.value, field.name.value);
            let texts = target(field).into_iter().chain(field.words.value(Word::Through));
            places.extend(texts.filter(|text| is(text, name)).map(|text| Place { subject: subject(), text }));
        }
    }
    places
}

/// The type of a field, where it is capitalised: an enum's or an entity's name.
fn target(field: &Field) -> Option<&Text> {
    let ty = field.ty.as_ref().map(|ty| &ty.name);
    ty.filter(|name| name.value.starts_with(|first: char| first.is_ascii_uppercase()))
}

/// The entity that a field points at.
fn pointed<'a>(spec: &'a Spec, field: &Field) -> Option<&'a Entity> {
    let name = Name::new(&target(field)?.value);
    spec.entities.iter().find(|entity| is(&entity.name, &name))
}

/// A part of a text that names a field.
pub type Part<'a> = (&'a Text, Range<usize>);

/// Every part of a text that names the field `name` of `entity`, as the language spells it.
pub fn of_field<'a>(spec: &'a Spec, entity: &'a Entity, name: &Name) -> Vec<Part<'a>> {
    let mut parts: Vec<Part<'a>> = Vec::new();
    let listed = listed(entity).into_iter().filter(|text| is(text, name));
    parts.extend(listed.map(|text| (text, 0..text.value.len())));
    for (_, expression) in &entity.checks {
        let words = words(&expression.value, &['\'', '"']).into_iter();
        parts.extend(words.map(|word| (expression, word)).filter(|part| is_part(part, name)));
    }
    let is_it = |candidate: &Entity| candidate.name.span == entity.name.span;
    for other in &spec.entities {
        let relations = other.fields.iter().filter(|field| pointed(spec, field).is_some_and(is_it));
        let references = relations.flat_map(|field| &field.references).filter(|text| is(text, name));
        parts.extend(references.map(|text| (text, 0..text.value.len())));
        if let Some(path) = &other.owner {
            let steps = steps(spec, other, path).into_iter().filter(|(start, _)| is_it(start));
            parts.extend(steps.map(|(_, step)| (path, step)).filter(|part| is_part(part, name)));
        }
    }
    if let Some(auth) = &spec.auth {
        let account = Name::new(auth.account_name());
        let login = auth.login.iter().filter(|text| is(text, name) && is(&entity.name, &account));
        parts.extend(login.map(|text| (text, 0..text.value.len())));
    }
    parts
}

fn is_part((text, range): &Part<'_>, name: &Name) -> bool {
    Name::new(&text.value[range.clone()]) == *name
}

/// Texts of an entity that are names of its fields.
fn listed(entity: &Entity) -> Vec<&Text> {
    let mut texts: Vec<&Text> = entity.key.iter().flatten().collect();
    let constraints = entity.unique.iter().chain(&entity.index);
    texts.extend(constraints.flat_map(|constraint| &constraint.fields).map(|(text, _)| text));
    if let Some(api) = &entity.api {
        texts.extend(api.sort.iter().chain(&api.search));
        if let Some(FieldNames::Listed(names)) = &api.filter {
            texts.extend(names);
        }
    }
    texts
}

/// The steps of an owner's path, each with the entity that it starts from.
fn steps<'a>(spec: &'a Spec, start: &'a Entity, path: &Text) -> Vec<(&'a Entity, Range<usize>)> {
    let mut steps = Vec::new();
    let (mut at, mut here) = (0, Some(start));
    for step in path.value.split('.') {
        let Some(entity) = here else { break };
        steps.push((entity, at..at + step.len()));
        let name = Name::new(step);
        here = entity.fields.iter().find(|field| is(&field.name, &name)).and_then(|field| pointed(spec, field));
        at += step.len() + 1;
    }
    steps
}

/// Words of an expression, or of SQL, that stand outside of what `marks` quote.
pub fn words(text: &str, marks: &[char]) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    let mut open = None;
    for (at, character) in text.char_indices().chain([(text.len(), ' ')]) {
        let is_part = open.is_none() && (character.is_alphanumeric() || character == '_');
        match start {
            None if is_part => start = Some(at),
            Some(first) if !is_part => {
                words.push(first..at);
                start = None;
            }
            _ => {}
        }
        open = match open {
            Some(mark) if mark == character => None,
            None if marks.contains(&character) => Some(character),
            other => other,
        };
    }
    words
}
