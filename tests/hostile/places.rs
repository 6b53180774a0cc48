//! Places that no project can be made or changed in: refused, with nothing written anywhere.

use crate::projects::{Place, finish, is_root, tree, words};
use crate::verdict::calm;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File, Permissions};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

/// Everything that `add-resource` writes below, from the outside in.
const DIRECTORIES: [&str; 11] = [
    "src",
    "src/resources",
    "migrations",
    "tests",
    "tests/api",
    ".scaffold",
    ".scaffold/base",
    ".scaffold/base/src",
    ".scaffold/lock",
    ".scaffold/lock/entities",
    ".scaffold/schema",
];

/// Files that `add-resource` changes or creates.
const FILES: [&str; 7] = [
    "scaffold.yaml",
    "src/resources/mod.rs",
    "src/resources/comments/mod.rs",
    "tests/api/comments.rs",
    ".scaffold/lock/entities/comment",
    ".scaffold/schema/comment.json",
    ".scaffold/base/src/resources/mod.rs",
];

fn refused(what: &str, output: &Output, codes: &[i32]) {
    calm(output).unwrap_or_else(|why| panic!("{what}: {why}"));
    let code = output.status.code().unwrap_or_default();
    assert!(codes.contains(&code), "{what}: {}", words(output));
    assert!(output.stderr.starts_with(b"error"), "{what}: {}", words(output));
}

fn fifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo runs").success());
}

#[test]
fn specs_that_are_no_files_are_refused_unread() {
    let place = Place::new();
    fifo(&place.path().join("fifo"));
    File::create(place.path().join("sparse")).and_then(|file| file.set_len(5 << 30)).expect("a file");
    symlink("loop", place.path().join("loop")).expect("a link");
    symlink("/dev/zero", place.path().join("zero")).expect("a link");
    let _socket = UnixListener::bind(place.path().join("socket")).expect("a socket");
    let long = "x".repeat(300);
    for spec in
        ["fifo", "sparse", "loop", "zero", "socket", "missing", ".", "/dev/zero", "/dev/null", "spec.yaml/x", "", &long]
    {
        refused(spec, &place.run("", &["check", spec]), &[2]);
        refused(spec, &place.run("", &["new", "out", "--spec", spec]), &[2]);
    }
    assert!(!place.path().join("out").exists());
}

#[test]
fn targets_that_cannot_be_a_directory_are_refused() {
    let place = Place::new();
    fifo(&place.path().join("fifo"));
    symlink("loop", place.path().join("loop")).expect("a link");
    symlink("../elsewhere", place.path().join("dangling")).expect("a link");
    fs::create_dir(place.path().join("full"))
        .and_then(|()| fs::write(place.path().join("full/mine"), "mine"))
        .expect("written");
    let _socket = UnixListener::bind(place.path().join("socket")).expect("a socket");
    let before = tree(place.path());
    let long = "x".repeat(300);
    let targets = [
        "fifo",
        "socket",
        "loop",
        "loop/below",
        "dangling",
        "full",
        "spec.yaml",
        "spec.yaml/below",
        "/dev/null",
        "/dev/null/below",
        "/proc/below",
        "",
        "..",
        "/",
        &long,
    ];
    for target in targets {
        refused(target, &place.run("", &["new", target, "--spec", "spec.yaml", "--no-git"]), &[2, 4]);
        assert!(tree(place.path()) == before, "{target:?} changed something");
    }
}

#[test]
fn no_link_leads_a_change_out_of_the_project() {
    let place = Place::with_project();
    let outside = place.path().join("outside");
    for directory in DIRECTORIES {
        let inside = place.project().join(directory);
        fs::rename(&inside, &outside).expect("renamed");
        symlink(&outside, &inside).expect("a link");
        let before = tree(place.path());
        refused(directory, &place.add_comment(), &[2, 3, 4]);
        assert!(tree(place.path()) == before, "{directory} is a link, and something changed");
        fs::rename(&outside, place.path().join("gone")).expect("renamed");
        let before = tree(place.path());
        refused(directory, &place.add_comment(), &[2, 3, 4]);
        assert!(tree(place.path()) == before, "{directory} is a link to nothing, and something changed");
        fs::remove_file(&inside).and_then(|()| fs::rename(place.path().join("gone"), &inside)).expect("put back");
    }
    assert!(place.add_comment().status.success());
}

#[test]
fn nothing_but_plain_files_is_changed() {
    let place = Place::with_project();
    let canary = place.path().join("canary");
    for path in FILES {
        let target = place.project().join(path);
        let parent = target.parent().expect("a parent").to_owned();
        let text = fs::read(&target).ok();
        fs::write(&canary, text.as_deref().unwrap_or_default()).expect("written");
        let made = !parent.exists();
        fs::create_dir_all(&parent).expect("a directory");
        for kind in ["link", "dangling link", "directory", "fifo", "socket"] {
            let _ = fs::remove_file(&target);
            let socket = put(kind, &target, &canary);
            let before = tree(place.path());
            refused(&format!("{kind} at {path}"), &place.add_comment(), &[2, 3, 4]);
            assert!(tree(place.path()) == before, "a {kind} at {path}, and something changed");
            drop(socket);
            let _ = fs::remove_dir(&target);
        }
        let _ = fs::remove_file(&target);
        match text {
            Some(text) => fs::write(&target, text).expect("written"),
            None if made => fs::remove_dir(&parent).expect("removed"),
            None => {}
        }
    }
    assert!(place.add_comment().status.success());
}

