//! What becomes of one file: its last generation, its new one and what stands on disk, held against each other.

use super::disk::Found;
use super::error::{Conflict, Reason};
use super::lock::{self, Entry};
use super::merge::{Form, Resolution, merge};
use super::secret;
use crate::render::{Ownership, RenderedFile};
use std::collections::HashSet;

/// How files that were edited are dealt with.
pub struct Policy<'a> {
    pub resolution: Resolution,
    /// Whether edited files go too where they are needed no more.
    pub remove_edited: bool,
    /// Formats Rust as the tool does; none where it is no Rust.
    pub format: &'a dyn Fn(&str) -> Option<String>,
}

/// What becomes of a file.
#[derive(Debug, PartialEq, Eq)]
pub enum Decision {
    Keep,
    /// Another program has changed it since, and has to do so again.
    Leave,
    /// The user removed it, and it stays away.
    Absent,
    Create,
    /// Nobody edited it: the new generation takes its place.
    Change,
    /// The user's edits and the tool's, together.
    Merge(Vec<u8>),
    /// The same, with places that are still to be settled by hand.
    Dispute(Vec<u8>),
    Remove,
    Blocked(Conflict),
}

/// Decides about a file that the new generation has. `base` is its last generation, where one is remembered.
pub fn about(
    file: &RenderedFile,
    known: Option<&Entry>,
    base: Option<&[u8]>,
    found: &Found,
    policy: &Policy<'_>,
) -> Decision {
    let blocked = |reason| Decision::Blocked(Conflict { path: file.path.clone(), reason, line: None });
    let new = file.contents.as_slice();
    let is_unchanged = |entry: &Entry| entry.hash == lock::hash(new);
    match (known, found) {
        (Some(entry), _) if entry.ownership == Ownership::Once => Decision::Keep,
        (_, Found::File(disk)) if disk == new => Decision::Keep,
        (Some(entry), _) if file.ownership != Ownership::Tool && is_unchanged(entry) => Decision::Keep,
        (_, Found::Odd) => blocked(Reason::NotAFile),
        (None, Found::Nothing) => Decision::Create,
        (None, Found::File(_)) if file.path == secret::PATH => Decision::Keep,
        (None, Found::File(_)) if policy.resolution == Resolution::Ours => Decision::Keep,
        (None, Found::File(_)) => blocked(Reason::Occupied),
        (Some(_), Found::Nothing) if file.ownership == Ownership::Tool => Decision::Create,
        (Some(_), Found::Nothing) => Decision::Absent,
        (Some(_), Found::File(disk)) if file.ownership == Ownership::Tool && is_ours(disk, base, new) => {
            Decision::Change
        }
        (Some(entry), Found::File(disk)) if entry.hash == lock::hash(disk) => Decision::Change,
        (Some(_), Found::File(_)) if file.ownership == Ownership::Derived => Decision::Leave,
        (Some(_), Found::File(disk)) => {
            let texts = (base.map(str::from_utf8), str::from_utf8(disk), str::from_utf8(new));
            match texts {
                (Some(Ok(base)), Ok(disk), Ok(new)) => merged(&file.path, base, disk, new, policy),
                (None, Ok(disk), Ok(new)) => unremembered(&file.path, disk, new, policy),
                _ => blocked(Reason::Edited),
            }
        }
    }
}

/// Whether every line is one that the tool wrote: what a merge of two branches leaves of a registry, in any order.
fn is_ours(disk: &[u8], base: Option<&[u8]>, new: &[u8]) -> bool {
    let known: HashSet<&[u8]> = lines(base.unwrap_or_default()).chain(lines(new)).collect();
    lines(disk).all(|line| known.contains(line))
}

fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end)
}

/// Decides about a file that the new generation has no more.
pub fn about_former(path: &str, entry: &Entry, base: Option<&[u8]>, found: &Found, policy: &Policy<'_>) -> Decision {
    let disk = match found {
        Found::Nothing | Found::Odd => return Decision::Keep,
        Found::File(disk) => disk,
    };
    let reformatted = || {
        let text = Form::split(str::from_utf8(disk).ok()?).1;
        let formatted = formatted(path, &text, policy)?;
        (Some(formatted.as_bytes()) == base).then_some(())
    };
    let is_registry = || entry.ownership == Ownership::Tool && is_ours(disk, base, &[]);
    let is_ours = entry.hash == lock::hash(disk) || is_registry();
    let may_go = policy.remove_edited || policy.resolution == Resolution::Theirs;
    if is_ours || may_go || reformatted().is_some() {
        return Decision::Remove;
    }
    match policy.resolution {
        Resolution::Ours => Decision::Keep,
        _ => Decision::Blocked(Conflict { path: path.to_owned(), reason: Reason::Abandoned, line: None }),
    }
}

/// Without its last generation, nothing tells the lines of the user from those of the tool.
fn unremembered(path: &str, disk: &str, new: &str, policy: &Policy<'_>) -> Decision {
    match policy.resolution {
        Resolution::Stop => {
            Decision::Blocked(Conflict { path: path.to_owned(), reason: Reason::Forgotten, line: None })
        }
        Resolution::Ours => Decision::Keep,
        Resolution::Theirs => Decision::Change,
        Resolution::Markers => {
            let (form, ours) = Form::split(disk);
            Decision::Dispute(form.apply(&merge("", &ours, new).resolve(Resolution::Markers)).into_bytes())
        }
    }
}

/// Merges as the text stands; where that leaves a dispute, once more with the user's text formatted.
fn merged(path: &str, base: &str, disk: &str, new: &str, policy: &Policy<'_>) -> Decision {
    let (form, ours) = Form::split(disk);
    let mut merge_of = merge(base, &ours, new);
    let canonical = formatted(path, &ours, policy);
    if let Some(canonical) = canonical.as_deref().filter(|_| merge_of.first_dispute().is_some()) {
        let again = merge(base, canonical, new);
        if again.first_dispute().is_none() {
            merge_of = again;
        }
    }
    let dispute = merge_of.first_dispute();
    if dispute.is_some() && policy.resolution == Resolution::Stop {
        return Decision::Blocked(Conflict { path: path.to_owned(), reason: Reason::Edited, line: dispute });
    }
    let text = merge_of.resolve(policy.resolution);
    if dispute.is_some() && policy.resolution == Resolution::Markers {
        return Decision::Dispute(form.apply(&text).into_bytes());
    }
    // Two formatted texts can make one that is not, such as a list that has grown too long for its line.
    let was_formatted = canonical.is_some_and(|canonical| canonical == ours);
    let text = formatted(path, &text, policy).filter(|_| was_formatted).unwrap_or(text);
    match form.apply(&text).into_bytes() {
        text if text == disk.as_bytes() => Decision::Keep,
        text => Decision::Merge(text),
    }
}

fn formatted(path: &str, text: &str, policy: &Policy<'_>) -> Option<String> {
    path.ends_with(".rs").then(|| (policy.format)(text)).flatten()
}
