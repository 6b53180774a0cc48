//! What stands at a place in a project, and how files get there.

use super::error::{OutputError, during};
use super::secret;
use std::fs::{self, DirEntry, File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// What is found where a file is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    Nothing,
    File(Vec<u8>),
    /// No plain file, or one behind a symbolic link: nothing that may be written over.
    Odd,
}

impl Found {
    /// The contents; none where there is no plain file.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::File(contents) => contents,
            Self::Nothing | Self::Odd => &[],
        }
    }
}

/// Looks at `path` below `root` without following symbolic links.
pub fn find(root: &Path, path: &str) -> Result<Found, OutputError> {
    let mut place = root.to_owned();
    let mut parts = path.split('/').peekable();
    while let Some(part) = parts.next() {
        place.push(part);
        let metadata = match fs::symlink_metadata(&place) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
            metadata => metadata.map_err(during("look at", &place))?,
        };
        let expected = if parts.peek().is_some() { metadata.is_dir() } else { metadata.is_file() };
        if !expected {
            return Ok(Found::Odd);
        }
    }
    fs::read(&place).map(Found::File).map_err(during("read", &place))
}

/// Writes a new file and flushes it.
pub fn write(path: &Path, contents: &[u8], permissions: Permissions) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.set_permissions(permissions)?;
    file.write_all(contents)?;
    file.sync_all()
}

/// What a new file may be used for, whatever the umask: secrets are for their owner only.
pub fn permissions(path: &Path) -> Permissions {
    let is_secret = path.file_name().is_some_and(|name| name == secret::PATH);
    Permissions::from_mode(if is_secret { 0o600 } else { 0o644 })
}

/// Creates the directories between `root` and the file `path`.
pub fn create_directories(root: &Path, path: &Path) -> io::Result<()> {
    let Some(parent) = path.parent().filter(|parent| *parent != root && parent.starts_with(root)) else {
        return Ok(());
    };
    if parent.is_dir() {
        return Ok(());
    }
    create_directories(root, parent)?;
    fs::create_dir(parent)?;
    fs::set_permissions(parent, Permissions::from_mode(0o755))
}

/// Removes the directories between `root` and the file `path` that are empty now.
pub fn remove_directories(root: &Path, path: &Path) -> io::Result<()> {
    let above = path.ancestors().skip(1).take_while(|directory| *directory != root && directory.starts_with(root));
    for directory in above {
        // Asked first, since a directory above that nobody may write in would answer for it.
        if fs::read_dir(directory).is_ok_and(|mut entries| entries.next().is_some()) {
            break;
        }
        match fs::remove_dir(directory) {
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => break,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            removed => removed?,
        }
    }
    Ok(())
}

/// Whether two names are of one file.
pub fn is_same(one: &Path, other: &Path) -> bool {
    let id = |path: &Path| fs::symlink_metadata(path).map(|metadata| (metadata.dev(), metadata.ino())).ok();
    id(one).is_some_and(|one| Some(one) == id(other))
}

/// Makes names in a directory survive a loss of power.
pub fn flush(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

/// The text of a plain file: a pipe in its place would be waited for without end.
pub fn read_text(path: &Path) -> io::Result<String> {
    match fs::metadata(path)?.is_file() {
        true => fs::read_to_string(path),
        false => Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a plain file")),
    }
}

/// A directory on the way may have become a link to elsewhere since the project was looked at.
pub fn stay_inside(root: &Path, path: &Path) -> io::Result<()> {
    let parent = path.parent().unwrap_or(root);
    match fs::canonicalize(parent)?.starts_with(root) {
        true => Ok(()),
        false => Err(io::Error::new(io::ErrorKind::InvalidInput, "it lies behind a symbolic link")),
    }
}

/// Paths in a directory; none where it does not exist.
pub fn list(directory: &Path) -> Result<Vec<PathBuf>, OutputError> {
    Ok(entries(directory)?.iter().map(DirEntry::path).collect())
}

/// What lies in a directory; nothing where it does not exist.
pub fn entries(directory: &Path) -> Result<Vec<DirEntry>, OutputError> {
    match fs::read_dir(directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        entries => entries.and_then(Iterator::collect).map_err(during("read", directory)),
    }
}

/// Every file below a directory of `root`, and every link that leads somewhere, as paths seen from `root`.
pub fn below(root: &Path, directory: &str) -> Result<Vec<String>, OutputError> {
    let mut paths = Vec::new();
    let mut open = vec![directory.to_owned()];
    while let Some(directory) = open.pop() {
        let place = root.join(&directory);
        for entry in entries(&place)? {
            let kind = entry.file_type().map_err(during("look at", &place))?;
            let Some(path) = entry.file_name().to_str().map(|name| format!("{directory}/{name}")) else { continue };
            if kind.is_dir() {
                open.push(path);
            } else if kind.is_file() || entry.path().exists() {
                paths.push(path);
            }
        }
    }
    Ok(paths)
}
