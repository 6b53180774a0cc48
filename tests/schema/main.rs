//! The schema for editors accepts what the language has and underlines the usual slips.

mod validator;

use scaffold::spec::schema;
use serde_json::Value;
use std::fs;
use std::path::Path;

fn accepts(spec: &str) -> bool {
    let schema: Value = serde_json::from_str(&schema::json_schema()).expect("JSON");
    let spec: Value = serde_saphyr::from_str(spec).unwrap_or_else(|error| panic!("{error}: {spec}"));
    validator::is_valid(&schema, &schema, &spec)
}

fn with_field(line: &str) -> String {
    format!("scaffold: 1\nname: x\nentities:\n  A:\n    fields:\n      b: {line}\n")
}

#[test]
fn examples_are_accepted() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for example in fs::read_dir(examples).expect("examples") {
        let path = example.expect("an entry").path().join("scaffold.yaml");
        assert!(accepts(&fs::read_to_string(&path).expect("a spec")), "{}", path.display());
    }
}

#[test]
fn field_lines_of_every_kind_are_accepted() {
    let lines = [
        "string",
        "string(3..200)? unique index",
        "text(10..) search filter",
        "decimal(10,2) min=0 max=99.5 = 1.00",
        "string(40)[]",
        "User? as posts on_delete=set_null",
        "Track[] through=PlaylistTrack",
        "string pattern=/^[A-Z]{2} x$/ = AB x",
        "int pk immutable = 3",
        "string was=old_name backfill=\"some text\" = 'quoted'",
        "datetime = now()",
        "{type: \"decimal(10,2)\", required: false, default: 1, doc: Money., items: {max: 3}}",
        "{to: Account, columns: [a, b], references: [c, d], as: things}",
        "{type: string, in: [a, b], native: {postgres: ltree}, default: {sql: \"'x'\"}}",
    ];
    for line in lines {
        assert!(accepts(&with_field(line)), "{line}");
    }
}

#[test]
fn slips_in_a_field_line_are_underlined() {
    let lines = [
        "strin",
        "String?(3)",
        "string?(3..200)",
        "string uniqe",
        "string unique=true",
        "string min",
        "string =",
        "string on_delet=cascade",
        "Tag[]?",
        "[string]",
        "{type: strin}",
        "{type: string, uniqe: true}",
        "{unique: true}",
        "{type: string, required: \"yes\"}",
        "{to: A, on_delete: set-null}",
    ];
    for line in lines {
        assert!(!accepts(&with_field(line)), "{line}");
    }
}

#[test]
fn slips_elsewhere_are_underlined() {
    let right = "scaffold: 1\nname: x\napi: {prefix: /v1}\nentities:\n  A:\n    fields: {b: int}\n    seed: 3\n";
    assert!(accepts(right));
    let slips = [
        ("scaffold: 1", "scaffold: 2"),
        ("name: x", "nmae: x"),
        ("name: x", "name: Big Shop"),
        ("name: x", "name: x\ndatabase: sqllite"),
        ("/v1", "v1"),
        ("prefix", "prefx"),
        ("fields", "feilds"),
        ("seed: 3", "seed: -1"),
        ("seed: 3", "soft_delete: maybe"),
        ("seed: 3", "api: {operations: [lst]}"),
        ("seed: 3", "index: [[b down]]"),
        ("  A:", "  A-B:"),
        ("{b: int}", "[b]"),
    ];
    for (right_part, wrong) in slips {
        assert!(!accepts(&right.replacen(right_part, wrong, 1)), "{wrong}");
    }
}
