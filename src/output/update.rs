//! A new generation over an existing project: what it changes on disk, and what stands in its way.

use super::decision::{self, Decision, Policy};
use super::disk::{self, Found};
use super::error::{Conflict, OutputError, Reason, during};
use super::journal::{self, Change};
use super::lock::{self, Lock};
use super::merge::Resolution;
use super::{Generation, Project, SPEC, branches, memory, moves, secret};
use crate::render::{Ownership, RenderedFile};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Everything that [`Update::commit`] will do.
#[derive(Debug, Default, Serialize)]
pub struct Update {
    pub created: Vec<String>,
    pub changed: Vec<String>,
    /// Edited by the user and changed by the tool, in different places.
    pub merged: Vec<String>,
    /// Left with markers between the user's lines and the tool's.
    pub disputed: Vec<String>,
    pub removed: Vec<String>,
    /// The user removed them; they stay away.
    pub absent: Vec<String>,
    /// Hold places with markers that somebody has to settle yet.
    pub marked: Vec<String>,
    /// Changed by another program since, which has to do so again.
    pub left: Vec<String>,
    /// The service needs a secret from now on, and the user's own [`secret::PATH`] has none.
    pub secret_missing: bool,
    #[serde(skip)]
    changes: Vec<Change>,
    /// The spec as it was read.
    #[serde(skip)]
    spec_read: Option<String>,
}

impl Update {
    /// Compares the new generation with the last one and the disk, and writes nothing.
    ///
    /// # Errors
    /// All conflicts at once, as far as the policy does not settle them; a memory that is damaged.
    pub fn of(project: &Project, generation: &Generation, policy: &Policy<'_>) -> Result<Self, OutputError> {
        let mut update = Self::default();
        let mut conflicts = Vec::new();
        let mut lock = Lock::of(generation);
        let moves = moves::moves(&project.lock, generation);
        let forked = moves::forked(&project.lock, generation);
        let taken_back = project.taken_back()?;
        for file in &generation.files {
            if let Some(former) = moves.get(file.path.as_str())
                && disk::find(&project.root, &file.path)? == Found::Nothing
            {
                update.take_along(project, file, former, policy, &mut conflicts)?;
                continue;
            }
            let known = project.lock.entries.get(&file.path).filter(|_| !taken_back.contains(file.path.as_str()));
            let found = disk::find(&project.root, &file.path)?;
            let settled = project.settled(file, &found)?;
            let seen = settled.clone().map_or_else(|| found.clone(), Found::File);
            let base = project.base(&file.path, &file.contents, &seen, &forked)?;
            let decision = match (decision::about(file, known, base.as_deref(), &seen, policy), settled) {
                (Decision::Keep, Some(settled)) => Decision::Merge(settled),
                (decision, _) => decision,
            };
            if file.path == secret::PATH && matches!(decision, Decision::Keep) {
                update.secret_missing = secret::is_wanting(&file.contents, found.bytes());
            }
            update.add(&file.path, decision, found, Some(&file.contents), &mut conflicts);
        }
        for (path, entry) in &project.lock.entries {
            if taken_back.contains(path.as_str()) {
                continue;
            }
            if entry.ownership == Ownership::Once {
                lock.entries.insert(path.clone(), entry.clone());
            } else if !lock.entries.contains_key(path) && !moves.values().any(|former| former == path) {
                let found = disk::find(&project.root, path)?;
                let base = project.base(path, &[], &found, &forked)?;
                let decision = decision::about_former(path, entry, base.as_deref(), &found, policy);
                update.add(path, decision, found, None, &mut conflicts);
            }
        }
        for (path, place) in moves::companions(&project.root, &project.lock, &moves)? {
            update.bring(project, generation, &path, place, policy, &mut conflicts)?;
        }
        update.remember(project, generation, &lock, &mut conflicts)?;
        if policy.resolution != Resolution::Theirs {
            project.add_strays(generation, &update.changes, &mut conflicts)?;
        }
        if conflicts.is_empty() { Ok(update) } else { Err(OutputError::Conflicts(conflicts)) }
    }

