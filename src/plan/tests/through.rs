//! Links that are rows of another entity: lists over them, and who sees which.

use super::reach::{able_all, actor, is_creatable, is_pointed, sees_rows};
use super::rows::Rows;
use super::supply::Supply;
use crate::model::{Entity, EntityId, Field, FieldKind, ManyToMany, Operation};
use crate::plan::access::role_path;
use crate::plan::links::links;
use crate::plan::tests::parts::Pair;
use crate::target::rust;
use serde::Serialize;

/// A list over rows of a join entity.
#[derive(Debug, Serialize)]
pub struct ThroughTest {
    /// `tracks`.
    pub name: String,
    pub segment: String,
    #[serde(skip)]
    pub module: String,
    /// `entries::create`.
    pub make: String,
    #[serde(skip)]
    pub made: EntityId,
    /// The path of the row that the list is of, an expression over `row`, which is the link.
    pub path: String,
    /// The path of the list.
    #[serde(skip)]
    pub list: String,
    /// Members of the link and of the row that it leads to.
    pub members: Vec<Pair>,
    /// Tests can list what is linked.
    pub listed: bool,
    /// `tracks`, by which a row shows them.
    pub relation: String,
    pub included: bool,
    /// Roles that see both sides, and of links only their own or none.
    pub outsiders: Vec<String>,
    /// Likewise those who are not logged in.
    pub anonymous: bool,
    /// Somebody asks who is not to see the links.
    pub asks: bool,
}

/// What is asked by a list of links.
pub fn listing(id: EntityId, link: &ManyToMany) -> Vec<(EntityId, Operation)> {
    let own = [(link.target, Operation::List), (id, Operation::Read)];
    own.into_iter().chain(link.through.map(|rows| (rows, Operation::List))).collect()
}

impl Rows<'_> {
    pub fn throughs(&self, supply: &Supply) -> Vec<ThroughTest> {
        let links = links(self.model, self.id).into_iter();
        let tests = links.filter_map(|view| {
            let link = self.entity.many_to_many.iter().find(|own| own.name.snake() == view.name)?;
            let made = link.through?;
            let rows = self.model.entity(made);
            let source = self.side(made, rows, &link.source_columns)?;
            let target = self.side(made, rows, &link.target_columns)?;
            let able = is_creatable(self.model, made) && supply.suffices(&[(made, 1)], &[]);
            able.then(|| self.through(view.path, link, made, (source, target)))
        });
        let tests = tests.filter(|test| supply.suffices_beside(test.outsiders.len() as u64, &[(test.made, 1)], &[]));
        tests.filter(|test| test.listed || test.included || test.asks).collect()
    }

    /// The field of a link that leads to one side, where tests know where it leads to.
    fn side<'e>(&self, id: EntityId, rows: &'e Entity, columns: &[String]) -> Option<&'e Field> {
        let leads = |field: &Field| field.columns.iter().map(|column| &column.name).eq(columns);
        let (index, field) = rows.fields.iter().enumerate().find(|(_, field)| leads(field))?;
        let FieldKind::ToOne(relation) = &field.kind else { return None };
        let unique = rows.key.contains(&index) || rows.uniques.iter().any(|unique| unique.fields.contains(&index));
        let apart = unique || field.unique || relation.one_to_one;
        // Each of these rows would need an account of its own, which is not the one that tests act for.
        let other = self.model.is_account(relation.target) && apart && !field.caller;
        let pointed = field.caller || is_pointed(self.model, id, field, relation);
        (pointed && field.returned() && !other).then_some(field)
    }

    fn through(&self, segment: String, link: &ManyToMany, made: EntityId, sides: (&Field, &Field)) -> ThroughTest {
        let rows = self.model.entity(made);
        let (source, target) = sides;
        let members: Vec<String> =
            source.columns.iter().map(|column| format!("row.segment({})", self.quoted(column))).collect();
        let path = |rest: &str| {
            let text = format!("{}/{}{}{rest}", self.model.prefix, self.entity.path, "/{}".repeat(members.len()));
            format!("format!({}, {})", rust::string(&text), members.join(", "))
        };
        let reader = actor(self.model, self.id, Operation::Read);
        let reads = self.entity.offers(Operation::Read) && (self.model.auth.is_none() || reader.is_some());
        let sees = |id| sees_rows(self.model, (self.id, Operation::Read), id, Operation::List);
        let listed = &self.model.entity(link.target).access.list;
        let roles = self.model.auth.as_ref().map_or(0, |auth| self.model.enumeration(auth.roles).values.len());
        let outside = |role: &usize| {
            let sides = [&self.entity.access.read, listed].into_iter().all(|rule| rule.everything(*role));
            reads && sides && !rows.access.list.everything(*role)
        };
        let outsiders: Vec<String> = (0..roles).filter(outside).map(|role| role_path(self.model, role)).collect();
        let anonymous = reads && self.entity.access.read.public && !rows.access.list.public;
        let keys = self.model.entity(link.target).key_columns();
        ThroughTest {
            name: link.name.snake().to_owned(),
            path: path(""),
            list: path(&format!("/{segment}")),
            segment,
            module: self.module(made),
            make: self.maker(made),
            made,
            members: target
                .columns
                .iter()
                .zip(keys)
                .map(|(column, key)| Pair { name: self.quoted(column), value: self.quoted(key) })
                .collect(),
            listed: able_all(self.model, &listing(self.id, link)),
            relation: link.name.json(self.model.json_case),
            included: reads && sees(link.target) && sees(made),
            asks: anonymous || !outsiders.is_empty(),
            outsiders,
            anonymous,
        }
    }
}
