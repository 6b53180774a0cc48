//! Realistic values for documents, tests and seeds: valid, deterministic, and different where rows must differ.

mod calendar;
mod formed;
mod invalid;
mod near;
mod pattern;
mod rules;
mod scalar;
mod series;
mod server;
mod settle;
mod text;
mod unique;
mod unknown;
mod words;

pub use invalid::Invalid;
pub use unique::Bound;

use crate::model::{Entity, EntityId, Field, FieldKind, FieldOrigin, Model, ToOne, Type};
use crate::target::{json::literal, rust, sql};
use rules::Rules;
use scalar::Want;
use serde_json::{Value, json};
use series::Series;
use std::collections::BTreeMap;
use unique::Turns;

/// The values of one entity's rows.
pub struct Samples<'a> {
    model: &'a Model,
    entity: &'a Entity,
    /// One per field; none for relations, whose values are the parents' keys.
    series: Vec<Option<Series>>,
    turns: Turns,
    /// What the rows keep.
    rules: Rules<'a>,
    /// For relations, a key that no row of a test has, where there is one.
    unknown: Vec<Option<Value>>,
}

/// Rows of an entity that a test may make before it asks for one that is not there.
const EARLY: u64 = 8;

/// No value could be made up for a field: the user has to give one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no sample value for field {field} was found: {reason}")]
pub struct NeedsExample {
    pub entity: EntityId,
    /// Index into the entity's fields.
    pub field: usize,
    pub reason: String,
}

impl<'a> Samples<'a> {
    /// Those of every entity.
    ///
    /// # Errors
    /// Where no value satisfies a field's pattern and sizes, or no row an entity's `checks`.
    pub fn all(model: &'a Model) -> Result<BTreeMap<EntityId, Self>, NeedsExample> {
        let mut all: BTreeMap<EntityId, Self> = BTreeMap::new();
        // Parents first: how many rows they can have may bound their children's.
        for id in sql::dependency_order(model) {
            let entity = model.entity(id);
            let mut series = plain_series(model, id)?;
            let rules = keep_rules(model, id, &mut series)?;
            let mut turns = unique::turns(entity, &series, |parent| all.get(&parent).and_then(Self::capacity));
            turns.lower(rules.kept(&series), Bound::Rules);
            all.insert(id, Self { model, entity, series, turns, rules, unknown: Vec::new() });
        }
        let unknown: Vec<_> = all.values().map(|samples| unknown::keys(model, samples.entity, &all)).collect();
        for (samples, unknown) in all.values_mut().zip(unknown) {
            samples.unknown = unknown;
        }
        Ok(all)
    }

    /// How many rows can exist; none where there is no bound worth knowing.
    pub fn capacity(&self) -> Option<u64> {
        self.limit().map(|(rows, _)| rows)
    }

    /// The same with what bounds it.
    pub fn limit(&self) -> Option<(u64, &Bound)> {
        self.turns.limit.as_ref().map(|(rows, bound)| (*rows, bound))
    }

    /// A relation whose rows must each point at another parent, because a unique or the key stands on it.
    pub fn needs_own_parent(&self, field: usize) -> bool {
        self.turns.own_parents[field]
    }

    /// A Rust expression for `json!({…})` in terms of `n: usize`: the value in row `n`. None for relations.
    pub fn expression(&self, field: usize) -> Option<String> {
        self.series[field].as_ref().map(|series| series.spell(self.turns.strides[field]))
    }

    /// The value in row `n`, as [`Self::expression`] computes it. None for relations.
    pub fn value(&self, field: usize, row: u64) -> Option<Value> {
        self.series[field].as_ref().map(|series| series.at(row / self.turns.strides[field]))
    }

    /// The values of the first rows. None for relations.
    pub fn early(&self, field: usize) -> impl Iterator<Item = Value> {
        (0..EARLY).filter_map(move |row| self.value(field, row))
    }

