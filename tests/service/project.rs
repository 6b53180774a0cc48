//! A project made from an example, and cargo at work in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

pub struct Project {
    /// The example's name.
    pub name: String,
    pub directory: PathBuf,
}

fn workshop() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/generated")
}

/// One for all projects, so that dependencies compile once.
fn target_directory() -> PathBuf {
    workshop().join("target")
}

impl Project {
    pub fn generate(example: &str, database: &str) -> Self {
        let directory = workshop().join(format!("{example}-{database}"));
        if directory.exists() {
            fs::remove_dir_all(&directory).expect("removed");
        }
        let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(example).join("scaffold.yaml");
        let mut command = Command::new(env!("CARGO_BIN_EXE_scaffold"));
        command.arg("new").arg(&directory).arg("--spec").arg(spec).args(["--database", database, "--no-git"]);
        let output = command.output().expect("scaffold runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Self { name: example.to_owned(), directory }
    }

    /// Runs cargo in the project as a user would, with `database` as `DATABASE_URL` where there is one.
    pub fn cargo(&self, arguments: &[&str], database: Option<&str>) {
        let mut command = self.command("cargo");
        command.args(arguments).env("RUSTDOCFLAGS", "-D warnings");
        if let Some(url) = database {
            command.env("DATABASE_URL", url);
        }
        let output = command.output().expect("cargo runs");
        let said = [output.stdout, output.stderr].concat();
        let place = self.directory.display();
        assert!(output.status.success(), "cargo {arguments:?} in {place}:\n{}", String::from_utf8_lossy(&said));
    }

    /// The built service.
    pub fn binary(&self) -> PathBuf {
        let manifest = fs::read_to_string(self.directory.join("Cargo.toml")).expect("a manifest");
        let name = manifest.lines().find_map(|line| line.strip_prefix("name = \"")).expect("a name");
        target_directory().join("debug").join(name.trim_end_matches('"'))
    }

    /// A command in the project that knows nothing of the cargo that runs this test.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        let ours = |name: &str| name.starts_with("CARGO_") && !["CARGO_HOME", "CARGO_BUILD_JOBS"].contains(&name);
        for (name, _) in std::env::vars().filter(|(name, _)| ours(name) || name == "DATABASE_URL") {
            command.env_remove(name);
        }
        command.current_dir(&self.directory).env("CARGO_TARGET_DIR", target_directory());
        command
    }
}
