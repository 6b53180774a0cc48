//! Samples for patterns as people write them, judged by the `regex` crate.

use crate::models::{bare, field, model, samples, string};
use regex::Regex;
use scaffold::model::{Database, EntityId, Field, Type};
use scaffold::target::sample::Samples;
use std::collections::HashSet;

/// Pattern, sizes, and how many different rows it must give at least.
const PATTERNS: [(&str, u32, u32, u64); 44] = [
    (r"^[A-Z]{3}-\d{4}$", 8, 8, 1_000),
    (r"^\d{5}(-\d{4})?$", 5, 10, 1_000),
    (r"^[a-z0-9]+(?:-[a-z0-9]+)*$", 1, 100, 1_000),
    (r"^[a-z0-9-]+$", 3, 20, 1_000),
    (r"^[A-Za-z0-9_]{3,16}$", 3, 16, 1_000),
    (r"^#[0-9a-fA-F]{6}$", 7, 7, 1_000),
    (r"^\+?[1-9]\d{1,14}$", 2, 16, 1_000),
    (r"^(red|green|blue)$", 3, 5, 3),
    (r"^[^@\s]+@[^@\s]+\.[^@\s]+$", 5, 254, 30),
    (r"^https?://", 10, 200, 30),
    (r"^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$", 15, 34, 1_000),
    (r"^\d{3}-\d{2}-\d{4}$", 11, 11, 1_000),
    (r"^(0[1-9]|1[0-2])/\d{2}$", 5, 5, 30),
    (r"^([01]\d|2[0-3]):[0-5]\d$", 5, 5, 30),
    (r"^v?\d+\.\d+\.\d+$", 5, 20, 30),
    (r"^\w+$", 1, 30, 1_000),
    (r"^\S+$", 1, 10, 1_000),
    (r"^[A-Z][a-z]+$", 2, 40, 20),
    (r"^[A-Z]+$", 4, 8, 20),
    (r"^[01]+$", 1, 8, 8),
    (r"^.{2,}$", 2, 50, 1_000),
    (r"\d", 1, 50, 1_000),
    (r"[A-Z].*\d", 8, 128, 1_000),
    (r"^SKU-[0-9]{6}$", 10, 10, 1_000),
    (r"^[A-HJ-NPR-Z0-9]{17}$", 17, 17, 1_000),
    (r"^(?:[0-9]{1,3}\.){3}[0-9]{1,3}$", 7, 15, 30),
    (r"^[a-f0-9]{40}$", 40, 40, 1_000),
    (r"^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$", 5, 8, 20),
    (r"^\p{L}+$", 1, 20, 20),
    (r"^[a-zA-Z ,.'-]+$", 1, 60, 20),
    (r"^(Mr|Mrs|Dr)\. [A-Z][a-z]+$", 5, 40, 20),
    (r"^[A-Z]{3}$", 3, 3, 30),
    (r"^\d+$", 10, 10, 1_000),
    (r"^[a-z]$", 1, 1, 26),
    (r"^(?i)[a-z]{2,4}$", 2, 4, 30),
    (r"^#?\w{1,5}$", 1, 6, 1_000),
    (r"^\$\{[a-z]+\}$", 4, 20, 20),
    (r#"^"[^"]*"$"#, 2, 20, 20),
    (r"^[a-z]+(\.[a-z]+)+$", 3, 60, 20),
    (r"^ISBN \d{3}-\d-\d{4}-\d{4}-\d$", 22, 22, 1_000),
    (r"^(A|B|AB|O)[+-]$", 2, 3, 8),
    (r"^[1-5](\.[05])?$", 1, 3, 5),
    (r"^\d{4}-\d{2}-\d{2}$", 10, 10, 1_000),
    (r"foo|bar", 3, 30, 20),
];

fn samples_of(pattern: &str, min: u32, max: u32, unique: bool, check: impl FnOnce(Option<Samples<'_>>)) {
    let key = field("id", Type::Uuid);
    let value = Field { pattern: Some(pattern.to_owned()), unique, ..string("value", min, max) };
    let model = model(Database::Sqlite, Vec::new(), vec![bare("Thing", "things", vec![key, value])]);
    check(samples(&model, EntityId(0)).ok());
}

#[test]
fn samples_match_their_pattern_and_differ() {
    for (pattern, min, max, least) in PATTERNS {
        let regex = Regex::new(pattern).unwrap();
        for unique in [true, false] {
            samples_of(pattern, min, max, unique, |samples| {
                let samples = samples.unwrap_or_else(|| panic!("no sample for {pattern}"));
                let rows = samples.capacity().unwrap_or(2_000).min(2_000);
                let values: Vec<String> =
                    (0..rows.max(30)).map(|row| samples.value(1, row).unwrap().as_str().unwrap().to_owned()).collect();
                for value in &values {
                    let size = value.chars().count() as u32;
                    assert!(regex.is_match(value) && (min..=max).contains(&size), "{pattern} took {value:?}");
                }
                if unique {
                    let distinct: HashSet<&String> = values[..rows as usize].iter().collect();
                    assert_eq!(distinct.len() as u64, rows, "{pattern}");
                    assert!(rows >= least, "{pattern} has {rows} rows only");
                }
            });
        }
    }
}

#[test]
fn what_cannot_match_asks_for_an_example() {
    for (pattern, min, max) in [(r"^\d{4}$", 5, 9), (r"^a$b", 1, 5), (r"^[^\s\S]$", 1, 1)] {
        samples_of(pattern, min, max, false, |samples| assert!(samples.is_none(), "{pattern}"));
    }
}
