//! The spec language as JSON Schema, for editors that complete and underline.

use super::Word;
use serde_json::{Value, json};

/// Everything but the notation of the field line, which follows from the parser's own words.
const SCHEMA: &str = include_str!("schema.json");

/// Every scalar type of the language.
pub const SCALARS: [&str; 26] = [
    "string",
    "text",
    "char",
    "smallint",
    "int",
    "bigint",
    "float",
    "decimal",
    "bool",
    "date",
    "time",
    "datetime",
    "timestamp",
    "duration",
    "uuid",
    "json",
    "bytes",
    "email",
    "url",
    "slug",
    "phone",
    "ip",
    "country",
    "currency",
    "color",
    "password",
];

/// The schema, draft 7 (what yaml-language-server speaks best), ending in a newline.
pub fn json_schema() -> String {
    let mut schema: Value = serde_json::from_str(SCHEMA).expect("the schema beside this file is JSON");
    let ty = type_pattern();
    schema["definitions"]["type"]["pattern"] = json!(format!("^\\s*{ty}\\s*$"));
    schema["definitions"]["line"]["pattern"] = json!(format!("^\\s*{ty}{}(\\s+=\\s*\\S.*)?\\s*$", words_pattern()));
    format!("{schema:#}\n")
}

/// `string(3..200)?`, `Tag[]`: a name that begins with a capital is an enum or an entity.
fn type_pattern() -> String {
    format!(r"(({})|[A-Z][A-Za-z0-9_]*)(\([0-9., ]+\))?(\?|\[\])?", SCALARS.join("|"))
}

fn words_pattern() -> String {
    let flags: Vec<&str> = Word::FLAGS.iter().map(|(spelling, _)| *spelling).collect();
    let keys: Vec<&str> = Word::KEYS.iter().map(|(spelling, _)| *spelling).collect();
    let value = r#"(/([^/\\]|\\.)+/|"[^"]*"|'[^']*'|[^\s/"'=]\S*)"#;
    format!(r"(\s+({}|({})={value}|as\s+\S+))*", flags.join("|"), keys.join("|"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::decode::Sections;
    use crate::spec::{entity, service};

    /// As `docs/language.md` lists them.
    #[test]
    fn only_what_is_refused_is_not_available_yet() {
        let lines = SCHEMA.lines().filter(|line| line.contains("ot available yet"));
        let keys: Vec<&str> = lines.filter_map(|line| line.split('"').nth(1)).collect();
        assert_eq!(keys, ["database", "rules", "actions", "events", "nested", "computed", "copy"]);
    }

    #[test]
    fn keys_stand_where_mistakes_are_led_to() {
        let schema: Value = serde_json::from_str(SCHEMA).expect("JSON");
        let places: [(&Value, Sections); 2] =
            [(&schema["properties"], service::SECTIONS), (&schema["definitions"], entity::SECTIONS)];
        for (mapping, sections) in places {
            for (section, keys) in sections {
                let described = mapping[section].to_string();
                assert!(keys.iter().all(|key| described.contains(&format!("\"{key}\":{{"))), "{section}: {described}");
            }
        }
    }

    #[test]
    fn every_word_is_a_key_of_the_long_form() {
        let schema: Value = serde_json::from_str(SCHEMA).expect("JSON");
        let keys = &schema["definitions"]["field"]["properties"];
        for (spelling, _) in Word::FLAGS.iter().chain(&Word::KEYS) {
            assert!(keys.get(spelling).is_some(), "{spelling} is missing");
        }
    }
}
