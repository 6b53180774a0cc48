//! A new project: complete in a directory beside its place, then moved there.

use super::error::{OutputError, during};
use super::git::{self, Git};
use super::lock::Lock;
use super::staging::{self, Staging};
use super::{Generation, SPEC, disk, memory, secret};
use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Whether a project may be made at `target`: nothing is there, or a directory that is empty but for `.git`.
pub fn vacant(target: &Path) -> Result<(), OutputError> {
    let metadata = match fs::symlink_metadata(target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let is_named = target.file_name().is_some() && missing(target).iter().all(|part| part != "..");
            return if is_named { Ok(()) } else { Err(OutputError::NoName(target.to_owned())) };
        }
        other => other.map_err(during("look at", target))?,
    };
    if metadata.is_symlink() {
        return Err(OutputError::Symlink(target.to_owned()));
    }
    if !metadata.is_dir() {
        return Err(OutputError::NotDirectory(target.to_owned()));
    }
    for entry in fs::read_dir(target).map_err(during("read", target))? {
        if entry.map_err(during("read", target))?.file_name() != ".git" {
            return Err(OutputError::NotEmpty(target.to_owned()));
        }
    }
    Ok(())
}

/// The manifest of a cargo workspace above `target`, of which cargo takes the project for a member.
pub fn workspace(target: &Path) -> Option<PathBuf> {
    let absolute = std::path::absolute(target).ok()?;
    let manifests = absolute.ancestors().skip(1).map(|directory| directory.join("Cargo.toml"));
    let heads = |line: &str| line.trim_start().starts_with("[workspace");
    manifests.into_iter().find(|path| fs::read_to_string(path).is_ok_and(|text| text.lines().any(heads)))
}

/// Writes the whole project, or nothing; says what became of the repository.
pub fn create(target: &Path, generation: &Generation, repository: bool) -> Result<Git, OutputError> {
    vacant(target)?;
    let exists = target.exists();
    let anchor = if exists { target } else { nearest(target) };
    // The topmost directory that is missing is staged as a whole, so that one rename puts everything in its place.
    let missing: PathBuf = target.strip_prefix(anchor).unwrap_or(target).into();
    let staging = Staging::inside(anchor, &missing.iter().skip(1).collect::<PathBuf>())?;
    staging.write(SPEC, generation.spec.as_bytes())?;
    for file in &generation.files {
        let contents = secret::fill(&file.path, &file.contents).map_err(during("make a secret for", target))?;
        staging.write(&file.path, &contents)?;
    }
    for (path, contents) in memory::files(generation, &Lock::of(generation)) {
        staging.write(&path, &contents)?;
    }
    let git = if repository { git::initialise(staging.project(), anchor) } else { Git::Unwanted };
    if exists {
        fill(target, &staging.ready()?)?
    } else {
        place(anchor, &missing, &staging)?
    }
    Ok(git)
}

/// Clears away what an earlier run left beside `target` that was broken off, or finishes it.
///
/// # Errors
/// The project of the earlier run is there, complete now.
pub fn recover(target: &Path) -> Result<(), OutputError> {
    let is_directory = fs::symlink_metadata(target).is_ok_and(|metadata| metadata.is_dir());
    let anchor = if is_directory { target } else { nearest(target) };
    staging::sweep(anchor)?;
    if is_directory && let Some(staged) = staging::unmoved(target) {
        carry(&staged, target)?;
        return Err(OutputError::Completed(target.to_owned()));
    }
    Ok(())
}

/// The part of `target` that is not there yet.
fn missing(target: &Path) -> &Path {
    target.strip_prefix(nearest(target)).unwrap_or(target)
}

/// The closest directory above `target` that exists.
pub(super) fn nearest(target: &Path) -> &Path {
    let above = target.ancestors().skip(1).find(|path| path.as_os_str().is_empty() || path.is_dir());
    above.filter(|path| !path.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Renames the staged directory to its place below `anchor`. Where another run has made a directory on the way to it
/// since, only what lies deeper is moved.
fn place(anchor: &Path, missing: &Path, staging: &Staging) -> Result<(), OutputError> {
    fs::set_permissions(staging.path(), Permissions::from_mode(0o755)).map_err(during("create", missing))?;
    for depth in 1..=missing.iter().count() {
        let target = anchor.join(missing.iter().take(depth).collect::<PathBuf>());
        let staged = staging.path().join(missing.iter().take(depth).skip(1).collect::<PathBuf>());
        match fs::rename(staged, &target) {
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {}
            moved => return moved.map_err(during("create", &target)),
        }
    }
    Err(OutputError::NotEmpty(anchor.join(missing)))
}

/// Moves what was staged inside `target` up into it, or leaves nothing of it there.
fn fill(target: &Path, staged: &Path) -> Result<(), OutputError> {
    let places: Vec<PathBuf> = disk::list(staged)?;
    let outcome = carry(staged, target);
    if outcome.is_err() {
        for place in places.iter().filter(|place| !place.exists()) {
            let _ = fs::rename(target.join(place.file_name().unwrap_or_default()), place);
        }
        let _ = fs::remove_dir_all(staged);
    }
    outcome
}

/// Moves what lies in `from` to `to`, the memory last: without this it is no project yet.
fn carry(from: &Path, to: &Path) -> Result<(), OutputError> {
    let mut paths = disk::list(from)?;
    paths.sort_by_key(|path| (path.ends_with(memory::DIRECTORY), path.clone()));
    for path in &paths {
        let place = to.join(path.file_name().unwrap_or_default());
        let is_free = fs::symlink_metadata(&place).is_err();
        let moved = if is_free { fs::rename(path, &place) } else { Err(io::ErrorKind::AlreadyExists.into()) };
        moved.map_err(during("create", &place))?;
    }
    fs::remove_dir(from).map_err(during("remove", from))
}
