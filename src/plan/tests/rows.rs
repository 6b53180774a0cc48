//! The rows of an entity in its tests: their members, and each thing that can be done or be wrong with them.

use super::keys::{unknown_json, unknown_key};
use super::parts::{ChildTest, FilterView, InvalidView, LinkTest, NestedTest, Pair, Parent, SortView, UniqueView};
use super::reach::{is_creatable, is_pointed};
use crate::model::{Column, Entity, EntityId, Field, FieldKind, FieldOrigin, Model, OnDelete, Operation, ToOne, Type};
use crate::plan::bodies::{Bodies, Purpose};
use crate::plan::relations::{self, referenced};
use crate::plan::rules;
use crate::target::rust;
use crate::target::sample::{Invalid, Samples};
use std::collections::BTreeSet;

pub struct Rows<'a> {
    pub model: &'a Model,
    pub id: EntityId,
    pub entity: &'a Entity,
    pub samples: &'a Samples<'a>,
}

impl Rows<'_> {
    fn json(&self, column: &Column) -> String {
        column.member.json(self.model.json_case)
    }

    fn module(&self, id: EntityId) -> String {
        rust::module_name(self.model.entity(id))
    }

    /// The function that makes a row: `create`, `users::create`.
    fn maker(&self, id: EntityId) -> String {
        if id == self.id { "create".into() } else { format!("{}::create", self.module(id)) }
    }

    pub fn parents(&self) -> Vec<Parent> {
        let pointed = self.entity.fields.iter().enumerate().filter_map(|(index, field)| match &field.kind {
            FieldKind::ToOne(relation) if is_pointed(self.model, self.id, field, relation) => {
                Some((index, field, relation))
            }
            _ => None,
        });
        pointed
            .map(|(index, field, relation)| {
                let module = self.module(relation.target);
                let make = match self.samples.needs_own_parent(index) {
                    true => format!("{module}::create(service)"),
                    false => format!("service.any(\"{module}\", {module}::create)"),
                };
                Parent { variable: parent_variable(field), module, make }
            })
            .collect()
    }

    /// A member's name as a Rust string.
    fn quoted(&self, column: &Column) -> String {
        rust::string(&self.json(column))
    }

    /// Members of a body with an expression each.
    pub fn members(&self) -> Vec<Pair> {
        let mut members = Vec::new();
        for (index, field) in self.entity.fields.iter().enumerate().filter(|(_, field)| field.creatable()) {
            match &field.kind {
                FieldKind::Scalar(_) => {
                    let value = self.samples.expression(index).unwrap_or_else(|| "null".into());
                    members.push(Pair { name: self.quoted(&field.columns[0]), value });
                }
                FieldKind::ToOne(relation) => members.extend(self.pointers(field, relation)),
            }
        }
        members
    }

    fn pointers(&self, field: &Field, relation: &ToOne) -> Vec<Pair> {
        let pointed = is_pointed(self.model, self.id, field, relation);
        let target = referenced(self.model.entity(relation.target), &relation.references);
        let variable = parent_variable(field);
        let value = |key: &Column| match pointed {
            true => format!("{variable}.json[{}]", rust::string(&self.json(key))),
            false => "null".into(),
        };
        field
            .columns
            .iter()
            .zip(target)
            .map(|(column, key)| Pair { name: self.quoted(column), value: value(key) })
            .collect()
    }

    pub fn invalid(&self) -> Vec<InvalidView> {
        let fields = self.entity.fields.iter().enumerate().filter(|(_, field)| field.creatable());
        let invalid = fields.flat_map(|(index, _)| self.samples.invalid(index));
        let mut invalid: Vec<InvalidView> = invalid
            .map(|Invalid { behaviour, member, value, code }| InvalidView {
                behaviour,
                member: rust::string(&member),
                value,
                code,
            })
            .collect();
        let mut seen = BTreeSet::new();
        invalid.retain(|invalid| seen.insert(invalid.behaviour.clone()));
        invalid
    }

    pub fn server_members(&self, bodies: &Bodies<'_>) -> Vec<String> {
        let refused = self.entity.columns().filter(|(field, _)| !bodies.accepts(field, Purpose::Create));
        refused.map(|(_, column)| self.quoted(column)).collect()
    }

    pub fn uniques(&self, bodies: &Bodies<'_>) -> Vec<UniqueView> {
        let natural = self.entity.key_fields().all(|field| field.origin == FieldOrigin::Spec);
        let key = natural.then(|| self.entity.key.clone());
        let plain = self.entity.uniques.iter().filter(|unique| unique.filter.is_none());
        let sets = key.into_iter().chain(plain.map(|unique| unique.fields.clone()));
        sets.filter(|fields| fields.iter().all(|&index| self.is_sent(index)))
            .map(|fields| {
                let columns: Vec<&Column> =
                    fields.iter().flat_map(|&index| &self.entity.fields[index].columns).collect();
                let names: Vec<&str> = columns.iter().map(|column| column.member.snake()).collect();
                UniqueView {
                    behaviour: names.join("_and_"),
                    members: columns.iter().map(|column| self.quoted(column)).collect(),
                    pointers: fields
                        .iter()
                        .map(|&index| rust::string(&format!("/{}", self.json(&self.entity.fields[index].columns[0]))))
                        .collect(),
                    updatable: self.samples.capacity() != Some(1)
                        && fields.iter().all(|&index| bodies.accepts(&self.entity.fields[index], Purpose::Update)),
                }
            })
            .collect()
    }

    /// A body gives the field a value, and answers show it.
    fn is_sent(&self, index: usize) -> bool {
        let field = &self.entity.fields[index];
        let sent = match &field.kind {
            FieldKind::Scalar(_) => self.samples.value(index, 0).is_some_and(|value| !value.is_null()),
            FieldKind::ToOne(relation) => is_pointed(self.model, self.id, field, relation),
        };
        sent && field.creatable() && field.returned()
    }

    pub fn filters(&self) -> Vec<FilterView> {
        let offered = self.entity.columns().filter(|(field, _)| field.filterable && field.returned());
        offered
            .map(|(field, column)| FilterView {
                name: column.member.snake().to_owned(),
                member: self.quoted(column),
                operators: operators(field, &column.ty),
            })
            .collect()
    }

    pub fn sorts(&self) -> Vec<SortView> {
        let offered = self.entity.columns().filter(|(field, _)| field.sortable && field.returned());
        let comparable =
            |ty: &Type| !ty.is_text() && !matches!(ty, Type::Decimal { .. } | Type::Duration | Type::Enum(_));
        offered
            .map(|(_, column)| SortView {
                name: column.member.snake().to_owned(),
                member: self.quoted(column),
                comparable: comparable(&column.ty),
            })
            .collect()
    }

    pub fn search(&self) -> Option<String> {
        let mut fields = self.entity.fields.iter().enumerate();
        let (index, field) = fields.find(|(_, field)| field.searchable && field.returned() && field.creatable())?;
        self.samples.value(index, 0)?.as_str().filter(|text| !text.trim().is_empty())?;
        Some(self.quoted(&field.columns[0]))
    }

    pub fn changes(&self, bodies: &Bodies<'_>) -> Vec<Pair> {
        let fields = self.entity.fields.iter().enumerate();
        let fields = fields.filter(|(_, field)| bodies.accepts(field, Purpose::Update) && field.returned());
        let changed = fields.filter_map(|(index, field)| {
            let value = self.samples.changed(index)?;
            Some(Pair { name: self.quoted(&field.columns[0]), value })
        });
        changed.collect()
    }

    pub fn writable(&self, bodies: &Bodies<'_>) -> Vec<String> {
        let fields =
            self.entity.columns().filter(|(field, _)| bodies.accepts(field, Purpose::Update) && field.returned());
        fields.map(|(_, column)| self.quoted(column)).collect()
    }

    /// Optional members that no rule over several members reads.
    pub fn emptied(&self, bodies: &Bodies<'_>) -> Vec<Pair> {
        let mut read = Vec::new();
        for check in &self.entity.checks {
            rules::collect_fields(&check.expression, &mut read);
        }
        let fields = self.entity.fields.iter().enumerate().filter(|(index, field)| {
            let plain = !field.required && field.default.is_none() && field.returned();
            plain && field.columns.len() == 1 && bodies.accepts(field, Purpose::Update) && !read.contains(index)
        });
        let columns = fields.flat_map(|(_, field)| &field.columns);
        columns.map(|column| Pair { name: column.member.snake().to_owned(), value: self.quoted(column) }).collect()
    }

    /// Secrets, which an update leaves where it does not name them.
    pub fn kept(&self, bodies: &Bodies<'_>) -> Vec<Pair> {
        let fields = self
            .entity
            .fields
            .iter()
            .filter(|field| bodies.accepts(field, Purpose::Update) && Bodies::keeps(field, Purpose::Update));
        let status = |field: &Field| if field.required { "422" } else { "200" };
        fields.map(|field| Pair { name: self.quoted(&field.columns[0]), value: status(field).into() }).collect()
    }

    pub fn required(&self, bodies: &Bodies<'_>) -> Option<String> {
        let json = |field: &&Field| matches!(field.scalar(), Some(Type::Json));
        let mut fields =
            self.entity.fields.iter().filter(|field| bodies.accepts(field, Purpose::Update) && !json(field));
        let field = fields.find(|field| field.required && !field.secret)?;
        Some(self.quoted(&field.columns[0]))
    }

    pub fn nested(&self) -> Vec<NestedTest> {
        let named = self.entity.relations().filter(|(field, relation)| {
            let parent = self.model.entity(relation.target);
            let offered = parent.offers(Operation::Read) && self.entity.offers(Operation::List);
            offered
                && relation.inverse.is_some()
                && field.returned()
                && field.creatable()
                && is_creatable(self.model, relation.target)
        });
        named
            .filter_map(|(field, relation)| {
                let inverse = relation.inverse.as_ref()?;
                let parent = self.model.entity(relation.target);
                Some(NestedTest {
                    name: field.name.snake().to_owned(),
                    parent: self.module(relation.target),
                    make: self.maker(relation.target),
                    segment: inverse.kebab(),
                    unknown: rust::string(&format!(
                        "{}/{}/{}/{}",
                        self.model.prefix,
                        parent.path,
                        unknown_key(self.model, parent),
                        inverse.kebab()
                    )),
                    members: self.pairs(field, relation, parent),
                    one: relation.one_to_one,
                    others: !relation.one_to_one && self.samples.capacity() != Some(1),
                })
            })
            .collect()
    }

    /// Members of a child's body and of the row that they point at.
    fn pairs(&self, field: &Field, relation: &ToOne, target: &Entity) -> Vec<Pair> {
        let keys = referenced(target, &relation.references);
        field
            .columns
            .iter()
            .zip(keys)
            .map(|(column, key)| Pair { name: self.quoted(column), value: self.quoted(key) })
            .collect()
    }

    pub fn children(&self) -> Vec<ChildTest> {
        let children = self
            .model
            .references_to(self.id)
            .filter(|(child, field, _)| field.creatable() && is_creatable(self.model, *child));
        children
            .map(|(child, field, relation)| {
                let entity = self.model.entity(child);
                let read = entity.offers(Operation::Read);
                let cascades = relation.on_delete == OnDelete::Cascade && read;
                let empties = relation.on_delete == OnDelete::SetNull && read && field.returned();
                ChildTest {
                    name: format!("{}_{}", entity.name.snake(), field.name.snake()),
                    body: if child == self.id { "body".into() } else { format!("{}::body", self.module(child)) },
                    path: rust::string(&format!("{}/{}", self.model.prefix, entity.path)),
                    module: self.module(child),
                    members: self.pairs(field, relation, self.entity),
                    restricts: relation.on_delete == OnDelete::Restrict,
                    cascades,
                    empties,
                    read: cascades || empties,
                }
            })
            .collect()
    }

    pub fn links(&self) -> Vec<LinkTest> {
        let links = relations::links(self.model, self.id).into_iter().filter(|link| !link.through);
        links
            .filter_map(|link| {
                let own = self.entity.many_to_many.iter().find(|own| own.name.snake() == link.name)?;
                let target = self.model.entity(own.target);
                is_creatable(self.model, own.target).then(|| LinkTest {
                    segment: link.path.clone(),
                    make: self.maker(own.target),
                    target_path: rust::string(&format!("{}/{}", self.model.prefix, target.path)),
                    module: self.module(own.target),
                    member: link.member.as_ref().map(|_| rust::string(&own.member.json(self.model.json_case))),
                    pointer: rust::string(&link.pointer),
                    target_key: target.key_columns().next().map(|column| self.quoted(column)).unwrap_or_default(),
                    unknown: unknown_key(self.model, target),
                    unknown_key: unknown_json(self.model, target),
                    includes: own.name.json(self.model.json_case),
                    name: link.name,
                })
            })
            .collect()
    }
}

/// Whether an expression counts rows: `n` stands in it as a word.
pub fn uses_count(expression: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_' || c == '"';
    expression.split(|c: char| !word(c)).any(|token| token == "n")
        || expression.contains("{n}")
        || expression.contains("{n:")
}

fn parent_variable(field: &Field) -> String {
    rust::variable_name(&field.name.ident(), &format!("the_{}", field.name.snake()))
}

/// The suffixes that a filter of this type knows, as a Rust list.
fn operators(field: &Field, ty: &Type) -> String {
    let mut suffixes = vec!["", ".ne", ".in"];
    match ty {
        ty if ty.is_text() => suffixes.extend([".contains", ".starts"]),
        Type::Uuid | Type::Bool | Type::Enum(_) => {}
        _ => suffixes.extend([".lt", ".lte", ".gt", ".gte"]),
    }
    if !field.required {
        suffixes.push(".null");
    }
    suffixes.iter().map(|suffix| format!("\"{suffix}\"")).collect::<Vec<_>>().join(", ")
}
