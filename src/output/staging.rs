//! A new project on its way: written and flushed beside its place, then moved there.

use super::disk;
use super::error::{OutputError, during};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A directory beside the final place of what is written in it, gone when dropped.
pub struct Staging {
    directory: TempDir,
}

impl Staging {
    /// `parent` must be on the file system of the final place.
    pub fn inside(parent: &Path) -> Result<Self, OutputError> {
        let directory = tempfile::Builder::new().prefix(".scaffold-staging-").tempdir_in(parent);
        Ok(Self { directory: directory.map_err(during("write in", parent))? })
    }

    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Writes one file; permissions do not depend on the umask.
    pub fn write(&self, path: &str, contents: &[u8]) -> Result<(), OutputError> {
        let target = self.path().join(path);
        let written = disk::create_directories(self.path(), &target)
            .and_then(|()| disk::write(&target, contents, disk::permissions(&target)));
        written.map_err(during("write", &target))
    }

    /// Gives the staged directory itself away, to be renamed.
    pub fn keep(self) -> PathBuf {
        self.directory.keep()
    }
}
