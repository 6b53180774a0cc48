//! What the tool remembers in `.scaffold/`: lock, base, database snapshot, schema of the language.

use super::Generation;
use super::disk;
use super::error::OutputError;
use super::lock::Lock;
use crate::render::{Ownership, RenderedFile};
use std::collections::BTreeSet;
use std::path::Path;

pub const DIRECTORY: &str = ".scaffold";
pub const PROJECT_LOCK: &str = ".scaffold/lock/project";
pub const ENTITY_LOCKS: &str = ".scaffold/lock/entities";
pub const SNAPSHOTS: &str = ".scaffold/schema";
/// Directories in [`DIRECTORY`] that hold the memory; beside them lies what a run is at.
const PARTS: [&str; 3] = ["base", "lock", "schema"];
const SCHEMA: &str = ".scaffold/spec.schema.json";

/// Path of the text as last generated; only files that may be merged later have one.
pub fn base(path: &str) -> String {
    format!("{DIRECTORY}/base/{path}")
}

/// Path of a part of the lock, an entity's or the project's.
fn part(entity: Option<&str>) -> String {
    entity.map_or_else(|| PROJECT_LOCK.to_owned(), |entity| format!("{ENTITY_LOCKS}/{entity}"))
}

fn snapshot(entity: &str) -> String {
    format!("{SNAPSHOTS}/{entity}.json")
}

/// Whether a path is of the memory, not of the service.
pub fn remembers(path: &str) -> bool {
    path.strip_prefix(DIRECTORY).is_some_and(|rest| rest.starts_with('/'))
}

/// Every file that the memory of a project has now.
pub fn paths(root: &Path) -> Result<Vec<String>, OutputError> {
    let parts = PARTS.iter().map(|part| disk::below(root, &format!("{DIRECTORY}/{part}")));
    let mut paths = parts.collect::<Result<Vec<_>, _>>()?.concat();
    paths.sort();
    Ok(paths)
}

/// Where the files of the memory lie.
pub fn places(generation: &Generation) -> BTreeSet<String> {
    let snapshots = generation.snapshots.iter().map(|(entity, _)| snapshot(entity));
    let bases = mergeable(generation).map(|file| base(&file.path));
    let locks = generation.files.iter().map(|file| part(file.entity.as_deref()));
    [SCHEMA.to_owned(), part(None)].into_iter().chain(snapshots).chain(bases).chain(locks).collect()
}

/// Every file of the memory, path and contents, the lock last: only a complete project has one.
pub fn files(generation: &Generation, lock: &Lock) -> Vec<(String, Vec<u8>)> {
    let mut files = vec![(SCHEMA.to_owned(), generation.schema.clone().into_bytes())];
    for (entity, text) in &generation.snapshots {
        files.push((snapshot(entity), text.clone().into_bytes()));
    }
    for file in mergeable(generation) {
        files.push((base(&file.path), file.contents.clone()));
    }
    for (entity, text) in lock.parts().into_iter().rev() {
        files.push((part(entity), text.into_bytes()));
    }
    files
}

fn mergeable(generation: &Generation) -> impl Iterator<Item = &RenderedFile> {
    generation.files.iter().filter(|file| matches!(file.ownership, Ownership::Shared | Ownership::Tool))
}
