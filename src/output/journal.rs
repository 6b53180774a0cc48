//! Many changes as one: staged and flushed, then carried out by a journal that the next command finishes or undoes.
//!
//! `.scaffold/staging/new/` holds each file to come, `old/` each file as it was. Renaming the journal to its place
//! decides that the change happens; renaming the other one over it decides that it is undone. Neither needs room on
//! the disk, and both can be carried out again from any point.

use super::disk;
use super::error::{OutputError, during};
use super::memory;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const JOURNAL: &str = "journal";
const STAGING: &str = "staging";
const HEADING: &str = "scaffold journal 1";

/// What shall become of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub path: String,
    /// The contents found when the change was planned; none where there was no file.
    pub before: Option<Vec<u8>>,
    /// The contents to come; none where the file goes.
    pub after: Option<Vec<u8>>,
}

impl Change {
    fn deed(&self) -> Deed {
        match (&self.before, &self.after) {
            (_, None) => Deed::Remove,
            (None, Some(_)) => Deed::Create,
            (Some(_), Some(_)) => Deed::Replace,
        }
    }
}

/// Carries out all changes, or none.
///
/// # Errors
/// The system refuses, or a file is not any more what it was when the change was planned.
pub fn commit(root: &Path, changes: &[Change]) -> Result<(), OutputError> {
    if changes.is_empty() {
        return Ok(());
    }
    let journal = Journal::of(root, changes);
    if let Err(error) = journal.stage(changes) {
        journal.forget();
        return Err(error);
    }
    match journal.forward() {
        Ok(()) => journal.finish(),
        Err(error) => {
            // Where even this fails, the next command goes on from here.
            if journal.turn_back().is_ok() && journal.back().is_ok() {
                journal.forget();
            }
            Err(error)
        }
    }
}

/// Finishes or undoes what an earlier command could not.
pub fn recover(root: &Path) -> Result<(), OutputError> {
    let path = root.join(memory::DIRECTORY).join(JOURNAL);
    let text = match disk::read_text(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Journal { root: root.to_owned(), steps: Vec::new() }.forget();
            return Ok(());
        }
        text => text.map_err(during("read", &path))?,
    };
    let (direction, steps) = parse(&text).ok_or(OutputError::BrokenJournal(path))?;
    let journal = Journal { root: root.to_owned(), steps };
    match direction {
        Direction::Forward => journal.forward()?,
        Direction::Back => journal.back()?,
    }
    journal.finish()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Forward,
    Back,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Create,
    Replace,
    Remove,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Step {
    deed: Deed,
    path: String,
}

const WORDS: [(&str, Deed); 3] = [("create", Deed::Create), ("replace", Deed::Replace), ("remove", Deed::Remove)];

struct Journal {
    root: PathBuf,
    steps: Vec<Step>,
}

fn parse(text: &str) -> Option<(Direction, Vec<Step>)> {
    let mut lines = text.strip_suffix("end\n")?.lines();
    lines.next().filter(|line| *line == HEADING)?;
    let direction = match lines.next()? {
        "forward" => Direction::Forward,
        "back" => Direction::Back,
        _ => return None,
    };
    let step = |line: &str| {
        let (word, path) = line.split_once(' ')?;
        let (_, deed) = WORDS.into_iter().find(|(known, _)| *known == word)?;
        Some(Step { deed, path: path.to_owned() })
    };
    Some((direction, lines.map(step).collect::<Option<_>>()?))
}

impl Journal {
    fn of(root: &Path, changes: &[Change]) -> Self {
        let step = |change: &Change| Step { deed: change.deed(), path: change.path.clone() };
        Self { root: root.to_owned(), steps: changes.iter().map(step).collect() }
    }

    fn text(&self, direction: &str) -> String {
        let word = |deed: Deed| WORDS.iter().find(|(_, known)| *known == deed).map_or("", |(word, _)| word);
        let steps = self.steps.iter().map(|step| format!("{} {}\n", word(step.deed), step.path));
        format!("{HEADING}\n{direction}\n{}end\n", steps.collect::<String>())
    }

    fn memory(&self) -> PathBuf {
        self.root.join(memory::DIRECTORY)
    }

    fn staging(&self) -> PathBuf {
        self.memory().join(STAGING)
    }

    fn place(&self) -> PathBuf {
        self.memory().join(JOURNAL)
    }

    fn new_file(&self, index: usize) -> PathBuf {
        self.staging().join("new").join(index.to_string())
    }

    fn old_file(&self, index: usize) -> PathBuf {
        self.staging().join("old").join(index.to_string())
    }

    fn target(&self, step: &Step) -> PathBuf {
        self.root.join(&step.path)
    }

