//! The committed examples are what the tool makes today. `SCAFFOLD_BLESS=1` rewrites them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use walkdir::WalkDir;

const SPEC: &str = "scaffold.yaml";

fn examples() -> Vec<PathBuf> {
    let entries = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")).expect("examples");
    let mut examples: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    examples.sort();
    examples
}

/// Every file below `root` by its path, without what git ignores.
fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = WalkDir::new(root)
        .into_iter()
        .filter_entry(|entry| entry.file_name() != "target" && entry.file_name() != ".env");
    let files = entries.map(|entry| entry.expect("an entry")).filter(|entry| entry.file_type().is_file());
    let below = |path: &Path| path.strip_prefix(root).expect("a path below").to_string_lossy().into_owned();
    files.map(|entry| (below(entry.path()), fs::read(entry.path()).expect("a file"))).collect()
}

fn generate(example: &Path, target: &Path) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scaffold"));
    command.arg("new").arg(target).arg("--no-git").arg("--spec").arg(example.join(SPEC));
    let output = command.output().expect("scaffold runs");
    assert!(output.status.success(), "{}: {}", example.display(), String::from_utf8_lossy(&output.stderr));
}

fn bless(example: &Path, expected: &BTreeMap<String, Vec<u8>>) {
    for path in tree(example).keys().filter(|path| !expected.contains_key(*path)) {
        fs::remove_file(example.join(path)).expect("removed");
    }
    for (path, contents) in expected {
        let path = example.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        fs::write(path, contents).expect("written");
    }
}

fn differences(committed: &BTreeMap<String, Vec<u8>>, generated: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let missing = generated.keys().filter(|path| !committed.contains_key(*path)).map(|path| format!("missing  {path}"));
    let extra = committed.keys().filter(|path| !generated.contains_key(*path)).map(|path| format!("extra    {path}"));
    let changed = generated
        .iter()
        .filter(|(path, contents)| committed.get(*path).is_some_and(|committed| committed != *contents))
        .map(|(path, _)| format!("differs  {path}"));
    missing.chain(extra).chain(changed).collect()
}

#[test]
fn examples_are_up_to_date() {
    let mut wrong = Vec::new();
    for example in examples() {
        let directory = tempfile::tempdir().expect("a directory");
        let target = directory.path().join("project");
        generate(&example, &target);
        let generated = tree(&target);
        if std::env::var_os("SCAFFOLD_BLESS").is_some() {
            bless(&example, &generated);
        }
        let name = example.file_name().expect("a name").to_string_lossy().into_owned();
        wrong.extend(differences(&tree(&example), &generated).into_iter().map(|line| format!("{name}: {line}")));
    }
    assert!(wrong.is_empty(), "SCAFFOLD_BLESS=1 cargo test --test examples rewrites them:\n{}", wrong.join("\n"));
}

/// Not where the service listens and finds its database: in a container that is for the image and the file to say.
#[test]
fn compose_passes_every_setting_and_none_that_is_empty_where_that_is_no_value() {
    for example in examples() {
        let read = |file: &str| fs::read_to_string(example.join(file)).expect("a file");
        let (sample, compose) = (read(".env.example"), read("compose.yaml"));
        let settings = sample.lines().filter_map(|line| line.trim_start_matches('#').split_once('='));
        let settings = settings
            .map(|(name, _)| name)
            .filter(|name| name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'));
        for name in settings.filter(|name| !["DATABASE_URL", "LISTEN_ADDR"].contains(name)) {
            let value = compose.split_once(&format!("{name}: ${{{name}:")).map(|(_, rest)| rest);
            let value = value.unwrap_or_else(|| panic!("{}: {name} is not passed", example.display()));
            let may_be_empty =
                ["ADMIN_ADDR", "CORS_ORIGINS", "JWT_SECRET", "JWT_SECRET_PREVIOUS", "SMTP_URL", "TRUSTED_PROXIES"];
            assert!(!value.starts_with("-}") || may_be_empty.contains(&name), "{}: {name}", example.display());
            // Compose refuses to start anything, the database alone included, where one of these is missing.
            let is_set = sample.lines().any(|line| line.starts_with(&format!("{name}=")) && !line.ends_with('='));
            assert!(!value.starts_with('?') || is_set, "{}: a copy of the sample lacks {name}", example.display());
        }
    }
}
