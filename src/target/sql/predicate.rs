//! Cross-field rules as SQL conditions. Where a compared value is null the rule holds, as in the service.

use super::identifier::quote;
use super::literal::{literal, text_literal};
use crate::model::{Comparison, Database, Entity, Expression, Literal, Model, Operand, Type};

/// The condition of a `checks:` rule.
pub fn condition(model: &Model, entity: &Entity, expression: &Expression) -> String {
    match expression {
        Expression::Compare(left, comparison, right) => compare(model, entity, left, *comparison, right),
        Expression::And(left, right) => {
            format!("{} and {}", grouped(model, entity, left), grouped(model, entity, right))
        }
        Expression::Or(left, right) => format!("{} or {}", grouped(model, entity, left), grouped(model, entity, right)),
        Expression::Not(inner) => format!("not ({})", condition(model, entity, inner)),
    }
}

fn grouped(model: &Model, entity: &Entity, expression: &Expression) -> String {
    let text = condition(model, entity, expression);
    match expression {
        Expression::And(..) | Expression::Or(..) => format!("({text})"),
        Expression::Compare(..) | Expression::Not(_) => text,
    }
}

fn compare(model: &Model, entity: &Entity, left: &Operand, comparison: Comparison, right: &Operand) -> String {
    if let (operand, Operand::Null) | (Operand::Null, operand) = (left, right) {
        let test = if comparison == Comparison::Equal { "is null" } else { "is not null" };
        return format!("{} {test}", self::operand(model, entity, operand, None));
    }
    let types = (field_type(entity, left), field_type(entity, right));
    let scale = match types {
        (Some(Type::Decimal { scale: left, .. }), Some(Type::Decimal { scale: right, .. })) => Some(*left.max(right)),
        (Some(Type::Decimal { scale, .. }), _) | (_, Some(Type::Decimal { scale, .. })) => Some(*scale),
        _ => None,
    };
    // The service compares bytes; a PostgreSQL database may have been made with any collation.
    let collation = match types.0.or(types.1) {
        Some(ty) if comparison.is_order() && ty.is_text() && model.database == Database::Postgres => " collate \"C\"",
        _ => "",
    };
    let spell = |side: &Operand, other: Option<&Type>| match (scale, field_type(entity, side)) {
        (Some(scale), Some(ty)) if model.database == Database::Sqlite => {
            rescaled(operand(model, entity, side, None), ty, scale)
        }
        _ => operand(model, entity, side, other),
    };
    let sign = match comparison {
        Comparison::Equal => "=",
        Comparison::NotEqual => "<>",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    };
    format!("{}{collation} {sign} {}", spell(left, types.1), spell(right, types.0))
}

/// A column of minor units brought to a common scale.
fn rescaled(column: String, ty: &Type, scale: u32) -> String {
    let own = if let Type::Decimal { scale, .. } = ty { *scale } else { 0 };
    match 10_u64.pow(scale - own) {
        1 => column,
        factor => format!("{column} * {factor}"),
    }
}

fn operand(model: &Model, entity: &Entity, operand: &Operand, other: Option<&Type>) -> String {
    match operand {
        Operand::Field(index) => quote(&entity.fields[*index].columns[0].name).into_owned(),
        Operand::Null => "null".to_owned(),
        Operand::Literal(value) => match (other, value) {
            (Some(ty), _) => literal(model, ty, value),
            (None, Literal::Text(text)) => text_literal(text),
            (None, _) => literal(model, &Type::Json, value),
        },
    }
}

fn field_type<'a>(entity: &'a Entity, operand: &Operand) -> Option<&'a Type> {
    match operand {
        Operand::Field(index) => Some(&entity.fields[*index].columns[0].ty),
        Operand::Literal(_) | Operand::Null => None,
    }
}
