//! Built-in templates on their way into a directory of a team's own, and later versions of them after them.

use super::disk::{self, Found};
use super::error::{Conflict, OutputError, Reason, during};
use super::journal::Change;
use super::merge::{Form, Resolution, merge};
use crate::render::ORIGINALS;
use serde::Serialize;
use std::fs;
use std::path::Path;

/// What became of the templates that were asked for.
#[derive(Debug, Default, Serialize)]
pub struct Ejection {
    pub created: Vec<String>,
    /// Were there already, just as they are built in.
    pub present: Vec<String>,
}

/// What later versions of ejected templates have come to.
#[derive(Debug, Default, Serialize)]
pub struct Renewal {
    pub merged: Vec<String>,
    /// Left with markers between the team's lines and the tool's.
    pub disputed: Vec<String>,
    #[serde(skip)]
    changes: Vec<Change>,
}

/// Writes templates, name and text, below `directory`, and each once more as the original that later versions of it are
/// held against. A file that is there is never written over; all are written, or none.
///
/// # Errors
/// All files that are in the way at once; the system refuses.
pub fn eject(directory: &Path, templates: &[(&str, &[u8])]) -> Result<Ejection, OutputError> {
    let mut ejection = Ejection::default();
    let mut conflicts = Vec::new();
    let (mut files, mut originals) = (Vec::new(), Vec::new());
    for (name, text) in templates {
        let mut refuse = |path: &str, reason| conflicts.push(Conflict { path: path.to_owned(), reason, line: None });
        match disk::find(directory, name)? {
            Found::Nothing => {
                ejection.created.push((*name).to_owned());
                files.push(change(name, None, text));
            }
            Found::File(found) if found == *text => ejection.present.push((*name).to_owned()),
            Found::File(_) => refuse(name, Reason::Occupied),
            Found::Odd => refuse(name, Reason::NotAFile),
        }
        let original = original(name);
        match disk::find(directory, &original)? {
            Found::File(found) if found == *text => {}
            Found::File(found) => originals.push(change(&original, Some(found), text)),
            Found::Nothing => originals.push(change(&original, None, text)),
            Found::Odd => refuse(&original, Reason::NotAFile),
        }
    }
    if !conflicts.is_empty() {
        return Err(OutputError::Conflicts(conflicts));
    }
    files.extend(originals);
    carry_out(directory, &files)?;
    Ok(ejection)
}

impl Renewal {
    /// Merges what has changed in `templates`, all built-in ones, since they were ejected to `directory` with what the
    /// team has changed, and writes nothing.
    ///
    /// # Errors
    /// All conflicts at once, unless they are decided.
    pub fn of(directory: &Path, templates: &[(&str, &[u8])], resolution: Resolution) -> Result<Self, OutputError> {
        let mut renewal = Self::default();
        let mut conflicts = Vec::new();
        for (name, new) in templates {
            let original = original(name);
            let Found::File(base) = disk::find(directory, &original)? else { continue };
            let Found::File(disk) = disk::find(directory, name)? else { continue };
            if base == *new {
                continue;
            }
            let mut refuse = |line| conflicts.push(Conflict { path: (*name).to_owned(), reason: Reason::Edited, line });
            let texts = (str::from_utf8(&base), str::from_utf8(&disk), str::from_utf8(new));
            let (Ok(base_text), Ok(disk_text), Ok(new_text)) = texts else {
                refuse(None);
                continue;
            };
            let (form, ours) = Form::split(disk_text);
            let merged = merge(base_text, &ours, new_text);
            let dispute = merged.first_dispute();
            if dispute.is_some() && resolution == Resolution::Stop {
                refuse(dispute);
                continue;
            }
            let is_marked = dispute.is_some() && resolution == Resolution::Markers;
            let list = if is_marked { &mut renewal.disputed } else { &mut renewal.merged };
            list.push((*name).to_owned());
            let text = form.apply(&merged.resolve(resolution));
            renewal.changes.push(change(name, Some(disk), text.as_bytes()));
            renewal.changes.push(change(&original, Some(base), new));
        }
        if conflicts.is_empty() { Ok(renewal) } else { Err(OutputError::Conflicts(conflicts)) }
    }

    /// Writes it all, or nothing.
    pub fn commit(&self, directory: &Path) -> Result<(), OutputError> {
        carry_out(directory, &self.changes)
    }
}

fn original(name: &str) -> String {
    format!("{ORIGINALS}/{name}")
}

fn change(path: &str, before: Option<Vec<u8>>, after: &[u8]) -> Change {
    Change { path: path.to_owned(), before, after: Some(after.to_owned()) }
}

/// Each file is whole at any time, and what a run leaves undone that was killed, the next one does.
fn carry_out(directory: &Path, changes: &[Change]) -> Result<(), OutputError> {
    for (index, change) in changes.iter().enumerate() {
        if let Err(error) = place(directory, &change.path, change.after.as_deref()) {
            for done in changes[..index].iter().rev() {
                let _ = place(directory, &done.path, done.before.as_deref());
            }
            return Err(error);
        }
    }
    Ok(())
}

/// Writes a file beside its place and renames it, or removes it where it has no text.
fn place(directory: &Path, path: &str, text: Option<&[u8]>) -> Result<(), OutputError> {
    let path = directory.join(path);
    let Some(text) = text else {
        let removed = fs::remove_file(&path).and_then(|()| disk::remove_directories(directory, &path));
        return removed.map_err(during("remove", &path));
    };
    let above = directory.ancestors().find(|above| above.is_dir()).unwrap_or(directory);
    let written = disk::create_directories(above, &path).and_then(|()| {
        // By its name a leftover of a run that was killed is no template.
        let file = tempfile::Builder::new().suffix("~").tempfile_in(path.parent().unwrap_or(directory))?;
        fs::write(file.path(), text)?;
        fs::set_permissions(file.path(), disk::permissions(&path))?;
        file.persist(&path).map_err(|error| error.error)?;
        Ok(())
    });
    written.map_err(during("write", &path))
}
