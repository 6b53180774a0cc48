//! Bodies that must be refused: members that are wrong, together or alone, not the client's, or taken.

use super::parts::{CheckTest, InvalidView, Pair, UniqueView};
use super::reach::is_pointed;
use super::rows::Rows;
use super::supply::Supply;
use crate::model::{Column, Default, Field, FieldKind, FieldOrigin};
use crate::plan::bodies::{Bodies, Purpose};
use crate::target::rust;
use crate::target::sample::Invalid;
use std::collections::BTreeSet;

impl Rows<'_> {
    pub fn invalid(&self) -> Vec<InvalidView> {
        let fields = self.entity.fields.iter().enumerate();
        let fields = fields.filter(|(_, field)| field.creatable() && !self.is_incomplete(field));
        let mut invalid: Vec<InvalidView> =
            fields.flat_map(|(index, _)| self.samples.invalid(index)).map(refused).collect();
        let mut seen = BTreeSet::new();
        invalid.retain(|invalid| seen.insert(invalid.behaviour.clone()));
        invalid
    }

    /// The rows of tests point nowhere through it, so that one part of its key leaves the others wanting.
    fn is_incomplete(&self, field: &Field) -> bool {
        let FieldKind::ToOne(relation) = &field.kind else { return false };
        field.columns.len() > 1 && !is_pointed(self.model, self.id, field, relation)
    }

    /// One thing wrong with each member: with the first it is the form, with the next a rule, and so on.
    pub fn faulty(&self) -> Vec<InvalidView> {
        const FORM: [&str; 2] = ["required", "invalid_type"];
        const ELSEWHERE: [&str; 3] = ["unknown_reference", "too_long", "too_many"];
        let fields = self.entity.fields.iter().enumerate();
        let fields = fields.filter(|(_, field)| field.creatable() && field.columns.len() == 1);
        let chosen = fields.enumerate().filter_map(|(place, (index, _))| {
            let invalid = self.samples.invalid(index).into_iter().filter(|invalid| {
                // The parser refuses NUL before there is a body to be judged.
                !ELSEWHERE.contains(&invalid.code) && !invalid.behaviour.ends_with("_with_nul")
            });
            let (form, rules): (Vec<Invalid>, Vec<Invalid>) = invalid.partition(|invalid| FORM.contains(&invalid.code));
            let (wished, other) = if place % 2 == 0 { (form, rules) } else { (rules, form) };
            wished.into_iter().chain(other).next().map(refused)
        });
        let chosen: Vec<InvalidView> = chosen.collect();
        if chosen.len() > 1 { chosen } else { Vec::new() }
    }

    pub fn server_members(&self, bodies: &Bodies<'_>) -> Vec<String> {
        let refused = self.entity.columns().filter(|(field, _)| !bodies.accepts(field, Purpose::Create));
        refused.map(|(_, column)| self.quoted(column)).collect()
    }

    /// Rules over several members, where a body is known that breaks one of them and nothing else.
    pub fn checks(&self) -> Vec<CheckTest> {
        let checks = self.entity.checks.iter().enumerate();
        let broken = checks.filter_map(|(index, check)| {
            let members = self.samples.violation(index)?;
            let first = &self.entity.fields[check.expression.fields().next()?].columns[0];
            Some(CheckTest {
                name: check.name.clone(),
                members: members.into_iter().map(|(name, value)| Pair { name: rust::string(&name), value }).collect(),
                pointer: rust::string(&format!("/{}", self.json(first))),
            })
        });
        broken.collect()
    }

    /// The first two rows of tests have the same there.
    fn is_shared(&self, index: usize) -> bool {
        let field = &self.entity.fields[index];
        match &field.kind {
            FieldKind::ToOne(relation) => {
                let pointed = field.caller || is_pointed(self.model, self.id, field, relation);
                pointed && !self.samples.needs_own_parent(index)
            }
            FieldKind::Scalar(_) if field.creatable() => {
                let first = self.samples.value(index, 0).filter(|value| !value.is_null());
                first.is_some() && first == self.samples.value(index, 1)
            }
            FieldKind::Scalar(_) => matches!(field.default, Some(Default::Literal(_))),
        }
    }

    pub fn uniques(&self, bodies: &Bodies<'_>, supply: &Supply) -> Vec<UniqueView> {
        if !supply.suffices_for_another_body(self.id) {
            return Vec::new();
        }
        let natural = self.entity.key_fields().all(|field| field.origin == FieldOrigin::Spec);
        let key = natural.then(|| self.entity.key.clone());
        let plain = self.entity.uniques.iter().filter(|unique| unique.filter.is_none());
        let sets: Vec<Vec<usize>> = key.into_iter().chain(plain.map(|unique| unique.fields.clone())).collect();
        // Where another is taken as well, the database names that one, or either.
        let takes_another = |fields: &Vec<usize>| {
            let mut all = self.entity.uniques.iter().map(|unique| &unique.fields).chain([&self.entity.key]);
            let taken = |index: &usize| fields.contains(index) || self.is_shared(*index);
            all.any(|other| !fields.iter().all(|index| other.contains(index)) && other.iter().all(taken))
        };
        // Where it is a part of another, either can be named.
        let stands_in_another = |fields: &Vec<usize>| {
            let mut all = self.entity.uniques.iter().map(|unique| &unique.fields).chain([&self.entity.key]);
            all.any(|other| other.len() > fields.len() && fields.iter().all(|index| other.contains(index)))
        };
        sets.iter()
            .filter(|fields| fields.iter().all(|&index| self.is_sent(index)) && !takes_another(fields))
            .map(|fields| {
                let columns: Vec<&Column> =
                    fields.iter().flat_map(|&index| &self.entity.fields[index].columns).collect();
                let names: Vec<&str> = columns.iter().map(|column| column.member.snake()).collect();
                UniqueView {
                    ambiguous: stands_in_another(fields),
                    behaviour: names.join("_and_"),
                    members: columns.iter().map(|column| self.quoted(column)).collect(),
                    pointers: fields
                        .iter()
                        .map(|&index| rust::string(&format!("/{}", self.json(&self.entity.fields[index].columns[0]))))
                        .collect(),
                    updatable: supply.suffices(&[(self.id, 2)], &[])
                        && fields.iter().all(|&index| self.changes_field(bodies, index)),
                }
            })
            .collect()
    }
}

fn refused(invalid: Invalid) -> InvalidView {
    InvalidView {
        behaviour: invalid.behaviour,
        pointer: rust::string(&format!("/{}", invalid.member)),
        member: rust::string(&invalid.member),
        value: invalid.value,
        code: invalid.code,
    }
}
