//! Files that go along when their entity gets another name.

use super::Generation;
use super::disk;
use super::error::OutputError;
use super::lock::Lock;
use crate::render::Ownership;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

/// The former path of each new file whose entity was renamed since the last generation.
pub fn moves<'a>(lock: &'a Lock, generation: &'a Generation) -> HashMap<&'a str, &'a str> {
    let mut moves = HashMap::new();
    for (was, now) in &generation.renamed {
        let former = generated(lock, was);
        if !generated(lock, now).is_empty() {
            continue;
        }
        let files = generation.files.iter().filter(|file| file.ownership != Ownership::Once);
        let files: Vec<&str> =
            files.filter(|file| file.entity.as_ref() == Some(now)).map(|file| file.path.as_str()).collect();
        for path in files.iter().filter(|path| !former.contains(path)) {
            let same = former.iter().find(|old| own_part(old, path).is_some_and(|own| is_shared(own, &former, &files)));
            moves.extend(same.map(|old| (*path, *old)));
        }
    }
    moves
}

/// Entities that one branch has renamed and another one changed: git has left the files of both names in the lock.
pub fn forked<'a>(lock: &Lock, generation: &'a Generation) -> BTreeSet<&'a str> {
    let both = |was: &str, now: &str| !generated(lock, was).is_empty() && !generated(lock, now).is_empty();
    let renamed = generation.renamed.iter().filter(|(was, now)| both(was, now));
    renamed.map(|(_, now)| now.as_str()).collect()
}

/// Files of the user's own that lie where a renamed entity had its files, with the places that they go to.
pub fn companions(
    root: &Path,
    lock: &Lock,
    moves: &HashMap<&str, &str>,
) -> Result<BTreeMap<String, String>, OutputError> {
    let places: BTreeSet<(String, String)> = moves.iter().filter_map(|(now, was)| directories(was, now)).collect();
    let mut found = BTreeMap::new();
    for (was, now) in places {
        // A module may be written as `posts.rs` too, and a directory may not be one.
        let module = Some(format!("{was}.rs")).filter(|path| root.join(path).is_file());
        let inside = if root.join(&was).is_dir() { disk::below(root, &was)? } else { Vec::new() };
        for path in inside.into_iter().chain(module).filter(|path| !lock.entries.contains_key(path)) {
            let place = format!("{now}{}", &path[was.len()..]);
            found.insert(path, place);
        }
    }
    Ok(found)
}

/// Paths of an entity's files that are generated again and again; a migration is not.
fn generated<'a>(lock: &'a Lock, entity: &str) -> Vec<&'a str> {
    let entries = lock.entries.iter().filter(|(_, entry)| entry.entity.as_deref() == Some(entity));
    entries.filter(|(_, entry)| entry.ownership != Ownership::Once).map(|(path, _)| path.as_str()).collect()
}

/// The parts in which two paths differ, `posts` and `articles`, where it is one part only.
fn own_part<'a>(one: &'a str, other: &'a str) -> Option<(&'a str, &'a str)> {
    let mut differing = one.split('/').zip(other.split('/')).filter(|(one, other)| one != other);
    let (one_part, other_part) = differing.next().filter(|_| differing.next().is_none())?;
    (one.split('/').count() == other.split('/').count()).then(|| (stem(one_part), stem(other_part)))
}

/// Whether the parts are the entity's: all its files are named by them, as `types.rs` and `queries.rs` are not.
fn is_shared((was, now): (&str, &str), former: &[&str], files: &[&str]) -> bool {
    let names = |part: &str, path: &str| path.split('/').any(|candidate| stem(candidate) == part);
    former.iter().all(|path| names(was, path)) && files.iter().all(|path| names(now, path))
}

fn stem(part: &str) -> &str {
    part.strip_suffix(".rs").unwrap_or(part)
}

/// The directories that the differing parts name: `src/resources/posts` and `src/resources/articles`.
fn directories(was: &str, now: &str) -> Option<(String, String)> {
    let parts: Vec<&str> = was.split('/').collect();
    let at = parts.iter().zip(now.split('/')).position(|(was, now)| *was != now)?;
    let above: String = parts[..at].iter().map(|part| format!("{part}/")).collect();
    let (was, now) = own_part(was, now)?;
    Some((format!("{above}{was}"), format!("{above}{now}")))
}
