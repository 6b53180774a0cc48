//! What fuzzing found worth keeping, run again, and the words that it is given.

use crate::verdict::soon;
use scaffold::check::check;
use scaffold::diagnostic::Style;
use scaffold::render::{self, Templates};
use scaffold::source::Source;
use scaffold::spec::Word;
use scaffold::spec::schema::SCALARS;
use std::fs;
use std::path::Path;
use walkdir::WalkDir;

/// Largest corpus that a repository should carry.
const MOST: (usize, u64) = (300, 300_000);

fn fuzz() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

#[test]
fn the_corpus_is_answered_fast_and_without_a_panic() {
    let files: Vec<_> = WalkDir::new(fuzz().join("corpus/spec"))
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.file_type().is_file())
        .collect();
    let size: u64 = files.iter().map(|file| file.metadata().expect("metadata").len()).sum();
    assert!((1..=MOST.0).contains(&files.len()) && size <= MOST.1, "{} files of {size} bytes", files.len());
    for file in files {
        let name = file.path().display().to_string();
        soon(&name, || answer(&name, &String::from_utf8_lossy(&fs::read(file.path()).expect("a file"))));
    }
}

/// What the fuzz target does.
fn answer(name: &str, text: &str) {
    match check(&Source::new("scaffold.yaml", text)) {
        Ok(model) => {
            if let Ok(plan) = scaffold::plan(&model) {
                render::unformatted(&plan, &Templates::built_in()).unwrap_or_else(|error| panic!("{name}: {error}"));
            }
        }
        Err(report) => assert!(!report.render(Style::Plain).is_empty() && report.to_json().is_array()),
    }
}

#[test]
fn the_dictionary_has_every_word_of_the_language() {
    let dictionary = fs::read_to_string(fuzz().join("spec.dict")).expect("a dictionary");
    let words = Word::FLAGS.iter().chain(&Word::KEYS).map(|(spelling, _)| *spelling).chain(SCALARS);
    let missing: Vec<&str> = words.filter(|word| !dictionary.contains(&format!("\"{word}"))).collect();
    assert!(missing.is_empty(), "fuzz/spec.dict lacks {missing:?}");
}
