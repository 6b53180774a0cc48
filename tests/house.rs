//! The house rules: who may import whom, how long a file and a function may be, what a template may say.

use regex::Regex;
use scaffold::{check, plan, render, spec};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// Each room with the rooms it may import; leaves import none.
const IMPORTS: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("diagnostic", &[]),
    ("name", &[]),
    ("edit", &["spec", "source", "diagnostic", "name"]),
    ("model", &["name"]),
    ("spec", &["source", "diagnostic"]),
    ("check", &["spec", "model", "source", "diagnostic", "name"]),
    ("target", &["model", "name"]),
    ("plan", &["model", "target", "name"]),
    ("render", &["plan", "diagnostic"]),
    ("evolve", &["model", "target", "name"]),
    ("output", &["render"]),
    ("lib", &["model", "plan", "render", "target"]),
    ("cli", &[]),
    ("main", &["cli", "commands"]),
    (
        "commands",
        &["cli", "source", "diagnostic", "edit", "spec", "check", "model", "plan", "render", "evolve", "output"],
    ),
];

const LONGEST_FILE: usize = 400;
const LONGEST_FUNCTION: usize = 70;
const LONGEST_TEMPLATE: usize = 150;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files_below(directory: &str, extension: &str) -> Vec<PathBuf> {
    let files =
        WalkDir::new(root().join(directory)).sort_by_file_name().into_iter().map(|entry| entry.expect("an entry"));
    files
        .map(|entry| entry.into_path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a text file")
}

/// A file without its comment lines.
fn code(path: &Path) -> String {
    let text = read(path);
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The first part of a path below `src/`, without `.rs`.
fn room(path: &Path) -> String {
    let below = path.strip_prefix(root().join("src")).expect("a path below src");
    let first = below.iter().next().expect("a part").to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

#[test]
fn imports_run_one_way() {
    let import = Regex::new(r"\b(?:crate|scaffold)::(\{[^}]*\}|\w+)").expect("a pattern");
    let word = Regex::new(r"\b[a-z_]+\b").expect("a pattern");
    let mut broken = Vec::new();
    for path in files_below("src", "rs") {
        let room = room(&path);
        let (_, allowed) =
            IMPORTS.iter().find(|(name, _)| *name == room).unwrap_or_else(|| panic!("{room} is a new room"));
        for found in import.captures_iter(&code(&path)) {
            let others = word.find_iter(&found[1]).map(|name| name.as_str()).filter(|name| *name != room);
            let forbidden =
                others.filter(|name| IMPORTS.iter().any(|(known, _)| known == name) && !allowed.contains(name));
            broken.extend(forbidden.map(|name| format!("{}: {room} may not import {name}", path.display())));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn files_open_with_a_sentence_and_stay_short() {
    let mut broken = Vec::new();
    for path in ["src", "tests", "benches"].into_iter().flat_map(|directory| files_below(directory, "rs")) {
        let text = read(&path);
        let first = text.lines().next().unwrap_or_default();
        if !first.starts_with("//! ") {
            broken.push(format!("{} does not open with a sentence", path.display()));
        }
        if text.lines().count() > LONGEST_FILE {
            broken.push(format!("{} has {} lines", path.display(), text.lines().count()));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn functions_stay_short() {
    let head = Regex::new(r"^(\s*)(?:pub(?:\([^)]*\))? )?(?:const |async |unsafe )*fn (\w+)").expect("a pattern");
    let mut broken = Vec::new();
    for path in ["src", "benches"].into_iter().flat_map(|directory| files_below(directory, "rs")) {
        let text = read(&path);
        let lines: Vec<&str> = text.lines().collect();
        for (start, line) in lines.iter().enumerate() {
            let Some(found) = head.captures(line) else { continue };
            let close = format!("{}}}", &found[1]);
            let length = lines[start..].iter().position(|line| *line == close).map_or(1, |end| end + 1);
            if length > LONGEST_FUNCTION && !line.ends_with([';', '}']) {
                broken.push(format!("{}: {} has {length} lines", path.display(), &found[2]));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn rooms_are_named_for_what_they_are() {
    for path in ["src", "tests", "benches"].into_iter().flat_map(|directory| files_below(directory, "rs")) {
        let vague = path.iter().map(|part| part.to_string_lossy()).find(|part| {
            ["utils", "util", "helpers", "helper", "common", "prelude", "misc"].contains(&part.trim_end_matches(".rs"))
        });
        assert!(vague.is_none(), "{} says nothing", path.display());
    }
}

#[test]
fn templates_decide_nothing() {
    let tag = Regex::new(r"(?s)\{%-?\s*(.*?)\s*-?%\}|\{\{-?\s*(.*?)\s*-?\}\}").expect("a pattern");
    let statement =
        Regex::new(r#"^(for \w+(, \w+)? in [\w.]+|if (not )?[\w.]+|else|endif|endfor|include "[\w./-]+")$"#);
    let statement = statement.expect("a pattern");
    let expression = Regex::new(r"^[\w.]+( ?\| ?indent\([^)]*\))?$").expect("a pattern");
    let mut broken = Vec::new();
    for path in files_below("templates", "j2") {
        let text = read(&path);
        let is_lock = path.to_string_lossy().contains("Cargo.lock");
        if text.lines().count() >= LONGEST_TEMPLATE && !is_lock {
            broken.push(format!("{} has {} lines", path.display(), text.lines().count()));
        }
        for found in tag.captures_iter(&text) {
            let allowed = match (found.get(1), found.get(2)) {
                (Some(inner), _) => statement.is_match(inner.as_str()),
                (_, Some(inner)) => expression.is_match(inner.as_str()),
                _ => true,
            };
            if !allowed {
                broken.push(format!("{}: {}", path.display(), &found[0]));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_template_is_used_by_an_example() {
    let mut used = BTreeSet::from(["starter/scaffold.yaml.j2".to_owned()]);
    for example in fs::read_dir(root().join("examples")).expect("examples") {
        let path = example.expect("an entry").path().join("scaffold.yaml");
        let source = spec::read(&path).expect("a spec");
        let model = check::check(&source).expect("a spec without mistakes");
        let plan = plan::plan(&model).expect("examples for every field");
        used.extend(plan.files.into_iter().map(|file| file.template.to_owned()));
    }
    let include = Regex::new(r#"include "([^"]+)""#).expect("a pattern");
    for path in files_below("templates", "j2") {
        used.extend(include.captures_iter(&read(&path)).map(|found| found[1].to_owned()));
    }
    let dead: Vec<&str> = render::template_names().into_iter().filter(|name| !used.contains(*name)).collect();
    assert!(dead.is_empty(), "no example uses {}", dead.join(", "));
}

#[test]
fn lock_files_have_nothing_that_is_denied() {
    let denied = Regex::new(r#"crate = "([^"]+)""#).expect("a pattern");
    let denied: Vec<String> = denied
        .captures_iter(&read(&root().join("deny.toml")))
        .map(|found| format!("name = \"{}\"\n", &found[1]))
        .collect();
    assert!(!denied.is_empty());
    let examples = fs::read_dir(root().join("examples")).expect("examples");
    let projects = examples.map(|entry| entry.expect("an entry").path()).chain([root().to_owned()]);
    for lock in projects.map(|project| project.join("Cargo.lock")) {
        let text = read(&lock);
        assert!(denied.iter().all(|name| !text.contains(name)), "{}", lock.display());
    }
}
