//! The view of a resource's tests: how its rows come to be, and what each route must answer.

use super::bodies::{Bodies, Purpose};
use super::relations::{included, referenced};
use super::shape::Names;
use crate::model::{Column, Entity, EntityId, Field, FieldKind, FieldOrigin, Model, OnDelete, Operation, ToOne, Type};
use crate::target::rust;
use crate::target::sample::{Invalid, Samples};
use serde::Serialize;
use std::collections::BTreeSet;

#[derive(Debug, Serialize)]
pub struct TestView {
    pub names: Names,
    /// Other test modules that rows come from.
    pub modules: Vec<String>,
    /// `/api/v1/posts`.
    pub path: String,
    /// The path of a row that does not exist.
    pub unknown: String,
    /// The path of a row whose key cannot be read; none where every text will do.
    pub malformed: Option<String>,
    /// Rows can be made through the API.
    pub creatable: bool,
    pub parents: Vec<Parent>,
    pub members: Vec<Pair>,
    /// Members count rows.
    pub counts: bool,
    pub create: bool,
    pub read: bool,
    pub list: bool,
    pub update: bool,
    pub delete: bool,
    pub invalid: Vec<InvalidView>,
    /// Members of the row that no body takes, with the JSON each shows.
    pub server_members: Vec<String>,
    pub uniques: Vec<UniqueView>,
    /// How many rows the page walk makes.
    pub rows: u64,
    pub max_page: u32,
    pub filters: Vec<FilterView>,
    pub sorts: Vec<SortView>,
    pub first_sort: String,
    /// The page walk has more than one page.
    pub rows_walk: bool,
    pub search: Option<String>,
    pub includes: Vec<String>,
    /// Members with another valid value each.
    pub changes: Vec<Pair>,
    /// Members of a row that an update may write.
    pub writable: Vec<String>,
    /// Members that a replace empties when they are absent.
    pub emptied: Vec<Pair>,
    pub required: Option<String>,
    pub required_pointer: String,
    pub nested: Vec<NestedTest>,
    pub children: Vec<ChildTest>,
    pub links: Vec<LinkTest>,
    pub soft_delete: bool,
}

/// A member, as a Rust string, and an expression.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Pair {
    pub name: String,
    pub value: String,
}

/// A row that another one points at.
#[derive(Debug, Serialize)]
pub struct Parent {
    pub variable: String,
    #[serde(skip)]
    pub module: String,
    /// `service.any("users", users::create)`.
    pub make: String,
}

#[derive(Debug, Serialize)]
pub struct InvalidView {
    pub behaviour: String,
    pub member: String,
    pub value: Option<String>,
    pub code: &'static str,
}

#[derive(Debug, Serialize)]
pub struct UniqueView {
    /// `slug`, `author_id_and_title`.
    pub behaviour: String,
    /// Members of the body that make the unique.
    pub members: Vec<String>,
    /// The members that the problem names.
    pub pointers: Vec<String>,
    /// An update can break it, too.
    pub updatable: bool,
}

#[derive(Debug, Serialize)]
pub struct FilterView {
    pub name: String,
    pub member: String,
    pub operators: String,
}

#[derive(Debug, Serialize)]
pub struct SortView {
    pub name: String,
    pub member: String,
    /// Values order as their JSON does.
    pub comparable: bool,
}

#[derive(Debug, Serialize)]
pub struct NestedTest {
    pub name: String,
    #[serde(skip)]
    pub parent: String,
    /// `users::create`.
    pub make: String,
    pub segment: String,
    pub unknown: String,
    /// Members of the body that point at the parent, with the parent's members.
    pub members: Vec<Pair>,
    pub one: bool,
}

#[derive(Debug, Serialize)]
pub struct ChildTest {
    pub name: String,
    #[serde(skip)]
    pub module: String,
    /// `comments::body`.
    pub body: String,
    /// The path of its rows, a Rust string.
    pub path: String,
    /// Members of the child's body and members of this row.
    pub members: Vec<Pair>,
    pub restricts: bool,
    pub cascades: bool,
    pub empties: bool,
}

