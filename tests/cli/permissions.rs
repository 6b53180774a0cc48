//! Projects that whoever runs the tool may only read.

use crate::support::{path_with_rustfmt, project, scaffold, tree};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// To root nothing is closed, so that it runs the tool as nobody.
#[test]
fn a_project_that_may_not_be_written_stays() {
    const NOBODY: u32 = 65534;
    let place = project();
    let blog = place.path().join("blog");
    let spec = fs::read_to_string(blog.join("scaffold.yaml")).expect("the spec");
    fs::write(blog.join("scaffold.yaml"), spec + "  Tag: {fields: {word: string}}\n").expect("written");
    let tool = place.path().join("scaffold");
    fs::copy(env!("CARGO_BIN_EXE_scaffold"), &tool).expect("copied");
    let path = path_with_rustfmt(place.path(), "exec cat");
    let allow = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permitted");
    let closed = [blog.join(".scaffold"), blog.clone()];
    allow(place.path(), 0o755);
    closed.iter().for_each(|path| allow(path, 0o555));
    let before = tree(&blog);
    for arguments in [&["sync"][..], &["add-resource", "Note", "words: text"]] {
        let mut command = Command::new(&tool);
        command.current_dir(&blog).args(arguments).env("PATH", &path);
        if fs::metadata(&blog).expect("it is there").uid() == 0 {
            command.uid(NOBODY);
        }
        let output = command.output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(4), "{said}");
        assert!(said.contains("cannot create") && said.contains("Permission denied"), "{said}");
        assert_eq!(tree(&blog), before);
    }
    closed.iter().for_each(|path| allow(path, 0o755));
    scaffold(&blog).arg("sync").assert().success();
}
