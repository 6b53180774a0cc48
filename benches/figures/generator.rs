//! What it costs to generate a service: own work, and with rustfmt.

use crate::process::{Usage, measure, median};
use crate::table::{Table, megabytes};
use crate::{project, spec};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

const SIZES: [usize; 4] = [1, 10, 100, 500];
const RUNS: usize = 5;

pub fn run() {
    let bench = Bench::new();
    let head = ["entities", "own CPU ms", "per entity", "own MB", "with rustfmt CPU s", "MB", "lines of Rust"];
    let mut table = Table::new(&head);
    for entities in SIZES {
        let spec = project::spec(&format!("synthetic-{entities}"), &spec::of(entities));
        let own = repeat(|| bench.generate(&spec, true).1);
        let all = repeat(|| bench.generate(&spec, false).1);
        let milliseconds = own.cpu.as_secs_f64() * 1e3;
        table.row([
            entities.to_string(),
            format!("{milliseconds:.0}"),
            format!("{:.2}", milliseconds / entities as f64),
            megabytes(own.memory),
            format!("{:.2}", all.cpu.as_secs_f64()),
            megabytes(all.memory),
            lines(&bench.generate(&spec, false).0).to_string(),
        ]);
    }
    table.print();
    let spec = project::spec("synthetic-25", &spec::of(25));
    let [own, all] = [true, false].map(|own| repeat(|| bench.add(&spec, own)).cpu.as_secs_f64());
    println!("`add-resource` to 25 entities: own CPU {:.0} ms, with rustfmt {all:.2} s", own * 1e3);
    let (project, _) = bench.generate(&spec, false);
    let idle = repeat(|| bench.sync(&project)).cpu.as_secs_f64();
    println!("`sync` of 25 entities with nothing to do: CPU {:.0} ms", idle * 1e3);
}

/// Where projects are made: in memory where the system has room for files there, so that no disk is measured.
struct Bench {
    directory: TempDir,
    /// A directory with a `rustfmt` that does nothing: what is measured with it is our own work.
    idle: PathBuf,
}

impl Bench {
    fn new() -> Self {
        let memory = Path::new("/dev/shm");
        let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let directory = tempfile::tempdir_in(parent).expect("a directory");
        let idle = directory.path().join("idle");
        fs::create_dir(&idle).expect("a directory");
        symlink("/bin/true", idle.join("rustfmt")).expect("a link");
        Self { directory, idle }
    }

    fn generate(&self, spec: &Path, own: bool) -> (PathBuf, Usage) {
        let project = self.directory.path().join("project");
        if project.exists() {
            fs::remove_dir_all(&project).expect("removed");
        }
        let usage = measure(self.prepare(&mut project::new(&project, spec), own));
        (project, usage)
    }

    /// One more entity in a project of `spec`.
    fn add(&self, spec: &Path, own: bool) -> Usage {
        let (project, _) = self.generate(spec, own);
        let mut command = Command::new(env!("CARGO_BIN_EXE_scaffold"));
        command.current_dir(&project).args(["add-resource", "Comment", "body:text", "author:string(1..80)", "--quiet"]);
        measure(self.prepare(&mut command, own))
    }

    fn sync(&self, project: &Path) -> Usage {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scaffold"));
        measure(command.current_dir(project).args(["sync", "--quiet"]))
    }

    fn prepare<'a>(&self, command: &'a mut Command, own: bool) -> &'a mut Command {
        command.env("TMPDIR", self.directory.path());
        if own {
            let path = std::env::var("PATH").unwrap_or_default();
            command.env("PATH", format!("{}:{path}", self.idle.display()));
        }
        command
    }
}

fn repeat(run: impl Fn() -> Usage) -> Usage {
    let runs: Vec<Usage> = (0..RUNS).map(|_| run()).collect();
    Usage { cpu: median(runs.iter().map(|run| run.cpu)), memory: median(runs.iter().map(|run| run.memory)) }
}

/// Lines of Rust in a project.
fn lines(directory: &Path) -> usize {
    let files = walkdir::WalkDir::new(directory).into_iter().map(|entry| entry.expect("an entry").into_path());
    let rust = files.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    rust.filter(|path| !path.iter().any(|part| part == ".scaffold"))
        .map(|path| fs::read_to_string(path).expect("text").lines().count())
        .sum()
}
