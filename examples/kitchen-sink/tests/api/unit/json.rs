//! How bodies are read and merged.

use kitchen_sink::{
    error::{Error, Result},
    json::{merge, parse},
};
use serde_json::{Value, json};

/// Pointers and codes of what is wrong.
fn faults(read: Result<Value>) -> Vec<(String, &'static str)> {
    match read {
        Err(Error::Invalid(faults)) => {
            faults.into_iter().map(|fault| (fault.pointer, fault.code)).collect()
        }
        read => panic!("{read:?}"),
    }
}

#[test]
fn values_are_read_as_they_stand() {
    let body = json!({"a": [null, true, -1, 7, 0.5, "text", {"b": []}], "c": 9_223_372_036_854_775_807_i64});
    assert_eq!(parse(body.to_string().as_bytes()).expect("JSON"), body);
}

#[test]
fn whole_numbers_are_integers_however_they_are_written() {
    let read = parse(b"[1.0, -2.0, 1e3, 9007199254740992.0]").expect("JSON");
    assert_eq!(read, json!([1, -2, 1000, 9_007_199_254_740_992_i64]));
    for fraction in ["1.5", "-0.5", "1e300", "9007199254740994.0"] {
        assert!(parse(fraction.as_bytes()).expect("JSON").is_f64(), "{fraction}");
    }
}

#[test]
fn repeated_members_are_refused_wherever_they_stand() {
    assert_eq!(faults(parse(br#"{"a": 1, "a": 1}"#)), [("/a".to_owned(), "repeated_member")]);
    assert_eq!(
        faults(parse(br#"[{}, {"a/b": {"c~": 1, "c~": 2}}]"#)),
        [("/1/a~1b/c~0".to_owned(), "repeated_member")]
    );
}

#[test]
fn nul_characters_are_refused_wherever_they_stand() {
    assert_eq!(faults(parse(br#"{"a": ["\u0000"]}"#)), [("/a/0".to_owned(), "invalid_format")]);
    assert_eq!(faults(parse(br#"{"\u0000": 1}"#)), [("/\0".to_owned(), "invalid_format")]);
}

#[test]
fn no_more_faults_are_shown_than_an_answer_takes() {
    let members = [r#""a": 0"#; 20_000].join(", ");
    let body = [r#"{""#, &"~".repeat(100_000), r#"": {"#, &members, "}}"].concat();
    let found = faults(parse(body.as_bytes()));
    assert_eq!(found.len(), 1000);
    assert!(found.iter().all(|(pointer, _)| pointer.len() == 1000));
}

#[test]
fn anything_but_one_value_is_no_json() {
    for text in ["", "{", "{} {}", "{'a': 1}", "[1,]", "nul", "\u{feff}{}"] {
        assert!(matches!(parse(text.as_bytes()), Err(Error::BadRequest(_))), "{text}");
    }
    let deep = "[".repeat(1000);
    assert!(matches!(parse(deep.as_bytes()), Err(Error::BadRequest(_))));
}

/// Mostly the examples of RFC 7396; nulls at the top are left for the rules of the body to judge.
#[test]
fn patches_merge_as_the_standard_says() {
    for (target, patch, merged) in [
        (json!({"a": "b"}), json!({"a": "c"}), json!({"a": "c"})),
        (json!({"a": "b"}), json!({"b": "c"}), json!({"a": "b", "b": "c"})),
        (json!({"a": "b"}), json!({"a": null}), json!({"a": null})),
        (json!({"a": ["b"]}), json!({"a": "c"}), json!({"a": "c"})),
        (json!({"a": "c"}), json!({"a": ["b"]}), json!({"a": ["b"]})),
        (json!({"a": {"b": "c"}}), json!({"a": {"b": "d", "c": null}}), json!({"a": {"b": "d"}})),
        (json!({"a": {"b": "c"}}), json!({"a": {"b": null, "c": 1}}), json!({"a": {"c": 1}})),
        (
            json!({"a": {"b": "c", "d": 1}}),
            json!({"a": {"b": "e"}}),
            json!({"a": {"b": "e", "d": 1}}),
        ),
        (json!({"a": [{"b": "c"}]}), json!({"a": [1]}), json!({"a": [1]})),
        (json!({"a": "foo"}), json!({"a": {"bb": {"ccc": null}}}), json!({"a": {"bb": {}}})),
    ] {
        let mut result = target.as_object().expect("an object").clone();
        merge(&mut result, patch.as_object().expect("an object").clone());
        assert_eq!(Value::Object(result), merged, "{target} and {patch}");
    }
}
