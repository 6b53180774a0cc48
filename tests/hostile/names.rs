//! Names that would leave their place: of services, entities, fields, enums, tables.

use crate::verdict::{Row, accepted, entity, field, refused, text, top};

/// Everything that Rust keeps for itself, in all editions.
const KEYWORDS: [&str; 52] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true",
    "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "union",
];

/// Everything that PostgreSQL keeps for itself.
const SQL_WORDS: [&str; 77] = [
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "both",
    "case",
    "cast",
    "check",
    "collate",
    "column",
    "constraint",
    "create",
    "current_catalog",
    "current_date",
    "current_role",
    "current_time",
    "current_timestamp",
    "current_user",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "false",
    "fetch",
    "for",
    "foreign",
    "from",
    "grant",
    "group",
    "having",
    "in",
    "initially",
    "intersect",
    "into",
    "lateral",
    "leading",
    "limit",
    "localtime",
    "localtimestamp",
    "not",
    "null",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "placing",
    "primary",
    "references",
    "returning",
    "select",
    "session_user",
    "some",
    "symmetric",
    "system_user",
    "table",
    "then",
    "to",
    "trailing",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "variadic",
    "when",
    "where",
    "window",
];

/// Types and modules that generated code or its crates use.
const TYPES: [&str; 50] = [
    "Option", "Result", "String", "Vec", "Box", "Uuid", "Json", "Error", "User", "Auth", "Health", "Page", "Some",
    "None", "Ok", "Err", "Self", "Send", "Sync", "Copy", "Clone", "Default", "Iterator", "Path", "Query", "State",
    "Request", "Response", "Router", "App", "Config", "Db", "Problem", "Filter", "Cursor", "Body", "Main", "Lib",
    "Sqlx", "Axum", "Serde", "Std", "Core", "Tokio", "Utoipa", "Test", "Enum", "Server", "Metric", "Field",
];

fn capital(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}

/// A spec with an entity of each name, each with one field.
fn entities<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let lines: String = names.map(|name| format!("  {}:\n    fields: {{a: int}}\n", capital(name))).collect();
    format!("scaffold: 1\nname: names\nentities:\n{lines}")
}

/// A spec with one entity with a field of each name.
fn fields<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let lines: String = names.map(|name| format!("\n  {name}: string(1..9)? index")).collect();
    entity(&format!("fields:{lines}"))
}