#[derive(Debug, Serialize)]
pub struct LinkTest {
    pub name: String,
    pub segment: String,
    #[serde(skip)]
    pub module: String,
    /// `tags::create`.
    pub make: String,
    /// The path of the target's rows, a Rust string.
    pub target_path: String,
    /// `"tag_ids"`, where a body can set the links.
    pub member: Option<String>,
    pub pointer: String,
    /// `"id"`, the member of the target that is its key.
    pub target_key: String,
    pub unknown: String,
    pub unknown_key: String,
    pub includes: String,
}

/// Whether rows of an entity can be made through the API, its parents' too.
pub fn is_creatable(model: &Model, id: EntityId) -> bool {
    let entity = model.entity(id);
    let mut required = entity.relations().filter(|(field, _)| field.required);
    entity.offers(Operation::Create)
        && required
            .all(|(field, relation)| relation.target != id && field.creatable() && is_creatable(model, relation.target))
}

/// Whether a body of `id` points at a row through this field.
fn is_pointed(model: &Model, id: EntityId, field: &Field, relation: &ToOne) -> bool {
    let possible = field.creatable() && is_creatable(model, relation.target);
    possible && (field.required || !reaches(model, relation.target, id, &mut Vec::new()))
}

/// Whether relations lead from one entity to another.
fn reaches(model: &Model, from: EntityId, to: EntityId, seen: &mut Vec<EntityId>) -> bool {
    if from == to {
        return true;
    }
    if seen.contains(&from) {
        return false;
    }
    seen.push(from);
    let targets: Vec<EntityId> = model.entity(from).relations().map(|(_, relation)| relation.target).collect();
    targets.into_iter().any(|target| reaches(model, target, to, seen))
}

/// What the tests of a service call, so that their support has nothing idle.
#[derive(Debug, Default, Serialize)]
pub struct TestUses {
    pub parents: bool,
    pub updates: bool,
    pub deletes: bool,
    pub lists: bool,
    pub queries: bool,
    pub uniques: bool,
}

impl TestUses {
    pub fn of(model: &Model) -> Self {
        let mut uses = Self::default();
        for id in model.entity_ids().filter(|id| is_creatable(model, *id)) {
            let entity = model.entity(id);
            let mut relations = entity.relations();
            let links =
                entity.many_to_many.iter().any(|link| link.through.is_none() && is_creatable(model, link.target));
            uses.parents |= relations.any(|(field, relation)| is_pointed(model, id, field, relation));
            let natural = entity.key_fields().all(|field| field.origin == FieldOrigin::Spec);
            uses.uniques |= natural || !entity.uniques.is_empty();
            uses.updates |= entity.offers(Operation::Update);
            uses.deletes |= entity.offers(Operation::Delete) || links;
            uses.lists |= entity.offers(Operation::List) || links;
            uses.queries |= entity.offers(Operation::List)
                && entity.columns().any(|(field, _)| field.filterable && field.returned());
        }
        uses
    }
}

