//! What it costs to generate a service: own work, and with rustfmt.

use crate::process::{Usage, measure, median};
use crate::table::{Table, megabytes};
use crate::{project, spec};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

const SIZES: [usize; 4] = [1, 10, 100, 500];
const RUNS: usize = 5;

pub fn run() {
    let idle = idle_rustfmt();
    let mut table =
        Table::new(&["entities", "own CPU ms", "per entity", "own MB", "with rustfmt CPU s", "MB", "lines"]);
    for entities in SIZES {
        let spec = project::spec(&format!("synthetic-{entities}"), &spec::of(entities));
        let directory = project::workshop().join("generated");
        let make = |rustfmt: Option<&Path>| {
            project::vacant("generated");
            measure(with(&mut project::new(&directory, &spec), rustfmt))
        };
        let own = repeat(|| make(Some(&idle)));
        let all = repeat(|| make(None));
        let milliseconds = own.cpu.as_secs_f64() * 1e3;
        table.row([
            entities.to_string(),
            format!("{milliseconds:.0}"),
            format!("{:.2}", milliseconds / entities as f64),
            megabytes(own.memory),
            format!("{:.2}", all.cpu.as_secs_f64()),
            megabytes(all.memory),
            lines(&directory).to_string(),
        ]);
    }
    table.print();
    println!(
        "`add-resource` to 25 entities: own CPU {:.0} ms, with rustfmt {:.2} s",
        add(Some(&idle)),
        add(None) / 1e3
    );
}

/// Milliseconds that one more entity takes in a project of 25.
fn add(rustfmt: Option<&Path>) -> f64 {
    let spec = project::spec("synthetic-25", &spec::of(25));
    let usage = repeat(|| {
        let directory = project::vacant("generated");
        measure(with(&mut project::new(&directory, &spec), rustfmt));
        let mut command = Command::new(env!("CARGO_BIN_EXE_scaffold"));
        command.current_dir(&directory).args([
            "add-resource",
            "Comment",
            "body:text",
            "author:string(1..80)",
            "--quiet",
        ]);
        measure(with(&mut command, rustfmt))
    });
    usage.cpu.as_secs_f64() * 1e3
}

fn repeat(run: impl Fn() -> Usage) -> Usage {
    let runs: Vec<Usage> = (0..RUNS).map(|_| run()).collect();
    Usage { cpu: median(runs.iter().map(|run| run.cpu)), memory: median(runs.iter().map(|run| run.memory)) }
}

/// A directory with a `rustfmt` that does nothing: what is measured with it is our own work.
fn idle_rustfmt() -> PathBuf {
    let directory = project::vacant("idle");
    fs::create_dir(&directory).expect("a directory");
    symlink("/bin/true", directory.join("rustfmt")).expect("a link");
    directory
}

fn with<'a>(command: &'a mut Command, rustfmt: Option<&Path>) -> &'a mut Command {
    let Some(directory) = rustfmt else { return command };
    let path = std::env::var("PATH").unwrap_or_default();
    command.env("PATH", format!("{}:{path}", directory.display()))
}

/// Lines of Rust in a project.
fn lines(directory: &Path) -> usize {
    let files = walkdir::WalkDir::new(directory).into_iter().map(|entry| entry.expect("an entry").into_path());
    let rust = files.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    rust.filter(|path| !path.iter().any(|part| part == ".scaffold"))
        .map(|path| fs::read_to_string(path).expect("text").lines().count())
        .sum()
}
