//! What the README and the pages in `docs/` show is what happens.

use regex::Regex;
use scaffold::check::check;
use scaffold::diagnostic::{Report, Style};
use scaffold::source::Source;
use scaffold::spec::{Word, schema};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The README, CONTRIBUTING and every page directly in `docs/`.
fn pages() -> Vec<String> {
    let entries = fs::read_dir(root().join("docs")).expect("docs");
    let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let docs = names.filter(|name| name.ends_with(".md")).map(|name| format!("docs/{name}"));
    ["README.md".to_owned(), "CONTRIBUTING.md".to_owned()].into_iter().chain(docs).collect()
}

/// The fenced blocks of a page in their order: language and text.
fn blocks(page: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in page.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(language), None) => open = Some((language.to_owned(), String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some((_, text))) => text.extend([line, "\n"]),
            (None, None) => {}
        }
    }
    blocks
}

/// Lines of the README's shell blocks.
fn commands() -> Vec<String> {
    let shell = blocks(&read("README.md")).into_iter().filter(|(language, _)| language == "sh");
    shell.flat_map(|(_, text)| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

fn scaffold(directory: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scaffold"));
    command.current_dir(directory).args(arguments).output().expect("scaffold runs")
}

/// The project that the README's first command makes.
fn project() -> (TempDir, PathBuf) {
    let commands = commands();
    let first = commands.first().and_then(|line| line.strip_prefix("cargo run -- ")).expect("`cargo run -- …` first");
    let (arguments, rest) = first.split_once(" && ").expect("a second step");
    assert_eq!(rest, "cd ../blog && cargo run");
    let directory = tempfile::tempdir().expect("a directory");
    let place = directory.path().join("blog");
    let target = place.to_string_lossy().into_owned();
    let arguments: Vec<&str> =
        arguments.split(' ').map(|word| if word == "../blog" { target.as_str() } else { word }).collect();
    let output = scaffold(root(), &arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (directory, place)
}

#[test]
fn the_first_command_makes_what_the_tree_shows() {
    let (_directory, place) = project();
    let readme = read("README.md");
    let tree = blocks(&readme)
        .into_iter()
        .find(|(_, text)| text.starts_with("scaffold.yaml   ") && text.contains("\nsrc/"))
        .expect("a tree")
        .1;
    let column = Regex::new(" {2,}").expect("a pattern");
    let mut directory = String::new();
    for line in tree.lines() {
        let inside = if line.starts_with(' ') { directory.as_str() } else { "" };
        let columns = column.split(line.trim()).filter(|text| !text.contains([' ', '…']));
        let paths: Vec<&str> = columns.filter(|text| text.contains(['.', '/']) || *text == "Dockerfile").collect();
        for path in &paths {
            assert!(place.join(inside).join(path).exists(), "{inside}{path} is not made");
        }
        if let Some(path) = paths.first().filter(|path| path.ends_with('/')) {
            directory = (*path).to_owned();
        }
    }
}

#[test]
fn settings_are_all_described() {
    let (_directory, place) = project();
    let settings = fs::read_to_string(place.join(".env.example")).expect("settings");
    let page = read("docs/service.md");
    let name = Regex::new(r"(?m)^#?([A-Z_]+)=").expect("a pattern");
    for found in name.captures_iter(&settings) {
        assert!(page.contains(&format!("| `{}` |", &found[1])), "{} is not described", &found[1]);
    }
}

#[test]
fn ci_runs_the_test_command() {
    let commands = commands();
    let command = commands.iter().find(|line| line.starts_with("cargo test")).expect("a test command");
    assert!(read(".ci/run").lines().any(|line| line == format!("SCAFFOLD_FULL=1 {command}")));
}

#[test]
fn a_mistake_looks_as_shown() {
    let blocks = blocks(&read("README.md"));
    let shown = blocks.iter().position(|(language, _)| language == "console").expect("a session");
    let (command, expected) = blocks[shown].1.split_once('\n').expect("an output");
    let directory = tempfile::tempdir().expect("a directory");
    fs::write(directory.path().join("scaffold.yaml"), &blocks[shown - 1].1).expect("written");
    let arguments: Vec<&str> = command.strip_prefix("$ scaffold ").expect("a command").split(' ').collect();
    let output = scaffold(directory.path(), &arguments);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(String::from_utf8_lossy(&output.stderr), expected);
}

/// Why a block of YAML is no spec; what is left out of every example stands before it.
fn mistakes(block: &str) -> Option<Report> {
    let whole = block.starts_with("scaffold: 1\n");
    let text = if whole { block.to_owned() } else { format!("scaffold: 1\nname: example\n{block}") };
    check(&Source::new("scaffold.yaml", text)).err()
}

#[test]
fn specs_are_right() {
    for page in pages() {
        let blocks = blocks(&read(&page));
        let wrong = blocks.iter().position(|(language, _)| language == "console").map(|shown| shown - 1);
        for (index, (language, text)) in blocks.iter().enumerate() {
            if language == "yaml" && Some(index) != wrong {
                let report = mistakes(text).map(|report| report.render(Style::Plain));
                assert!(report.is_none(), "{page}:\n{}", report.unwrap_or_default());
            }
        }
    }
}

#[test]
fn types_and_words_are_all_described() {
    let words = Word::FLAGS.iter().chain(&Word::KEYS).map(|(spelling, _)| *spelling);
    let all: Vec<&str> = schema::SCALARS.into_iter().chain(words).collect();
    for page in ["README.md", "docs/language.md"] {
        let text = read(page);
        for name in &all {
            let spelled = Regex::new(&format!(r"`{name}[`(= ]")).expect("a pattern");
            assert!(spelled.is_match(&text), "{page} does not name `{name}`");
        }
    }
}

#[test]
fn commands_are_all_described() {
    let help = String::from_utf8(scaffold(root(), &["--help"]).stdout).expect("text");
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names: BTreeSet<&str> = listed.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.contains("new"), "{help}");
    let (readme, reference) = (read("README.md"), read("docs/commands.md"));
    let option = Regex::new(r"--[a-z][a-z-]*").expect("a pattern");
    for name in names.iter().filter(|name| **name != "help") {
        assert!(readme.contains(&format!("| `scaffold {name}")), "README does not list `{name}`");
        assert!(
            reference.contains(&format!("\n## `scaffold {name}`\n")),
            "docs/commands.md does not describe `{name}`"
        );
        let help = String::from_utf8(scaffold(root(), &[name, "--help"]).stdout).expect("text");
        for found in option.find_iter(&help) {
            assert!(reference.contains(found.as_str()), "docs/commands.md does not describe `{}`", found.as_str());
        }
    }
}

/// The anchor that forges give a heading.
fn anchor(heading: &str) -> String {
    let text = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = text.chars().filter(|character| character.is_alphanumeric() || " -_".contains(*character));
    kept.collect::<String>().replace(' ', "-")
}

#[test]
fn links_lead_somewhere() {
    let link = Regex::new(r"\]\(([^)#\s]*)(?:#([^)\s]+))?\)").expect("a pattern");
    for page in pages() {
        let text = read(&page);
        for found in link.captures_iter(&text).filter(|found| !found[1].contains("://")) {
            let below = Path::new(&page).parent().expect("a directory");
            let path = if found[1].is_empty() { PathBuf::from(&page) } else { below.join(&found[1]) };
            assert!(root().join(&path).exists(), "{page} links to {}", path.display());
            let Some(wanted) = found.get(2) else { continue };
            let target = fs::read_to_string(root().join(&path)).expect("a page");
            let anchors: Vec<String> = target.lines().filter(|line| line.starts_with('#')).map(anchor).collect();
            assert!(anchors.iter().any(|anchor| anchor == wanted.as_str()), "{page} links to {}", &found[0]);
        }
    }
}

#[test]
fn dependencies_are_those_of_the_manifest() {
    let (readme, manifest) = (read("README.md"), read("Cargo.toml"));
    let section = readme.split("## Dependencies of the tool").nth(1).and_then(|rest| rest.split("\n`").next());
    let row = Regex::new("(?m)^\\| (`[^|]*`) \\|").expect("a pattern");
    for found in row.captures_iter(section.expect("a section")) {
        for name in found[1].split(' ').map(|name| name.trim_matches('`')) {
            assert!(manifest.contains(&format!("\n{name} = ")), "{name} is no dependency");
        }
    }
}

/// What a person does by a block of `diff`: below each file's name, lines as they are with `-`, as they come with `+`.
fn apply(directory: &Path, block: &str) {
    for part in block.split("--- ").skip(1) {
        let (path, lines) = part.split_once('\n').expect("a file's name");
        let side = |gone: char| -> String {
            let kept = lines.lines().filter(|line| !line.starts_with(gone));
            kept.map(|line| format!("\n{}", line.get(1..).unwrap_or_default())).collect()
        };
        let path = directory.join(path);
        let text = fs::read_to_string(&path).expect("a file");
        let (before, after) = (side('+'), side('-'));
        assert!(text.contains(&before), "{} has no{before}", path.display());
        fs::write(&path, text.replacen(&before, &after, 1)).expect("written");
    }
}

/// What a block of `console` shows: commands behind `$`, and below each what it prints.
fn replay(directory: &Path, block: &str) {
    let ours = Path::new(env!("CARGO_BIN_EXE_scaffold")).parent().expect("a directory");
    let path = format!("{}:{}", ours.display(), std::env::var("PATH").unwrap_or_default());
    let mut status = None;
    for step in format!("\n{block}").split("\n$ ").skip(1) {
        let (command, expected) = step.split_once('\n').unwrap_or((step, ""));
        if command == "echo $?" {
            assert_eq!(status, expected.trim().parse().ok(), "{block}");
            continue;
        }
        let mut shell = Command::new("sh");
        shell.args(["-c", command]).current_dir(directory).env("PATH", &path);
        let output = shell.env("SOURCE_DATE_EPOCH", "1767312000").output().expect("it runs");
        status = output.status.code();
        let told = [output.stdout, output.stderr].concat();
        assert_eq!(String::from_utf8_lossy(&told).trim_end(), expected.trim_end(), "{command}");
    }
}

#[test]
fn the_story_of_a_service_happens_as_told() {
    let place = tempfile::tempdir().expect("a directory");
    for (language, text) in blocks(&read("docs/evolving.md")) {
        let project = place.path().join("notes");
        let directory = if project.exists() { project.as_path() } else { place.path() };
        match language.as_str() {
            "yaml" => fs::write(directory.join("scaffold.yaml"), text).expect("written"),
            "diff" => apply(directory, &text),
            _ => replay(directory, &text),
        }
    }
}
