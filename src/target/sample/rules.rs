//! Rows that keep an entity's cross-field rules.

use super::series::Series;
use crate::model::{Check, Comparison, Entity, Expression, Field, Literal, Model, Operand, Type};
use crate::target::{duration, json};
use regex::Regex;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Rows on which a series is tried.
const PROBES: u64 = 64;
/// Most values that a field takes in turn.
const LISTED: usize = 40;
/// Most combinations of values that are tried.
const COMBINATIONS: usize = 20_000;

/// Whether a row, one value per field, keeps every rule. A comparison with null is unknown, and the unknown is kept.
pub(super) fn keeps(model: &Model, entity: &Entity, row: &[Value]) -> bool {
    entity.checks.iter().all(|check| holds(model, entity, &check.expression, row) != Some(false))
}

/// Whether the series keep every rule on every row that matters.
pub(super) fn keep_all(model: &Model, entity: &Entity, series: &[Option<Series>]) -> bool {
    let ruled = ruled(entity);
    let value =
        |index: usize, row| series[index].as_ref().filter(|_| ruled.contains(&index)).map(|series| series.at(row));
    let probe = |row| -> Vec<Value> { (0..series.len()).map(|index| value(index, row).unwrap_or_default()).collect() };
    entity.checks.is_empty() || (0..PROBES).all(|row| keeps(model, entity, &probe(row)))
}

/// Fields that rules speak of.
fn ruled(entity: &Entity) -> BTreeSet<usize> {
    entity.checks.iter().flat_map(fields_of).collect()
}

fn fields_of(check: &Check) -> Vec<usize> {
    let mut fields = Vec::new();
    collect_operands(&check.expression, &mut fields, &mut Vec::new());
    fields
}

pub(super) fn row_of(series: &[Option<Series>], row: u64) -> Vec<Value> {
    series.iter().map(|series| series.as_ref().map_or(Value::Null, |series| series.at(row))).collect()
}

/// A field that a rule speaks of.
pub(super) fn first_field(entity: &Entity) -> usize {
    let mut fields = Vec::new();
    for check in &entity.checks {
        collect_operands(&check.expression, &mut fields, &mut Vec::new());
    }
    fields.first().copied().unwrap_or_default()
}

/// Ranks of fields so that the greater side of each ordering rule ranks higher.
pub(super) fn levels(entity: &Entity) -> Vec<u32> {
    let mut orders = Vec::new();
    for check in &entity.checks {
        collect_orders(&check.expression, &mut orders);
    }
    let mut levels = vec![0; entity.fields.len()];
    for _ in 0..entity.fields.len() {
        for (less, more) in &orders {
            levels[*more] = levels[*more].max(levels[*less] + 1).min(8);
        }
    }
    levels
}

fn collect_orders(expression: &Expression, orders: &mut Vec<(usize, usize)>) {
    match expression {
        Expression::And(left, right) | Expression::Or(left, right) => {
            collect_orders(left, orders);
            collect_orders(right, orders);
        }
        Expression::Compare(Operand::Field(left), comparison, Operand::Field(right)) => match comparison {
            Comparison::Less | Comparison::LessOrEqual | Comparison::NotEqual => orders.push((*left, *right)),
            Comparison::Greater | Comparison::GreaterOrEqual => orders.push((*right, *left)),
            Comparison::Equal => {}
        },
        Expression::Compare(..) | Expression::Not(_) => {}
    }
}

/// Fields of rules that the series break, and of those that share a field with such a rule.
fn concerned(model: &Model, entity: &Entity, series: &[Option<Series>]) -> BTreeSet<usize> {
    let rows: Vec<Vec<Value>> = (0..PROBES).map(|row| row_of(series, row)).collect();
    let broken = |check: &Check| rows.iter().any(|row| holds(model, entity, &check.expression, row) == Some(false));
    let (mut rules, mut rest): (Vec<&Check>, Vec<&Check>) = entity.checks.iter().partition(|check| broken(check));
    let mut fields = BTreeSet::new();
    while !rules.is_empty() {
        fields.extend(rules.iter().flat_map(|check| fields_of(check)));
        let shares = |check: &&Check| fields_of(check).iter().any(|field| fields.contains(field));
        (rules, rest) = rest.into_iter().partition(shares);
    }
    fields
}

/// Replaces series of fields under broken rules by single values with which every rule holds. `free` says which fields
/// may be replaced. False where no such values were found.
pub(super) fn settle(
    model: &Model,
    entity: &Entity,
    series: &mut [Option<Series>],
    free: impl Fn(usize) -> bool,
) -> bool {
    let mut fields = Vec::new();
    let mut literals = Vec::new();
    for check in &entity.checks {
        collect_operands(&check.expression, &mut fields, &mut literals);
    }
    fields.sort_unstable();
    fields.dedup();
    let concerned = concerned(model, entity, series);
    fields.retain(|field| free(*field) && series[*field].is_some() && concerned.contains(field));
    let choices: Vec<Vec<Value>> =
        fields.iter().map(|field| candidates(model, entity, (*field, &fields), series, &literals)).collect();
    for values in combinations(&choices) {
        let mut tried = series.to_vec();
        for (field, value) in fields.iter().zip(values) {
            tried[*field] = Some(Series::constant(value));
        }
        if keep_all(model, entity, &tried) {
            series.clone_from_slice(&tried);
            return true;
        }
    }
    false
}

