//! The templates inside the binary.

use crate::diagnostic::nearest;
use include_dir::{Dir, DirEntry, include_dir};

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// A built-in template as it was written.
pub fn template_source(name: &str) -> Option<&'static [u8]> {
    TEMPLATES.get_file(name).map(|file| file.contents())
}

/// Names of all built-in templates, sorted.
pub fn template_names() -> Vec<&'static str> {
    let mut names = Vec::new();
    let mut open = vec![&TEMPLATES];
    while let Some(directory) = open.pop() {
        for entry in directory.entries() {
            match entry {
                DirEntry::Dir(inner) => open.push(inner),
                DirEntry::File(file) => names.extend(file.path().to_str()),
            }
        }
    }
    names.sort_unstable();
    names
}

/// Whether built-in templates lie in a directory of this name.
pub fn is_directory(name: &str) -> bool {
    TEMPLATES.get_dir(name).is_some()
}

/// The built-in template that somebody may have meant: a near name in the same directory, or the same name in another.
/// A name without a directory may be meant in any.
pub fn similar_template(name: &str) -> Option<&'static str> {
    let names = template_names();
    let (directory, leaf) = parts(name);
    let beside = || names.iter().filter(|other| directory.is_empty() || parts(other).0 == directory);
    let rendered = format!("{leaf}.j2");
    let elsewhere = || names.iter().find(|other| [leaf, &rendered].contains(&parts(other).1));
    let near = nearest(leaf, beside().map(|other| parts(other).1));
    near.and_then(|near| beside().find(|other| parts(other).1 == near)).or_else(elsewhere).copied()
}

fn parts(name: &str) -> (&str, &str) {
    name.rsplit_once('/').unwrap_or(("", name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_templates_are_found() {
        for (written, meant) in [
            ("resource/handler.rs.j2", Some("resource/handlers.rs.j2")),
            ("resource/handlers.rs", Some("resource/handlers.rs.j2")),
            ("handlers.rs", Some("resource/handlers.rs.j2")),
            ("handler.rs.j2", Some("resource/handlers.rs.j2")),
            ("project/app.rs.j2", Some("project/src/app.rs.j2")),
            ("project/src/nothing_like_it.rs", None),
        ] {
            assert_eq!(similar_template(written), meant, "{written}");
        }
    }
}
