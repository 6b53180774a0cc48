//! Values for the fields under rules, with which these hold or one of them breaks.

use super::near::{neighbours, shares_values};
use super::rules::{PROBES, Rules, fields_of, is_valid, row_of};
use super::scalar::{self, Want};
use super::series::Series;
use super::server;
use crate::model::{Field, Literal};
use crate::target::json;
use serde_json::Value;

/// Most values that a field takes in turn.
const LISTED: usize = 40;
/// Most combinations of values that are tried.
const COMBINATIONS: usize = 20_000;
/// Most bounds from which a series is made to start or to end.
const BOUNDS: usize = 12;

impl Rules<'_> {
    /// Replaces series of fields under broken rules by single values with which every rule holds. `free` says which
    /// fields may be replaced. False where no such values were found.
    pub fn settle(&self, series: &mut [Option<Series>], free: impl Fn(usize) -> bool) -> bool {
        let mut tried = series.to_vec();
        let settled = self.groups().iter().all(|group| group.keep_all(&tried) || group.fix(&mut tried, &free));
        if settled {
            series.clone_from_slice(&tried);
        }
        settled
    }

    /// Like [`Self::settle`], for fields whose rows must differ too: those take many values that go well with the rest.
    pub fn settle_all(&self, series: &mut [Option<Series>], free: impl Fn(usize) -> bool) -> bool {
        let mut tried = series.to_vec();
        let settled = self.groups().iter().filter(|group| !group.keep_all(series)).all(|group| {
            let fixed = group.fix(&mut tried, |_| true);
            if fixed {
                let fields = group.fields().into_iter().filter(|field| !free(*field));
                fields.for_each(|field| group.vary(field, series, &mut tried));
            }
            fixed
        });
        if settled {
            series.clone_from_slice(&tried);
        }
        settled
    }

    fn fix(&self, series: &mut [Option<Series>], free: impl Fn(usize) -> bool) -> bool {
        let mut fields = self.fields();
        fields.retain(|field| free(*field) && series[*field].is_some());
        let choices: Vec<Vec<Value>> = fields.iter().map(|field| self.candidates(*field, series)).collect();
        let mut tried = series.to_vec();
        let found = combinations(&choices).any(|values| {
            for (field, value) in fields.iter().zip(values) {
                tried[*field] = Some(Series::constant(value));
            }
            self.keep_all(&tried)
        });
        if found {
            series.clone_from_slice(&tried);
        }
        found
    }

    /// Gives a field that is settled as many values as can be.
    fn vary(&self, field: usize, own: &[Option<Series>], series: &mut [Option<Series>]) {
        let Some(usual) = &own[field] else { return };
        let bounded = self.bounded(field);
        let mut values = self.candidates(field, own);
        values.extend((0..PROBES).map(|row| usual.at(row)));
        values.extend(bounded.iter().flat_map(|series| (0..PROBES).map(|row| series.at(row))));
        let mut row = row_of(series, 0);
        let mut sound: Vec<Value> = Vec::new();
        for value in values {
            row[field] = value.clone();
            if sound.len() < LISTED && !value.is_null() && !sound.contains(&value) && self.keeps(&row) {
                sound.push(value);
            }
        }
        let listed = (!sound.is_empty()).then_some(Series::Cycle(sound));
        let mut most = Some(0);
        for tried in listed.into_iter().chain(bounded) {
            let more = most.is_some_and(|most| tried.distinct().is_none_or(|distinct| distinct > most));
            let mut all = series.to_vec();
            all[field] = Some(tried.clone());
            if more && self.keep_all(&all) {
                most = tried.distinct();
                series.clone_from_slice(&all);
            }
        }
    }

    /// Series of a field between bounds that rules name.
    fn bounded(&self, index: usize) -> Vec<Series> {
        let field = &self.entity.fields[index];
        let mut ends = self.near(index, |other| other == index);
        ends.retain(|end| is_valid(self.model, field, &json::literal(self.model, end)));
        ends.truncate(BOUNDS);
        let ends: Vec<Option<Literal>> = ends.into_iter().map(Some).collect();
        let lows: Vec<&Option<Literal>> = [&field.min].into_iter().chain(&ends).collect();
        let highs: Vec<&Option<Literal>> = [&field.max].into_iter().chain(&ends).collect();
        let between = |low: &Option<Literal>, high: &Option<Literal>| {
            let bounded = Field { min: low.clone(), max: high.clone(), ..field.clone() };
            let is_within = |literal: &Literal| is_valid(self.model, &bounded, &json::literal(self.model, literal));
            low.as_ref().is_none_or(is_within).then_some(())?;
            let series = scalar::series(self.model, self.entity, &bounded, Want { distinct: true, level: 0 })?;
            [0, 1, PROBES, 9_999].iter().all(|row| is_valid(self.model, &bounded, &series.at(*row))).then_some(series)
        };
        lows.iter().flat_map(|low| highs.iter().filter_map(|high| between(low, high))).collect()
    }

    /// Values for the fields of one rule with which it breaks while each is valid by itself and every other rule holds.
    /// None where no body can break it.
    pub fn break_one(&self, series: &[Option<Series>], rule: usize) -> Option<Vec<(usize, Value)>> {
        let rule = &self.entity.checks[rule];
        self.checks.iter().find(|check| std::ptr::eq(**check, rule))?;
        let mut fields = fields_of([rule]);
        fields.retain(|field| self.fields().contains(field));
        let mut row = row_of(series, 0);
        let mut found = |series: &[Option<Series>]| {
            let choices: Vec<Vec<Value>> = fields.iter().map(|field| self.candidates(*field, series)).collect();
            combinations(&choices).find_map(|values| {
                for (field, value) in fields.iter().zip(&values) {
                    row[*field] = value.clone();
                }
                self.breaks_only(&row, rule).then(|| fields.iter().copied().zip(values).collect())
            })
        };
        // What keeps the rules may be a single value, and leave nothing to break them with.
        let plain = |field| scalar::series(self.model, self.entity, field, Want { distinct: true, level: 0 });
        found(series).or_else(|| found(&self.entity.fields.iter().map(plain).collect::<Vec<_>>()))
    }

    /// Values that rules compare a field with, and what is near these, as far as they are valid by themselves.
    pub fn named(&self, index: usize) -> Vec<Value> {
        let literals = self.literals().filter(|compared| compared.field == index);
        let near = self.near(index, |other| other == index);
        let values = literals.map(|compared| compared.literal).chain(near);
        let values = values.map(|literal| json::literal(self.model, &literal));
        values.filter(|value| is_valid(self.model, &self.entity.fields[index], value)).collect()
    }

    /// The literals that fields `like` this one are compared with, each with its neighbours, and times that are not now.
    fn near(&self, index: usize, like: impl Fn(usize) -> bool) -> Vec<Literal> {
        let compared = self.literals().filter(|compared| like(compared.field));
        let near = compared.flat_map(|compared| {
            let ty = self.entity.fields[compared.field].scalar();
            let whole = matches!(compared.literal, Literal::Int(_));
            let around = ty.filter(|_| compared.ordered || whole).map(|ty| neighbours(ty, &compared.literal));
            [compared.literal].into_iter().chain(around.unwrap_or_default()).collect::<Vec<Literal>>()
        });
        let ty = self.entity.fields[index].scalar();
        let timed = self.set.iter().any(|(set, _)| self.entity.fields[*set].scalar() == ty);
        near.chain(ty.filter(|_| timed).map(server::other_times).unwrap_or_default()).collect()
    }

    /// Values worth trying: those of some rows, also of compared fields of the same type; the rules' literals with their
    /// neighbours; the bounds; the example; those of compared fields of another type; null.
    fn candidates(&self, index: usize, series: &[Option<Series>]) -> Vec<Value> {
        let field = &self.entity.fields[index];
        let ruled = fields_of(self.checks.iter().copied());
        let like = |other: usize| other == index || self.entity.fields[other].scalar() == field.scalar();
        let others = ruled.iter().copied().filter(|other| *other != index && field.pattern.is_none());
        let (alike, unlike): (Vec<usize>, Vec<usize>) = others.partition(|other| like(*other));
        let rows = |other: usize| {
            let series = series[other].as_ref().into_iter();
            series.flat_map(|series| (0..4).chain([27]).map(|row| series.at(row)))
        };
        let near = self.near(index, like);
        let literals = near.iter().chain(&field.min).chain(&field.max).chain(&field.example);
        let foreign = unlike.into_iter().filter(|other| shares_values(field, &self.entity.fields[*other]));
        let values = [index].into_iter().chain(alike).flat_map(rows);
        let values = values.chain(literals.map(|literal| json::literal(self.model, literal)));
        let values = values.chain(foreign.flat_map(rows)).filter(|value| is_valid(self.model, field, value));
        let mut distinct: Vec<Value> = Vec::new();
        for value in values.chain((!field.required).then_some(Value::Null)) {
            if !distinct.contains(&value) {
                distinct.push(value);
            }
        }
        distinct
    }
}

/// One value of each choice, in every combination up to a bound.
fn combinations(choices: &[Vec<Value>]) -> impl Iterator<Item = Vec<Value>> {
    let ways = choices.iter().fold(1_usize, |ways, choice| ways.saturating_mul(choice.len()));
    (0..ways.min(COMBINATIONS)).map(move |way| {
        let mut turn = way;
        let pick = |choice: &Vec<Value>| {
            let value = choice[turn % choice.len()].clone();
            turn /= choice.len();
            value
        };
        choices.iter().map(pick).collect()
    })
}
