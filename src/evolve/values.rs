//! Values of enums that the spec calls otherwise now.

use super::snapshot::ColumnSnapshot;
use crate::model::{EnumValue, Model, Type};
use serde_json::Value;

/// The values of an enum, or of a list of one.
pub fn values_of<'a>(model: &'a Model, ty: &Type) -> &'a [EnumValue] {
    match ty {
        Type::Enum(id) => &model.enumeration(*id).values,
        Type::List { of, .. } => values_of(model, of),
        _ => &[],
    }
}

/// The type of the values of a column that was an enum or a list of one.
fn enumeration(column: &ColumnSnapshot) -> Option<&Value> {
    [&column.ty, &column.ty["list"]["of"]].into_iter().find(|ty| ty["enum"].is_array())
}

/// What rows of a column could hold, where it was an enum or a list of one.
pub fn held(column: &ColumnSnapshot) -> Vec<&str> {
    let values = enumeration(column).and_then(|ty| ty["enum"].as_array());
    values.into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The name that a value had which rows of the column could hold.
pub fn name_of<'a>(column: &'a ColumnSnapshot, stored: &str) -> Option<&'a str> {
    let stored = held(column).into_iter().find(|held| *held == stored)?;
    Some(enumeration(column).and_then(|ty| ty["names"][stored].as_str()).unwrap_or(stored))
}

/// What rows of the column held for the value of this name.
pub fn held_for<'a>(column: &'a ColumnSnapshot, name: &str) -> Option<&'a str> {
    held(column).into_iter().find(|held| name_of(column, held) == Some(name))
}

/// What rows of the column held for a value: as `was` says or, where it says nothing of them, as the name does.
pub fn former_value<'a>(values: &[EnumValue], value: &EnumValue, old: &'a ColumnSnapshot) -> Option<&'a str> {
    let claimed = |held: &str| values.iter().any(|other| other.was.as_deref() == Some(held));
    let told = held(old).into_iter().find(|held| value.was.as_deref() == Some(held));
    told.or_else(|| held_for(old, &value.name).filter(|held| !claimed(held)))
}

/// Each value that is stored otherwise now, as it was and as it is.
pub fn renamed_values(model: &Model, ty: &Type, old: &ColumnSnapshot) -> Vec<(String, String)> {
    let (held, values) = (held(old), values_of(model, ty));
    let renamed = values.iter().filter_map(|value| {
        let was = former_value(values, value, old)?;
        (!held.contains(&value.stored.as_str())).then(|| (was.to_owned(), value.stored.clone()))
    });
    renamed.collect()
}

/// The old column as if its values had their new names already.
pub fn respelled(old: &ColumnSnapshot, renamed: &[(String, String)]) -> ColumnSnapshot {
    let mut old = old.clone();
    let of_list = old.ty.pointer("/list/of/enum").is_some();
    let values = old.ty.pointer_mut(if of_list { "/list/of/enum" } else { "/enum" });
    for held in values.and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some((_, now)) = renamed.iter().find(|(was, _)| held == was) {
            *held = now.as_str().into();
        }
    }
    old
}
