//! Reads JSON strictly: no repeated members, no NUL, and `1.0` is the integer 1.

use std::{cell::RefCell, fmt, iter};

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::{
    error::{Error, Result},
    fault::{Fault, MOST_CHARACTERS, MOST_FAULTS},
};

/// Parses a body; 400 where it is no JSON, 422 with a pointer where a member may not be as it is.
pub fn parse(bytes: &[u8]) -> Result<Value> {
    let faults = RefCell::default();
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let node = Node { place: Place::Root, faults: &faults };
    let value =
        node.deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value));
    let value = value
        .map_err(|error| Error::BadRequest(format!("The body is not JSON: {error}.").into()))?;
    match faults.into_inner() {
        faults if faults.is_empty() => Ok(value),
        faults => Err(Error::Invalid(faults)),
    }
}

/// Changes `target` as RFC 7396 says, but leaves a null at the top for the body's rules to judge.
pub fn merge(target: &mut Map<String, Value>, patch: Map<String, Value>) {
    for (member, change) in patch {
        let value = target.remove(&member);
        target.insert(member, merged(value, change));
    }
}

fn merged(target: Option<Value>, patch: Value) -> Value {
    let Value::Object(patch) = patch else { return patch };
    let mut members = match target {
        Some(Value::Object(members)) => members,
        _ => Map::new(),
    };
    for (member, change) in patch {
        let value = members.remove(&member);
        if !change.is_null() {
            members.insert(member, merged(value, change));
        }
    }
    Value::Object(members)
}

/// Where in the document the parser stands.
#[derive(Clone, Copy)]
enum Place<'a> {
    Root,
    Member(&'a Place<'a>, &'a str),
    Item(&'a Place<'a>, usize),
}

impl Place<'_> {
    /// The JSON pointer, as far as faults show it.
    fn pointer(&self) -> String {
        let mut steps: Vec<&Place<'_>> =
            iter::successors(Some(self), |place| place.parent()).collect();
        let mut pointer = String::new();
        while let Some(place) = steps.pop().filter(|_| pointer.len() < MOST_CHARACTERS) {
            match place {
                Self::Root => {}
                Self::Member(_, name) => {
                    let shown: String = name.chars().take(MOST_CHARACTERS).collect();
                    pointer.extend(["/", &escape(&shown)]);
                }
                Self::Item(_, index) => pointer.extend(["/", &index.to_string()]),
            }
        }
        pointer
    }

    fn parent(&self) -> Option<&Self> {
        match self {
            Self::Root => None,
            Self::Member(parent, _) | Self::Item(parent, _) => Some(parent),
        }
    }
}

/// A member's name as a token of a JSON pointer.
pub fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

#[derive(Clone, Copy)]
struct Node<'a> {
    place: Place<'a>,
    faults: &'a RefCell<Vec<Fault>>,
}

impl<'a> Node<'a> {
    fn at(&self, place: Place<'a>) -> Self {
        Self { place, faults: self.faults }
    }

    fn fault(&self, code: &'static str, message: &'static str) {
        let mut faults = self.faults.borrow_mut();
        if faults.len() < MOST_FAULTS {
            faults.push(Fault::new(self.place.pointer(), code, message));
        }
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        const EXACT: f64 = (1_i64 << 53) as f64;
        if value.fract() == 0.0 && value.abs() <= EXACT {
            return Ok((value as i64).into());
        }
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        if value.contains('\0') {
            self.fault("invalid_format", "must not contain a NUL character");
        }
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) =
            items.next_element_seed(self.at(Place::Item(&self.place, values.len())))?
        {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let child = self.at(Place::Member(&self.place, &name));
            if map.contains_key(&name) {
                child.fault("repeated_member", "stands here more than once");
            }
            if name.contains('\0') {
                child.fault("invalid_format", "must not have a NUL character in its name");
            }
            let value = members.next_value_seed(child)?;
            map.insert(name, value);
        }
        Ok(Value::Object(map))
    }
}
