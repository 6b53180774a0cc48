//! The view of `seed.rs`: sample rows of each entity, in an order in which they can be made.

use super::bodies::{Bodies, Purpose};
use super::links::links;
use super::project::ProjectView;
use super::queries::asks;
use super::queries::{HashArgument, hashes};
use super::relations::referenced;
use super::seed_count::{self, is_visible};
use super::shape::{Key, Names};
use super::statements::literal;
use super::tests::uses_count;
use crate::model::{Entity, EntityId, Field, FieldKind, Model, ToOne};
use crate::target::sample::Samples;
use crate::target::{rust, sql};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Serialize)]
pub struct SeedView {
    pub crate_path: String,
    pub entities: Vec<SeededEntity>,
    pub links: Vec<SeededLink>,
    /// The statement that tells whether there are rows, a Rust literal.
    pub has_rows: String,
    pub passwords: bool,
    /// Rows are made on behalf of the service itself.
    pub callers: bool,
}

#[derive(Debug, Serialize)]
pub struct SeededEntity {
    pub names: Names,
    /// `make_posts`.
    pub function: String,
    /// `posts`, the variable that holds the rows.
    pub rows: String,
    /// `, &users, &tags`: what the function is given.
    pub pass: String,
    /// `, users: &[resources::users::User]`.
    pub arguments: String,
    /// `resources::posts`.
    pub reach: String,
    pub input: String,
    pub count: u64,
    /// The statement that counts the rows, a Rust literal.
    pub count_rows: String,
    /// `n`, `parent`, both, or `_` where rows need neither.
    pub number: &'static str,
    /// What is walked over: numbers, or the parents themselves.
    pub turns: String,
    pub members: Vec<Member>,
    pub hashes: Vec<HashArgument>,
    /// `, users[n % users.len()].id, &Caller::Service`.
    pub more: String,
}

/// A member as a Rust string, and an expression.
#[derive(Debug, Serialize)]
pub struct Member {
    pub name: String,
    pub value: String,
}

/// Links between seeded rows.
#[derive(Debug, Serialize)]
pub struct SeededLink {
    /// `posts`, the variable.
    pub rows: String,
    /// `resources::posts::queries::link_tag`.
    pub link: String,
    /// `post.id, tag.id`.
    pub keys: String,
    /// `tags[n % tags.len()]`.
    pub target: String,
}

pub fn view(model: &Model, project: &ProjectView, samples: &BTreeMap<EntityId, Samples<'_>>) -> SeedView {
    let counts = seed_count::counts(model, samples);
    let mut seeds = Seeds { model, counts: BTreeMap::new() };
    let mut entities = Vec::new();
    for id in sql::dependency_order(model) {
        let samples = &samples[&id];
        let count = counts[&id].rows;
        if count > 0 {
            entities.push(seeds.entity(id, samples, count));
            seeds.counts.insert(id, count);
        }
    }
    SeedView {
        crate_path: project.crate_path.clone(),
        links: seeds.links(),
        has_rows: seeds.has_rows(),
        callers: entities.iter().any(|entity| entity.more.contains("Caller::")),
        passwords: entities.iter().any(|entity| !entity.hashes.is_empty()),
        entities,
    }
}

/// What is seeded so far.
struct Seeds<'a> {
    model: &'a Model,
    counts: BTreeMap<EntityId, u64>,
}