#[test]
fn services_with_names_of_other_things_are_refused() {
    let long = format!("name: «{}»", "a".repeat(256));
    let rows: [Row; 27] = [
        ("a path upwards", top("name: «../evil»"), "invalid-name"),
        ("a path from the root", top("name: «/etc/x»"), "invalid-name"),
        ("a slash", top("name: «\"a/b\"»"), "invalid-name"),
        ("a backslash", top(r#"name: «"a\\b"»"#), "invalid-name"),
        ("a dot", top("name: «\".\"»"), "invalid-name"),
        ("two dots", top("name: «\"..\"»"), "invalid-name"),
        ("an option of rm", top("name: «\"-rf\"»"), "invalid-name"),
        ("the directory of git", top("name: «\".git\"»"), "invalid-name"),
        ("the directory of cargo", top("name: «target»"), "reserved-name"),
        ("a device in capitals", top("name: «CON»"), "invalid-name"),
        ("a device", top("name: «nul»"), "reserved-name"),
        ("a device with an extension", top("name: «aux.rs»"), "invalid-name"),
        ("a device with a number", top("name: «com1»"), "reserved-name"),
        ("a NUL inside", top("name: \"a«\\0»b\""), "control-character"),
        ("256 bytes", top(&long), "invalid-name"),
        ("nothing", top("name: «\"\"»"), "invalid-name"),
        ("a space", top("name: «\" \"»"), "invalid-name"),
        ("a digit in front", top("name: «9lives»"), "invalid-name"),
        ("a keyword", top("name: «crate»"), "reserved-name"),
        ("a crate that it uses", top("name: «sqlx»"), "reserved-name"),
        ("the library of Rust", top("name: «std»"), "reserved-name"),
        ("letters of Cyrillic", top("name: «ѕhор»"), "invalid-name"),
        ("a command of the shell", top("name: «\"$(id)\"»"), "invalid-name"),
        ("a line of TOML", top("name: «\"a\\\"\\n[dependencies]\\nevil = \\\"1\"»"), "invalid-name"),
        ("a mapping", top("name: «{a: b}»"), "wrong-shape"),
        ("an escape of the terminal", top("name: \"«\\e»[2Jshop\""), "control-character"),
        ("letters from right to left", top("name: \"«\\u202e»pohs\""), "control-character"),
    ];
    refused(&rows);
}

#[test]
fn names_that_are_no_identifiers_are_refused() {
    let named = |name: &str| format!("scaffold: 1\nname: a\nentities:\n  {name}:\n    fields: {{a: int}}\n");
    let faulty = [
        "«\"\"»",
        "«\" \"»",
        "«9lives»",
        "«a-b»",
        "«a b»",
        "«a.b»",
        "«a/b»",
        "«../evil»",
        "«_»",
        "«_a»",
        "«a'b»",
        "«a\"b»",
        "«a;b»",
        "«$a»",
        "«🦀»",
        "«Straße»",
        "«e\u{301}a»",
        "«\u{e9}a»",
        "«а»",
        "«a\u{200d}b»",
        "«a\u{2028}b»",
        "«r#a»",
        "«a$»",
        "«\"a\\\\b\"»",
        "«\"a\\nb\"»",
        "«A<T>»",
        "«'A''; DROP TABLE canary; --'»",
    ];
    for name in faulty {
        let text = in_quotes(name);
        let lines = format!(
            "table: {text}\nplural: {text}\nfields:\n  {name}: int\n  b: {{type: int, column: {text}}}\nchecks: {{{name}: b > 1}}"
        );
        let everywhere = entity(&lines).replace("  A:", &format!("  {name}:"));
        refused(&[("an entity, table, plural, field, column and rule", everywhere, "invalid-name")]);
    }
    let rows: [Row; 4] = [
        ("a name that runs from right to left", named("\"«\\u202e»A\""), "control-character"),
        ("a name with an escape of the terminal", named("\"A«\\e»[2J\""), "control-character"),
        ("a name that YAML takes for nothing", named("«Null»"), "wrong-shape"),
        ("a name with a carriage return", named("\"A«\\r»B\""), "control-character"),
    ];
    refused(&rows);
}

/// The same text where a plain scalar could mean something else to YAML; the marks stay outside.
fn in_quotes(name: &str) -> String {
    let inner = name.trim_start_matches('«').trim_end_matches('»');
    if inner.starts_with(['"', '\'']) { name.to_owned() } else { format!("«'{}'»", inner.replace('\'', "''")) }
}

#[test]
fn paths_that_leave_their_place_are_refused() {
    let path = |path: &str| entity(&format!("fields: {{a: int}}\napi: {{path: «{path}»}}"));
    let prefix = |prefix: &str| top(&format!("name: a\napi: {{prefix: «{prefix}»}}"));
    let faulty = ["..", "'.'", "a/b", "a b", "'a{b}'", "'{id}'", "'*rest'", "'a?b'", "'a#b'", "a%2fb", "ä", "\"\""];
    let rows: Vec<Row> = faulty.iter().map(|text| ("the path of an entity", path(text), "invalid-path")).collect();
    refused(&rows);
    let faulty = ["api", "//a", "/a/", "/../x", "'/{id}'", "/a b", "'/a?b'", "https://example.com/"];
    let rows: Vec<Row> =
        faulty.iter().map(|text| ("the prefix of the service", prefix(text), "invalid-path")).collect();
    refused(&rows);
}

#[test]
fn columns_that_every_table_has_are_refused() {
    let rows: Vec<Row> = ["ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"]
        .iter()
        .map(|name| ("a system column", entity(&format!("fields: {{«{name}»: int}}")), "reserved-name"))
        .collect();
    refused(&rows);
    let rows: [Row; 8] = [
        ("a system column by another name", field("int column=«xmin»"), "reserved-name"),
        ("a table of SQLite", entity("table: «sqlite_master»\nfields: {a: int}"), "reserved-name"),
        (
            "a device for a module",
            "scaffold: 1\nname: a\nentities:\n  Con:\n    plural: «con»\n    fields: {a: int}\n".into(),
            "reserved-name",
        ),
        (
            "a module called `mod`",
            "scaffold: 1\nname: a\nentities:\n  A:\n    plural: «mod»\n    fields: {a: int}\n".into(),
            "reserved-name",
        ),
        ("`id` beside the generated key", entity("fields: {«id»: int}"), "generated-clash"),
        ("`created_at` beside the generated one", entity("fields: {«created_at»: datetime}"), "generated-clash"),
        (
            "`deleted_at` beside the generated one",
            entity("soft_delete: true\nfields: {«deleted_at»: datetime?}"),
            "generated-clash",
        ),
        ("a filter called like a parameter", entity("fields: {limit: int «filter»}"), "reserved-parameter"),
    ];
    refused(&rows);
}

#[test]
fn names_that_come_to_the_same_are_refused() {
    let pair = |one: &str, other: &str| {
        format!("scaffold: 1\nname: a\nentities:\n  {one}: {{fields: {{a: int}}}}\n  {other}: {{fields: {{a: int}}}}\n")
    };
    let long = format!("{}x", "A".repeat(62));
    let longer = format!("{}yz", "A".repeat(62));
    let rows: [Row; 17] = [
        ("fields in two cases", entity("fields: {foo_bar: int, «fooBar»: int}"), "name-clash"),
        ("entities in two cases", pair("OrderItem", "«order_item»"), "name-clash"),
        ("an entity and its plural", pair("User", "«Users»"), "name-clash"),
        ("an entity and an enum", top("name: a\nenums: {A: [b]}").replace("  A:", "  «A»:"), "name-clash"),
        ("a name of 64 bytes", pair("A", &format!("«{long}b»")), "name-too-long"),
        ("two names that agree in 63 bytes", pair(&format!("{long}a"), &format!("«{longer}»")), "name-too-long"),
        ("a column of 64 bytes", field(&format!("int column=«{}»", "a".repeat(64))), "name-too-long"),
        ("a plural beyond 63 bytes", pair("A", &format!("«{long}»")), "name-too-long"),
        ("a name that grows in snake_case", pair("A", &format!("«{}»", "Ab".repeat(31))), "name-too-long"),
        (
            "a key that grows by its pattern",
            top("name: a\nnaming: {id: '{entity}_id'}")
                .replace("  A:", &format!("  «{}»:\n    table: t", "A".repeat(61))),
            "name-too-long",
        ),
        ("values in two cases", top("name: a\nenums: {E: [red, «Red»]}"), "duplicate-value"),
        ("a value twice", top("name: a\nenums: {E: [red, «red»]}"), "duplicate-value"),
        ("an empty value", top("name: a\nenums: {E: [«\"\"»]}"), "invalid-name"),
        ("a value with SQL", top("name: a\nenums: {E: [«\"'; DROP TABLE canary\"»]}"), "invalid-name"),
        ("a value of 64 bytes", top(&format!("name: a\nenums: {{E: [«{}»]}}", "a".repeat(64))), "invalid-name"),
        ("a value that the database cannot hold", top("name: a\nenums: {E: {a: {value: «\"\"»}}}"), "invalid-value"),
        ("a value of null", top("name: a\nenums: {E: [a, «null»]}"), "wrong-shape"),
    ];
    refused(&rows);
}

#[test]
fn tables_with_too_many_columns_are_refused() {
    let lines: String = (0..1601).map(|number| format!("\n      f{number}: int")).collect();
    let text = format!("scaffold: 1\nname: a\nentities:\n  «A»:\n    fields:{lines}\n");
    refused(&[("1,601 columns", text, "too-many")]);
}

#[test]
fn words_of_rust_and_sql_are_names_like_others() {
    let files = accepted("entities called by keywords", &entities(KEYWORDS.into_iter()));
    let types = text(&files, "src/resources/selves/types.rs");
    assert!(types.contains("pub struct SelfRowInput"), "no word of Rust stands in a type's name:\n{types}");
    // SQLite forgets the names of columns called so.
    let can_be_column = |word: &&str| !["true", "false"].contains(word);
    let files = accepted("fields called by keywords", &fields(KEYWORDS.into_iter().filter(can_be_column)));
    for root in ["src/lib.rs", "src/main.rs", "tests/api/main.rs"] {
        let allowed = text(&files, root).contains("#![recursion_limit = \"256\"]");
        assert!(allowed, "`json!` takes three steps for each member, and the compiler allows 128");
    }
    accepted("entities called by words of SQL", &entities(SQL_WORDS.into_iter().filter(|word| *word != "null")));
    accepted(
        "fields called by words of SQL",
        &fields(SQL_WORDS.map(|word| if word == "null" { "\"null\"" } else { word }).into_iter().filter(can_be_column)),
    );
    accepted("entities called like types", &entities(TYPES.into_iter()));
    let lines = KEYWORDS.map(|word| format!("\n      {word}: A? as {word}_of")).concat();
    accepted(
        "relations called by keywords",
        &format!("scaffold: 1\nname: a\nentities:\n  A:\n    fields:\n      a: int{lines}\n"),
    );
    accepted(
        "values called by keywords",
        &top(&format!("name: a\nenums: {{E: [{}]}}", KEYWORDS.join(", "))).replace("a: int", "e: E = self"),
    );
}

#[test]
fn names_of_the_api_are_fields_like_others() {
    let names = [
        "owner_id", "version", "limit", "offset", "sort", "page", "cursor", "q", "include", "total", "data", "items",
        "error", "status", "next", "prev", "kind",
    ];
    let lines: String = names.iter().map(|name| format!("\n  {name}: int? sort")).collect();
    accepted("fields called like parameters", &entity(&format!("fields:{lines}")));
}

#[test]
fn plurals_are_stable_and_names_may_be_long() {
    let names =
        ["News", "Sheep", "Data", "Status", "Person", "Series", "Settings", "Fish", "Index", "Bus", "Hero", "Analysis"];
    let files = accepted("words with odd plurals", &entities(names.into_iter()));
    let registry = text(&files, "src/resources/mod.rs");
    for path in ["news", "sheep", "data", "statuses", "people", "series", "settings"] {
        assert!(registry.contains(&format!("mod {path};")), "{path}:\n{registry}");
    }
    let longest = "a".repeat(63);
    let lines = format!(
        "table: {longest}\nplural: {}\nfields:\n  {longest}: string(1..9) unique\n  {}b: string(1..9) index",
        "b".repeat(60),
        "c".repeat(62)
    );
    accepted("names of 63 bytes", &entity(&lines));
}
