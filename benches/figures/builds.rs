//! What cargo takes to build a generated service: CPU time from nothing and after an edit, and the size of the binary.

use crate::process::{measure, median};
use crate::table::{Table, megabytes};
use crate::{project, spec};
use std::fs;
use std::path::{Path, PathBuf};

const EDITS: usize = 5;

/// Measures the projects named: `blog-open`, or a number of entities.
pub fn run(projects: &[&str]) {
    let projects = if projects.is_empty() { &["blog-open"] } else { projects };
    let head = ["", "cold build CPU s", "after an edit", "tests", "release CPU s", "MB", "MB without Swagger UI"];
    let mut table = Table::new(&head);
    for name in projects {
        let directory = generate(name);
        let target = project::vacant("cold");
        let cargo = |arguments: &[&str]| {
            measure(&mut project::cargo(&directory, &target, &[arguments, &["--locked"]].concat())).cpu.as_secs_f64()
        };
        let cold = cargo(&["build"]);
        let edits = (0..EDITS).map(|_| {
            edit(&directory);
            cargo(&["build"])
        });
        let after_edit = median(edits.collect::<Vec<_>>());
        let tests = cargo(&["test", "--no-run"]);
        let release = cargo(&["build", "--release"]);
        let size = size(&directory, &target);
        cargo(&["build", "--release", "--no-default-features"]);
        table.row([
            (*name).to_owned(),
            format!("{cold:.1}"),
            format!("{after_edit:.2}"),
            format!("{tests:.1}"),
            format!("{release:.1}"),
            megabytes(size),
            megabytes(self::size(&directory, &target)),
        ]);
    }
    table.print();
}

fn generate(name: &str) -> PathBuf {
    let spec = match name.parse() {
        Ok(entities) => project::spec(&format!("synthetic-{name}"), &spec::of(entities)),
        Err(_) => Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name).join("scaffold.yaml"),
    };
    let directory = project::vacant(&format!("build-{name}"));
    assert!(project::new(&directory, &spec).status().expect("scaffold runs").success());
    directory
}

/// Changes a handler so that it has to be compiled again.
fn edit(directory: &Path) {
    let resources = fs::read_dir(directory.join("src/resources")).expect("resources");
    let mut handlers: Vec<PathBuf> =
        resources.map(|entry| entry.expect("an entry").path().join("handlers.rs")).collect();
    handlers.retain(|path| path.exists());
    handlers.sort();
    let text = fs::read_to_string(&handlers[0]).expect("handlers");
    let changed =
        text.replacen("state.db.read().await?;", "state.db.read().await?;\n    tracing::debug!(\"edited\");", 1);
    assert_ne!(changed, text, "nothing to edit");
    fs::write(&handlers[0], changed).expect("written");
}

fn size(directory: &Path, target: &Path) -> u64 {
    let manifest = fs::read_to_string(directory.join("Cargo.toml")).expect("a manifest");
    let name = manifest.lines().find_map(|line| line.strip_prefix("name = \"")).expect("a name");
    fs::metadata(target.join("release").join(name.trim_end_matches('"'))).expect("a binary").len()
}
