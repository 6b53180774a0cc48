//! Says which types of the code are called otherwise than before, since code of the user's may name them.

use scaffold::output::{Change, Update};
use serde::Serialize;

/// What the tool puts behind a name that is taken.
const SUFFIXES: [&str; 3] = ["Row", "Entity", "Kind"];

/// A row or an enum that has another name in the file it was in before.
#[derive(Debug, Serialize)]
pub struct RenamedType<'a> {
    path: &'a str,
    from: String,
    to: String,
}

impl RenamedType<'_> {
    /// What somebody has to know of it, before it happens or after.
    pub fn note(&self, is_done: bool) -> String {
        let Self { path, from, to } = self;
        match is_done {
            true => format!("note: `{from}` in {path} is `{to}` now: code of yours that names it has to follow"),
            false => {
                format!("note: `{from}` in {path} will be `{to}`: code of yours that names it will have to follow")
            }
        }
    }
}

pub fn of(update: &Update) -> Vec<RenamedType<'_>> {
    update.visible().into_iter().flat_map(on).collect()
}

fn on(change: &Change) -> Vec<RenamedType<'_>> {
    let has_types = change.path == "src/enums.rs"
        || change.path.starts_with("src/resources/") && change.path.ends_with("/types.rs");
    let (Some(before), Some(after), true) = (&change.before, &change.after, has_types) else { return Vec::new() };
    let (before, after) = (String::from_utf8_lossy(before), String::from_utf8_lossy(after));
    let (old, new) = (types(&before), types(&after));
    let gone = old.iter().filter(|name| !new.contains(name));
    gone.filter_map(|from| {
        let to = new.iter().find(|name| !old.contains(name) && (is_longer(name, from) || is_longer(from, name)))?;
        Some(RenamedType { path: &change.path, from: (*from).to_owned(), to: (*to).to_owned() })
    })
    .collect()
}

/// Names of the types that a file makes.
fn types(text: &str) -> Vec<&str> {
    let made = |line: &&str| line.strip_prefix("pub struct ").or_else(|| line.strip_prefix("pub enum ")).is_some();
    let lines = text.lines().filter(made);
    lines.filter_map(|line| line.split([' ', '<', '(', ';', '{']).nth(2)).collect()
}

/// Whether `long` is `short` with what stands behind a name that is taken, once or more.
fn is_longer(long: &str, short: &str) -> bool {
    let Some(mut rest) = long.strip_prefix(short).filter(|rest| !rest.is_empty()) else { return false };
    while let Some(less) = SUFFIXES.iter().find_map(|suffix| rest.strip_prefix(suffix)) {
        rest = less;
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_name_that_is_taken_adds_is_a_rename() {
        assert!(is_longer("ProjectUpdateRowRow", "ProjectUpdate") && is_longer("ResultKind", "Result"));
        assert!(!is_longer("ProjectRowInput", "Project") && !is_longer("Project", "Project"));
        assert_eq!(types("pub struct A {\n    a: i32,\n}\npub enum B<'a> {\n}\nstruct C;\n"), ["A", "B"]);
    }
}
