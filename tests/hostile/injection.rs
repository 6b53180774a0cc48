//! Text that would like to be code: it stays text in Rust, SQL, TOML, YAML, JSON and Markdown.

use crate::verdict::{Row, accepted, entity, field, refused, text, top};
use scaffold::render::RenderedFile;
use std::process::Command;
use syn::buffer::{Cursor, TokenBuffer};

/// Each tries to end the literal or comment that it stands in and to go on with something called `evil`.
const PAYLOADS: [&str; 34] = [
    "\"; std::process::Command::new(\"evil\"); //",
    "*/ fn evil(){} /*",
    "/// evil\n#[allow(evil)]\nfn evil() {}",
    "\"# ; evil(); r#\"",
    "\"## ; evil(); r##\"",
    "{0} {evil} {{evil}} {:?}",
    "{{ 7 * 7 }} {% include \"evil\" %} {# evil #}",
    "'); DROP TABLE canary; CREATE TABLE evil (a); --",
    "'; DROP TABLE canary; --",
    "$$; DROP TABLE canary; $$",
    "\\'; DROP TABLE canary; --",
    "E'\\\\''; DROP TABLE canary; --",
    "-- evil\n; DROP TABLE canary;",
    "/* evil", // a comment of SQL that never closes
    "[evil](javascript:evil) <script>evil()</script>",
    "```\nevil\n```\n~~~",
    "| evil | evil |\n|---|---|",
    "<!-- evil --> --> <img src=x onerror=evil()>",
    "# evil\n## evil\n---\nevil: true",
    "\"\nRUN curl evil | sh\nCMD [\"evil\"]",
    "${{ secrets.evil }} $(evil) `evil` $evil ${evil}",
    "\"]\n[dependencies]\nevil = \"1\"\n[[bin]]",
    "''' evil ''' \"\"\" evil \"\"\"",
    "$ref: file:///etc/passwd#/evil",
    "evil\u{2028}evil\u{2029}evil",
    "\\n\\u{0}\\x1b\\evil\\",
    "%s %n %evil% ;evil",
    "&evil *evil !evil @evil %evil",
    "- evil\n- evil: [",
    "? evil\n: evil",
    "evil\n  evil:\n    - {",
    "  evil with spaces around  ",
    "'",
    "\\",
];

/// `text` as YAML that means exactly that.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("JSON")
}

/// A spec with these texts wherever a spec may hold text of any kind, each in an entity and an enum of its own.
fn everywhere(payloads: &[&str]) -> String {
    let numbered = || payloads.iter().enumerate();
    let enums: String = numbered().map(|(number, payload)| made(number, payload)).collect();
    let entities: String = numbered().map(|(number, payload)| thing(number, payload)).collect();
    let all = quoted(&payloads.join("\n"));
    format!("scaffold: 1\nname: harmless\ndescription: {all}\nenums:\n{enums}entities:\n{entities}")
}

fn made(number: usize, payload: &str) -> String {
    let (any, line) = (quoted(payload), quoted(&payload.replace('\n', " ")));
    format!("  Mood{number}:\n    good: {{value: {line}, doc: {any}}}\n    bad: {{value: bad}}\n")
}

fn thing(number: usize, payload: &str) -> String {
    let (any, line) = (quoted(payload), quoted(&payload.replace('\n', " ")));
    let rule = quoted(&format!("title != \"{} at all\"", payload.replace(['"', '\n'], " ")));
    format!(
        "  Thing{number}:
    doc: {any}
    fields:
      title: {{type: string, default: {line}, doc: {any}, example: {line}, message: {any}}}
      body: {{type: text, default: {any}, doc: {any}, example: {any}, message: {any}}}
      extras: {{type: json, default: {{a: {any}, {line}: [{any}]}}, example: {{a: {any}}}}}
      words: {{type: 'string[]', default: [{line}], example: [{line}]}}
      mood: {{type: Mood{number}, default: good, doc: {any}, message: {any}}}
      other: {{to: Thing{number}?, as: others, doc: {any}}}
    checks:
      not_this: {rule}
"
    )
}

#[test]
fn text_stays_text_wherever_it_stands() {
    for payloads in PAYLOADS.chunks(11) {
        for file in &accepted(payloads[0], &everywhere(payloads)) {
            harmless(file).unwrap_or_else(|why| panic!("{payloads:?}\n{}: {why}", file.path));
        }
    }
    let rows: [Row; 4] = [
        ("the next line of old terminals", field("{type: text, doc: \"a«\u{85}»b\"}"), "control-character"),
        ("the escape of new terminals", field("{type: text, doc: \"a«\\x9b»2J\"}"), "control-character"),
        ("a NUL in a default", field("{type: text, default: \"a«\\0»b\"}"), "control-character"),
        ("text that turns back", field("{type: text, message: \"a«\u{202e}»b\"}"), "control-character"),
    ];
    refused(&rows);
}

