//! As much of JSON Schema as the language's schema uses; a keyword it does not know is a failure of the test.

use regex::Regex;
use serde_json::{Map, Value};

/// Keywords that assert nothing.
const SILENT: [&str; 6] = ["$schema", "title", "description", "default", "definitions", "examples"];

pub fn is_valid(root: &Value, schema: &Value, value: &Value) -> bool {
    let schema = schema.as_object().expect("a schema");
    if let Some(target) = schema.get("$ref") {
        let pointer = target.as_str().and_then(|target| target.strip_prefix('#')).expect("a local reference");
        return is_valid(root, root.pointer(pointer).expect("a definition"), value);
    }
    let asserting = schema.iter().filter(|(keyword, _)| !SILENT.contains(&keyword.as_str()));
    asserting.into_iter().all(|(keyword, rule)| holds(root, schema, keyword, rule, value))
}

fn holds(root: &Value, schema: &Map<String, Value>, keyword: &str, rule: &Value, value: &Value) -> bool {
    let number = || rule.as_f64().expect("a number");
    match keyword {
        "type" => rule.as_array().map_or_else(|| is_a(rule, value), |types| types.iter().any(|rule| is_a(rule, value))),
        "enum" => list(rule).contains(value),
        "const" => rule == value,
        "anyOf" => list(rule).iter().any(|schema| is_valid(root, schema, value)),
        "pattern" => value.as_str().is_none_or(|text| matches(rule.as_str().expect("a pattern"), text)),
        "minimum" => value.as_f64().is_none_or(|value| value >= number()),
        "maximum" => value.as_f64().is_none_or(|value| value <= number()),
        "minItems" => value.as_array().is_none_or(|items| items.len() as f64 >= number()),
        "minProperties" => value.as_object().is_none_or(|members| members.len() as f64 >= number()),
        "uniqueItems" => {
            let unique = |items: &Vec<Value>| (1..items.len()).all(|index| !items[..index].contains(&items[index]));
            value.as_array().is_none_or(unique)
        }
        "items" => value.as_array().is_none_or(|items| items.iter().all(|item| is_valid(root, rule, item))),
        "required" => {
            let Some(members) = value.as_object() else { return true };
            list(rule).iter().all(|name| members.contains_key(name.as_str().expect("a name")))
        }
        "properties" | "patternProperties" | "additionalProperties" => value
            .as_object()
            .is_none_or(|members| members.iter().all(|(name, value)| member(root, schema, name, value))),
        other => panic!("the validator does not know `{other}`"),
    }
}

fn member(root: &Value, schema: &Map<String, Value>, name: &str, value: &Value) -> bool {
    let named = schema.get("properties").and_then(|properties| properties.get(name));
    let patterns = schema.get("patternProperties").and_then(Value::as_object).into_iter().flatten();
    let matching = patterns.filter(|(pattern, _)| matches(pattern, name)).map(|(_, schema)| schema);
    let mut rules = named.into_iter().chain(matching).peekable();
    if rules.peek().is_some() {
        return rules.all(|rule| is_valid(root, rule, value));
    }
    match schema.get("additionalProperties") {
        None | Some(Value::Bool(true)) => true,
        Some(Value::Bool(false)) => false,
        Some(rule) => is_valid(root, rule, value),
    }
}

fn is_a(rule: &Value, value: &Value) -> bool {
    match rule.as_str().expect("the name of a type") {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        "null" => value.is_null(),
        other => panic!("`{other}` is no type"),
    }
}

fn list(rule: &Value) -> &[Value] {
    rule.as_array().expect("a list")
}

fn matches(pattern: &str, text: &str) -> bool {
    Regex::new(pattern).expect("a pattern").is_match(text)
}