    fn add(&mut self, path: &str, decision: Decision, found: Found, new: Option<&[u8]>, conflicts: &mut Vec<Conflict>) {
        let kept = match &decision {
            Decision::Keep => found.bytes(),
            Decision::Merge(text) => text,
            _ => &[],
        };
        if branches::is_marked(kept) {
            self.marked.push(path.to_owned());
        }
        let (list, after) = match decision {
            Decision::Keep => return,
            Decision::Blocked(conflict) => return conflicts.push(conflict),
            Decision::Leave => return self.left.push(path.to_owned()),
            Decision::Absent => return self.absent.push(path.to_owned()),
            Decision::Create => (&mut self.created, new.map(<[u8]>::to_vec)),
            Decision::Change => (&mut self.changed, new.map(<[u8]>::to_vec)),
            Decision::Merge(text) => (&mut self.merged, Some(text)),
            Decision::Dispute(text) => (&mut self.disputed, Some(text)),
            Decision::Remove => (&mut self.removed, None),
        };
        list.push(path.to_owned());
        self.changes.push(Change { path: path.to_owned(), before: contents(found), after });
    }

    /// Moves a file whose entity was renamed to its new place, with the user's edits.
    fn take_along(
        &mut self,
        project: &Project,
        file: &RenderedFile,
        former: &str,
        policy: &Policy<'_>,
        conflicts: &mut Vec<Conflict>,
    ) -> Result<(), OutputError> {
        let found = disk::find(&project.root, former)?;
        let base = project.base(former, &file.contents, &found, &BTreeSet::new())?;
        let as_it_was = RenderedFile { path: former.to_owned(), ..file.clone() };
        let known = project.lock.entries.get(former);
        let disk = contents(found.clone());
        let decision = match decision::about(&as_it_was, known, base.as_deref(), &found, policy) {
            Decision::Keep if disk.as_deref() == Some(&*file.contents) => Decision::Create,
            Decision::Keep => disk.clone().map_or(Decision::Absent, Decision::Merge),
            Decision::Change => Decision::Create,
            other => other,
        };
        if disk.is_some() && !matches!(decision, Decision::Blocked(_)) {
            self.add(former, Decision::Remove, found, None, conflicts);
        }
        self.add(&file.path, decision, Found::Nothing, Some(&file.contents), conflicts);
        Ok(())
    }

    /// Moves a file of the user's own that lies beside those of an entity that was renamed.
    fn bring(
        &mut self,
        project: &Project,
        generation: &Generation,
        path: &str,
        place: String,
        policy: &Policy<'_>,
        conflicts: &mut Vec<Conflict>,
    ) -> Result<(), OutputError> {
        let found = disk::find(&project.root, path)?;
        let is_taken = generation.files.iter().any(|file| file.path == place)
            || disk::find(&project.root, &place)? != Found::Nothing;
        let blocked = |path: &str, reason| Decision::Blocked(Conflict { path: path.to_owned(), reason, line: None });
        let decision = match &found {
            Found::Nothing => Decision::Keep,
            Found::Odd => blocked(path, Reason::NotAFile),
            Found::File(_) if is_taken && policy.resolution == Resolution::Ours => Decision::Keep,
            Found::File(_) if is_taken => blocked(&place, Reason::Occupied),
            Found::File(text) => Decision::Merge(text.clone()),
        };
        if matches!(decision, Decision::Merge(_)) {
            self.add(path, Decision::Remove, found, None, conflicts);
        }
        self.add(&place, decision, Found::Nothing, None, conflicts);
        Ok(())
    }

    /// The spec, where the command changes it, and what the tool remembers.
    fn remember(
        &mut self,
        project: &Project,
        generation: &Generation,
        lock: &Lock,
        conflicts: &mut Vec<Conflict>,
    ) -> Result<(), OutputError> {
        let mut place = |path: String, after: Option<Vec<u8>>| {
            match disk::find(&project.root, &path)? {
                Found::Odd => conflicts.push(Conflict { path, reason: Reason::NotAFile, line: None }),
                found => {
                    let before = contents(found);
                    if before != after {
                        self.changes.push(Change { path, before, after });
                    }
                }
            }
            Ok::<(), OutputError>(())
        };
        let remembered = memory::files(generation, lock);
        let kept: HashSet<&String> = remembered.iter().map(|(path, _)| path).collect();
        for path in memory::paths(&project.root)? {
            if !kept.contains(&path) {
                place(path, None)?;
            }
        }
        for (path, contents) in remembered {
            place(path, Some(contents))?;
        }
        let spec = generation.spec.clone().into_bytes();
        self.spec_read.clone_from(&generation.spec_read);
        let before = self.unchanged_spec(project)?;
        if before.as_ref() != Some(&spec) {
            self.changed.insert(0, SPEC.to_owned());
            self.changes.push(Change { path: SPEC.to_owned(), before, after: Some(spec) });
        }
        Ok(())
    }

    /// The spec on disk.
    ///
    /// # Errors
    /// It is not any more what everything was made from.
    fn unchanged_spec(&self, project: &Project) -> Result<Option<Vec<u8>>, OutputError> {
        let found = contents(disk::find(&project.root, SPEC)?);
        match &self.spec_read {
            Some(read) if found.as_deref() != Some(read.as_bytes()) => Err(OutputError::Changed(project.spec_path())),
            _ => Ok(found),
        }
    }