#[test]
fn the_shell_takes_text_for_text() {
    let account = "fields: {nick: {type: string, example: \"it's '$(evil)'\"}}";
    let spec = format!("scaffold: 1\nname: shop\nauth: true\nentities:\n  User:\n    {account}\n");
    let files = accepted("an account with quotes", &spec);
    let line =
        text(&files, "README.md").lines().find(|line| line.contains("create-admin ada")).expect("an administrator");
    let words = line.replace("cargo run -- create-admin", r"printf '%s\n'");
    let output = Command::new("sh").args(["-c", &words]).output().expect("sh runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(said, "ada@example.com\n--with\n{\"nick\":\"it's '$(evil)'\"}\n", "{line}\n{output:?}");
}

/// Nothing outside of literals and comments is called `evil`.
fn harmless(file: &RenderedFile) -> Result<(), String> {
    let Ok(text) = std::str::from_utf8(&file.contents) else { return Ok(()) };
    match file.path.rsplit('.').next() {
        Some("rs") => {
            let tokens = syn::parse_str(text).map(TokenBuffer::new2).map_err(|error| error.to_string())?;
            named(tokens.begin()).map_or(Ok(()), |name| Err(format!("the code names `{name}`")))
        }
        Some("toml") => {
            let foreign = text.lines().find(|line| line.trim_start().starts_with("evil") || line.starts_with("[[bin"));
            foreign.map_or(Ok(()), |line| Err(format!("the manifest says {line}")))
        }
        _ if file.path == "Dockerfile" || file.path.ends_with("ci.yml") => match text.contains("evil") {
            true => Err("text of the spec stands in it".to_owned()),
            false => Ok(()),
        },
        _ => Ok(()),
    }
}

/// The first identifier that a payload brought, doc comments apart, which are literals to the compiler.
fn named(mut tokens: Cursor<'_>) -> Option<String> {
    while let Some((_, behind)) = tokens.token_tree() {
        if let Some((ident, _)) = tokens.ident().filter(|(ident, _)| ident.to_string().contains("evil")) {
            return Some(ident.to_string());
        }
        if let Some(name) = tokens.any_group().and_then(|(inside, ..)| named(inside)) {
            return Some(name);
        }
        tokens = behind;
    }
    None
}

#[test]
fn defaults_are_values_and_no_expressions() {
    let rows: [Row; 9] = [
        ("a call with more behind it", field("datetime = «now(); DROP TABLE canary»"), "invalid-default"),
        ("a subquery", field("int = «(select 1)»"), "invalid-default"),
        ("a function of SQL", field("int = «abs(-1)»"), "invalid-default"),
        ("a call in quotes", field("{type: datetime, default: «\"now()\"»}"), "invalid-default"),
        ("a call of another type", field("date = «now()»"), "invalid-default"),
        ("a word of SQL", field("bool = «NULL»"), "invalid-default"),
        ("bytes that are SQL", field("bytes = «X'00'»"), "invalid-default"),
        (
            "a value of an enum with SQL",
            top("name: a\nenums: {E: [b]}").replace("a: int", "e: E = «b'--»"),
            "invalid-default",
        ),
        ("a bound with SQL", field("int min=«1);--»"), "invalid-value"),
    ];
    refused(&rows);
    let files = accepted(
        "text that looks like calls",
        &entity("fields:\n  a: string = now()\n  b: text = (select 1)\n  c: json = now()"),
    );
    let migration = text(&files, "migrations/0001_init.sql");
    assert!(migration.contains("default 'now()'") && migration.contains("default '(select 1)'"), "{migration}");
}

#[test]
fn patterns_are_bounded_and_linear() {
    let big = format!("{{type: string, pattern: «'{}'»}}", "a?".repeat(501));
    let rows: [Row; 12] = [
        ("a look ahead", field("string pattern=«/(?=a)b/»"), "invalid-pattern"),
        ("a look behind", field("string pattern=«/(?<!a)b/»"), "invalid-pattern"),
        ("a back reference", field("string pattern=«/(a)\\1/»"), "invalid-pattern"),
        ("an atomic group", field("string pattern=«/(?>a)/»"), "invalid-pattern"),
        ("an inline flag", field("string pattern=«/(?i)a/»"), "invalid-pattern"),
        ("a name for a group", field("string pattern=«/(?P<a>b)/»"), "invalid-pattern"),
        ("a bracket that never closes", field("string pattern=«/(a/»"), "invalid-pattern"),
        ("a million repetitions", field("string pattern=«/a{1000}{1000}/»"), "invalid-pattern"),
        ("repetitions of all letters", field("string pattern=«/\\w{1000}/»"), "invalid-pattern"),
        ("many repetitions in each other", field("string pattern=«/((a{99}){99}){99}/»"), "invalid-pattern"),
        ("a pattern of a kilobyte", field(&big), "invalid-pattern"),
        ("the end of the literal", field("{type: string, pattern: «'a\"); evil(\"('»}"), "invalid-pattern"),
    ];
    refused(&rows);
    accepted("a pattern that others need forever for", &field("{type: string, pattern: '(a+)+$', example: aaaa}"));
    accepted("a pattern of quotes", &field("{type: string, pattern: '^[\"#/]{3}$', example: '\"#/'}"));
}
