//! How far the compiler recurses for the widest bodies and the longest chains of rows: beyond what it allows by itself, a
//! crate must ask for more.

use crate::model::{Default, Entity, Field, Literal, Model, Type};
use serde_json::Value;

/// What rustc allows without being asked, and what the code around may have used of it.
const USUAL: usize = 128;
const AROUND: usize = 12;

/// Steps of `json!` for one member or item: its name, its value, the comma.
const STEPS: usize = 3;

/// Types from one row to the next when the compiler asks whether a row is `Send`: `Option<Vec<Post>>` is five deep, and
/// in the worst case leads on to every other entity.
const DEPTH: usize = 5;

/// The limit that the crate must name, if any.
pub fn limit(model: &Model) -> Option<usize> {
    let widest = model.entities.iter().map(body).max().unwrap_or(0);
    let needed = AROUND + (STEPS * widest).max(DEPTH * model.entities.len());
    (needed > USUAL).then(|| needed.next_power_of_two())
}

/// Values in a body of an entity, those inside its lists and JSON included.
fn body(entity: &Entity) -> usize {
    let written = entity.fields.iter().filter(|field| field.creatable());
    written.map(member).sum::<usize>() + entity.many_to_many.len()
}

fn member(field: &Field) -> usize {
    let default = match &field.default {
        Some(Default::Literal(literal)) => Some(literal),
        _ => None,
    };
    let inside = [default, field.example.as_ref()].into_iter().flatten().map(values).max().unwrap_or(0);
    let made_up = match field.scalar() {
        Some(Type::List { min, .. }) => *min as usize + 2,
        Some(Type::Json) => 4,
        _ => 0,
    };
    field.columns.len() + inside.max(made_up)
}

fn values(literal: &Literal) -> usize {
    match literal {
        Literal::Json(value) => inside(value),
        Literal::List(items) => items.iter().map(|item| 1 + values(item)).sum(),
        _ => 0,
    }
}

fn inside(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(|item| 1 + inside(item)).sum(),
        Value::Object(members) => members.values().map(|member| 1 + inside(member)).sum(),
        _ => 0,
    }
}