    /// Prepares everything and, last, decides that it happens.
    fn stage(&self, changes: &[Change]) -> Result<(), OutputError> {
        let staging = self.staging();
        for directory in [&staging, &staging.join("new"), &staging.join("old")] {
            fs::create_dir(directory).map_err(during("create", directory))?;
        }
        for (index, change) in changes.iter().enumerate() {
            self.keep_old(index, change)?;
            if let Some(contents) = &change.after {
                self.stage_new(index, change, contents)?;
            }
        }
        let (forward, back) = (staging.join("forward"), staging.join("back"));
        for path in [&forward, &back] {
            let direction = path.file_name().unwrap_or_default().to_string_lossy();
            let written = disk::write(path, self.text(&direction).as_bytes(), disk::permissions(path));
            written.map_err(during("write", path))?;
        }
        for directory in [staging.join("new"), staging.join("old"), staging] {
            disk::flush(&directory).map_err(during("flush", &directory))?;
        }
        fs::rename(&forward, self.place()).map_err(during("write", &self.place()))?;
        disk::flush(&self.memory()).map_err(during("flush", &self.memory()))
    }

    /// Keeps the file as it is, having made sure that it still is what the plan has seen.
    fn keep_old(&self, index: usize, change: &Change) -> Result<(), OutputError> {
        let target = self.root.join(&change.path);
        let seen = change.before.clone().map_or(disk::Found::Nothing, disk::Found::File);
        if disk::find(&self.root, &change.path)? != seen {
            return Err(OutputError::Changed(target));
        }
        if change.before.is_some() {
            let old = self.old_file(index);
            let kept = fs::hard_link(&target, &old).or_else(|_| fs::copy(&target, &old).map(drop));
            kept.map_err(during("write", &old))?;
        }
        Ok(())
    }

    fn stage_new(&self, index: usize, change: &Change, contents: &[u8]) -> Result<(), OutputError> {
        let (staged, target) = (self.new_file(index), self.root.join(&change.path));
        let permissions = match fs::metadata(&target) {
            Ok(metadata) => metadata.permissions(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => disk::permissions(&target),
            Err(error) => return Err(during("look at", &target)(error)),
        };
        disk::write(&staged, contents, permissions).map_err(during("write", &staged))
    }

    /// Moves every staged file to its place and removes what goes; what is done already is left alone.
    fn forward(&self) -> Result<(), OutputError> {
        let mut touched = BTreeSet::new();
        for (index, step) in self.steps.iter().enumerate() {
            let target = self.target(step);
            self.carry_out(index, step, &target).map_err(during("write", &target))?;
            touched.extend(target.parent().filter(|parent| parent.is_dir()).map(Path::to_owned));
        }
        for directory in touched.iter().filter(|directory| directory.is_dir()) {
            disk::flush(directory).map_err(during("flush", directory))?;
        }
        Ok(())
    }

    fn carry_out(&self, index: usize, step: &Step, target: &Path) -> io::Result<()> {
        if step.deed == Deed::Remove {
            missing_is_fine(fs::remove_file(target))?;
            return disk::remove_directories(&self.root, target);
        }
        let staged = self.new_file(index);
        if staged.exists() {
            disk::create_directories(&self.root, target)?;
            disk::stay_inside(&self.root, target)?;
            fs::rename(staged, target)?;
        }
        Ok(())
    }

    /// Decides that the change is undone.
    fn turn_back(&self) -> io::Result<()> {
        fs::rename(self.staging().join("back"), self.place())?;
        disk::flush(&self.memory())
    }

    /// Puts every file back as it was, the last change first.
    fn back(&self) -> Result<(), OutputError> {
        for (index, step) in self.steps.iter().enumerate().rev() {
            let target = self.target(step);
            self.undo(index, step, &target).map_err(during("restore", &target))?;
        }
        Ok(())
    }

    fn undo(&self, index: usize, step: &Step, target: &Path) -> io::Result<()> {
        let old = self.old_file(index);
        if old.exists() {
            // Where the change has not come to it, the place need not even be writable.
            if disk::is_same(&old, target) {
                return Ok(());
            }
            disk::create_directories(&self.root, target)?;
            return fs::rename(old, target);
        }
        if step.deed == Deed::Create {
            // A staged file that is gone has become the target; where it is there, its directories may be already.
            if !self.new_file(index).exists() {
                missing_is_fine(fs::remove_file(target))?;
            }
            disk::remove_directories(&self.root, target)?;
        }
        Ok(())
    }

    fn finish(&self) -> Result<(), OutputError> {
        let place = self.place();
        missing_is_fine(fs::remove_file(&place)).map_err(during("remove", &place))?;
        disk::flush(&self.memory()).map_err(during("flush", &self.memory()))?;
        self.forget();
        Ok(())
    }

    /// Throws the staged files away. What cannot be removed now is removed by the next command.
    fn forget(&self) {
        let _ = fs::remove_file(self.place());
        let _ = fs::remove_dir_all(self.staging());
    }
}

fn missing_is_fine(outcome: io::Result<()>) -> io::Result<()> {
    match outcome {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests;
