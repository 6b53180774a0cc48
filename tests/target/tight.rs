//! Samples of specs that leave little room: few values, bounds close together, long seeds, patterns on text
//! with a meaning.

use regex::Regex;
use scaffold::check;
use scaffold::model::{EntityId, Model};
use scaffold::source::Source;
use scaffold::target::sample::Samples;
use std::collections::{BTreeMap, HashSet};
use std::net::IpAddr;

fn model(entities: &str) -> Model {
    let text = format!("scaffold: 1\nname: x\n{entities}\n");
    check::check(&Source::new("x.yaml", text.clone())).unwrap_or_else(|report| panic!("{text}{report:?}"))
}

fn one_field(field: &str) -> Model {
    model(&format!("entities: {{Thing: {{fields: {{value: {field}}}}}}}"))
}

fn index(model: &Model, name: &str) -> usize {
    model.entities[0].fields.iter().position(|field| field.name.snake() == name).unwrap()
}

fn all(model: &Model) -> BTreeMap<EntityId, Samples<'_>> {
    Samples::all(model).unwrap()
}

/// What a template is given for a file.
fn view(model: &Model, path: &str) -> String {
    let plan = scaffold::plan(model).unwrap();
    plan.files.iter().find(|file| file.path == path).unwrap().view.to_string()
}

#[test]
fn days_before_a_bound_are_not_before_history() {
    for (ty, max) in [
        ("date", "2026-01-01"),
        ("date", "2026-01-27"),
        ("date", "2026-01-28"),
        ("date", "0001-01-15"),
        ("datetime", "2026-01-01T00:00:00Z"),
        ("datetime", "2026-01-20T00:00:00Z"),
        ("timestamp", "2026-01-28T12:00:00"),
    ] {
        let model = one_field(&format!("\"{ty} max={max}\""));
        let samples = &all(&model)[&EntityId(0)];
        for row in 0..40 {
            let value = samples.value(index(&model, "value"), row).unwrap();
            let text = value.as_str().unwrap();
            assert!(text <= max && text >= "0001" && !text.starts_with('-'), "{ty} max={max} took {text}");
            assert!(max < "2026" || text >= "2025", "{ty} max={max} took {text}");
        }
    }
}

