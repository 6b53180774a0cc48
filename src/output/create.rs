//! A new project: complete in a directory beside its place, then moved there.

use super::error::{OutputError, during};
use super::git::{self, Git};
use super::lock::Lock;
use super::staging::Staging;
use super::{Generation, SPEC, memory, secret};
use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Whether a project may be made at `target`: nothing is there, or a directory that is empty but for `.git`.
pub fn vacant(target: &Path) -> Result<(), OutputError> {
    let metadata = match fs::symlink_metadata(target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let named = target.file_name().is_some();
            return if named { Ok(()) } else { Err(OutputError::NoName(target.to_owned())) };
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
    let staging = Staging::inside(anchor)?;
    staging.write(SPEC, generation.spec.as_bytes())?;
    for file in &generation.files {
        let contents = secret::fill(&file.path, &file.contents).map_err(during("make a secret for", target))?;
        staging.write(&file.path, &contents)?;
    }
    for (path, contents) in memory::files(generation, &Lock::of(generation)) {
        staging.write(&path, &contents)?;
    }
    let git = if repository { git::initialise(staging.path(), anchor) } else { Git::Unwanted };
    if exists {
        fill(target, staging)?
    } else {
        place(target, staging)?
    }
    Ok(git)
}

/// The closest directory above `target` that exists.
fn nearest(target: &Path) -> &Path {
    let above = target.ancestors().skip(1).find(|path| path.is_dir());
    above.unwrap_or(Path::new("."))
}

/// Renames the staged directory to `target`, making the directories above it.
fn place(target: &Path, staging: Staging) -> Result<(), OutputError> {
    let missing: Vec<PathBuf> = target
        .ancestors()
        .skip(1)
        .take_while(|path| !path.as_os_str().is_empty() && !path.exists())
        .map(Path::to_owned)
        .collect();
    let moved = missing.iter().rev().try_for_each(fs::create_dir).and_then(|()| {
        fs::set_permissions(staging.path(), Permissions::from_mode(0o755))?;
        fs::rename(staging.path(), target)
    });
    if let Err(error) = moved {
        for path in &missing {
            let _ = fs::remove_dir(path);
        }
        return Err(during("create", target)(error));
    }
    staging.keep();
    Ok(())
}

/// Moves what was staged inside `target` up into it, the memory last: without it this is no project yet.
fn fill(target: &Path, staging: Staging) -> Result<(), OutputError> {
    let mut names: Vec<_> = fs::read_dir(staging.path())
        .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.file_name())).collect::<io::Result<_>>())
        .map_err(during("read", staging.path()))?;
    names.sort_by_key(|name| (name == memory::DIRECTORY, name.clone()));
    for (index, name) in names.iter().enumerate() {
        let place = target.join(name);
        if let Err(error) = fs::rename(staging.path().join(name), &place) {
            for moved in &names[..index] {
                let _ = fs::rename(target.join(moved), staging.path().join(moved));
            }
            return Err(during("create", &place)(error));
        }
    }
    Ok(())
}