    /// Of these fields, those for which there is another value, with a constant expression for it: row 0 may take each
    /// by itself and all of them together, and no early row has one.
    pub fn changes(&self, fields: impl IntoIterator<Item = usize>) -> Vec<(usize, String)> {
        let first = self.row(0);
        let mut together = first.clone();
        let mut changes = Vec::new();
        for field in fields {
            let keeps = |row: &[Value], value: &Value| {
                let mut row = row.to_vec();
                row[field] = value.clone();
                self.rules.keeps(&row)
            };
            let sound = |value: &Value| keeps(&first, value) && keeps(&together, value);
            if let Some(value) = self.others(field).find(sound) {
                changes.push((field, rust::json(&value)));
                together[field] = value;
            }
        }
        changes
    }

    /// Values of a field that row 0 does not have.
    fn others(&self, field: usize) -> impl Iterator<Item = Value> {
        let first = self.value(field, 0).unwrap_or_default();
        let last = self.capacity().map_or(u64::MAX, |capacity| capacity.saturating_sub(1));
        let own = [41, 40, 17, 5, 3, 2, 1].into_iter().filter_map(move |row| self.value(field, row.min(last)));
        let plain = Field { example: None, ..self.entity.fields[field].clone() };
        let list = (plain.scalar() == Some(&Type::Json)).then(|| json!([true, null, f64::MIN]));
        let spare = [false, true]
            .into_iter()
            .filter_map(move |distinct| scalar::series(self.model, self.entity, &plain, Want { distinct, level: 0 }));
        let spare = spare.flat_map(|series| (0..4).map(move |row| series.at(row)));
        let named = self.rules.named(field);
        // A change to an object is merged into the one that is there, and would not show as it was sent.
        let merged = |value: &Value, first: &Value| value.is_object() && first.is_object();
        let bounded = self.series[field].is_some() && last > 0;
        let all = own.chain(spare).chain(named).chain(list).filter(move |_| bounded);
        all.filter(move |value| *value != first && !merged(value, &first))
    }

    /// One wrong value for each rule of the field, relations included; none for what no client sends.
    pub fn invalid(&self, field: usize) -> Vec<Invalid> {
        let samples = (self.value(field, 0), self.unknown[field].as_ref());
        invalid::of_field(self.model, self.entity, &self.entity.fields[field], samples)
    }

    /// For a rule of `checks`, by index: members with expressions that, in row 0, break this rule and nothing else.
    /// None where no such values were found, or where the server sets one of them.
    pub fn violation(&self, check: usize) -> Option<Vec<(String, String)>> {
        let broken = self.rules.break_one(&self.series, check)?;
        let spelled = broken.into_iter().map(|(index, value)| {
            let field = &self.entity.fields[index];
            let member = field.columns[0].member.json(self.model.json_case);
            field.creatable().then(|| (member, rust::json(&value)))
        });
        spelled.collect()
    }

    /// Members of a body for create, in order, each with a valid value that go well together.
    pub fn example(&self) -> Vec<(String, Value)> {
        self.members(Field::creatable)
    }

    /// Members of a row as it is returned.
    pub fn returned(&self) -> Vec<(String, Value)> {
        self.members(Field::returned)
    }

    fn members(&self, shown: impl Fn(&Field) -> bool) -> Vec<(String, Value)> {
        let row = self.example_row();
        let fields = self.entity.fields.iter().zip(row).filter(|(field, _)| shown(field));
        let case = self.model.json_case;
        fields
            .flat_map(|(field, value)| {
                let parts = field.columns.iter().enumerate().map(move |(part, column)| {
                    let value = match &field.kind {
                        FieldKind::ToOne(relation) => key_example(self.model, relation, part),
                        FieldKind::Scalar(_) => value.clone(),
                    };
                    (column.member.json(case), value)
                });
                parts.collect::<Vec<_>>()
            })
            .collect()
    }

    fn row(&self, row: u64) -> Vec<Value> {
        (0..self.series.len()).map(|field| self.value(field, row).unwrap_or(Value::Null)).collect()
    }

