//! An existing project, recognised by its lock and held against other runs.

use super::error::{OutputError, during};
use super::lock::{self, Lock, version};
use super::{SPEC, disk, journal, memory};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

/// While it lives, no other run writes here; the system gives the place free when the process ends, however it ends.
#[derive(Debug)]
pub struct Project {
    pub root: PathBuf,
    pub(super) lock: Lock,
    _held: File,
}

impl Project {
    /// Opens the project that `directory` lies in.
    pub fn open(directory: &Path) -> Result<Self, OutputError> {
        let directory = fs::canonicalize(directory).map_err(during("find", directory))?;
        let root = directory
            .ancestors()
            .find(|path| path.join(memory::PROJECT_LOCK).is_file())
            .ok_or_else(|| OutputError::NotAProject(directory.clone()))?
            .to_owned();
        let held = hold(&root)?;
        journal::recover(&root)?;
        let lock = read_lock(&root)?;
        if [&lock.tool, &lock.language, &lock.database].iter().any(|word| word.is_empty()) {
            return Err(OutputError::BrokenLock { path: root.join(memory::PROJECT_LOCK), line: 1 });
        }
        if version(&lock.tool) > version(env!("CARGO_PKG_VERSION")) {
            return Err(OutputError::Newer { theirs: lock.tool, ours: env!("CARGO_PKG_VERSION") });
        }
        Ok(Self { root, lock, _held: held })
    }

    pub fn spec_path(&self) -> PathBuf {
        self.root.join(SPEC)
    }

    /// The database that the project was made for, as the spec writes it.
    pub fn database(&self) -> &str {
        &self.lock.database
    }

    /// The version of the language that its spec was last read in.
    pub fn language(&self) -> &str {
        &self.lock.language
    }

    /// Where the templates of the team's own lie that it is made from, as seen from its root.
    pub fn templates(&self) -> Option<&str> {
        self.lock.templates.as_deref()
    }

    /// A file's last generation, where it was made of the text with this fingerprint.
    pub fn formatted(&self, path: &str, fingerprint: &str) -> Option<Vec<u8>> {
        let entry = self.lock.entries.get(path).filter(|entry| entry.fingerprint.as_deref() == Some(fingerprint))?;
        match disk::find(&self.root, &memory::base(path)) {
            Ok(disk::Found::File(base)) if lock::hash(&base) == entry.hash => Some(base),
            _ => None,
        }
    }

    /// The name and the database snapshot of each entity as last generated, in no order.
    pub fn snapshots(&self) -> Result<Vec<(String, String)>, OutputError> {
        let directory = self.root.join(memory::SNAPSHOTS);
        let mut snapshots = Vec::new();
        for path in disk::list(&directory)? {
            let text = disk::read_text(&path).map_err(during("read", &path))?;
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            snapshots.push((name, text));
        }
        Ok(snapshots)
    }

    /// The highest number that a migration's file name starts with.
    ///
    /// # Errors
    /// Two branches have given one number to different migrations.
    pub fn last_migration(&self) -> Result<u64, OutputError> {
        let mut numbers: BTreeMap<u64, String> = BTreeMap::new();
        for path in disk::list(&self.root.join("migrations"))? {
            let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
            let Some(number) = name.split_once('_').and_then(|(number, _)| number.parse().ok()) else { continue };
            if let Some(other) = numbers.insert(number, name.to_owned()) {
                return Err(OutputError::TwinMigrations(name.to_owned(), other));
            }
        }
        Ok(numbers.last_key_value().map_or(0, |(number, _)| *number))
    }
}

fn hold(root: &Path) -> Result<File, OutputError> {
    let path = root.join(memory::DIRECTORY);
    let file = File::open(&path).map_err(during("open", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OutputError::Busy(root.to_owned())),
        Err(TryLockError::Error(error)) => Err(during("lock", &path)(error)),
    }
}

/// Of a file that two branches generated there is one base, which git has merged as it did the file.
fn read_lock(root: &Path) -> Result<Lock, OutputError> {
    let mut lock = Lock::default();
    let project = root.join(memory::PROJECT_LOCK);
    let text = disk::read_text(&project).map_err(during("read", &project))?;
    lock.read_part(None, &text, &project)?;
    for path in disk::list(&root.join(memory::ENTITY_LOCKS))? {
        let text = disk::read_text(&path).map_err(during("read", &path))?;
        let entity = path.file_name().map(|name| name.to_string_lossy().into_owned());
        lock.read_part(entity.as_deref(), &text, &path)?;
    }
    for path in std::mem::take(&mut lock.forked) {
        let base = disk::find(root, &memory::base(&path))?;
        if let (Some(entry), disk::Found::File(base)) = (lock.entries.get_mut(&path), base) {
            entry.hash = lock::hash(&base);
            entry.fingerprint = None;
        }
    }
    Ok(lock)
}
