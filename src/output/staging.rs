//! Files on their way: written and flushed aside, then moved into place together or not at all.

use super::error::{OutputError, during};
use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A directory beside the final place of the files in it, gone when dropped.
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
        write(self.path(), &target, contents).map_err(during("write", &target))
    }

    /// Gives the staged directory itself away, to be renamed.
    pub fn keep(self) -> PathBuf {
        self.directory.keep()
    }

    /// Moves each staged file to its place under `root`; where one move fails, those before it are undone.
    pub fn commit(self, root: &Path, paths: &[String]) -> Result<(), OutputError> {
        let mut done: Vec<Move> = Vec::new();
        for (index, path) in paths.iter().enumerate() {
            let target = root.join(path);
            match Move::make(root, &self.path().join(path), &target, self.path().join(format!(".old-{index}"))) {
                Ok(moved) => done.push(moved),
                Err(error) => {
                    for moved in done.into_iter().rev() {
                        moved.undo();
                    }
                    return Err(during("write", &target)(error));
                }
            }
        }
        Ok(())
    }
}

/// One file in its place, with what stood there before.
struct Move {
    target: PathBuf,
    old: Option<PathBuf>,
    /// Directories made for it, outermost first.
    directories: Vec<PathBuf>,
}

impl Move {
    fn make(root: &Path, staged: &Path, target: &Path, aside: PathBuf) -> io::Result<Self> {
        let mut moved = Self { target: target.to_owned(), old: None, directories: Vec::new() };
        let outcome = moved.place(root, staged, aside);
        if outcome.is_err() {
            moved.remove_directories();
        }
        outcome.map(|()| moved)
    }

    fn place(&mut self, root: &Path, staged: &Path, aside: PathBuf) -> io::Result<()> {
        create_directories(root, &self.target, &mut self.directories)?;
        match fs::metadata(&self.target) {
            Ok(metadata) => {
                fs::set_permissions(staged, metadata.permissions())?;
                fs::hard_link(&self.target, &aside).or_else(|_| fs::copy(&self.target, &aside).map(drop))?;
                self.old = Some(aside);
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        fs::rename(staged, &self.target)
    }

    /// As far as the system lets us: there is nobody left to tell.
    fn undo(self) {
        let _ = match &self.old {
            Some(old) => fs::rename(old, &self.target),
            None => fs::remove_file(&self.target),
        };
        self.remove_directories();
    }

    fn remove_directories(&self) {
        for directory in self.directories.iter().rev() {
            let _ = fs::remove_dir(directory);
        }
    }
}

fn write(root: &Path, path: &Path, contents: &[u8]) -> io::Result<()> {
    create_directories(root, path, &mut Vec::new())?;
    let mut file = File::create_new(path)?;
    file.set_permissions(Permissions::from_mode(mode(path)))?;
    file.write_all(contents)?;
    file.sync_all()
}

/// Creates the directories between `root` and the file `path`, and adds those that were missing to `created`.
fn create_directories(root: &Path, path: &Path, created: &mut Vec<PathBuf>) -> io::Result<()> {
    let Some(parent) = path.parent().filter(|parent| *parent != root && parent.starts_with(root)) else {
        return Ok(());
    };
    if parent.is_dir() {
        return Ok(());
    }
    create_directories(root, parent, created)?;
    fs::create_dir(parent)?;
    created.push(parent.to_owned());
    fs::set_permissions(parent, Permissions::from_mode(0o755))
}

/// Secrets are for their owner only.
fn mode(path: &Path) -> u32 {
    if path.file_name().is_some_and(|name| name == ".env") { 0o600 } else { 0o644 }
}