pub fn view(model: &Model, id: EntityId, samples: &Samples<'_>) -> TestView {
    let entity = model.entity(id);
    let names = Names::of(entity);
    let bodies = Bodies { model, entity, names: &names, samples };
    let rows = Rows { model, id, entity, samples };
    let creatable = is_creatable(model, id);
    let path = format!("{}/{}", model.prefix, names.path);
    let parents = rows.parents();
    let update = entity.offers(Operation::Update) && creatable;
    let delete = entity.offers(Operation::Delete) && creatable;
    let children = if delete { rows.children() } else { Vec::new() };
    let links = if creatable { rows.links() } else { Vec::new() };
    let nested = if creatable { rows.nested() } else { Vec::new() };
    let mut modules: Vec<String> = parents.iter().map(|parent| parent.module.clone()).collect();
    modules.extend(children.iter().map(|child| child.module.clone()));
    modules.extend(links.iter().map(|link| link.module.clone()));
    modules.extend(nested.iter().map(|nested| nested.parent.clone()));
    modules.sort();
    modules.dedup();
    modules.retain(|module| *module != names.module);
    let members = rows.members();
    let sorts = if creatable { rows.sorts() } else { Vec::new() };
    let required = rows.required(&bodies);
    let row_count = samples.capacity().unwrap_or(5).min(5);
    TestView {
        unknown: rust::string(&format!("{path}/{}", unknown_key(model, entity))),
        malformed: malformed_key(entity).map(|key| rust::string(&format!("{path}/{key}"))),
        path: rust::string(&path),
        counts: members.iter().any(|member| uses_count(&member.value)),
        first_sort: sorts.first().map(|sort| sort.member.trim_matches('"').to_owned()).unwrap_or_default(),
        rows_walk: row_count > 1 && !sorts.is_empty(),
        writable: rows.writable(&bodies),
        required_pointer: required.as_ref().map(|member| member.replacen('"', "\"/", 1)).unwrap_or_default(),
        required,
        modules,
        creatable,
        members,
        parents,
        create: entity.offers(Operation::Create) && creatable,
        read: entity.offers(Operation::Read),
        list: entity.offers(Operation::List),
        update,
        delete,
        invalid: if creatable { rows.invalid() } else { Vec::new() },
        server_members: rows.server_members(&bodies),
        uniques: if creatable { rows.uniques(&bodies) } else { Vec::new() },
        rows: row_count,
        max_page: entity.api.max_page,
        filters: if creatable { rows.filters() } else { Vec::new() },
        sorts,
        search: rows.search().filter(|_| creatable),
        includes: included(model, id).into_iter().map(|relation| rust::string(&relation.name)).collect(),
        changes: if update { rows.changes(&bodies) } else { Vec::new() },
        emptied: rows.emptied(&bodies),
        nested,
        children,
        links,
        soft_delete: entity.soft_delete,
        names,
    }
}

/// The segments of a key that no row has.
fn unknown_key(model: &Model, entity: &Entity) -> String {
    entity.key_columns().map(|column| unknown_part(model, &column.ty)).collect::<Vec<_>>().join("/")
}

fn unknown_part(model: &Model, ty: &Type) -> String {
    match ty {
        Type::Uuid => "0197d5b4-6a00-7000-8000-00000000ffff".into(),
        Type::SmallInt => "32000".into(),
        Type::Int | Type::BigInt => "2000000000".into(),
        Type::Float | Type::Decimal { .. } => "0".into(),
        Type::Bool => "true".into(),
        Type::Date => "1000-01-01".into(),
        Type::Time => "23:59:59.999999".into(),
        Type::DateTime => "1000-01-01T00:00:00.000000Z".into(),
        Type::Timestamp => "1000-01-01T00:00:00.000000".into(),
        Type::Duration => "P9999D".into(),
        Type::Enum(id) => model.enumeration(*id).values.last().map(|value| value.name.clone()).unwrap_or_default(),
        _ => "unknown".into(),
    }
}

/// A key of the right form that cannot be read.
fn malformed_key(entity: &Entity) -> Option<String> {
    let columns: Vec<&Column> = entity.key_columns().collect();
    columns.iter().any(|column| !column.ty.is_text()).then(|| vec!["not-a-key"; columns.len()].join("/"))
}

