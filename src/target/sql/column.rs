//! One column: what the database fills in, and the condition that its values meet.

use super::identifier::quote;
use super::literal::{literal, text_literal};
use crate::model::{Column, Database, Default, Field, FieldKind, FieldOrigin, Model, Type};

/// The generated integer key, which the database counts up.
pub(super) fn is_counter(field: &Field) -> bool {
    field.origin == FieldOrigin::Key && field.scalar().is_some_and(Type::is_integer)
}

/// What the database fills in. The service always sends a value, except for `default: {sql}`: the rest is for
/// people who write SQL by hand, so it is left out where SQLite has no expression in the stored form
/// (instants and uuids).
pub(super) fn default_value(model: &Model, field: &Field, column: &Column) -> Option<String> {
    let sqlite = model.database == Database::Sqlite;
    let text = match (field.default.as_ref(), &column.ty) {
        (Some(Default::Sql(expression)), _) => return Some(format!("({expression})")),
        (Some(Default::Literal(value)), ty) => return Some(literal(model, ty, value)),
        (None, Type::List { .. }) if sqlite => "'[]'",
        (None, Type::List { .. }) => "'{}'",
        (Some(Default::Now | Default::Today), Type::Date) if sqlite => "current_date",
        (Some(_), _) if sqlite => return None,
        (Some(Default::Now | Default::Today), Type::Date) => "((now() at time zone 'utc')::date)",
        (Some(Default::Now), Type::Time) => "((now() at time zone 'utc')::time)",
        (Some(Default::Now), Type::Timestamp) => "(now() at time zone 'utc')",
        (Some(Default::Now), _) => "now()",
        (Some(Default::Uuid), _) => "gen_random_uuid()",
        (Some(Default::Today) | None, _) => return None,
    };
    Some(text.to_owned())
}

/// The condition of `<table>_<column>_check`: length, range, enum values and the shape of stored JSON. None for a
/// relation, whose target has been checked, and for a `native:` type, which is the user's own.
pub fn column_condition(model: &Model, field: &Field) -> Option<String> {
    let FieldKind::Scalar(ty) = &field.kind else { return None };
    if field.native.is_some() {
        return None;
    }
    let name = quote(&field.columns[0].name);
    let mut conditions = shape(model, &name, ty);
    let bound = |value| literal(model, ty, value);
    conditions.extend(range(&name, field.min.as_ref().map(bound), field.max.as_ref().map(bound)));
    if *ty == Type::Json && !field.required {
        // SQLite before 3.45 takes no value for bad JSON.
        conditions.iter_mut().for_each(|condition| *condition = format!("{name} is null or {condition}"));
    }
    (!conditions.is_empty()).then(|| conditions.join(" and "))
}

fn shape(model: &Model, name: &str, ty: &Type) -> Vec<String> {
    let sqlite = model.database == Database::Sqlite;
    let text_length = if sqlite { format!("length({name})") } else { format!("char_length({name})") };
    let condition = match ty {
        Type::Char { length } => size(&text_length, *length, Some(*length)),
        Type::Text { min, max } => size(&text_length, *min, Some(*max)),
        Type::String { min, max } | Type::Semantic { min, max, .. } => {
            // PostgreSQL holds the maximum in the type.
            size(&text_length, *min, sqlite.then_some(*max))
        }
        Type::Bytes { min, max } if sqlite => size(&format!("length({name})"), *min, Some(*max)),
        Type::Bytes { min, max } => size(&format!("octet_length({name})"), *min, Some(*max)),
        Type::Bool if sqlite => Some(format!("{name} in (0, 1)")),
        Type::Json if sqlite => Some(format!("json_valid({name})")),
        Type::Enum(id) => {
            let values: Vec<String> =
                model.enumeration(*id).values.iter().map(|value| text_literal(&value.stored)).collect();
            Some(format!("{name} in ({})", values.join(", ")))
        }
        Type::List { of, min, max } => return list_shape(model, name, of, *min, *max),
        _ => None,
    };
    condition.into_iter().collect()
}

fn list_shape(model: &Model, name: &str, of: &Type, min: u32, max: u32) -> Vec<String> {
    if model.database == Database::Sqlite {
        let mut conditions = vec![format!("json_valid({name})"), format!("json_type({name}) = 'array'")];
        conditions.extend(size(&format!("json_array_length({name})"), min, Some(max)));
        return conditions;
    }
    let mut conditions: Vec<String> = size(&format!("cardinality({name})"), min, Some(max)).into_iter().collect();
    conditions.push(match of {
        Type::Enum(id) => {
            let values: Vec<String> =
                model.enumeration(*id).values.iter().map(|value| text_literal(&value.stored)).collect();
            format!("{name} <@ array[{}]", values.join(", "))
        }
        _ => format!("array_position({name}, null) is null"),
    });
    conditions
}

fn size(length: &str, min: u32, max: Option<u32>) -> Option<String> {
    let min = (min > 0).then(|| min.to_string());
    range(length, min, max.map(|max| max.to_string()))
}

fn range(subject: &str, min: Option<String>, max: Option<String>) -> Option<String> {
    Some(match (min, max) {
        (Some(min), Some(max)) if min == max => format!("{subject} = {min}"),
        (Some(min), Some(max)) => format!("{subject} between {min} and {max}"),
        (Some(min), None) => format!("{subject} >= {min}"),
        (None, Some(max)) => format!("{subject} <= {max}"),
        (None, None) => return None,
    })
}