#[test]
fn a_key_is_unknown_only_where_no_row_has_it() {
    let enums = "enums: {Side: [left, right], Hour: [h1, h2, h3, h4, h5, h6, h7, h8, h9, h10, h11, h12]}";
    let few = model(&format!(
        "{enums}\nentities:
  Door: {{fields: {{side: Side pk}}}}
  Knob: {{fields: {{door: Door as knobs, n: int}}}}
  Wall: {{fields: {{doors: \"Door[]\"}}}}"
    ));
    assert!(!view(&few, "tests/api/knobs.rs").contains("unknown_door"));
    for file in ["doors", "knobs", "walls"] {
        assert!(!view(&few, &format!("tests/api/{file}.rs")).contains("doors/right"), "{file}");
    }
    let many = model(&format!(
        "{enums}\nentities: {{Clock: {{fields: {{hour: Hour pk}}}}, Bell: {{fields: {{clock: Clock as bells}}}}}}"
    ));
    let bells = view(&many, "tests/api/bells.rs");
    assert!(bells.contains("unknown_clock_hour") && bells.contains("h12"), "{bells}");
    assert!(view(&many, "tests/api/clocks.rs").contains("clocks/h12"));
    let taken = model("entities: {Room: {fields: {number: smallint pk min=32000}}}");
    assert!(!view(&taken, "tests/api/rooms.rs").contains("rooms/32000"));
}

#[test]
fn rows_of_a_long_seed_keep_the_checks() {
    let book = model(
        "entities: {Book: {seed: 120, fields: {price: \"decimal(5,2)\", list_price: {type: \"decimal(5,2)\", \
         default: 99.99, readonly: true}}, checks: {cheap: price <= list_price}}}",
    );
    let samples = &all(&book)[&EntityId(0)];
    for row in 0..samples.capacity().unwrap_or(120).min(120) {
        let price: f64 = samples.value(index(&book, "price"), row).unwrap().as_str().unwrap().parse().unwrap();
        assert!(price <= 99.99, "{price} in row {row}");
    }
    let seats = model("entities: {Seat: {seed: 100, fields: {n: int unique}, checks: {few: n <= 90}}}");
    assert_eq!(all(&seats)[&EntityId(0)].capacity(), Some(90));
    let pairs = model("entities: {Pair: {seed: 100, fields: {low: int, high: int}, checks: {order: low < high}}}");
    assert_eq!(all(&pairs)[&EntityId(0)].capacity(), None);
}

#[test]
fn rows_of_a_long_seed_differ() {
    let model = model(
        "entities: {Thing: {seed: 10000, fields: {a: \"int min=1 max=64\", b: \"int min=1 max=48\", \
         c: \"int min=1 max=27\"}, unique: [[a, b, c]], checks: {some: a > 0}}}",
    );
    let samples = &all(&model)[&EntityId(0)];
    let row = |row| ["a", "b", "c"].map(|name| samples.value(index(&model, name), row).unwrap().to_string());
    let rows = samples.capacity().unwrap_or(u64::MAX).min(10_000);
    let differ: HashSet<_> = (0..rows).map(row).collect();
    assert_eq!(differ.len() as u64, rows);
}

#[test]
fn what_does_not_vary_is_spelled_without_the_row() {
    for (field, value) in [
        ("float min=1 max=1", "1.0"),
        ("float min=-2.5 max=-2.5", "-2.5"),
        ("decimal(2,1) min=-1 max=0", "\"0.0\""),
        ("decimal(5,2) min=1.25 max=1.25", "\"1.25\""),
        ("decimal(3,0) min=5 max=5", "\"5\""),
    ] {
        let model = one_field(&format!("\"{field}\""));
        assert_eq!(all(&model)[&EntityId(0)].expression(index(&model, "value")).unwrap(), value, "{field}");
    }
}

#[test]
fn nothing_is_repeated_once() {
    for field in ["bytes(4..8)", "bytes(1..3)", "bytes(..3)", "bytes(3..3)", "bytes(5..5)", "url(..20)"] {
        let model = one_field(&format!("\"{field}\""));
        for invalid in all(&model)[&EntityId(0)].invalid(index(&model, "value")) {
            assert!(!invalid.value.unwrap_or_default().contains("repeat(1)"), "{field}: {}", invalid.behaviour);
        }
    }
}

/// Type, pattern, what a text of the type looks like, and the fewest values that rows may have to differ in.
type Formed<'a> = (&'a str, &'a str, &'a dyn Fn(&str) -> bool, u64);

#[test]
fn text_with_a_meaning_and_a_pattern_has_both() {
    let url = |text: &str| text.starts_with("https://") && text.len() > 12;
    let email = |text: &str| text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    let ip = |text: &str| text.parse::<IpAddr>().is_ok();
    let code = |text: &str| text.bytes().all(|letter| letter.is_ascii_uppercase());
    let shaped = |pattern: &'static str| move |text: &str| Regex::new(pattern).unwrap().is_match(text);
    let slug = shaped("^[a-z0-9]+(-[a-z0-9]+)*$");
    let color = shaped("^#[0-9a-f]{6}$");
    let phone = shaped(r"^\+[1-9]\d{1,14}$");
    let cases: [Formed<'_>; 16] = [
        ("url", r"\.png$", &url, 20),
        ("url", r"\.(jpe?g|png)$", &url, 20),
        ("url", r"^https://cdn\.", &url, 20),
        ("url", r"^https://github\.com/", &url, 20),
        ("ip", r"^192\.168\.", &ip, 20),
        ("ip", "^2001:db8:", &ip, 20),
        ("country", "^[A-C]", &code, 5),
        ("currency", "^E", &code, 1),
        ("currency", "^X", &code, 1),
        ("color", "00$", &color, 20),
        ("color", "^#f", &color, 20),
        ("slug(2..4)", "-", &slug, 5),
        ("slug", "^post-", &slug, 20),
        ("email", r"^[a-z]+\.[a-z]+@", &email, 20),
        ("email", r"@example\.org$", &email, 20),
        ("phone", r"^\+49", &phone, 20),
    ];
    for (ty, pattern, formed, least) in cases {
        for unique in ["", " unique"] {
            let model = one_field(&format!("'{ty}{unique} pattern=/{}/'", pattern.replace('/', r"\/")));
            let samples = Samples::all(&model).unwrap_or_else(|error| panic!("{ty} {pattern}: {error}"));
            let samples = &samples[&EntityId(0)];
            let rows = samples.capacity().unwrap_or(2_000).min(2_000);
            let value = |row| samples.value(index(&model, "value"), row).unwrap().as_str().unwrap().to_owned();
            let values: Vec<String> = (0..rows.max(30)).map(value).collect();
            let right = Regex::new(pattern).unwrap();
            for text in &values {
                assert!(right.is_match(text) && formed(text), "{ty} {pattern} took {text}");
            }
            let differ: HashSet<&String> = values[..rows as usize].iter().collect();
            assert!(unique.is_empty() || differ.len() as u64 == rows && rows >= least, "{ty} {pattern}: {rows} rows");
        }
    }
}

#[test]
fn a_pattern_against_the_meaning_asks_for_an_example() {
    for (ty, pattern) in [("url", "^ftp:"), ("slug", "[A-Z]"), ("country", r"\d"), ("ip", "^[g-z]"), ("color", "x")] {
        let model = one_field(&format!("'{ty} pattern=/{pattern}/'"));
        assert!(Samples::all(&model).is_err(), "{ty} {pattern}");
    }
}

#[test]
fn what_the_clock_sets_in_one_row_is_the_same_everywhere() {
    let fields = "name: string, a: datetime = now() readonly, b: datetime = now() readonly, c: date = today() readonly, d: date = today() internal";
    let rule = "same: a == b and a == created_at and c == d";
    let model = model(&format!("entities: {{Thing: {{fields: {{{fields}}}, checks: {{{rule}}}}}}}"));
    all(&model);
    let queries = view(&model, "src/resources/things/queries.rs");
    assert!(queries.contains("values ($1, $2, $3, $3, $4, $4, $3, $3)"), "{queries}");
}
