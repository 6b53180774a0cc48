//! A team's own templates: what lies in their directory, and what is wrong with it.

use super::builtin::{is_directory, similar_template, template_source};
use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, DirEntry, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Where the originals of ejected templates lie in the directory, as they were when they were ejected.
pub const ORIGINALS: &str = ".ejected";

/// Directory of pieces that a team's templates include.
const PIECES: &str = "include";

/// Largest template, in bytes.
const MAX_BYTES: u64 = 1024 * 1024;

/// Why a directory is none of templates.
#[derive(Debug, thiserror::Error)]
pub enum TemplatesError {
    #[error("there is no directory of templates at {0:?}")]
    NotADirectory(PathBuf),
    #[error("{}", list(.0))]
    Flaws(Vec<Flaw>),
    #[error("cannot read {path:?}: {source}")]
    Io { path: PathBuf, source: io::Error },
}

/// What is wrong with a file of the directory.
#[derive(Debug)]
pub struct Flaw {
    pub path: PathBuf,
    pub reason: String,
}

/// The text of each template in a directory by its name, with everything that is wrong with other files.
#[derive(Debug, Default)]
pub struct Own {
    pub texts: BTreeMap<String, String>,
    /// Names of templates of which the built-in one is another now than when it was ejected.
    pub outdated: Vec<String>,
    pub flaws: Vec<Flaw>,
}

impl Own {
    /// Reads the directory. A file in it that neither is called like a built-in template nor is a piece for
    /// `include` is a flaw; files and hidden directories at the top are nobody's business.
    pub fn read(root: &Path) -> Result<Self, TemplatesError> {
        let mut own = Self::default();
        own.walk(root, "")?;
        for name in own.texts.keys() {
            let original = fs::read(root.join(ORIGINALS).join(name));
            if original.is_ok_and(|original| template_source(name).is_some_and(|built_in| built_in != original)) {
                own.outdated.push(name.clone());
            }
        }
        Ok(own)
    }

    fn walk(&mut self, root: &Path, below: &str) -> Result<(), TemplatesError> {
        let directory = root.join(below);
        let failed = |source| TemplatesError::Io { path: directory.clone(), source };
        let entries = fs::read_dir(&directory).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let mut entries = entries.map_err(failed)?;
        entries.sort_by_key(DirEntry::file_name);
        for entry in entries {
            let leaf = entry.file_name().to_string_lossy().into_owned();
            let name = if below.is_empty() { leaf.clone() } else { format!("{below}/{leaf}") };
            let kind = entry.file_type().map_err(failed)?;
            let is_known = is_piece(&name) || is_directory(&name);
            let is_elsewhere = below.is_empty() && !is_known && (!kind.is_dir() || leaf.starts_with('.'));
            if is_elsewhere || is_leftover(&leaf) {
                continue;
            }
            if kind.is_dir() && is_known {
                self.walk(root, &name)?;
            } else if kind.is_dir() {
                self.flaws.push(Flaw { path: entry.path(), reason: "holds no templates".to_owned() });
            } else if !kind.is_file() {
                self.flaws.push(Flaw { path: entry.path(), reason: "is not a plain file".to_owned() });
            } else if is_piece(&name) || template_source(&name).is_some() {
                self.take(name, entry.path())?;
            } else {
                let near = similar_template(&name).map(|near| format!("; did you mean `{near}`?"));
                let reason = format!("takes the place of no template{}", near.unwrap_or_default());
                self.flaws.push(Flaw { path: entry.path(), reason });
            }
        }
        Ok(())
    }

    fn take(&mut self, name: String, path: PathBuf) -> Result<(), TemplatesError> {
        let mut bytes = Vec::new();
        let read = File::open(&path).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes));
        read.map_err(|source| TemplatesError::Io { path: path.clone(), source })?;
        if bytes.len() as u64 > MAX_BYTES {
            self.flaws.push(Flaw { path, reason: "is larger than 1 MiB".to_owned() });
            return Ok(());
        }
        match String::from_utf8(bytes) {
            Ok(text) => {
                let text = text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n");
                self.texts.insert(name, text);
            }
            Err(error) => {
                let reason = format!("is not UTF-8: byte {} cannot be read", error.utf8_error().valid_up_to());
                self.flaws.push(Flaw { path, reason });
            }
        }
        Ok(())
    }
}

fn is_piece(name: &str) -> bool {
    name.strip_prefix(PIECES).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What editors and desktops leave behind.
fn is_leftover(leaf: &str) -> bool {
    leaf.ends_with('~') || leaf.ends_with(".swp") || leaf == ".DS_Store"
}

fn list(flaws: &[Flaw]) -> String {
    let lines = flaws.iter().map(|flaw| format!("\n  {flaw}"));
    format!("the templates cannot be used:{}", lines.collect::<String>())
}

impl fmt::Display for Flaw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.path.display(), self.reason)
    }
}