struct Rows<'a> {
    model: &'a Model,
    id: EntityId,
    entity: &'a Entity,
    samples: &'a Samples<'a>,
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

    fn parents(&self) -> Vec<Parent> {
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
    fn members(&self) -> Vec<Pair> {
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

    fn invalid(&self) -> Vec<InvalidView> {
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

    fn server_members(&self, bodies: &Bodies<'_>) -> Vec<String> {
        let refused = self.entity.columns().filter(|(field, _)| !bodies.accepts(field, Purpose::Create));
        refused.map(|(_, column)| self.quoted(column)).collect()
    }

    fn uniques(&self, bodies: &Bodies<'_>) -> Vec<UniqueView> {
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
                    updatable: fields.iter().all(|&index| bodies.accepts(&self.entity.fields[index], Purpose::Update)),
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

    fn filters(&self) -> Vec<FilterView> {
        let offered = self.entity.columns().filter(|(field, _)| field.filterable && field.returned());
        offered
            .map(|(field, column)| FilterView {
                name: column.member.snake().to_owned(),
                member: self.quoted(column),
                operators: operators(field, &column.ty),
            })
            .collect()
    }

    fn sorts(&self) -> Vec<SortView> {
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

    fn search(&self) -> Option<String> {
        let mut fields = self.entity.fields.iter().enumerate();
        let (index, field) = fields.find(|(_, field)| field.searchable && field.returned() && field.creatable())?;
        self.samples.value(index, 0)?.as_str().filter(|text| !text.trim().is_empty())?;
        Some(self.quoted(&field.columns[0]))
    }

    fn changes(&self, bodies: &Bodies<'_>) -> Vec<Pair> {
        let fields = self.entity.fields.iter().enumerate();
        let fields = fields.filter(|(_, field)| bodies.accepts(field, Purpose::Update) && field.returned());
        let changed = fields.filter_map(|(index, field)| {
            let value = self.samples.changed(index)?;
            Some(Pair { name: self.quoted(&field.columns[0]), value })
        });
        changed.collect()
    }

    fn writable(&self, bodies: &Bodies<'_>) -> Vec<String> {
        let fields =
            self.entity.columns().filter(|(field, _)| bodies.accepts(field, Purpose::Update) && field.returned());
        fields.map(|(_, column)| self.quoted(column)).collect()
    }

    /// Optional members that no rule over several members reads.
    fn emptied(&self, bodies: &Bodies<'_>) -> Vec<Pair> {
        let mut read = Vec::new();
        for check in &self.entity.checks {
            super::rules::collect_fields(&check.expression, &mut read);
        }
        let fields = self.entity.fields.iter().enumerate().filter(|(index, field)| {
            let plain = !field.required && field.default.is_none() && field.returned();
            plain && field.columns.len() == 1 && bodies.accepts(field, Purpose::Update) && !read.contains(index)
        });
        let columns = fields.flat_map(|(_, field)| &field.columns);
        columns.map(|column| Pair { name: column.member.snake().to_owned(), value: self.quoted(column) }).collect()
    }

    fn required(&self, bodies: &Bodies<'_>) -> Option<String> {
        let json = |field: &&Field| matches!(field.scalar(), Some(Type::Json));
        let mut fields =
            self.entity.fields.iter().filter(|field| bodies.accepts(field, Purpose::Update) && !json(field));
        let field = fields.find(|field| field.required && !field.secret)?;
        Some(self.quoted(&field.columns[0]))
    }

    fn nested(&self) -> Vec<NestedTest> {
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

    fn children(&self) -> Vec<ChildTest> {
        let children = self
            .model
            .references_to(self.id)
            .filter(|(child, field, _)| field.creatable() && is_creatable(self.model, *child));
        children
            .map(|(child, field, relation)| {
                let entity = self.model.entity(child);
                ChildTest {
                    name: format!("{}_{}", entity.name.snake(), field.name.snake()),
                    body: if child == self.id { "body".into() } else { format!("{}::body", self.module(child)) },
                    path: rust::string(&format!("{}/{}", self.model.prefix, entity.path)),
                    module: self.module(child),
                    members: self.pairs(field, relation, self.entity),
                    restricts: relation.on_delete == OnDelete::Restrict,
                    cascades: relation.on_delete == OnDelete::Cascade && entity.offers(Operation::Read),
                    empties: relation.on_delete == OnDelete::SetNull
                        && entity.offers(Operation::Read)
                        && field.returned(),
                }
            })
            .collect()
    }

    fn links(&self) -> Vec<LinkTest> {
        let links = super::relations::links(self.model, self.id).into_iter().filter(|link| !link.through);
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

/// A key that no row has, as it stands in a body.
fn unknown_json(model: &Model, entity: &Entity) -> String {
    let part = entity.key_columns().next().map(|column| (unknown_part(model, &column.ty), column.ty.is_integer()));
    match part {
        Some((text, true)) => text,
        Some((text, false)) => rust::string(&text),
        None => "null".into(),
    }
}

/// Whether an expression counts rows: `n` stands in it as a word.
fn uses_count(expression: &str) -> bool {
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