    /// Whether there is nothing to do, not even to remember.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The changes that a user sees, in the order of their paths.
    pub fn visible(&self) -> Vec<&Change> {
        let mut changes: Vec<&Change> = self.changes.iter().filter(|change| !memory::remembers(&change.path)).collect();
        changes.sort_by_key(|change| &change.path);
        changes
    }

    /// Writes it all, or nothing; a secret that a new file waits for is made here, so that no patch shows it.
    pub fn commit(&mut self, project: &Project) -> Result<(), OutputError> {
        for change in self.changes.iter_mut().filter(|change| change.before.is_none()) {
            let filled = change.after.as_deref().map(|text| secret::fill(&change.path, text)).transpose();
            if let Some(Cow::Owned(text)) = filled.map_err(during("make a secret for", &project.root))? {
                change.after = Some(text);
            }
        }
        self.unchanged_spec(project)?;
        journal::commit(&project.root, &self.changes)
    }
}

fn contents(found: Found) -> Option<Vec<u8>> {
    match found {
        Found::File(contents) => Some(contents),
        Found::Nothing | Found::Odd => None,
    }
}

impl Project {
    /// A generated file in which git could not merge two branches, where it is all the tool's lines that are in dispute.
    fn settled(&self, file: &RenderedFile, found: &Found) -> Result<Option<Vec<u8>>, OutputError> {
        let (Ok(disk), Ok(new)) = (str::from_utf8(found.bytes()), str::from_utf8(&file.contents)) else {
            return Ok(None);
        };
        if !self.lock.entries.contains_key(&file.path) || !disk.contains("<<<<<<< ") {
            return Ok(None);
        }
        let base = disk::find(&self.root, &memory::base(&file.path))?;
        let base = str::from_utf8(base.bytes()).unwrap_or_default();
        Ok(branches::settle(disk, &branches::Known { base, new }).map(String::into_bytes))
    }

    /// Reports lines that somebody else has put into the base of a file, in place of what else is wrong with the file: to
    /// git, which looks for renamed files, the one is as good as the other.
    fn add_strays(
        &self,
        generation: &Generation,
        changes: &[Change],
        conflicts: &mut Vec<Conflict>,
    ) -> Result<(), OutputError> {
        let before = changes.iter().filter_map(|change| Some((change.path.as_str(), change.before.as_deref()?)));
        let before: HashMap<&str, &[u8]> = before.collect();
        for file in &generation.files {
            let path = memory::base(&file.path);
            let (Some(entry), Some(base)) = (self.lock.entries.get(&file.path), before.get(path.as_str())) else {
                continue;
            };
            if lock::hash(base) == entry.hash {
                continue;
            }
            let found = disk::find(&self.root, &file.path)?;
            let seen = self.settled(file, &found)?.unwrap_or_else(|| found.bytes().to_vec());
            let texts = [&seen, &file.contents].map(|text| String::from_utf8_lossy(text));
            let known: HashSet<&str> = texts.iter().flat_map(|text| text.lines()).map(str::trim).collect();
            let line = String::from_utf8_lossy(base).lines().position(|line| !known.contains(line.trim()));
            if let Some(line) = line {
                conflicts.retain(|conflict| conflict.path != file.path);
                conflicts.push(Conflict { path, reason: Reason::Edited, line: Some(line + 1) });
            }
        }
        Ok(())
    }

    /// A file's last generation, where it is needed to tell the user's lines from the tool's, and is remembered.
    fn base(
        &self,
        path: &str,
        new: &[u8],
        found: &Found,
        forked: &BTreeSet<&str>,
    ) -> Result<Option<Vec<u8>>, OutputError> {
        let (Some(entry), Found::File(disk)) = (self.lock.entries.get(path), found) else { return Ok(None) };
        let is_settled = || match entry.ownership {
            Ownership::Once | Ownership::Derived => true,
            Ownership::Shared => entry.hash == lock::hash(new),
            Ownership::Tool => false,
        };
        if disk == new || is_settled() || entry.hash == lock::hash(disk) {
            return Ok(None);
        }
        let forked = entry.entity.as_deref().is_some_and(|entity| forked.contains(entity));
        match disk::find(&self.root, &memory::base(path))? {
            Found::File(base) if lock::hash(&base) == entry.hash => Ok(Some(base)),
            // Git has merged it as it did the file.
            Found::File(base) if forked => Ok(Some(base)),
            _ => Ok(None),
        }
    }
}
