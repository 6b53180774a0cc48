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
        let directory = tempfile::Builder::new().prefix(UNFINISHED).tempdir_in(parent);
        let directory = directory.map_err(during("write in", parent))?;
        let held = hold(directory.path()).map_err(during("lock", directory.path()))?;
        let inner = directory.path().join(inner);
        Ok(Self { directory, inner, _held: held })
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

    /// Gives the staged directory itself away, to be renamed.
    pub fn keep(self) -> PathBuf {
        self.directory.keep()
    }

    /// Calls the directory complete: from now on it is moved, whatever happens.
    pub fn ready(self) -> Result<PathBuf, OutputError> {
        let path = self.path().to_owned();
        let name = path.file_name().unwrap_or_default().to_string_lossy().replace(UNFINISHED, READY);
        let ready = path.with_file_name(name);
        fs::rename(&path, &ready).map_err(during("write", &ready))?;
        self.keep();
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
    for path in leftovers(parent, UNFINISHED) {
        fs::remove_dir_all(&path).map_err(during("remove", &path))?;
    }
    Ok(())
}

/// A complete project in `target` that a run could not move up into it.
pub fn unmoved(target: &Path) -> Option<PathBuf> {
    leftovers(target, READY).pop()
}

/// Where a directory cannot be listed, nothing is found.
fn leftovers(parent: &Path, prefix: &str) -> Vec<PathBuf> {
    let is_left = |path: &PathBuf| {
        let is_named = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(prefix));
        is_named && fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir()) && hold(path).is_ok()
    };
    disk::list(parent).unwrap_or_default().into_iter().filter(is_left).collect()
}
