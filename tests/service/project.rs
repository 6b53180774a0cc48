//! A project made from a spec, and cargo at work in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

pub struct Project {
    pub directory: PathBuf,
}

fn workshop() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/generated")
}

/// One for all projects, so that dependencies compile once.
pub fn target_directory() -> PathBuf {
    workshop().join("target")
}

impl Project {
    pub fn generate(name: &str, spec: &Path, database: &str) -> Self {
        let directory = workshop().join(format!("{name}-{database}"));
        if directory.exists() {
            fs::remove_dir_all(&directory).expect("removed");
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_scaffold"));
        command.arg("new").arg(&directory).arg("--spec").arg(spec).args(["--database", database, "--no-git"]);
        let output = command.output().expect("scaffold runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Self { directory }
    }

    /// Runs cargo in the project as a user would, who has settings of the service in the environment, and with `database`
    /// as `DATABASE_URL` where there is one.
    pub fn cargo(&self, arguments: &[&str], database: Option<&str>) {
        let mut command = self.command("cargo");
        command.envs([("CORS_ORIGINS", "https://app.example.org"), ("PUBLIC_URL", "https://api.example.org")]);
        command.envs([("RATE_LIMIT", "off"), ("ADMIN_ADDR", "127.0.0.1:9090")]);
        if let Some(url) = database {
            command.env("DATABASE_URL", url);
        }
        self.succeed(&mut command, arguments);
    }

    /// What the formatter and clippy say, while `others` go on: what these check is not what a build makes, and lies by
    /// itself, where no lock keeps the two from each other. Library and binary as they are built for tests of their own
    /// are left out: they hold none, so that clippy would read the same code twice.
    pub fn lint(&self, thorough: bool, others: impl FnOnce()) {
        let lint = |arguments: &[&str]| {
            let mut command = self.command("cargo");
            command.env("CARGO_TARGET_DIR", workshop().join("lint")).env("RUSTDOCFLAGS", "-D warnings");
            self.succeed(&mut command, arguments);
        };
        thread::scope(|scope| {
            scope.spawn(|| {
                lint(&["fmt", "--check"]);
                lint(&["clippy", "--locked", "--lib", "--bins", "--test", "api", "--", "-D", "warnings"]);
                if thorough {
                    lint(&["clippy", "--locked", "--lib", "--no-default-features", "--", "-D", "warnings"]);
                    lint(&["doc", "--locked", "--no-deps"]);
                }
            });
            others();
        });
    }

    fn succeed(&self, command: &mut Command, arguments: &[&str]) {
        let output = command.args(arguments).output().expect("cargo runs");
        let said = [output.stdout, output.stderr].concat();
        let place = self.directory.display();
        assert!(output.status.success(), "cargo {arguments:?} in {place}:\n{}", String::from_utf8_lossy(&said));
    }

    /// A command in the project that knows nothing of the cargo that runs this test.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        let ours = |name: &str| name.starts_with("CARGO_") && !["CARGO_HOME", "CARGO_BUILD_JOBS"].contains(&name);
        for (name, _) in std::env::vars().filter(|(name, _)| ours(name) || name == "DATABASE_URL") {
            command.env_remove(name);
        }
        command.current_dir(&self.directory).env("CARGO_TARGET_DIR", target_directory());
        // Built once and debugged never.
        command.env("CARGO_INCREMENTAL", "0").env("CARGO_PROFILE_DEV_DEBUG", "0");
        command
    }
}
