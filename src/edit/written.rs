//! A spec as it is written: its parts, and the tree that tells where each begins.

use super::EditError;
use crate::diagnostic::{Report, nearest};
use crate::name::Name;
use crate::source::Source;
use crate::spec::{self, Entity, Field, Kind, Node, Spec, Text, tree};

pub struct Written<'a> {
    pub source: &'a Source,
    pub spec: Spec,
    root: Node,
}

impl<'a> Written<'a> {
    /// # Errors
    /// Everything that is wrong with the form of the spec.
    pub fn read(source: &'a Source) -> Result<Self, Report> {
        let spec = spec::parse(source)?;
        let (root, diagnostics) = tree::read(source);
        let root = root.ok_or_else(|| Report::new(source.path(), source.text(), diagnostics))?;
        Ok(Self { source, spec, root })
    }

    pub(super) fn entity(&self, name: &str) -> Result<&Entity, EditError> {
        let names = || self.spec.entities.iter().map(|entity| entity.name.value.as_str());
        let found = self.spec.entities.iter().find(|entity| is(&entity.name, &Name::new(name)));
        found.ok_or_else(|| EditError::NoEntity {
            name: name.to_owned(),
            near: nearest(name, names()).map(str::to_owned),
        })
    }

    pub(super) fn field<'e>(&self, entity: &'e Entity, name: &str) -> Result<&'e Field, EditError> {
        let names = || entity.fields.iter().map(|field| field.name.value.as_str());
        entity.fields.iter().find(|field| is(&field.name, &Name::new(name))).ok_or_else(|| {
            let near = nearest(name, names()).map(str::to_owned);
            EditError::NoField { entity: entity.name.value.clone(), name: name.to_owned(), near }
        })
    }

    /// The node of `auth:`.
    pub(super) fn auth_node(&self) -> Option<&Node> {
        below(&self.root, "auth")
    }

    /// The node of an entity.
    pub(super) fn entity_node(&self, entity: &Entity) -> Option<&Node> {
        value_of(below(&self.root, "entities")?, &entity.name)
    }

    /// The node of a field: its line, or its long form.
    pub(super) fn field_node(&self, entity: &Entity, field: &Field) -> Option<&Node> {
        value_of(below(self.entity_node(entity)?, "fields")?, &field.name)
    }

    /// Whether a text is a spec with these entities, each with its fields in their order.
    pub(super) fn holds(&self, text: &str, entities: &[(String, Vec<String>)]) -> bool {
        let spec = spec::decode(&self.source.replaced(self.source.path(), text)).0;
        spec.is_some_and(|spec| spec.entities.iter().map(fields).eq(entities.iter().cloned()))
    }

    /// The line, counted from 1, that a byte stands on.
    pub(super) fn line(&self, byte: usize) -> usize {
        1 + self.source.text()[..byte].matches('\n').count()
    }
}

/// The name of an entity and of each of its fields.
pub(super) fn fields(entity: &Entity) -> (String, Vec<String>) {
    let fields = entity.fields.iter().map(|field| field.name.value.clone());
    (entity.name.value.clone(), fields.collect())
}

/// Whether a text is this name, in whatever case.
pub(super) fn is(text: &Text, name: &Name) -> bool {
    Name::new(&text.value) == *name
}

fn below<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let Kind::Map(entries) = &node.kind else { return None };
    entries.iter().find(|(text, _)| text.value == key).map(|(_, node)| node)
}

fn value_of<'n>(node: &'n Node, key: &Text) -> Option<&'n Node> {
    let Kind::Map(entries) = &node.kind else { return None };
    entries.iter().find(|(text, _)| text.span == key.span).map(|(_, node)| node)
}