/// Puts something that is no plain file at a path.
fn put(kind: &str, path: &Path, canary: &Path) -> Option<UnixListener> {
    match kind {
        "link" => symlink(canary, path).expect("a link"),
        "dangling link" => symlink("/nonexistent/x", path).expect("a link"),
        "directory" => fs::create_dir(path).expect("a directory"),
        "fifo" => fifo(path),
        _ => return Some(UnixListener::bind(path).expect("a socket")),
    }
    None
}

#[test]
fn the_other_name_of_a_file_keeps_its_text() {
    let place = Place::with_project();
    let mut canaries = Vec::new();
    for path in ["scaffold.yaml", "src/resources/mod.rs", ".scaffold/lock/project"] {
        let (file, canary) = (place.project().join(path), place.path().join(path.replace('/', "-")));
        fs::hard_link(&file, &canary).expect("a second name");
        canaries.push((fs::read(&canary).expect("a file"), canary));
    }
    let output = place.add_comment();
    assert!(output.status.success(), "{}", words(&output));
    for (text, canary) in canaries {
        assert_eq!(fs::read(&canary).expect("a file"), text, "{canary:?}");
        assert_eq!(fs::metadata(&canary).expect("metadata").nlink(), 1);
    }
}

#[test]
fn odd_paths_are_paths_like_others() {
    let names: [&[u8]; 14] = [
        b"with space",
        b"it's",
        b"a\"b",
        b"$HOME",
        b"$(id)",
        b"`id`",
        b"a\nb",
        b"a;b&c|d",
        b"caf\xc3\xa9",
        b"\xf0\x9f\xa6\x80",
        b"not\xffutf8",
        b"-rf",
        b"a\\b",
        b"\x1b[2Jred",
    ];
    for name in names {
        let place = Place::new();
        let parent = place.path().join(OsStr::from_bytes(name));
        fs::create_dir(&parent).expect("a directory");
        fs::copy(place.path().join("spec.yaml"), parent.join("spec.yaml")).expect("copied");
        let target: OsString = OsString::from_vec([b"./", name, b"/", name].concat());
        let spec: OsString = OsString::from_vec([b"./", name, b"/spec.yaml"].concat());
        let arguments = ["new".as_ref(), target.as_os_str(), "--spec".as_ref(), spec.as_os_str(), "--no-git".as_ref()];
        let output = place.run("", &arguments);
        let talked = calm(&output);
        assert!(output.status.success() && talked.is_ok(), "{name:?}: {}", words(&output));
        let project = parent.join(OsStr::from_bytes(name));
        let mut add = place.command(env!("CARGO_BIN_EXE_scaffold"), "");
        add.current_dir(&project).args(["add-resource", "Comment", "body: text"]);
        let output = finish(add.spawn().expect("it starts"));
        assert!(output.status.success(), "{name:?}: {}", words(&output));
        fs::write(parent.join("spec.yaml"), "scaffold: 2\n").expect("written");
        refused(&format!("{name:?}"), &place.run("", &["check".as_ref(), spec.as_os_str()]), &[2]);
        refused(&format!("{name:?}"), &place.run("", &arguments), &[2]);
    }
}

#[test]
fn secrets_are_for_their_owner_only() {
    for umask in ["000", "077"] {
        let place = Place::new();
        let line = format!("umask {umask}; exec \"$0\" new shop --spec spec.yaml --database postgres --no-git");
        assert!(place.shell("", &line).status.success());
        for entry in walkdir::WalkDir::new(place.project()) {
            let entry = entry.expect("an entry");
            let expected = match entry.file_type().is_dir() {
                true => 0o755,
                false if entry.file_name() == ".env" => 0o600,
                false => 0o644,
            };
            let mode = entry.metadata().expect("metadata").permissions().mode() & 0o7777;
            assert_eq!(mode, expected, "{:?} under umask {umask}", entry.path());
        }
    }
}

#[test]
fn a_poor_environment_is_enough_or_told() {
    let place = Place::new();
    let output = place.shell("", "exec env -i PATH=\"$PATH\" \"$0\" new shop --spec spec.yaml --no-git");
    assert!(output.status.success(), "{}", words(&output));
    let gone = "mkdir gone && cd gone && rmdir ../gone && exec \"$0\"";
    for command in ["new other", "new .", "add-resource A 'b: int'", "check", "new other --spec spec.yaml"] {
        refused(command, &place.shell("", &format!("{gone} {command}")), &[2, 4]);
    }
    let silent = place.shell("", "exec \"$0\" check spec.yaml >&- 2>&-");
    assert_eq!(silent.status.code(), Some(0));
    let mute = place.shell("", "exec \"$0\" schema > /dev/full");
    refused("a full device", &mute, &[4]);
}

