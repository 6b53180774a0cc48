//! Running the binary in a directory of its own.

use assert_cmd::Command;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use tempfile::TempDir;
use walkdir::WalkDir;

pub const BLOG: &str = "\
# A blog.
scaffold: 1
name: blog   # the crate

entities:
  # Who writes.
  Author:
    fields:
      name: string(1..80)
      email: email unique

  Post:
    fields:
      title: string(3..200)
      author: Author as posts
    # the last line of Post

# The end.
";

/// A directory with `spec.yaml` in it.
pub fn place() -> TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    fs::write(directory.path().join("spec.yaml"), BLOG).expect("written");
    directory
}

/// A directory with a project made of [`BLOG`] in it, named `blog`.
pub fn project() -> TempDir {
    let directory = place();
    scaffold(directory.path()).args(["new", "blog", "--spec", "spec.yaml", "--no-git"]).assert().success();
    directory
}

pub fn scaffold(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scaffold"));
    command.current_dir(directory).env_remove("SOURCE_DATE_EPOCH").env_remove("NO_COLOR");
    command
}

/// A search path on which a shell script is rustfmt.
pub fn path_with_rustfmt(directory: &Path, script: &str) -> String {
    let programs = directory.join("programs");
    fs::create_dir(&programs).expect("a directory");
    fs::write(programs.join("rustfmt"), format!("#!/bin/sh\n{script}\n")).expect("written");
    fs::set_permissions(programs.join("rustfmt"), fs::Permissions::from_mode(0o755)).expect("a program");
    format!("{}:{}", programs.display(), std::env::var("PATH").expect("a path"))
}

/// Every path below a directory with its contents; directories have none.
pub fn tree(root: &Path) -> BTreeMap<String, Option<Vec<u8>>> {
    let entries = WalkDir::new(root).into_iter().map(|entry| entry.expect("an entry"));
    let below = |path: &Path| path.strip_prefix(root).expect("a path below").to_string_lossy().into_owned();
    entries
        .map(|entry| {
            (below(entry.path()), entry.file_type().is_file().then(|| fs::read(entry.path()).expect("a file")))
        })
        .collect()
}

pub fn stdout(command: &mut Command) -> String {
    String::from_utf8(command.output().expect("it runs").stdout).expect("UTF-8")
}

pub fn json(command: &mut Command) -> serde_json::Value {
    serde_json::from_str(&stdout(command)).expect("JSON")
}

pub fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a file")
}

/// Puts `to` in the first place where `from` stands in a file.
pub fn edit(path: &Path, from: &str, to: &str) {
    let text = read(path);
    assert!(text.contains(from), "{} has no `{from}`", path.display());
    fs::write(path, text.replacen(from, to, 1)).expect("written");
}
