//! TOML, YAML and JSON by their parsers, and the shape of what they hold.

use serde_json::Value;

pub fn toml(text: &str) -> Result<Vec<String>, String> {
    let table: toml::Table = toml::from_str(text).map_err(|error| error.to_string())?;
    shape(&serde_json::to_value(table).map_err(|error| error.to_string())?)
}

pub fn yaml(text: &str) -> Result<Vec<String>, String> {
    shape(&serde_saphyr::from_str::<Value>(text).map_err(|error| error.to_string())?)
}

pub fn json(text: &str) -> Result<Vec<String>, String> {
    shape(&serde_json::from_str(text).map_err(|error| error.to_string())?)
}

/// Keys and kinds of values; the description is the one text that differs.
fn shape(value: &Value) -> Result<Vec<String>, String> {
    let mut parts = Vec::new();
    walk("", value, &mut parts);
    Ok(parts)
}

fn walk(path: &str, value: &Value, parts: &mut Vec<String>) {
    match value {
        Value::Object(entries) => {
            parts.push(format!("{path} {{}}"));
            for (key, value) in entries {
                walk(&format!("{path}.{key}"), value, parts);
            }
        }
        Value::Array(items) => {
            parts.push(format!("{path} [{}]", items.len()));
            for item in items {
                walk(&format!("{path}[]"), item, parts);
            }
        }
        Value::String(text) => {
            let free = path.ends_with(".description");
            parts.push(format!("{path}: {}", if free { "text" } else { text }));
        }
        other => parts.push(format!("{path}: {other}")),
    }
}