    /// Row 0 with the user's examples, where they keep the rules together.
    fn example_row(&self) -> Vec<Value> {
        let own = self.row(0);
        let shown = self.entity.fields.iter().zip(&own).map(|(field, own)| {
            field.example.as_ref().map_or_else(|| own.clone(), |example| literal(self.model, example))
        });
        let shown: Vec<Value> = shown.collect();
        if self.rules.keeps(&shown) { shown } else { own }
    }
}

/// Each field by itself.
fn plain_series(model: &Model, id: EntityId) -> Result<Vec<Option<Series>>, NeedsExample> {
    let entity = model.entity(id);
    let fields = entity.fields.iter().enumerate();
    fields
        .map(|(index, field)| {
            if field.scalar().is_none() {
                return Ok(None);
            }
            let want = Want { distinct: must_differ(entity, index), level: 0 };
            scalar::series(model, entity, field, want).map(Some).ok_or_else(|| NeedsExample {
                entity: id,
                field: index,
                reason: "nothing was found that fits its pattern and its sizes".to_owned(),
            })
        })
        .collect()
}

/// Changes the series until `checks` hold, as long as can be.
fn keep_rules<'a>(model: &'a Model, id: EntityId, series: &mut [Option<Series>]) -> Result<Rules<'a>, NeedsExample> {
    let entity = model.entity(id);
    if let Some(check) = Rules::broken_by_server(model, entity) {
        let field = check.expression.fields().next().unwrap_or_default();
        let reason = format!("what the server sets breaks the rule `{}`", check.name);
        return Err(NeedsExample { entity: id, field, reason });
    }
    for day in server::LAST_DAYS {
        let rules = Rules::new(model, entity, day);
        if keep_until(&rules, series) {
            return Ok(rules);
        }
        // Where the clock is in no rule, one day is like another.
        if rules.set.is_empty() {
            break;
        }
    }
    Err(NeedsExample {
        entity: id,
        field: rules::first_field(entity),
        reason: "no values were found that keep the entity's checks".to_owned(),
    })
}

/// First by putting compared fields in order, then by fixed values.
fn keep_until(rules: &Rules<'_>, series: &mut [Option<Series>]) -> bool {
    let (model, entity) = (rules.model, rules.entity);
    if rules.keep_all(series) {
        return true;
    }
    let ranked = entity.fields.iter().zip(rules::levels(entity)).enumerate().map(|(index, (field, level))| {
        let want = Want { distinct: must_differ(entity, index), level };
        scalar::series(model, entity, field, want)
    });
    let mut ranked: Vec<Option<Series>> = ranked.collect();
    let free = |field: usize| !must_differ(entity, field);
    if rules.keep_all(&ranked) || rules.settle(&mut ranked, free) {
        series.clone_from_slice(&ranked);
        return true;
    }
    rules.settle(series, free) || rules.settle_all(series, free)
}

fn must_differ(entity: &Entity, field: usize) -> bool {
    unique::sets(entity).iter().any(|set| set.contains(&field)) || entity.fields[field].origin == FieldOrigin::Key
}

/// A key of the relation's target, for documents.
fn key_example(model: &Model, relation: &ToOne, part: usize) -> Value {
    let target = model.entity(relation.target);
    let wanted = relation.references.get(part);
    let found = target.fields.iter().find_map(|field| {
        let part = field.columns.iter().position(|column| Some(&column.name) == wanted)?;
        Some((field, part))
    });
    match found.map(|(field, part)| (field, &field.kind, part)) {
        Some((_, FieldKind::ToOne(inner), part)) => key_example(model, inner, part),
        Some((field, FieldKind::Scalar(_), _)) => {
            let series = scalar::series(model, target, field, Want { distinct: true, level: 0 });
            series.map_or(Value::Null, |series| series.at(0))
        }
        None => Value::Null,
    }
}
