//! Warnings: what a spec without mistakes says, and perhaps does not mean.

use super::accounts;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::{Entity, EntityId, Field, Model, Type};
use crate::name::Name;
use crate::source::Source;
use crate::spec::{self, Spec, Word};

/// Warnings found so far, beside the spec that they are about.
pub struct Advice<'a> {
    source: &'a Source,
    model: &'a Model,
    spec: Option<Spec>,
    warnings: Vec<Diagnostic>,
}

impl<'a> Advice<'a> {
    /// What can be seen in the spec itself.
    pub fn of(source: &'a Source, model: &'a Model) -> Self {
        let mut spec = spec::decode(source).0;
        spec.iter_mut().for_each(accounts::complete);
        let mut advice = Self { source, model, spec, warnings: Vec::new() };
        let written = advice.spec.iter().flat_map(|spec| &spec.entities);
        advice.warnings = written.zip(&model.entities).flat_map(|(written, entity)| uniques(written, entity)).collect();
        advice
    }

    /// Whether a number of sample rows stands anywhere.
    pub fn asks_for_seeds(&self) -> bool {
        self.spec.iter().flat_map(|spec| &spec.entities).any(|written| written.seed.is_some())
    }

    /// An entity that gets fewer sample rows than the spec asks for.
    pub fn fewer_rows(&mut self, id: EntityId, rows: u64, reason: &str) {
        let written = self.spec.as_ref().and_then(|spec| spec.entities.get(id.0));
        let Some(seed) = written.and_then(|written| written.seed.as_ref()) else { return };
        let name = self.model.entity(id).name.pascal();
        let made = match rows {
            0 => format!("no sample row of `{name}` is made"),
            1 => format!("one sample row of `{name}` is made, not {}", seed.value),
            _ => format!("{rows} sample rows of `{name}` are made, not {}", seed.value),
        };
        let warning = Diagnostic::new(Code::FewerRows, seed.span, format!("{made}: {reason}"));
        let help = format!("write `seed: {rows}`, or leave it out");
        self.warnings.push(warning.help(help).suggest(seed.span, rows.to_string()));
    }

    pub fn report(self) -> Report {
        Report::new(self.source.path(), self.source.text(), self.warnings)
    }
}

/// Uniques that leave less room than is usual.
fn uniques(written: &spec::Entity, entity: &Entity) -> Vec<Diagnostic> {
    let separate = separate_uniques(written, entity);
    let listed = written.unique.iter().filter_map(|entry| match entry.fields.as_slice() {
        [(text, _)] if entry.filter.is_none() && separate.is_none() => Some((&text.value, entry.span)),
        _ => None,
    });
    let marked = written.fields.iter().filter_map(|field| Some((&field.name.value, field.words.span(Word::Unique)?)));
    let alone = marked.chain(listed).filter_map(|(name, span)| Some((named(entity, name)?, span)));
    let of_two = alone.filter(|(field, _)| field.required && field.scalar() == Some(&Type::Bool));
    let of_two = of_two.map(|(field, span)| {
        let name = &field.name;
        let message = format!("`{name}` is unique and either true or false, so there is room for two rows");
        let help = format!("one over the rows where it is true is `unique: {{fields: [{name}], where: {name}}}`");
        Diagnostic::new(Code::TwoRows, span, message).help(help)
    });
    of_two.chain(separate.clone()).collect()
}

/// Names side by side in `unique:` of which one seldom is unique by itself.
fn separate_uniques(written: &spec::Entity, entity: &Entity) -> Option<Diagnostic> {
    let names = written.unique.iter().map(|entry| entry.fields.first().filter(|_| entry.alone));
    let names: Vec<&spec::Text> = names.map(|name| name.map(|(text, _)| text)).collect::<Option<_>>()?;
    let odd = names.iter().find(|text| named(entity, &text.value).is_some_and(seldom_unique))?;
    if names.len() < 2 {
        return None;
    }
    let listed: Vec<&str> = names.iter().map(|text| text.value.as_str()).collect();
    let message = format!("{} are unique each by itself, so no two rows have the same `{}`", all(&listed), odd.value);
    let (list, odd_name) = (listed.join(", "), &odd.value);
    let help =
        format!("one over all is `unique: [[{list}]]`; if each is meant, say `unique` at the field `{odd_name}`");
    Some(Diagnostic::new(Code::SeparateUniques, odd.span, message).help(help))
}

fn named<'a>(entity: &'a Entity, name: &str) -> Option<&'a Field> {
    let name = Name::new(name);
    entity.fields.iter().find(|field| field.name == name)
}

/// Fields that rows share, as a rule.
fn seldom_unique(field: &Field) -> bool {
    field.scalar().is_none_or(|ty| matches!(ty, Type::Bool | Type::Enum(_)))
}

fn all(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}
