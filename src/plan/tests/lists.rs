//! What tests ask of lists: filters, sorts, searches, and rows beneath the rows that they point at.

use super::parts::{FilterView, ListTest, NestedTest, Pair, SortView};
use super::reach::{able_all, is_creatable, sees_any, sees_first, sees_rows};
use super::rows::Rows;
use super::supply::Supply;
use crate::model::{Field, Operation, Type};
use crate::plan::bodies::is_lowered;
use crate::plan::relations::is_shown;
use crate::target::rust;

/// Rows that tests make: to walk through, to filter, to leave a member of half of them empty.
const MANY: u64 = 5;
const FEW: u64 = 3;
const SOME: u64 = 4;

impl Rows<'_> {
    pub fn lists(&self, supply: &Supply) -> ListTest {
        let sorts = self.sorts(supply);
        let first = sorts.first();
        let max_page = self.entity.api.max_page;
        let others = u64::from(sees_first(self.model, self.id));
        let rows = supply.most(self.id, MANY).min(u64::from(max_page) - others);
        ListTest {
            rows,
            few: rows.min(FEW),
            all: rows + others,
            max_page,
            over_page: max_page + 1,
            listed: self.entity.offers(Operation::List),
            filters: self.filters(),
            first_sort: first.map(|sort| sort.member.trim_matches('"').to_owned()).unwrap_or_default(),
            first_sort_name: first.map(|sort| sort.name.clone()).unwrap_or_default(),
            tie: self.tie(&sorts, rows),
            rows_walk: rows > 1 && first.is_some(),
            sorts,
            searches: self.searches(),
            nested: self.nested(supply),
        }
    }

    fn filters(&self) -> Vec<FilterView> {
        let offered = self.entity.columns().filter(|(field, _)| field.filterable && field.returned());
        offered
            .map(|(field, column)| FilterView {
                name: column.member.snake().to_owned(),
                member: self.quoted(column),
                operators: operators(field, &column.ty),
                any_case: field.required && is_lowered(&column.ty),
            })
            .collect()
    }

    fn sorts(&self, supply: &Supply) -> Vec<SortView> {
        let fields = self.entity.fields.iter().enumerate();
        let offered = fields.filter(|(_, field)| field.sortable && field.returned());
        let comparable = |ty: &Type| !ty.is_text() && !matches!(ty, Type::Duration | Type::Enum(_));
        let enough = supply.suffices(&[(self.id, SOME)], &[]);
        offered
            .flat_map(|(index, field)| field.columns.iter().map(move |column| (index, column)))
            .map(|(index, column)| SortView {
                name: column.member.snake().to_owned(),
                member: self.quoted(column),
                comparable: comparable(&column.ty),
                emptiable: enough && self.is_sent(index) && self.is_emptiable(index),
            })
            .collect()
    }

    /// A member by which these rows are sorted, and that some of them share, where the first sort tells them apart.
    fn tie(&self, sorts: &[SortView], rows: u64) -> Option<Pair> {
        let key: Vec<String> = self.entity.key_columns().map(|column| self.quoted(column)).collect();
        let first = sorts.first().filter(|first| first.comparable && [&first.member].into_iter().eq(&key))?;
        let fields = self.entity.fields.iter().enumerate().filter(|(_, field)| field.sortable && field.returned());
        let mut shared = fields.filter(|(index, field)| {
            let values: Vec<_> = (0..rows).filter_map(|row| self.samples.value(*index, row)).collect();
            let repeats = (1..values.len()).any(|row| values[..row].contains(&values[row]));
            repeats && field.creatable() && values.iter().all(|value| !value.is_null())
        });
        let column = &shared.next()?.1.columns[0];
        let pair = Pair { name: column.member.snake().to_owned(), value: self.quoted(column) };
        (pair.value != first.member).then_some(pair)
    }

    /// Members that a search finds rows by.
    fn searches(&self) -> Vec<Pair> {
        let fields = self.entity.fields.iter().enumerate();
        let searched = fields.filter(|(_, field)| field.searchable && field.returned() && field.creatable());
        let found = searched.filter(|(index, _)| {
            let value = self.samples.value(*index, 0);
            value.as_ref().and_then(|value| value.as_str()).is_some_and(|text| !text.trim().is_empty())
        });
        let columns = found.map(|(_, field)| &field.columns[0]);
        columns.map(|column| Pair { name: column.member.snake().to_owned(), value: self.quoted(column) }).collect()
    }

    fn nested(&self, supply: &Supply) -> Vec<NestedTest> {
        let named = self.entity.relations().filter(|(field, relation)| {
            let parent = self.model.entity(relation.target);
            let offered = parent.offers(Operation::Read) && self.entity.offers(Operation::List);
            let made = field.creatable() && is_creatable(self.model, relation.target);
            let both = [(relation.target, Operation::Read), (self.id, Operation::List)];
            let able = offered && able_all(self.model, &both);
            let enough = supply.suffices(&[(relation.target, 1), (self.id, 1)], &[]);
            able && enough
                && field.returned()
                && made
                && sees_any(self.model, self.id, Operation::Create, field, relation)
        });
        named
            .filter_map(|(field, relation)| {
                let inverse = relation.inverse.as_ref()?;
                let parent = self.model.entity(relation.target);
                let seen = sees_any(self.model, self.id, Operation::Read, field, relation);
                let forward = self.entity.offers(Operation::Read) && is_shown(parent) && seen;
                let back = sees_rows(self.model, (relation.target, Operation::Read), self.id, Operation::List);
                Some(NestedTest {
                    name: field.name.snake().to_owned(),
                    parent: self.module(relation.target),
                    make: self.maker(relation.target),
                    segment: inverse.kebab(),
                    unknown: supply.unknown_key(relation.target).map(|key| {
                        let rows = format!("{}/{}", self.model.prefix, parent.path);
                        rust::string(&format!("{rows}/{}/{}", key.path, inverse.kebab()))
                    }),
                    members: self.pairs(field, relation, parent),
                    one: relation.one_to_one,
                    others: !relation.one_to_one && supply.suffices(&[(relation.target, 1), (self.id, 2)], &[]),
                    forward: forward.then(|| field.name.json(self.model.json_case)),
                    back: back.then(|| inverse.json(self.model.json_case)),
                })
            })
            .collect()
    }
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