impl Seeds<'_> {
    fn is_pointed(&self, field: &Field, relation: &ToOne) -> bool {
        (field.caller || field.creatable())
            && self.counts.contains_key(&relation.target)
            && is_visible(self.model, relation)
    }

    fn entity(&self, id: EntityId, samples: &Samples<'_>, count: u64) -> SeededEntity {
        let model = self.model;
        let entity = model.entity(id);
        let names = Names::of(model, entity);
        let bodies = Bodies { model, entity, names: &names, samples };
        let mut members = Vec::new();
        let mut parents = BTreeSet::new();
        for (index, field) in entity.fields.iter().enumerate().filter(|(_, field)| field.creatable()) {
            match &field.kind {
                FieldKind::Scalar(_) => members.push(Member {
                    name: rust::string(&field.columns[0].member.json(model.json_case)),
                    value: self
                        .new_role(id, index)
                        .or_else(|| samples.expression(index))
                        .unwrap_or_else(|| "null".into()),
                }),
                FieldKind::ToOne(relation) => {
                    if self.is_pointed(field, relation) {
                        parents.insert(relation.target);
                    }
                    members.extend(self.pointers(field, relation, samples.needs_own_parent(index)));
                }
            }
        }
        let owner = entity.owner_field().map(|field| self.owner(field, &mut parents));
        let parents: Vec<&Entity> = parents.into_iter().map(|parent| model.entity(parent)).collect();
        let argument = |parent: &&Entity| {
            let names = Names::of(model, parent);
            format!(", {}: &[{}::{}]", variable(model, parent), names.reach(), names.row)
        };
        let walked = walk(&mut members);
        let more = owner.into_iter().chain(asks(&bodies, Purpose::Create).then(|| "&Caller::Service".to_owned()));
        let more: String = more.map(|argument| format!(", {argument}")).collect();
        let numbered = uses_count(&more) || members.iter().any(|member| uses_count(&member.value));
        SeededEntity {
            function: format!("make_{}", names.module),
            rows: variable(model, entity),
            pass: parents.iter().map(|parent| format!(", &{}", variable(model, parent))).collect(),
            arguments: parents.iter().map(argument).collect(),
            reach: names.reach(),
            input: bodies.name(Purpose::Create),
            number: match (&walked, numbered) {
                (Some(_), true) => "(n, parent)",
                (Some(_), false) => "parent",
                (None, true) => "n",
                (None, false) => "_",
            },
            turns: match walked {
                Some(rows) => format!("{rows}.iter(){}.take({count})", if numbered { ".enumerate()" } else { "" }),
                None => format!("0..{count}_usize"),
            },
            hashes: hashes(&bodies, Purpose::Create),
            more,
            members,
            count,
            count_rows: rust::string(&format!("select count(*) from {}", sql::quote(&entity.table))),
            names,
        }
    }

    /// The role of a new account, where the field is that: whoever knows the sample password is no administrator. Where
    /// rules or uniques depend on it, it is what they make it.
    fn new_role(&self, id: EntityId, field: usize) -> Option<String> {
        let auth = self.model.auth.as_ref().filter(|auth| auth.account == id && auth.role == field)?;
        let entity = self.model.entity(id);
        let is_bound = entity.checks.iter().any(|check| check.expression.fields().any(|index| index == field))
            || entity.uniques.iter().any(|unique| unique.fields.contains(&field));
        (!is_bound).then(|| rust::string(&self.model.enumeration(auth.roles).values[0].name))
    }

    /// The owner of a row: accounts in turn.
    fn owner(&self, field: &Field, parents: &mut BTreeSet<EntityId>) -> String {
        let FieldKind::ToOne(relation) = &field.kind else { return String::new() };
        if !self.is_pointed(field, relation) {
            return "None".to_owned();
        }
        parents.insert(relation.target);
        let target = self.model.entity(relation.target);
        let rows = variable(self.model, target);
        let key = Key::of(self.model, target).of_row(&format!("{rows}[n % {rows}.len()]"));
        if field.required { key } else { format!("Some({key})") }
    }

    /// Members that hold the key of another row: two rows in turn share a parent where they may.
    fn pointers(&self, field: &Field, relation: &ToOne, own: bool) -> Vec<Member> {
        let target = self.model.entity(relation.target);
        let rows = variable(self.model, target);
        let value = |key: &str| match (self.is_pointed(field, relation), own, field.required) {
            (false, ..) => "null".into(),
            (true, true, true) => format!("{rows}[n].{key}"),
            (true, true, false) => format!("{rows}.get(n).map(|row| &row.{key})"),
            (true, false, _) => format!("{rows}[n / 2 % {rows}.len()].{key}"),
        };
        let keys = referenced(target, &relation.references);
        let members = field.columns.iter().zip(keys).map(|(column, key)| Member {
            name: rust::string(&column.member.json(self.model.json_case)),
            value: value(&key.member.ident()),
        });
        members.collect()
    }

    fn links(&self) -> Vec<SeededLink> {
        let seeded = self.model.entity_ids().filter(|id| self.counts.contains_key(id));
        let linked = seeded.flat_map(|id| {
            let entity = self.model.entity(id);
            let links = links(self.model, id).into_iter().filter(|link| !link.through);
            links.filter_map(move |link| {
                let target = entity.many_to_many.iter().find(|own| own.name.snake() == link.name)?.target;
                let others = variable(self.model, self.model.entity(target));
                let place = if target == id { "(n + 1)" } else { "n" };
                let keys = [("row", entity), ("other", self.model.entity(target))];
                let keys = keys.map(|(row, entity)| Key::of(self.model, entity).of_row(row));
                self.counts.contains_key(&target).then(|| SeededLink {
                    rows: variable(self.model, entity),
                    link: format!("{}::queries::link_{}", Names::of(self.model, entity).reach(), link.one),
                    keys: keys.join(", "),
                    target: format!("{others}[{place} % {others}.len()]"),
                })
            })
        });
        linked.collect()
    }

    fn has_rows(&self) -> String {
        let tables = self.counts.keys().map(|id| sql::quote(&self.model.entity(*id).table));
        let terms = tables.map(|table| format!("exists (select 1 from {table})"));
        let words = ["select"].into_iter().chain(std::iter::repeat("or"));
        literal(&words.zip(terms).map(|(word, term)| format!("{word} {term}")).collect::<Vec<_>>())
    }
}

/// Where a member is the key of the row's own parent, names the parent in its place; the parents' variable.
fn walk(members: &mut [Member]) -> Option<String> {
    let rows = members.iter().find_map(|member| {
        let (rows, _) = member.value.split_once("[n].")?;
        let variable = rows.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_#".contains(&byte));
        variable.then(|| rows.to_owned())
    })?;
    let picked = format!("{rows}[n].");
    for member in members.iter_mut() {
        if let Some(key) = member.value.strip_prefix(&picked) {
            member.value = format!("parent.{key}");
        }
    }
    Some(rows)
}

/// `posts`: rows of an entity, under a name that nothing else in the file has.
fn variable(model: &Model, entity: &Entity) -> String {
    let module = rust::module_name(model, entity);
    if TAKEN.contains(&module.as_str()) { format!("the_{module}") } else { module }
}

/// Variables, functions and crates of the file.
const TAKEN: &[&str] =
    &["db", "has_rows", "input", "json", "n", "other", "parent", "row", "rows", "run", "serde_json", "sqlx"];
