//! Projects for runs in hostile places: made fast, without a formatter, and looked at byte by byte.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::io::Read;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use walkdir::WalkDir;

const SPEC: &str = "scaffold: 1\nname: shop\nentities:\n  Post:\n    fields:\n      title: string(1..80)\n";

/// Longest that a run may hang before it is ended from outside.
const PATIENCE: Duration = Duration::from_secs(30);

/// A directory that everybody may enter, with `spec.yaml`, and `bin` with a formatter that leaves all as it is.
pub struct Place {
    directory: TempDir,
}

impl Place {
    pub fn new() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let place = Self { directory };
        fs::set_permissions(place.path(), Permissions::from_mode(0o755)).expect("a mode");
        fs::write(place.path().join("spec.yaml"), SPEC).expect("written");
        fs::create_dir(place.path().join("bin")).expect("a directory");
        place.formatter("");
        place
    }

    /// A place with a project in `shop`.
    pub fn with_project() -> Self {
        let place = Self::new();
        let output = place.run("", &["new", "shop", "--spec", "spec.yaml", "--no-git"]);
        assert!(output.status.success(), "{}", words(&output));
        place
    }

    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    pub fn project(&self) -> PathBuf {
        self.path().join("shop")
    }

    /// What stands in for rustfmt does this and nothing else.
    pub fn formatter(&self, line: &str) {
        let path = self.path().join("bin/rustfmt");
        fs::write(&path, format!("#!/bin/sh\n{line}\n")).expect("written");
        fs::set_permissions(path, Permissions::from_mode(0o755)).expect("a mode");
    }

    /// Any program in a directory below, with the stand-in first on its path.
    pub fn command(&self, program: impl AsRef<OsStr>, below: &str) -> Command {
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new(program);
        command.current_dir(self.path().join(below)).env_remove("NO_COLOR").env("SOURCE_DATE_EPOCH", "1700000000");
        command.env("PATH", format!("{}:{path}", self.path().join("bin").display()));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs the binary in a directory below.
    pub fn run<S: AsRef<OsStr>>(&self, below: &str, arguments: &[S]) -> Output {
        let mut command = self.command(env!("CARGO_BIN_EXE_scaffold"), below);
        finish(command.args(arguments).spawn().expect("it starts"))
    }

    /// A shell that knows the binary as `$0`.
    pub fn shell(&self, below: &str, line: &str) -> Output {
        let mut command = self.command("sh", below);
        finish(command.args(["-c", line, env!("CARGO_BIN_EXE_scaffold")]).spawn().expect("sh starts"))
    }

    pub fn add_comment(&self) -> Output {
        self.run("shop", &["add-resource", "Comment", "body: text", "post: Post as comments"])
    }
}

/// Waits for the end of a run, which must come by itself.
pub fn finish(mut child: Child) -> Output {
    let start = Instant::now();
    while child.try_wait().expect("a child").is_none() {
        if start.elapsed() > PATIENCE {
            child.kill().expect("killed");
            panic!("a run did not end");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    child.wait_with_output().expect("its output")
}

pub fn words(output: &Output) -> String {
    format!("{}: {}", output.status, String::from_utf8_lossy(&output.stderr))
}

/// Every path below a directory with its kind, mode and contents; nothing is followed.
pub fn tree(root: &Path) -> BTreeMap<PathBuf, (String, Vec<u8>)> {
    let entries = WalkDir::new(root).min_depth(1).into_iter().map(|entry| entry.expect("an entry"));
    let described = entries.map(|entry| {
        let metadata = fs::symlink_metadata(entry.path()).expect("metadata");
        let kind = metadata.file_type();
        let contents = match () {
            () if kind.is_symlink() => {
                fs::read_link(entry.path()).expect("a link").into_os_string().into_encoded_bytes()
            }
            () if kind.is_file() => read(entry.path()),
            () => Vec::new(),
        };
        let odd = kind.is_fifo() || kind.is_socket();
        let what = format!("{:o} {}{odd}", metadata.mode(), metadata.nlink() * u64::from(kind.is_file()));
        (entry.path().strip_prefix(root).expect("a path below").to_owned(), (what, contents))
    });
    described.collect()
}

fn read(path: &Path) -> Vec<u8> {
    let mut contents = Vec::new();
    fs::File::open(path).and_then(|mut file| file.read_to_end(&mut contents)).expect("a file");
    contents
}

/// Whether tests run as the user for whom no mode counts.
pub fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|metadata| metadata.uid() == 0)
}
