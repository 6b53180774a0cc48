//! What the families of rules share: the names in scope and the entities under construction.

use super::service::Service;
use super::{Findings, identifiers};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Database, Entity, EntityId, Enum, EnumId, FieldKind};
use crate::name::{JsonCase, Name};
use crate::source::Source;
use crate::spec::{self, Spec, Text};
use std::collections::{HashMap, HashSet};

/// Everything that a type name may mean, and the choices of the whole service.
pub(super) struct Scope<'a> {
    pub source: &'a Source,
    pub spec: &'a Spec,
    pub service: &'a Service,
    pub enums: &'a [Enum],
    names: HashMap<String, Named>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Named {
    Enum(EnumId),
    Entity(EntityId),
}

/// An entity under construction beside what the user wrote.
pub(super) struct Draft<'a> {
    pub written: &'a spec::Entity,
    pub entity: Entity,
    /// For each of the entity's fields the line it comes from; none for generated ones.
    pub sources: Vec<Option<&'a spec::Field>>,
    /// For each many-to-many relation the line it comes from.
    pub links: Vec<&'a spec::Field>,
    /// Fields that could not be understood: named, and passed over in silence.
    pub broken: HashSet<Name>,
}

impl<'a> Scope<'a> {
    pub fn new(
        source: &'a Source,
        spec: &'a Spec,
        service: &'a Service,
        enums: &'a [Enum],
        findings: &mut Findings,
    ) -> Self {
        let mut names = HashMap::new();
        let mut written: HashMap<String, &Text> = HashMap::new();
        let enum_names = spec.enums.iter().enumerate().map(|(index, made)| (&made.name, Named::Enum(EnumId(index))));
        let entity_names =
            spec.entities.iter().enumerate().map(|(index, made)| (&made.name, Named::Entity(EntityId(index))));
        for (text, named) in enum_names.chain(entity_names) {
            let Some(name) = identifiers::type_name(text, findings) else { continue };
            let pascal = name.pascal();
            if let Some(first) = written.get(&pascal) {
                let message = format!("`{}` and `{}` are both the name `{pascal}`", first.value, text.value);
                findings.push(
                    Diagnostic::new(Code::NameClash, text.span, message)
                        .label(first.span, "first here")
                        .help("rename one of the two"),
                );
                continue;
            }
            written.insert(pascal.clone(), text);
            names.insert(pascal, named);
        }
        Self { source, spec, service, enums, names }
    }

    pub fn find(&self, name: &str) -> Option<Named> {
        self.names.get(&Name::new(name).pascal()).copied()
    }

    /// Names of all enums and entities as written.
    pub fn names(&self) -> impl Iterator<Item = &'a str> {
        let enums = self.spec.enums.iter().map(|made| made.name.value.as_str());
        enums.chain(self.spec.entities.iter().map(|entity| entity.name.value.as_str()))
    }

    pub fn database(&self) -> Database {
        self.service.database
    }

    pub fn json_case(&self) -> JsonCase {
        self.service.json_case
    }
}

impl<'a> Draft<'a> {
    /// The field that a text names; an unknown one is reported.
    pub fn find(&self, text: &Text, findings: &mut Findings) -> Option<usize> {
        let name = Name::new(&text.value);
        let found = self.position(&name);
        if found.is_none() && !self.broken.contains(&name) {
            let message = format!("`{}` has no field `{}`", self.written.name.value, text.value);
            let names = self.entity.fields.iter().map(|field| field.name.snake());
            findings.push(Diagnostic::new(Code::UnknownField, text.span, message).did_you_mean(&text.value, names));
        }
        found
    }

    pub fn position(&self, name: &Name) -> Option<usize> {
        self.entity.fields.iter().position(|field| field.name == *name)
    }

    /// Column names of fields, in order.
    pub fn columns_of(&self, fields: &[usize]) -> Vec<String> {
        let columns = fields.iter().flat_map(|&index| &self.entity.fields[index].columns);
        columns.map(|column| column.name.clone()).collect()
    }

    /// Indexes of the fields that are to-one relations.
    pub fn relations(&self) -> impl Iterator<Item = usize> {
        let fields = self.entity.fields.iter().enumerate();
        fields.filter(|(_, field)| matches!(field.kind, FieldKind::ToOne(_))).map(|(index, _)| index)
    }

    /// Fields that a line of the spec stands behind, with that line.
    pub fn written_fields(&self) -> impl Iterator<Item = (usize, &'a spec::Field)> {
        self.sources.iter().enumerate().filter_map(|(index, source)| source.map(|source| (index, source)))
    }
}
