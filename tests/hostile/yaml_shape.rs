//! Files that are no spec, no YAML, or YAML of a shape that a spec has not.

use crate::verdict::{Row, accepted, entity, field, refuse, refused, text, top};

#[test]
fn files_without_a_spec_are_refused() {
    let rows: [Row; 9] = [
        ("an empty file", String::new(), "missing-key"),
        ("nothing but a comment", "«#» nothing here\n".into(), "missing-key"),
        ("nothing but a line break", "«\n»".into(), "missing-key"),
        ("null", "«null»\n".into(), "missing-key"),
        ("a word", "«scaffold»\n".into(), "wrong-shape"),
        ("a number", "«42»\n".into(), "wrong-shape"),
        ("a list", "«- scaffold: 1»\n- name: x\n".into(), "wrong-shape"),
        ("a list in one line", "«[1, 2]»\n".into(), "wrong-shape"),
        ("text over several lines", "«\"scaffold: 1»\n  name: x\"\n".into(), "wrong-shape"),
    ];
    refused(&rows);
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain("scaffold: 1\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let rows: [(&str, &[u8], &str); 5] = [
        ("UTF-16", &utf16, "not-utf8"),
        ("Latin-1", b"scaffold: 1\nname: caf\xe9\n", "not-utf8"),
        ("a surrogate", b"scaffold: 1\nname: \xed\xa0\x80\n", "not-utf8"),
        ("an overlong slash", b"name: \xc0\xaf\n", "not-utf8"),
        ("a program", b"\x7fELF\x02\x01\x01\0\0\0\0\xff", "not-utf8"),
    ];
    for (name, bytes, code) in rows {
        refuse(bytes, code).unwrap_or_else(|why| panic!("{name}: {why}"));
    }
}

#[test]
fn parts_of_yaml_that_no_spec_has_are_refused() {
    let rows: [Row; 17] = [
        ("two documents", top("name: a") + "«---»\nscaffold: 1\n", "yaml-documents"),
        ("a tab for indentation", "scaffold: 1\nname: a\nentities:\n  A:\n«\t»fields:\n".into(), "yaml-tab"),
        ("a tab behind spaces", "scaffold: 1\nname: a\nentities:\n  A:\n  «\t»fields:\n".into(), "yaml-tab"),
        ("an alias of nothing", top("name: «*a»"), "yaml-alias"),
        ("an alias inside itself", top("name: &f [«*f»]"), "yaml-alias"),
        ("a merge key", entity("«<<»: {doc: x}\nfields: {a: int}"), "yaml-merge"),
        (
            "a merge of an anchor",
            "scaffold: 1\nname: a\nentities:\n  A: &a\n    fields: {a: int}\n  B:\n    «<<»: *a\n".into(),
            "yaml-merge",
        ),
        ("a tag of Python", top("name: !!python/object:os.system «a»"), "yaml-tag"),
        ("a tag of ours", top("name: !foo «a»"), "yaml-tag"),
        ("a tag on a mapping", entity("fields: !!omap «{»a: int}"), "yaml-tag"),
        ("the tag of text", top("name: !!str «a»"), "yaml-tag"),
        (
            "a directive for tags",
            "%TAG ! tag:x,2000:\n---\nscaffold: 1\nname: !a «b»\nentities: {A: {fields: {a: int}}}\n".into(),
            "yaml-tag",
        ),
        ("a key that is a list", top("name: a\n? «[»a, b]\n: c"), "wrong-shape"),
        ("a key that is null", top("name: a\n«~»: c"), "wrong-shape"),
        ("an anchor without a value", top("name: &a"), "missing-key"),
        ("quotes that never close", top("name: \"a").replace("entities", "«entities»"), "yaml-syntax"),
        (
            "a bracket that never closes",
            "scaffold: 1\nname: a\nentities: {A: «{»fields: {a: int}\n".into(),
            "yaml-syntax",
        ),
    ];
    refused(&rows);
}

