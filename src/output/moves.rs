//! Files that go along when their entity gets another name.

use super::Generation;
use super::lock::Lock;
use std::collections::HashMap;

/// The former path of each new file whose entity was renamed since the last generation.
pub fn moves<'a>(lock: &'a Lock, generation: &'a Generation) -> HashMap<&'a str, &'a str> {
    let mut moves = HashMap::new();
    for (was, now) in &generation.renamed {
        let paths_of = |entity: &'a str| {
            lock.entries
                .iter()
                .filter(move |(_, entry)| entry.entity.as_deref() == Some(entity))
                .map(|(path, _)| path.as_str())
        };
        if paths_of(now).next().is_some() {
            continue;
        }
        for file in generation.files.iter().filter(|file| file.entity.as_ref() == Some(now)) {
            let former = paths_of(was).find(|path| differ_in_one_part(path, &file.path));
            moves.extend(former.map(|former| (file.path.as_str(), former)));
        }
    }
    moves
}

/// `src/resources/posts/types.rs` and `src/resources/articles/types.rs`.
fn differ_in_one_part(one: &str, other: &str) -> bool {
    let pairs = || one.split('/').zip(other.split('/'));
    one.split('/').count() == other.split('/').count() && pairs().filter(|(one, other)| one != other).count() == 1
}
