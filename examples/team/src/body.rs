//! Turns a JSON body into its type, or tells everything that is wrong with it.

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::{Map, Value};
use serde_path_to_error::Segment;
use utoipa::{
    PartialSchema,
    openapi::{RefOr, Schema, schema::Object},
};

use crate::{
    error::{Error, Result},
    fault::Fault,
    json,
    validate::{Faults, Validate},
};

/// A type that bodies are read into.
pub trait Body: DeserializeOwned + Validate + PartialSchema {}

impl<T: DeserializeOwned + Validate + PartialSchema> Body for T {}

/// Reads a body and holds it against its rules.
pub fn decode<T: Body>(members: Map<String, Value>) -> Result<T> {
    let value = Value::Object(members);
    match T::deserialize(&value) {
        Ok(body) => Faults::of(&body).into_result().map(|()| body),
        Err(_) => Err(Error::Invalid(judge::<T>(value))),
    }
}

/// Reads a member that leaves things as they are where it is absent, so that a null is no way to say so.
pub fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Finds all faults of a body that serde refuses at the first. What is missing, unknown or malformed
/// is reported and then taken from the type's example, until the rest can be read and checked.
fn judge<T: Body>(given: Value) -> Vec<Fault> {
    let (RefOr::T(Schema::Object(schema)), Value::Object(mut members)) = (T::schema(), given)
    else {
        return Vec::new();
    };
    let example = example(&schema);
    let mut faults = Vec::new();
    members.retain(|name, _| {
        let known = schema.properties.contains_key(name);
        if !known {
            faults.push(fault(name, "unknown_member", "is not a member of this body"));
        }
        known
    });
    let mut replaced: Vec<String> = Vec::new();
    for name in &schema.required {
        if !members.contains_key(name) {
            faults.push(fault(name, "required", "is required"));
            replace(&mut members, &example, name);
            replaced.push(name.clone());
        }
    }
    let attempts = members.len();
    for _ in 0..=attempts {
        let error = match serde_path_to_error::deserialize::<_, T>(&Value::Object(members.clone()))
        {
            Ok(body) => {
                faults.extend(Faults::of(&body).without(&replaced));
                break;
            }
            Err(error) => error,
        };
        let Some(Segment::Map { key: name }) = error.path().iter().next().cloned() else { break };
        faults.push(malformed(&error, members.get(&name)));
        replace(&mut members, &example, &name);
        replaced.push(name);
    }
    faults
}

fn fault(name: &str, code: &'static str, message: &'static str) -> Fault {
    Fault::new(format!("/{}", json::escape(name)), code, message)
}

fn malformed(
    error: &serde_path_to_error::Error<serde_json::Error>,
    value: Option<&Value>,
) -> Fault {
    let mut pointer = String::new();
    for segment in error.path() {
        match segment {
            Segment::Map { key } => pointer.extend(["/", &json::escape(key)]),
            Segment::Seq { index } => pointer.extend(["/", &index.to_string()]),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    match value {
        Some(Value::Null) => Fault::new(pointer, "required", "must not be null"),
        _ => Fault::new(pointer, "invalid_type", in_words(&error.inner().to_string())),
    }
}

/// Names what was expected for those who do not know Rust.
fn in_words(message: &str) -> String {
    let Some((found, expected)) = message.rsplit_once(", expected ") else {
        return message.to_owned();
    };
    let expected = match expected {
        "i16" => "an integer of 16 bits",
        "i32" => "an integer of 32 bits",
        "i64" => "an integer of 64 bits",
        "f64" => "a number",
        expected => expected,
    };
    format!("{found}, expected {expected}")
}

fn example(schema: &Object) -> Map<String, Value> {
    match schema.example.as_ref().or(schema.examples.first()) {
        Some(Value::Object(example)) => example.clone(),
        _ => Map::new(),
    }
}

fn replace(members: &mut Map<String, Value>, example: &Map<String, Value>, name: &str) {
    match example.get(name) {
        Some(value) => members.insert(name.to_owned(), value.clone()),
        None => members.remove(name),
    };
}
