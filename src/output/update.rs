//! A new generation over an existing project: what it changes on disk, and what stands in its way.

use super::error::{Conflict, OutputError, during};
use super::lock::{self, Entry, Lock};
use super::staging::Staging;
use super::{Generation, Project, SPEC, memory};
use crate::render::{Ownership, RenderedFile};
use serde::Serialize;
use std::fs;
use std::io;
use std::path::Path;

/// Everything that [`Update::commit`] will do.
#[derive(Debug, Default, Serialize)]
pub struct Update {
    pub created: Vec<String>,
    pub changed: Vec<String>,
    /// The user removed them; they stay away.
    pub removed: Vec<String>,
    /// Path and contents, in the order of writing.
    #[serde(skip)]
    writes: Vec<(String, Vec<u8>)>,
}

/// What a generated file means for the disk.
enum Step {
    Keep,
    Create,
    Change,
    Gone,
    Blocked(Conflict),
}

impl Update {
    /// Compares the new generation with the lock and the disk, and writes nothing.
    ///
    /// # Errors
    /// All files in the way at once: a file that must change and was edited, a new file's place that is taken.
    pub fn of(project: &Project, generation: &Generation) -> Result<Self, OutputError> {
        let mut update = Self { changed: vec![SPEC.to_owned()], ..Self::default() };
        let mut conflicts = Vec::new();
        let mut lock = Lock::of(generation);
        for file in &generation.files {
            let known = project.lock.entries.get(&file.path);
            match step(&project.root, file, known)? {
                Step::Keep => {}
                Step::Gone => update.removed.push(file.path.clone()),
                Step::Create => update.created.push(file.path.clone()),
                Step::Change => update.changed.push(file.path.clone()),
                Step::Blocked(conflict) => conflicts.push(conflict),
            }
        }
        for (path, entry) in &project.lock.entries {
            if entry.ownership == Ownership::Once || !lock.entries.contains_key(path) {
                lock.entries.insert(path.clone(), entry.clone());
            }
        }
        update.fill(project, generation, &lock);
        for (path, _) in &update.writes {
            let blocked = Conflict::NotAFile(path.clone());
            if plain(&project.root, path)? == Some(false) && !conflicts.contains(&blocked) {
                conflicts.push(blocked);
            }
        }
        if conflicts.is_empty() { Ok(update) } else { Err(OutputError::Conflicts(conflicts)) }
    }

    fn fill(&mut self, project: &Project, generation: &Generation, lock: &Lock) {
        for file in &generation.files {
            if self.created.contains(&file.path) || self.changed.contains(&file.path) {
                self.writes.push((file.path.clone(), file.contents.clone()));
            }
        }
        self.writes.push((SPEC.to_owned(), generation.spec.clone().into_bytes()));
        let remembered = memory::files(generation, lock);
        let fresh = |(path, contents): &(String, Vec<u8>)| {
            fs::read(project.root.join(path)).map_or(true, |present| present != *contents)
        };
        self.writes.extend(remembered.into_iter().filter(fresh));
    }

    /// Writes it all, or nothing.
    pub fn commit(&self, project: &Project) -> Result<(), OutputError> {
        let staging = Staging::inside(&project.root.join(memory::DIRECTORY))?;
        for (path, contents) in &self.writes {
            staging.write(path, contents)?;
        }
        let paths: Vec<String> = self.writes.iter().map(|(path, _)| path.clone()).collect();
        staging.commit(&project.root, &paths)
    }
}

fn step(root: &Path, file: &RenderedFile, known: Option<&Entry>) -> Result<Step, OutputError> {
    let hash = lock::hash(&file.contents);
    if known.is_some_and(|entry| entry.ownership == Ownership::Once || entry.hash == hash) {
        return Ok(Step::Keep);
    }
    let Some(plain) = plain(root, &file.path)? else {
        return Ok(if known.is_some() { Step::Gone } else { Step::Create });
    };
    if !plain {
        return Ok(Step::Blocked(Conflict::NotAFile(file.path.clone())));
    }
    let path = root.join(&file.path);
    let disk = lock::hash(&fs::read(&path).map_err(during("read", &path))?);
    Ok(match known {
        _ if disk == hash => Step::Keep,
        Some(entry) if entry.hash == disk => Step::Change,
        Some(_) => Step::Blocked(Conflict::Edited(file.path.clone())),
        None => Step::Blocked(Conflict::Occupied(file.path.clone())),
    })
}

/// Whether a plain file is at `path`, reached without symbolic links; `None` where nothing is.
fn plain(root: &Path, path: &str) -> Result<Option<bool>, OutputError> {
    let mut place = root.to_owned();
    let mut parts = path.split('/').peekable();
    while let Some(part) = parts.next() {
        place.push(part);
        let metadata = match fs::symlink_metadata(&place) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            metadata => metadata.map_err(during("look at", &place))?,
        };
        let expected = if parts.peek().is_some() { metadata.is_dir() } else { metadata.is_file() };
        if !expected {
            return Ok(Some(false));
        }
    }
    Ok(Some(true))
}
