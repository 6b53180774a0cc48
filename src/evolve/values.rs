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

/// What rows of a column could hold, where it was an enum or a list of one.
pub fn held(column: &ColumnSnapshot) -> Vec<&str> {
    let values = [&column.ty["enum"], &column.ty["list"]["of"]["enum"]].into_iter().find_map(Value::as_array);
    values.into_iter().flatten().filter_map(Value::as_str).collect()
}

/// Each value that has another name, as it was stored and as it is, where the old column holds the former one.
pub fn renamed_values(model: &Model, ty: &Type, old: &ColumnSnapshot) -> Vec<(String, String)> {
    let held = held(old);
    let values = values_of(model, ty).iter().filter_map(|value| {
        let was = value.was.as_ref()?;
        let renamed = held.contains(&was.as_str()) && !held.contains(&value.stored.as_str());
        renamed.then(|| (was.clone(), value.stored.clone()))
    });
    values.collect()
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