#[test]
fn what_a_user_may_not_touch_is_left_alone() {
    let place = Place::with_project();
    let binary = place.path().join("bin/scaffold");
    fs::copy(env!("CARGO_BIN_EXE_scaffold"), &binary).expect("copied");
    fs::write(place.path().join("secret.yaml"), "name: x").expect("written");
    fs::set_permissions(place.path().join("secret.yaml"), Permissions::from_mode(0o000)).expect("a mode");
    if !is_root() {
        read_only(&place.project(), true);
    }
    let before = tree_of_project(&place);
    let runs: [(&str, &[&str]); 5] = [
        ("", &["check", "secret.yaml"]),
        ("shop", &["add-resource", "Comment", "body: text"]),
        ("shop", &["new", "below", "--no-git"]),
        ("shop", &["new", "src/below/deeper", "--no-git"]),
        ("shop", &["new", "/below", "--no-git"]),
    ];
    for (below, arguments) in runs {
        let mut command = match is_root() {
            true => place.command("setpriv", below),
            false => place.command(&binary, below),
        };
        if is_root() {
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(&binary);
        }
        let output = finish(command.args(arguments).spawn().expect("it starts"));
        refused(&arguments.join(" "), &output, &[2, 4]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("ermission denied"), "{arguments:?}: {said}");
    }
    assert!(tree_of_project(&place) == before);
    if !is_root() {
        read_only(&place.project(), false);
    }
}

fn tree_of_project(place: &Place) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    tree(&place.project()).into_iter().map(|(path, (_, contents))| (path, contents)).collect()
}

/// Takes the permission to write from every directory, or gives it back.
fn read_only(root: &Path, taken: bool) {
    for entry in walkdir::WalkDir::new(root).into_iter().map(|entry| entry.expect("an entry")) {
        if entry.file_type().is_dir() {
            fs::set_permissions(entry.path(), Permissions::from_mode(if taken { 0o555 } else { 0o755 }))
                .expect("a mode");
        }
    }
}

#[test]
fn a_run_that_was_killed_stops_no_other() {
    let place = Place::with_project();
    let held = File::open(place.project().join(".scaffold")).expect("a directory");
    held.lock().expect("locked");
    let output = place.add_comment();
    refused("a project at work", &output, &[4]);
    assert!(words(&output).contains("another scaffold is at work"));
    drop(held);

    place.formatter(&format!("touch '{}'; exec sleep 10", place.path().join("started").display()));
    let mut command = place.command(env!("CARGO_BIN_EXE_scaffold"), "shop");
    let mut child = command.args(["add-resource", "Comment", "body: text"]).spawn().expect("it starts");
    while !place.path().join("started").exists() {
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().and_then(|()| child.wait()).expect("killed");
    place.formatter("");
    fs::create_dir(place.project().join(".scaffold/.scaffold-staging-left")).expect("a directory");
    let output = place.add_comment();
    assert!(output.status.success(), "{}", words(&output));
}

#[test]
fn a_full_disk_leaves_everything_as_it_was() {
    let place = Place::with_project();
    let before = tree(place.path());
    for blocks in ["0", "1", "4", "16"] {
        let limit = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\"");
        refused("files may not grow", &place.shell("", &format!("{limit} new out --spec spec.yaml --no-git")), &[4]);
        refused(
            "files may not grow",
            &place.shell("shop", &format!("{limit} add-resource Comment 'body: text'")),
            &[4],
        );
        assert!(tree(place.path()) == before, "something is left of {blocks} blocks");
    }
    let mounts = "unshare --map-root-user --mount sh -c 'mount -t tmpfs none .'";
    if !place.shell("bin", mounts).status.success() {
        println!("this user may not mount, so no small disk was filled");
        return;
    }
    fs::create_dir(place.path().join("disk")).expect("a directory");
    for size in ["16k", "64k", "256k", "512k"] {
        let line = format!(
            "exec unshare --map-root-user --mount sh -c '
                mount -t tmpfs -o size={size} none disk && \"$0\" new disk/out --spec spec.yaml --no-git
                code=$?; ls -A disk >&2; exit $code' \"$0\""
        );
        let output = place.shell("", &line);
        refused(size, &output, &[4]);
        let said = words(&output);
        assert!(said.contains("No space left") && said.trim_end().lines().count() == 1, "{size}: {said}");
    }
}

#[test]
fn a_project_inside_a_workspace_is_told_about() {
    let place = Place::new();
    fs::write(place.path().join("Cargo.toml"), "[workspace]\nmembers = [\"other\"]\nresolver = \"3\"\n")
        .expect("written");
    let output = place.run("", &["new", "deep/shop", "--spec", "spec.yaml", "--no-git"]);
    let said = words(&output);
    assert!(output.status.success() && said.contains("workspace") && said.contains("members"), "{said}");
}