/// Like [`settle`], for fields whose rows must differ too: those take in turn every value that goes well with the rest.
pub(super) fn settle_all(
    model: &Model,
    entity: &Entity,
    series: &mut [Option<Series>],
    free: impl Fn(usize) -> bool,
) -> bool {
    let own = series.to_vec();
    let concerned = concerned(model, entity, series);
    if !settle(model, entity, series, |_| true) {
        return false;
    }
    let (mut fields, mut literals) = (Vec::new(), Vec::new());
    for check in &entity.checks {
        collect_operands(&check.expression, &mut fields, &mut literals);
    }
    fields.sort_unstable();
    fields.dedup();
    for &field in fields.iter().filter(|field| !free(**field) && concerned.contains(field)) {
        let Some(usual) = &own[field] else { continue };
        let mut values = candidates(model, entity, (field, &fields), &own, &literals);
        values.extend((0..PROBES).map(|row| usual.at(row)));
        let mut sound: Vec<Value> = Vec::new();
        for value in values {
            let mut row = row_of(series, 0);
            row[field] = value.clone();
            if sound.len() < LISTED && !value.is_null() && !sound.contains(&value) && keeps(model, entity, &row) {
                sound.push(value);
            }
        }
        let mut tried = series.to_vec();
        tried[field] = Some(Series::Cycle(sound)).filter(|series| series.distinct() != Some(0));
        if tried[field].is_some() && keep_all(model, entity, &tried) {
            series.clone_from_slice(&tried);
        }
    }
    true
}

/// Values for the fields of one rule with which it breaks while each is valid by itself and every other rule holds.
pub(super) fn break_one(
    model: &Model,
    entity: &Entity,
    series: &[Option<Series>],
    rule: usize,
) -> Option<Vec<(usize, Value)>> {
    let (mut fields, mut literals) = (Vec::new(), Vec::new());
    collect_operands(&entity.checks[rule].expression, &mut fields, &mut literals);
    fields.sort_unstable();
    fields.dedup();
    let choices: Vec<Vec<Value>> =
        fields.iter().map(|field| candidates(model, entity, (*field, &fields), series, &literals)).collect();
    combinations(&choices).find_map(|values| {
        let mut row = row_of(series, 0);
        for (field, value) in fields.iter().zip(&values) {
            row[*field] = value.clone();
        }
        let broken = |(index, check): (usize, &Check)| {
            (holds(model, entity, &check.expression, &row) == Some(false)) == (index == rule)
        };
        entity.checks.iter().enumerate().all(broken).then(|| fields.iter().copied().zip(values).collect())
    })
}

