//! How a project names a directory: the way there from its own root, which is the same on every machine.

use super::create::nearest;
use super::error::{OutputError, during};
use std::fs;
use std::path::{Component, Path};

/// The way from `project`, which need not exist yet, to `directory`, with `/` between parts.
///
/// # Errors
/// One of the two is not to be found, or the way cannot be written in one line of text.
pub fn route(project: &Path, directory: &Path) -> Result<String, OutputError> {
    let project = &std::path::absolute(project).map_err(during("find", project))?;
    let anchor = if project.is_dir() { project } else { nearest(project) };
    let root = fs::canonicalize(anchor).map_err(during("find", anchor))?;
    let root = root.join(project.strip_prefix(anchor).unwrap_or(Path::new("")));
    let place = fs::canonicalize(directory).map_err(during("find", directory))?;
    between(&root, &place).ok_or(OutputError::NoRoute(place))
}

fn between(root: &Path, place: &Path) -> Option<String> {
    let (from, to): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (root.components().collect(), place.components().collect());
    let shared = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let up = from[shared..].iter().map(|_| Some(".."));
    let down = to[shared..].iter().map(|part| part.as_os_str().to_str());
    let parts: Vec<&str> = up.chain(down).collect::<Option<_>>()?;
    let way = if parts.is_empty() { ".".to_owned() } else { parts.join("/") };
    let is_line = !way.chars().any(char::is_control) && way.trim() == way;
    is_line.then_some(way)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_leads_down_and_up() {
        let way = |root: &str, place: &str| between(Path::new(root), Path::new(place));
        assert_eq!(way("/a/b", "/a/b/templates/own").as_deref(), Some("templates/own"));
        assert_eq!(way("/a/b", "/a/team").as_deref(), Some("../team"));
        assert_eq!(way("/a/b", "/").as_deref(), Some("../.."));
        assert_eq!(way("/a/b", "/a/b").as_deref(), Some("."));
        assert_eq!(way("/a/b", "/a/te\nam"), None);
    }
}
