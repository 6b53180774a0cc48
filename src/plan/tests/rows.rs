//! The rows of an entity in its tests: their members, and each thing that can be done or be wrong with them.

use super::parts::{ChildTest, LinkTest, Pair, Parent, ReferenceView};
use super::reach::{able, able_all, is_creatable, is_pointed, sees_any, sees_pointed, sees_rows, sets_all};
use super::supply::Supply;
use super::through::listing;
use crate::model::{Auth, Column, Entity, EntityId, Field, FieldKind, Model, OnDelete, Operation, ToOne, Type};
use crate::plan::access::role_path;
use crate::plan::bodies::{Bodies, Purpose};
use crate::plan::links::links;
use crate::plan::relations::{self, referenced};
use crate::target::rust;
use crate::target::sample::Samples;

pub struct Rows<'a> {
    pub model: &'a Model,
    pub id: EntityId,
    pub entity: &'a Entity,
    pub samples: &'a Samples<'a>,
}

impl Rows<'_> {
    pub(super) fn json(&self, column: &Column) -> String {
        column.member.json(self.model.json_case)
    }

    pub(super) fn module(&self, id: EntityId) -> String {
        rust::module_name(self.model, self.model.entity(id))
    }

    /// The function that makes a row: `create`, `users::create`.
    pub(super) fn maker(&self, id: EntityId) -> String {
        if id == self.id { "create".into() } else { format!("{}::create", self.module(id)) }
    }

    /// The row that all share: `service.any("tags", tags::create).await`.
    pub(super) fn any(&self, id: EntityId) -> String {
        format!("service.any(\"{}\", {}).await", self.module(id), self.maker(id))
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
                let own = self.samples.needs_own_parent(index);
                let caller = !own && self.model.is_account(relation.target);
                let make = if own {
                    format!("{module}::create(service).await")
                } else if caller {
                    "service.callers().me().row()".to_owned()
                } else {
                    self.any(relation.target)
                };
                let module = (!caller).then_some(module);
                Parent { variable: parent_variable(field), module, make, shared: !own && !caller }
            })
            .collect()
    }

    /// A member's name as a Rust string.
    pub(super) fn quoted(&self, column: &Column) -> String {
        rust::string(&self.json(column))
    }

    /// Members of a body with an expression each.
    pub fn members(&self) -> Vec<Pair> {
        let all = sets_all(self.model, self.id, Operation::Create);
        self.members_with(all, |field, relation, key| {
            let pointed = is_pointed(self.model, self.id, field, relation);
            pointed.then(|| format!("{}.json[{}]", parent_variable(field), self.quoted(key)))
        })
    }

    /// The same, where `point` knows the key that a relation points at; with `all`, those for administrators too.
    pub fn members_with(&self, all: bool, point: impl Fn(&Field, &ToOne, &Column) -> Option<String>) -> Vec<Pair> {
        let mut members = Vec::new();
        let fields = self.entity.fields.iter().enumerate();
        for (index, field) in fields.filter(|(_, field)| field.creatable() && (all || !field.managed)) {
            let mut add = |column: &Column, value: Option<String>| {
                members.push(Pair { name: self.quoted(column), value: value.unwrap_or_else(|| "null".into()) });
            };
            match &field.kind {
                FieldKind::Scalar(_) => add(&field.columns[0], self.samples.expression(index)),
                FieldKind::ToOne(relation) => {
                    let keys = referenced(self.model.entity(relation.target), &relation.references);
                    field.columns.iter().zip(keys).for_each(|(column, key)| add(column, point(field, relation, key)));
                }
            }
        }
        members
    }

    /// A body gives the field a value, and answers show it.
    pub(super) fn is_sent(&self, index: usize) -> bool {
        let field = &self.entity.fields[index];
        let sent = match &field.kind {
            FieldKind::Scalar(_) => self.samples.value(index, 0).is_some_and(|value| !value.is_null()),
            FieldKind::ToOne(relation) => is_pointed(self.model, self.id, field, relation),
        };
        sent && field.creatable() && field.returned()
    }

    pub fn changes(&self, bodies: &Bodies<'_>) -> Vec<Pair> {
        let fields = self.entity.fields.iter().enumerate().filter(|(index, _)| self.changes_field(bodies, *index));
        let fields = fields.filter(|(_, field)| field.returned());
        let changes = self.samples.changes(fields.map(|(index, _)| index)).into_iter();
        let pair =
            |(index, value): (usize, String)| Pair { name: self.quoted(&self.entity.fields[index].columns[0]), value };
        changes.map(pair).collect()
    }

    /// An update takes the field from the role that tests change rows in: names and rights of accounts are for
    /// administrators.
    pub(super) fn changes_field(&self, bodies: &Bodies<'_>, index: usize) -> bool {
        let known = |auth: &Auth| [auth.role, auth.is_active, auth.email, auth.login].contains(&index);
        let all = sets_all(self.model, self.id, Operation::Update);
        bodies.accepts(&self.entity.fields[index], Purpose::Update)
            && (all || !self.model.auth.as_ref().is_some_and(known))
    }

    pub fn writable(&self, bodies: &Bodies<'_>) -> Vec<String> {
        let fields =
            self.entity.columns().filter(|(field, _)| bodies.accepts(field, Purpose::Update) && field.returned());
        fields.map(|(_, column)| self.quoted(column)).collect()
    }

    /// Optional members that the rows of tests have, and an update may empty.
    pub fn emptied(&self, bodies: &Bodies<'_>) -> Vec<Pair> {
        let fields = self.entity.fields.iter().enumerate();
        let emptied = fields.filter(|(index, field)| {
            bodies.accepts(field, Purpose::Update) && self.is_sent(*index) && self.is_emptiable(*index)
        });
        let columns = emptied.flat_map(|(_, field)| &field.columns);
        columns.map(|column| Pair { name: column.member.snake().to_owned(), value: self.quoted(column) }).collect()
    }

    /// Optional, by itself and without a default, and in no rule over several members.
    pub(super) fn is_emptiable(&self, index: usize) -> bool {
        let ruled = self.entity.checks.iter().any(|check| check.expression.fields().any(|field| field == index));
        let field = &self.entity.fields[index];
        !field.required && field.default.is_none() && field.columns.len() == 1 && !ruled
    }

    /// Relations that every row of the tests has, and can show.
    pub fn references(&self) -> Vec<ReferenceView> {
        let pointed = self.entity.relations().filter(|(field, relation)| {
            let shown = relations::is_shown(self.model.entity(relation.target));
            let seen = sees_pointed(self.model, self.id, Operation::Read, field);
            shown && seen && field.returned() && is_pointed(self.model, self.id, field, relation)
        });
        pointed
            .map(|(field, relation)| ReferenceView {
                name: rust::string(&field.name.json(self.model.json_case)),
                members: self.pairs(field, relation, self.model.entity(relation.target)),
            })
            .collect()
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

    /// Members of a child's body and of the row that they point at.
    pub(super) fn pairs(&self, field: &Field, relation: &ToOne, target: &Entity) -> Vec<Pair> {
        let keys = referenced(target, &relation.references);
        field
            .columns
            .iter()
            .zip(keys)
            .map(|(column, key)| Pair { name: self.quoted(column), value: self.quoted(key) })
            .collect()
    }

    pub fn children(&self, supply: &Supply) -> Vec<ChildTest> {
        let children = self.model.references_to(self.id).filter(|(child, field, relation)| {
            let made = field.creatable() && is_creatable(self.model, *child);
            let enough = supply.suffices(&[(self.id, 1), (*child, 1)], &[]);
            made && enough && sees_any(self.model, *child, Operation::Create, field, relation)
        });
        children
            .map(|(child, field, relation)| {
                let entity = self.model.entity(child);
                let read = able(self.model, child, Operation::Read);
                let cascades = relation.on_delete == OnDelete::Cascade && read;
                let empties = relation.on_delete == OnDelete::SetNull && read && field.returned();
                ChildTest {
                    behaviour: behaviour(entity, field, relation),
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

    pub fn links(&self, supply: &Supply) -> Vec<LinkTest> {
        let links = links(self.model, self.id).into_iter().filter(|link| !link.through);
        let read = able(self.model, self.id, Operation::Read);
        links
            .filter_map(|link| {
                let own = self.entity.many_to_many.iter().find(|own| own.name.snake() == link.name)?;
                let target = self.model.entity(own.target);
                let changes = [(own.target, Operation::Read), (self.id, Operation::Update)];
                let able = able_all(self.model, &changes) && able_all(self.model, &listing(self.id, own));
                let sees = |operation, by| sees_rows(self.model, (self.id, operation), own.target, by);
                let member = link.member.as_ref().filter(|_| sees(Operation::Create, Operation::Read));
                let enough = supply.suffices(&[(self.id, 1), (own.target, 1)], &[]);
                let unknown = supply.unknown_key(own.target);
                (able && enough && is_creatable(self.model, own.target)).then(|| LinkTest {
                    segment: link.path.clone(),
                    make: self.maker(own.target),
                    target_path: rust::string(&format!("{}/{}", self.model.prefix, target.path)),
                    module: self.module(own.target),
                    member: member.map(|_| rust::string(&own.member.json(self.model.json_case))),
                    pointer: rust::string(&link.pointer),
                    target_key: target.key_columns().next().map(|column| self.quoted(column)).unwrap_or_default(),
                    unknown: unknown.map(|key| key.path.clone()),
                    unknown_key: unknown.map(|key| key.json.clone()),
                    includes: (read && sees(Operation::Read, Operation::List))
                        .then(|| own.name.json(self.model.json_case)),
                    outsiders: self.link_outsiders(own.target, supply),
                    name: link.name,
                })
            })
            .collect()
    }

    /// Roles that change every row and do not see every row that it links, where there can be such accounts.
    fn link_outsiders(&self, target: EntityId, supply: &Supply) -> Vec<String> {
        let outsiders = self.outsiders(Operation::Update, (target, Operation::Read));
        let made = [(self.id, 1), (target, 1)];
        if supply.suffices_beside(outsiders.len() as u64, &made, &[]) { outsiders } else { Vec::new() }
    }

    /// Roles that may do something with every row of this entity, and of another one only with their own or none.
    pub(super) fn outsiders(&self, operation: Operation, other: (EntityId, Operation)) -> Vec<String> {
        let roles = self.model.auth.as_ref().map_or(0, |auth| self.model.enumeration(auth.roles).values.len());
        let other = self.model.entity(other.0).access.rule(other.1);
        let outside = |role: &usize| self.entity.access.rule(operation).everything(*role) && !other.everything(*role);
        let offered = self.entity.offers(operation) && !self.model.is_account(self.id);
        (0..roles).filter(|role| offered && outside(role)).map(|role| role_path(self.model, role)).collect()
    }
}

/// Whether an expression counts rows.
pub fn uses_count(expression: &str) -> bool {
    rust::has_variable(expression, "n")
}

/// What a delete does to the rows that point at the one that goes: `removes_its_comments`.
fn behaviour(child: &Entity, field: &Field, relation: &ToOne) -> String {
    let name = field.name.snake();
    let rows = match &relation.inverse {
        Some(inverse) => inverse.snake().to_owned(),
        None => format!("{}_by_{name}", child.plural.snake()),
    };
    match relation.on_delete {
        OnDelete::Restrict => format!("is_refused_while_it_has_{rows}"),
        OnDelete::Cascade => format!("removes_its_{rows}"),
        OnDelete::SetNull => format!("leaves_its_{rows}_without_{name}"),
    }
}

/// Variables of tests, which a parent of this name would hide.
const TAKEN_IN_TESTS: &[&str] = &["n", "service"];

/// `author`, or `the_service` where the name is taken, so that what begins like that has another one again.
fn parent_variable(field: &Field) -> String {
    let (ident, fallback) = (field.name.ident(), format!("the_{}", field.name.snake()));
    if ident.starts_with("the_") { fallback } else { rust::variable_name(&ident, TAKEN_IN_TESTS, &fallback) }
}