#[test]
fn keys_that_stand_twice_or_nowhere_are_refused() {
    let rows: [Row; 14] = [
        ("a key twice at the top", top("name: a\n«name»: b"), "duplicate-key"),
        ("a key twice in an entity", entity("doc: a\nfields: {a: int}\n«doc»: b"), "duplicate-key"),
        ("a field twice", entity("fields:\n  a: int\n  «a»: text"), "duplicate-key"),
        (
            "an entity twice",
            "scaffold: 1\nname: a\nentities:\n  A: {fields: {a: int}}\n  «A»: {fields: {b: int}}\n".into(),
            "duplicate-key",
        ),
        ("a key twice in a default", field("{type: json, default: {x: 1, «x»: 2}}"), "duplicate-key"),
        ("a key twice in an example", field("{type: json, example: {x: {y: 1, «y»: 2}}}"), "duplicate-key"),
        ("a key twice, once in quotes", top("name: a\n«\"name\"»: b"), "duplicate-key"),
        ("a misspelt key at the top", top("name: a\n«datbase»: sqlite"), "unknown-key"),
        ("a misspelt key of an entity", entity("«feilds»: {a: int}"), "unknown-key"),
        ("a misspelt key of a field", field("{type: string, «uniqe»: true}"), "unknown-key"),
        ("a key in another case", entity("«Fields»: {a: int}"), "unknown-key"),
        ("a key with a space behind it", entity("«\"fields \"»: {a: int}"), "unknown-key"),
        ("a key of another level", top("name: a\n«fields»: {a: int}"), "unknown-key"),
        ("a key for JavaScript", entity("fields: {a: int}\n«__proto__»: {x: 1}"), "unknown-key"),
    ];
    refused(&rows);
}

#[test]
fn files_too_large_or_too_deep_are_refused() {
    let nested: String = (0..5000).map(|depth| format!("{}a:\n", " ".repeat(depth % 900))).collect();
    let block: String = (0..700).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    let bomb: String = (1..9).fold("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned(), |bomb, level| {
        bomb + &format!("a{level}: &a{level} [{}]\n", vec![format!("*a{}", level - 1); 10].join(", "))
    });
    let fields = |count: usize| (0..count).map(|number| format!("      f{number}: int\n")).collect::<String>();
    let rule = |text: &str| entity(&format!("fields: {{a: int}}\nchecks:\n  x: {text}"));
    let values: Vec<String> = (0..90_000).map(|number| format!("v{number}")).collect();
    let rows: [Row; 19] = [
        ("an alias bomb", bomb.clone(), "yaml-limit"),
        ("an alias bomb in a default", field("{type: json, default: &a [x]}") + &bomb, "yaml-limit"),
        ("200,000 opening brackets", "[".repeat(200_000), "yaml-limit"),
        ("200,000 opening braces", "{".repeat(200_000), "yaml-limit"),
        ("200,000 dashes", "- ".repeat(200_000), "yaml-limit"),
        ("200,000 keys in one line", "a: ".repeat(200_000), "yaml-quote"),
        ("200,000 question marks", "? ".repeat(200_000), "yaml-limit"),
        ("5,000 levels, and far to the right", nested, "file-too-large"),
        ("700 levels", block, "yaml-limit"),
        ("50 MB of text", field(&"x".repeat(50_000_000)), "file-too-large"),
        ("300,000 fields", field("int") + &fields(300_000), "file-too-large"),
        ("45,000 fields", field("int") + &fields(45_000), "too-many"),
        ("90,000 values of an enum", top(&format!("name: a\nenums: {{«E»: [{}]}}", values.join(", "))), "too-many"),
        ("a line of a megabyte", field(&"x".repeat(1_000_000)), "line-syntax"),
        ("100,000 words", field(&format!("string {}", "unique ".repeat(100_000))), "line-syntax"),
        ("500,000 brackets in a rule", rule(&"(".repeat(500_000)), "invalid-check"),
        ("200,000 negations in a rule", rule(&"not ".repeat(200_000)), "invalid-check"),
        ("100,000 comparisons in a rule", rule(&"a > 1 or ".repeat(100_000)), "invalid-check"),
        (
            "a path of 400,000 parts",
            entity(&format!("owner: {}\nfields: {{a: int}}", "a.".repeat(400_000))),
            "needs-auth",
        ),
    ];
    refused(&rows);
}

