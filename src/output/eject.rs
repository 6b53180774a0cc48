//! Built-in templates on their way into a directory of a team's own.

use super::disk::{self, Found};
use super::error::{Conflict, OutputError, Reason, during};
use crate::render::ORIGINALS;
use serde::Serialize;
use std::fs;
use std::path::{Path, PathBuf};

/// What became of the templates that were asked for.
#[derive(Debug, Default, Serialize)]
pub struct Ejection {
    pub created: Vec<String>,
    /// Were there already, just as they are built in.
    pub present: Vec<String>,
}

/// Writes templates, name and text, below `directory`, and each once more as the original that later versions of it are
/// held against. A file that is there is never written over; all are written, or none.
///
/// # Errors
/// All files that are in the way at once; the system refuses.
pub fn eject(directory: &Path, templates: &[(&str, &[u8])]) -> Result<Ejection, OutputError> {
    let mut ejection = Ejection::default();
    let mut conflicts = Vec::new();
    let mut originals = Vec::new();
    for (name, text) in templates {
        let original = format!("{ORIGINALS}/{name}");
        let mut refuse = |path: &str, reason| conflicts.push(Conflict { path: path.to_owned(), reason, line: None });
        match disk::find(directory, name)? {
            Found::Nothing => ejection.created.push((*name).to_owned()),
            Found::File(found) if found == *text => ejection.present.push((*name).to_owned()),
            Found::File(_) => refuse(name, Reason::Occupied),
            Found::Odd => refuse(name, Reason::NotAFile),
        }
        match disk::find(directory, &original)? {
            Found::File(found) if found == *text => {}
            Found::Odd => refuse(&original, Reason::NotAFile),
            Found::File(_) | Found::Nothing => originals.push((original, *text)),
        }
    }
    if !conflicts.is_empty() {
        return Err(OutputError::Conflicts(conflicts));
    }
    let created = templates.iter().filter(|(name, _)| ejection.created.iter().any(|created| created == name));
    let mut written = Vec::new();
    for (path, text) in created.map(|(name, text)| ((*name).to_owned(), *text)).chain(originals) {
        let path = directory.join(path);
        if let Err(error) = place(directory, &path, text) {
            take_back(directory, &written);
            return Err(error);
        }
        written.push(path);
    }
    Ok(ejection)
}

/// Writes a file beside its place and renames it, so that nobody sees half of it.
fn place(directory: &Path, path: &Path, text: &[u8]) -> Result<(), OutputError> {
    let above = directory.ancestors().find(|above| above.is_dir()).unwrap_or(Path::new(""));
    let written = disk::create_directories(above, path).and_then(|()| {
        let parent = path.parent().unwrap_or(directory);
        let file = tempfile::NamedTempFile::new_in(parent)?;
        fs::write(file.path(), text)?;
        fs::set_permissions(file.path(), disk::permissions(path))?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    });
    written.map_err(during("write", path))
}

/// What cannot be removed stays: it is whole, and the next run finds it.
fn take_back(directory: &Path, written: &[PathBuf]) {
    for path in written.iter().rev() {
        let _ = fs::remove_file(path);
        let _ = disk::remove_directories(directory, path);
    }
}
