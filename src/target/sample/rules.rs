//! Cross-field rules over rows, whatever the server puts into them.

use super::series::Series;
use super::server;
use crate::model::{Check, Comparison, Entity, Expression, Field, Literal, Model, Operand, Type};
use crate::target::{duration, json};
use regex::Regex;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use std::cmp::Ordering;
use std::ops::Range;

/// Rows on which a series is tried.
pub(super) const PROBES: u64 = 64;

/// Rules of an entity: all, or those that share fields.
pub(super) struct Rules<'a> {
    pub model: &'a Model,
    pub entity: &'a Entity,
    /// Those that a body can keep and break.
    pub checks: Vec<&'a Check>,
    /// Fields that the server sets, with what stands there in one state of a row and the next.
    pub set: Vec<(usize, [Value; server::STATES])>,
    last_day: &'static str,
}

impl<'a> Rules<'a> {
    /// For tests that run until the last day.
    pub fn new(model: &'a Model, entity: &'a Entity, last_day: &'static str) -> Self {
        let sent = |check: &&Check| fields_of([*check]).iter().any(|field| entity.fields[*field].creatable());
        Self::of(model, entity, entity.checks.iter().filter(sent).collect(), last_day)
    }

    /// A rule of fields that the server alone sets, and with which these do not keep it.
    pub fn broken_by_server(model: &'a Model, entity: &'a Entity) -> Option<&'a Check> {
        let row = vec![Value::Null; entity.fields.len()];
        entity.checks.iter().find(|check| {
            let rules = Self::of(model, entity, vec![*check], server::LAST_DAYS[0]);
            rules.fields().is_empty() && !rules.keeps(&row)
        })
    }

    fn of(model: &'a Model, entity: &'a Entity, checks: Vec<&'a Check>, last_day: &'static str) -> Self {
        let ruled = fields_of(checks.iter().copied()).into_iter();
        let set =
            ruled.filter_map(|index| Some((index, server::states(model, &entity.fields[index], last_day)?))).collect();
        Self { model, entity, checks, set, last_day }
    }

    /// Fields that the rules speak of and that the server does not set.
    pub fn fields(&self) -> Vec<usize> {
        let ruled = fields_of(self.checks.iter().copied()).into_iter();
        ruled.filter(|field| self.set.iter().all(|(set, _)| set != field)).collect()
    }

    /// The rules in groups that have no field in common.
    pub fn groups(&self) -> Vec<Rules<'a>> {
        let own = self.fields();
        let mut groups: Vec<(Vec<usize>, Vec<&'a Check>)> = Vec::new();
        for check in &self.checks {
            let mut fields = fields_of([*check]);
            fields.retain(|field| own.contains(field));
            let mut checks = vec![*check];
            groups.retain_mut(|(others, joined)| {
                let apart = !others.iter().any(|field| fields.contains(field));
                if !apart {
                    fields.append(others);
                    checks.append(joined);
                }
                apart
            });
            groups.push((fields, checks));
        }
        let made = groups.into_iter().map(|(_, checks)| Self::of(self.model, self.entity, checks, self.last_day));
        made.collect()
    }

    /// Whether a row, one value per field, keeps every rule. A comparison with null is unknown, and the unknown is kept.
    pub fn keeps(&self, row: &[Value]) -> bool {
        self.always(row, |row| self.checks.iter().all(|check| self.holds(check, row) != Some(false)))
    }

    /// Whether a row breaks this rule, at all times, and no other at any.
    pub fn breaks_only(&self, row: &[Value], rule: &Check) -> bool {
        let is_right =
            |check: &Check, row: &[Value]| (self.holds(check, row) == Some(false)) == std::ptr::eq(check, rule);
        self.always(row, |row| self.checks.iter().all(|check| is_right(check, row)))
    }

    /// Whether the series keep every rule on every row that matters.
    pub fn keep_all(&self, series: &[Option<Series>]) -> bool {
        self.first_broken(series, 0..PROBES).is_none()
    }

    /// How many rows keep every rule, where a seed makes more of them than were tried; none: all.
    pub fn kept(&self, series: &[Option<Series>]) -> Option<u64> {
        let more = PROBES..u64::from(self.entity.seed);
        if self.checks.is_empty() { None } else { self.first_broken(series, more) }
    }

    fn first_broken(&self, series: &[Option<Series>], mut rows: Range<u64>) -> Option<u64> {
        let ruled = self.fields();
        let mut probe = vec![Value::Null; series.len()];
        rows.find(|row| {
            for field in &ruled {
                probe[*field] = series[*field].as_ref().map_or(Value::Null, |series| series.at(*row));
            }
            !self.keeps(&probe)
        })
    }

    /// Whether something is so in each state of a row.
    fn always(&self, row: &[Value], is_so: impl Fn(&[Value]) -> bool) -> bool {
        if self.set.is_empty() {
            return is_so(row);
        }
        let mut row = row.to_vec();
        (0..server::STATES).all(|state| {
            for (field, values) in &self.set {
                row[*field] = values[state].clone();
            }
            is_so(&row)
        })
    }

    fn holds(&self, check: &Check, row: &[Value]) -> Option<bool> {
        holds(self.model, self.entity, &check.expression, row)
    }

    /// Literals of the rules.
    pub fn literals(&self) -> impl Iterator<Item = Compared> {
        let comparisons = self.checks.iter().flat_map(|check| check.expression.comparisons());
        comparisons.filter_map(|(left, comparison, right)| match (left, right) {
            (Operand::Field(field), Operand::Literal(literal)) | (Operand::Literal(literal), Operand::Field(field)) => {
                Some(Compared { field: *field, literal: literal.clone(), ordered: comparison.is_order() })
            }
            _ => None,
        })
    }
}

/// A literal, with the field that it is compared with.
pub(super) struct Compared {
    pub field: usize,
    pub literal: Literal,
    /// By more than being the same or not.
    pub ordered: bool,
}

/// Fields that rules speak of, in order.
pub(super) fn fields_of<'a>(checks: impl IntoIterator<Item = &'a Check>) -> Vec<usize> {
    let mut fields: Vec<usize> = checks.into_iter().flat_map(|check| check.expression.fields()).collect();
    fields.sort_unstable();
    fields.dedup();
    fields
}

pub(super) fn row_of(series: &[Option<Series>], row: u64) -> Vec<Value> {
    series.iter().map(|series| series.as_ref().map_or(Value::Null, |series| series.at(row))).collect()
}

/// A field that a rule speaks of.
pub(super) fn first_field(entity: &Entity) -> usize {
    entity.checks.iter().flat_map(|check| check.expression.fields()).next().unwrap_or_default()
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

/// Whether a value keeps the field's own rules.
pub(super) fn is_valid(model: &Model, field: &Field, value: &Value) -> bool {
    let ty = field.scalar();
    let bound = |literal: &Option<Literal>| literal.as_ref().map(|literal| json::literal(model, literal));
    let above = bound(&field.min).is_none_or(|min| order(ty, value, &min).is_none_or(Ordering::is_ge));
    let below = bound(&field.max).is_none_or(|max| order(ty, value, &max).is_none_or(Ordering::is_le));
    let exact = |text: &str, precision: u32, scale: u32| {
        let fits = |number: Decimal| number.mantissa().unsigned_abs() < 10_u128.saturating_pow(precision);
        decimal(text).is_some_and(|number| number.scale() == scale && fits(number))
    };
    let typed = match (ty, value.as_i64()) {
        (Some(Type::Decimal { precision, scale }), _) => {
            value.as_str().is_none_or(|text| exact(text, *precision, *scale))
        }
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