#[test]
fn numbers_and_booleans_are_read_as_they_are_written() {
    let rows: [Row; 24] = [
        ("a bound of 23 digits", field("int max=«99999999999999999999999»"), "invalid-value"),
        ("a bound with a leading zero", field("int max=«010»"), "invalid-value"),
        ("an octal bound", field("{type: int, max: «0o10»}"), "invalid-value"),
        ("a hexadecimal bound", field("{type: int, max: «0x10»}"), "invalid-value"),
        ("a bound with an underscore", field("{type: int, max: «1_000»}"), "invalid-value"),
        ("a whole number with a point", field("{type: int, max: «1.0»}"), "invalid-value"),
        ("an exponent", field("{type: int, max: «1e3»}"), "invalid-value"),
        ("infinity", field("{type: float, max: «.inf»}"), "invalid-value"),
        ("less than everything", field("{type: float, min: «-.INF»}"), "invalid-value"),
        ("not a number", field("float = «.nan»"), "invalid-default"),
        ("a float that is not finite", field("float = «1e400»"), "invalid-default"),
        ("the least integer less one", field("bigint = «-9223372036854775809»"), "invalid-default"),
        ("a number in base sixty", field("int = «190:20:30»"), "invalid-default"),
        ("Arabic digits", field("int = «١٢٣»"), "invalid-default"),
        ("a size with a leading zero", field("string(«010»)"), "invalid-size"),
        ("a size above all numbers", field("string(«4294967296»)"), "invalid-size"),
        ("a seed in hexadecimal", entity("seed: «0x10»\nfields: {a: int}"), "not-a-number"),
        ("a negative seed", entity("seed: «-1»\nfields: {a: int}"), "not-a-number"),
        ("`yes` for true", field("{type: int, required: «yes»}"), "not-a-boolean"),
        ("`on` for true", field("{type: int, index: «on»}"), "not-a-boolean"),
        ("`true` in quotes", field("{type: int, required: «\"true\"»}"), "not-a-boolean"),
        ("`True`", entity("soft_delete: «True»\nfields: {a: int}"), "not-a-boolean"),
        ("a service called by a float", top("name: «1.10»"), "invalid-name"),
        (
            "no name for the service",
            "«s»caffold: 1\nname: ~\nentities: {A: {fields: {a: int}}}\n".into(),
            "missing-key",
        ),
    ];
    refused(&rows);
    let rows: [Row; 3] = [
        ("a service called by a hexadecimal number", top("name: «0x1F»"), "invalid-name"),
        ("a service called by a date", top("name: «2024-01-01»"), "invalid-name"),
        ("a version of two numbers", top("name: a\nversion: «1.10»"), "invalid-version"),
    ];
    refused(&rows);
}

#[test]
fn odd_but_right_files_are_read_as_they_are_written() {
    let windows = format!("\u{feff}{}", top("name: shop").replace('\n', "\r\n"));
    assert!(text(&accepted("a file of Windows", &windows), "Cargo.toml").contains("name = \"shop\""));
    let files = accepted("a service called `no`", &top("name: no\nversion: 1.10.0"));
    assert!(text(&files, "Cargo.toml").contains("name = \"no\"\nversion = \"1.10.0\""));
    let anchors = "scaffold: 1\nname: a\nentities:\n  A: &a\n    fields: {a: int, b: bool = false}\n  B: *a\n";
    accepted("an anchor for a whole entity", anchors);
    accepted("a document with its markers", &format!("---\n{}...\n", top("name: a")));
    accepted("the end of the line at the end of the file", top("name: a").trim_end());
    accepted("a key in quotes", &top("\"name\": 'a'"));
    accepted("bounds at the end of all integers", &field("bigint min=-9223372036854775808 max=9223372036854775807"));
}
