//! A new project on its way: written and flushed beside its place, then moved there.

use super::disk;
use super::error::{OutputError, during};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Directories that are being written; after a crash the next project removes them.
const UNFINISHED: &str = ".scaffold-staging-";
/// Directories that are complete and being moved; after a crash the next project goes on.
const READY: &str = ".scaffold-ready-";

/// A directory beside the final place of what is written in it, gone when dropped. While it is held it is nobody's
/// leftover.
pub struct Staging {
    directory: TempDir,
    /// Where the project lies in it.
    inner: PathBuf,
    _held: File,
}

impl Staging {
    /// `parent` must be on the file system of the final place; the project will be `inner` in the directory.
    pub fn inside(parent: &Path, inner: &Path) -> Result<Self, OutputError> {
        loop {
            let directory = tempfile::Builder::new().prefix(UNFINISHED).tempdir_in(parent);
            let directory = directory.map_err(during("write in", parent))?;
            match hold(directory.path()) {
                // Another run took it for a leftover before it was held.
                Ok(_) if !directory.path().exists() => {}
                Err(error) if [io::ErrorKind::NotFound, io::ErrorKind::WouldBlock].contains(&error.kind()) => {}
                held => {
                    let held = held.map_err(during("lock", directory.path()))?;
                    let inner = directory.path().join(inner);
                    return Ok(Self { directory, inner, _held: held });
                }
            }
        }
    }

    /// The whole directory.
    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// The directory of the project in it.
    pub fn project(&self) -> &Path {
        &self.inner
    }

    /// Writes one file; permissions do not depend on the umask.
    pub fn write(&self, path: &str, contents: &[u8]) -> Result<(), OutputError> {
        let target = self.inner.join(path);
        let written = disk::create_directories(self.path(), &target)
            .and_then(|()| disk::write(&target, contents, disk::permissions(&target)));
        written.map_err(during("write", &target))
    }

    /// Calls the directory complete: from now on it is moved, whatever happens.
    pub fn ready(self) -> Result<PathBuf, OutputError> {
        let path = self.path().to_owned();
        let name = path.file_name().unwrap_or_default().to_string_lossy().replace(UNFINISHED, READY);
        let ready = path.with_file_name(name);
        fs::rename(&path, &ready).map_err(during("write", &ready))?;
        let _ = self.directory.keep();
        Ok(ready)
    }
}

fn hold(directory: &Path) -> io::Result<File> {
    let file = File::open(directory)?;
    file.try_lock()?;
    Ok(file)
}

/// Removes what a run left in `parent` that was broken off, unless it is still at work.
pub fn sweep(parent: &Path) -> Result<(), OutputError> {
    for (path, _held) in leftovers(parent, UNFINISHED) {
        fs::remove_dir_all(&path).map_err(during("remove", &path))?;
    }
    Ok(())
}

/// A complete project in `target` that a run could not move up into it.
pub fn unmoved(target: &Path) -> Option<PathBuf> {
    leftovers(target, READY).pop().map(|(path, _)| path)
}

/// Held, so that no other run takes them for its own; where a directory cannot be listed, nothing is found.
fn leftovers(parent: &Path, prefix: &str) -> Vec<(PathBuf, File)> {
    let left = |path: PathBuf| {
        let is_named = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(prefix));
        let is_directory = is_named && fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_dir());
        let held = is_directory.then(|| hold(&path).ok()).flatten()?;
        Some((path, held))
    };
    disk::list(parent).unwrap_or_default().into_iter().filter_map(left).collect()
}
