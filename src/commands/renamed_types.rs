//! Says which types of the code are called otherwise than before, since code of the user's may name them.

use scaffold::output::{Change, Update};

/// What the tool puts behind a name that is taken.
const SUFFIXES: [&str; 3] = ["Row", "Entity", "Kind"];

/// One sentence for each row or enum that has another name in the file it was in before.
pub fn notes(update: &Update) -> Vec<String> {
    update.visible().into_iter().flat_map(notes_on).collect()
}

fn notes_on(change: &Change) -> Vec<String> {
    let has_types = change.path == "src/enums.rs"
        || change.path.starts_with("src/resources/") && change.path.ends_with("/types.rs");
    let (Some(before), Some(after), true) = (&change.before, &change.after, has_types) else { return Vec::new() };
    let (before, after) = (String::from_utf8_lossy(before), String::from_utf8_lossy(after));
    let (old, new) = (types(&before), types(&after));
    let gone = old.iter().filter(|name| !new.contains(name));
    gone.filter_map(|gone| {
        let now = new.iter().find(|name| !old.contains(name) && (is_longer(name, gone) || is_longer(gone, name)))?;
        Some(format!("note: `{gone}` in {} is `{now}` now: code of yours that names it has to follow", change.path))
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
