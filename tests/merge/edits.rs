//! What people do to a file.

use super::project::Tree;
use scaffold::render::{Templates, format_text};
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

/// A line that nobody else writes; in most files a comment.
const MINE: &str = "// a line of mine";

pub struct Edit {
    pub name: &'static str,
    /// The text as edited, where the edit is one of the text.
    text: Option<fn(&str) -> String>,
    /// What else is done.
    deed: fn(&Path),
}

const NOTHING: fn(&Path) = |_| {};

pub const EDITS: &[Edit] = &[
    Edit { name: "first line", text: Some(|text| format!("{MINE}\n{text}")), deed: NOTHING },
    Edit { name: "inside", text: Some(inside), deed: NOTHING },
    Edit { name: "last line", text: Some(last), deed: NOTHING },
    Edit { name: "append", text: Some(|text| format!("{text}\n{MINE}\n")), deed: NOTHING },
    Edit {
        name: "everywhere",
        text: Some(|text| text.lines().map(|line| format!("{line}\n{MINE}\n")).collect()),
        deed: NOTHING,
    },
    Edit {
        name: "rustfmt",
        text: Some(|text| {
            format_text(&text.replace(",\n", ", "), &Templates::built_in()).unwrap_or_else(|| text.to_owned())
        }),
        deed: NOTHING,
    },
    Edit { name: "line ends", text: Some(|text| inside(text).replace('\n', "\r\n")), deed: NOTHING },
    Edit { name: "byte order mark", text: Some(|text| format!("\u{feff}{}", inside(text))), deed: NOTHING },
    Edit { name: "without last newline", text: Some(|text| format!("{text}{MINE}")), deed: NOTHING },
    Edit {
        name: "read only",
        text: Some(inside),
        deed: |path| fs::set_permissions(path, Permissions::from_mode(0o444)).expect("set"),
    },
    Edit { name: "deleted", text: None, deed: |path| fs::remove_file(path).expect("removed") },
    Edit { name: "renamed", text: None, deed: |path| fs::rename(path, mine(path)).expect("renamed") },
    Edit {
        name: "directory",
        text: None,
        deed: |path| {
            fs::remove_file(path).expect("removed");
            fs::create_dir(path).expect("a directory");
            fs::write(path.join("mine"), MINE).expect("written");
        },
    },
    Edit {
        name: "symbolic link",
        text: None,
        deed: |path| {
            fs::rename(path, mine(path)).expect("renamed");
            symlink(mine(path), path).expect("a link");
        },
    },
];

fn mine(path: &Path) -> std::path::PathBuf {
    path.with_extension("mine")
}

fn inside(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let (above, below) = lines.split_at(lines.len() / 2);
    format!("{}\n{MINE}\n{}\n", above.join("\n"), below.join("\n"))
}

fn last(text: &str) -> String {
    let (above, _) = text.trim_end().rsplit_once('\n').unwrap_or_default();
    format!("{above}\n{MINE}\n")
}

impl Edit {
    /// Whether the file could be edited so.
    pub fn apply(&self, root: &Path, path: &str) -> bool {
        let place = root.join(path);
        let before = fs::read_to_string(&place).expect("a text");
        if let Some(text) = self.text {
            let after = text(&before);
            if after == before {
                return false;
            }
            fs::write(&place, after).expect("written");
        }
        (self.deed)(&place);
        true
    }

    /// Whether every line of the user's is there still, at the file's place or at the one that it has moved to.
    pub fn survives(&self, before: &Tree, after: &Tree, path: &str) -> bool {
        let moved = |path: &str| path.replace("posts", "articles").replace("comments", "remarks");
        let stays = |path: &str| [path, &moved(path)].into_iter().any(|place| after.get(place) == before.get(path));
        match self.name {
            "rustfmt" => true,
            "deleted" => {
                !after.contains_key(path) || after[path] != before.get(path).cloned().flatten() && is_registry(path)
            }
            "renamed" | "symbolic link" => stays(&Path::new(path).with_extension("mine").to_string_lossy()),
            "directory" => stays(&format!("{path}/mine")),
            name => {
                let text = after.get(path).or_else(|| after.get(&moved(path))).cloned().flatten().unwrap_or_default();
                let text = String::from_utf8(text).expect("UTF-8");
                let was = before[path].clone().map(String::from_utf8).expect("a file").expect("UTF-8");
                let lines = text.matches(MINE).count() >= was.matches(MINE).count();
                let ends = name != "line ends" || text.matches('\n').count() == text.matches("\r\n").count();
                lines && ends && was.starts_with('\u{feff}') == text.starts_with('\u{feff}')
            }
        }
    }
}

/// Files that come back, since everything else hangs on them.
fn is_registry(path: &str) -> bool {
    ["src/resources/mod.rs", "tests/api/access.rs", "tests/api/main.rs"].contains(&path)
}
