//! Members that serde would call otherwise in JSON.

use crate::model::Model;
use crate::name::{JsonCase, Name};
use crate::target::rust;

/// `#[serde(rename = "…")]` where the JSON member is not what serde would make of the Rust name.
pub fn rename(model: &Model, member: &Name) -> Option<String> {
    let ident = member.ident();
    let plain = ident.strip_prefix("r#").unwrap_or(&ident);
    let derived = match model.json_case {
        JsonCase::Snake => plain.to_owned(),
        JsonCase::Camel => serde_camel(plain),
    };
    let wanted = member.json(model.json_case);
    (derived != wanted).then(|| format!("rename = {}", rust::string(&wanted)))
}

/// serde's `camelCase` of a snake_case field.
fn serde_camel(field: &str) -> String {
    let mut camel = String::new();
    let mut upper = false;
    for c in field.chars() {
        match c {
            '_' => upper = true,
            c if upper => {
                camel.extend(c.to_uppercase());
                upper = false;
            }
            c => camel.push(c),
        }
    }
    let mut chars = camel.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}
