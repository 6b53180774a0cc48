//! Random changes of bytes: whatever comes of them is answered, and never with a panic.

use crate::verdict::soon;
use scaffold::check::check;
use scaffold::diagnostic::Style;
use scaffold::source::Source;
use std::fs;
use std::path::Path;

fn survive(text: &str) -> bool {
    match check(&Source::new("scaffold.yaml", text)) {
        Ok(_) => true,
        Err(report) => {
            assert!(!report.diagnostics().is_empty());
            assert!(!report.render(Style::Colored).is_empty() && report.to_json().is_array());
            false
        }
    }
}

/// What the language and YAML are made of.
const PIECES: [&str; 40] = [
    "?",
    "[]",
    "(",
    ")",
    " = ",
    "=",
    "'",
    "\"",
    "\\",
    "/",
    ": ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    "&a ",
    "*a",
    "<<: ",
    "\t",
    "\n",
    "  ",
    "..",
    ",",
    "é",
    "\u{202e}",
    "99999999999999999999",
    "-",
    "0",
    "pk ",
    "null",
    "unique ",
    "User",
    "!!str ",
    " #",
    "|\n",
    ">",
    "\r\n",
    "\0",
    "as x ",
];

#[test]
fn a_large_service_is_checked_fast() {
    let mut text = "scaffold: 1\nname: large\nentities:\n".to_owned();
    for entity in 0..500 {
        text += &format!("  Entity{entity}:\n    fields:\n");
        text += &(0..29).map(|number| format!("      f{number}: string(1..80) index\n")).collect::<String>();
        text += &format!("      up: Entity{}? as downs{entity}\n", entity / 2);
    }
    assert!(soon("a service of 500 entities", || survive(&text)));
}

#[test]
fn many_ways_to_the_same_entity_take_no_longer_than_one() {
    let mut text = "scaffold: 1\nname: deep\nentities:\n  Entity0:\n    fields:\n      a: int\n".to_owned();
    for entity in 1..40 {
        let below = entity - 1;
        text += &format!("  Entity{entity}:\n    fields:\n      one: Entity{below}\n      two: Entity{below}\n");
    }
    let model = check(&Source::new("scaffold.yaml", text.as_str())).expect("a model");
    assert!(soon("40 entities that need two of the one before", || scaffold::plan(&model)).is_ok());
}

/// Marsaglia's xorshift: the same numbers on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

/// Bytes with a few of them changed, cut out, inserted or cut off.
fn mutate(random: &mut Random, original: &[u8]) -> String {
    let mut bytes = original.to_vec();
    for _ in 0..=random.below(4) {
        if bytes.is_empty() {
            bytes.push(b'\n');
        }
        let at = random.below(bytes.len());
        match random.below(4) {
            0 => bytes[at] = random.below(256) as u8,
            1 => drop(bytes.drain(at..(at + random.below(12)).min(bytes.len()))),
            2 => drop(bytes.splice(at..at, PIECES[random.below(PIECES.len())].bytes())),
            _ => bytes.truncate(at),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn mutations_never_panic() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for name in ["minimal", "blog", "camel", "kitchen-sink"] {
        let original = fs::read(root.join("examples").join(name).join("scaffold.yaml")).expect("an example");
        for _ in 0..800 {
            survive(&mutate(&mut random, &original));
        }
    }
    let cases = walkdir::WalkDir::new(root.join("tests/diagnostics")).sort_by_file_name();
    for case in cases.into_iter().filter_map(Result::ok) {
        if case.path().extension().is_some_and(|extension| extension == "yaml") {
            let original = fs::read(case.path()).expect("a case");
            for _ in 0..10 {
                survive(&mutate(&mut random, &original));
            }
        }
    }
}