/// Values that rules compare a field with and that are valid by themselves.
pub(super) fn named(model: &Model, entity: &Entity, field: usize) -> impl Iterator<Item = Value> {
    let mut literals = Vec::new();
    for check in &entity.checks {
        collect_operands(&check.expression, &mut Vec::new(), &mut literals);
    }
    let own = literals.into_iter().filter(move |(owner, _)| *owner == field);
    let values = own.map(move |(_, literal)| json::literal(model, &literal));
    values.filter(move |value| is_valid(model, &entity.fields[field], value))
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

/// Fields under a rule, and its literals each with the field that it is compared with.
fn collect_operands(expression: &Expression, fields: &mut Vec<usize>, literals: &mut Vec<(usize, Literal)>) {
    match expression {
        Expression::And(left, right) | Expression::Or(left, right) => {
            collect_operands(left, fields, literals);
            collect_operands(right, fields, literals);
        }
        Expression::Not(inner) => collect_operands(inner, fields, literals),
        Expression::Compare(left, _, right) => {
            fields.extend([left, right].into_iter().filter_map(|operand| match operand {
                Operand::Field(index) => Some(*index),
                _ => None,
            }));
            if let (Operand::Field(index), Operand::Literal(literal))
            | (Operand::Literal(literal), Operand::Field(index)) = (left, right)
            {
                literals.push((*index, literal.clone()));
            }
        }
    }
}

/// Values worth trying: those of some rows, also of compared fields of the same type; the rules' literals with their
/// neighbours; the bounds; null.
fn candidates(
    model: &Model,
    entity: &Entity,
    (index, compared): (usize, &[usize]),
    series: &[Option<Series>],
    literals: &[(usize, Literal)],
) -> Vec<Value> {
    let field = &entity.fields[index];
    let like = |other: &usize| *other == index || entity.fields[*other].scalar() == field.scalar();
    let plain = |other: &usize| *other == index || field.pattern.is_none();
    let alike = compared.iter().filter(|other| **other != index && like(other) && plain(other));
    let sources = [&index].into_iter().chain(alike).filter_map(|source| series[*source].as_ref());
    let own = sources.flat_map(|series| (0..4).chain([27]).map(|row| series.at(row)));
    let near = literals.iter().filter(|(owner, _)| like(owner)).flat_map(|(_, literal)| match literal {
        Literal::Int(number) => {
            vec![Literal::Int(*number), Literal::Int(number.saturating_add(1)), Literal::Int(number.saturating_sub(1))]
        }
        other => vec![other.clone()],
    });
    let bounds = field.min.iter().chain(&field.max).cloned();
    let others = near.chain(bounds).map(|literal| json::literal(model, &literal));
    let values = own.chain(others).filter(|value| is_valid(model, field, value));
    let mut distinct: Vec<Value> = Vec::new();
    for value in values.chain((!field.required).then_some(Value::Null)) {
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    distinct
}

/// Whether a value keeps the field's own rules.
fn is_valid(model: &Model, field: &Field, value: &Value) -> bool {
    let ty = field.scalar();
    let bound = |literal: &Option<Literal>| literal.as_ref().map(|literal| json::literal(model, literal));
    let above = bound(&field.min).is_none_or(|min| order(ty, value, &min).is_none_or(Ordering::is_ge));
    let below = bound(&field.max).is_none_or(|max| order(ty, value, &max).is_none_or(Ordering::is_le));
    let typed = match (ty, value.as_i64()) {
        (Some(Type::Enum(id)), _) => model.enumeration(*id).values.iter().any(|known| json!(known.name) == *value),
        (Some(Type::SmallInt), Some(number)) => i16::try_from(number).is_ok(),
        (Some(Type::Int), Some(number)) => i32::try_from(number).is_ok(),
        _ => true,
    };
    above && below && typed && fits_text(field, value)
}

/// Whether a text has the length and the form that its field asks for.
fn fits_text(field: &Field, value: &Value) -> bool {
    let Some(text) = value.as_str() else { return true };
    let length = text.chars().count() as u32;
    let sized = match field.scalar() {
        Some(Type::String { min, max } | Type::Text { min, max } | Type::Semantic { min, max, .. }) => {
            (*min..=*max).contains(&length)
        }
        Some(Type::Char { length: exact }) => length == *exact,
        _ => true,
    };
    let matched = |pattern: &String| Regex::new(pattern).is_ok_and(|regex| regex.is_match(text));
    sized && field.pattern.as_ref().is_none_or(matched)
}

fn holds(model: &Model, entity: &Entity, expression: &Expression, row: &[Value]) -> Option<bool> {
    match expression {
        Expression::And(left, right) => match (holds(model, entity, left, row), holds(model, entity, right, row)) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        },
        Expression::Or(left, right) => match (holds(model, entity, left, row), holds(model, entity, right, row)) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        },
        Expression::Not(inner) => holds(model, entity, inner, row).map(|holds| !holds),
        Expression::Compare(operand, comparison, Operand::Null)
        | Expression::Compare(Operand::Null, comparison, operand) => {
            let is_null = value_of(model, operand, row).is_null();
            Some(is_null == (*comparison == Comparison::Equal))
        }
        Expression::Compare(left, comparison, right) => {
            let ty = [left, right].into_iter().find_map(|side| match side {
                Operand::Field(index) => entity.fields[*index].scalar(),
                _ => None,
            });
            let ordering = order(ty, &value_of(model, left, row), &value_of(model, right, row))?;
            Some(match comparison {
                Comparison::Equal => ordering.is_eq(),
                Comparison::NotEqual => ordering.is_ne(),
                Comparison::Less => ordering.is_lt(),
                Comparison::LessOrEqual => ordering.is_le(),
                Comparison::Greater => ordering.is_gt(),
                Comparison::GreaterOrEqual => ordering.is_ge(),
            })
        }
    }
}

fn value_of(model: &Model, operand: &Operand, row: &[Value]) -> Value {
    match operand {
        Operand::Field(index) => row[*index].clone(),
        Operand::Literal(literal) => json::literal(model, literal),
        Operand::Null => Value::Null,
    }
}

fn order(ty: Option<&Type>, left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Null, _) | (_, Value::Null) => None,
        (Value::Bool(left), Value::Bool(right)) => Some(left.cmp(right)),
        (Value::String(left), Value::String(right)) => match ty {
            Some(Type::Decimal { .. }) => Some(decimal(left)?.cmp(&decimal(right)?)),
            Some(Type::Duration) => Some(duration::micros(left).cmp(&duration::micros(right))),
            _ => Some(left.cmp(right)),
        },
        (Value::Number(left), Value::Number(right)) => match (left.as_i64(), right.as_i64()) {
            (Some(left), Some(right)) => Some(left.cmp(&right)),
            _ => left.as_f64()?.partial_cmp(&right.as_f64()?),
        },
        (Value::String(text), Value::Number(number)) => Some(decimal(text)?.cmp(&decimal(&number.to_string())?)),
        (Value::Number(number), Value::String(text)) => Some(decimal(&number.to_string())?.cmp(&decimal(text)?)),
        _ => None,
    }
}

fn decimal(text: &str) -> Option<Decimal> {
    text.parse().ok()
}
