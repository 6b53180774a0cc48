//! A journal broken off at every point, forwards and backwards.

use super::*;
use std::collections::BTreeMap;
use tempfile::TempDir;

const OLD: &[(&str, &str)] = &[("a", "a"), ("b/c", "c"), ("b/d", "d"), ("g", "g")];
const NEW: &[(&str, &str)] = &[("a", "A"), ("b/d", "d"), ("e/f/h", "h"), ("e/i", "i"), ("g", "g")];

fn tree(files: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).into())).collect()
}

fn project() -> TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    fs::create_dir(directory.path().join(memory::DIRECTORY)).expect("created");
    for (path, contents) in tree(OLD) {
        let path = directory.path().join(path);
        disk::create_directories(directory.path(), &path).expect("created");
        disk::write(&path, &contents, disk::permissions(&path)).expect("written");
    }
    directory
}

fn changes() -> Vec<Change> {
    let (old, new) = (tree(OLD), tree(NEW));
    let paths: BTreeSet<&String> =
        old.keys().chain(new.keys()).filter(|path| old.get(*path) != new.get(*path)).collect();
    let change =
        |path: &String| Change { path: path.clone(), before: old.get(path).cloned(), after: new.get(path).cloned() };
    paths.into_iter().map(change).collect()
}

/// Every file and every directory without files, the memory included.
fn found(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(directory) = open.pop() {
        let inside = disk::list(&directory).expect("a directory");
        if inside.is_empty() && directory != root.join(memory::DIRECTORY) {
            files.insert(directory.display().to_string(), Vec::new());
        }
        for path in inside {
            if path.is_dir() {
                open.push(path);
            } else {
                let below = path.strip_prefix(root).expect("below").display().to_string();
                files.insert(below, fs::read(&path).expect("a file"));
            }
        }
    }
    files
}

#[test]
fn a_change_is_carried_out_whole_and_leaves_nothing_behind() {
    let directory = project();
    commit(directory.path(), &changes()).expect("committed");
    assert_eq!(found(directory.path()), tree(NEW));
    recover(directory.path()).expect("nothing to do");
    assert_eq!(found(directory.path()), tree(NEW));
}

#[test]
fn a_change_that_was_never_decided_is_forgotten() {
    let directory = project();
    let journal = Journal::of(directory.path(), &changes());
    journal.stage(&changes()).expect("staged");
    fs::remove_file(journal.place()).expect("removed");
    recover(directory.path()).expect("recovered");
    assert_eq!(found(directory.path()), tree(OLD));
}

#[test]
fn a_change_that_was_broken_off_anywhere_is_finished() {
    for done in 0..=changes().len() {
        let directory = project();
        let journal = Journal::of(directory.path(), &changes());
        journal.stage(&changes()).expect("staged");
        for (index, step) in journal.steps.iter().enumerate().take(done) {
            journal.carry_out(index, step, &journal.target(step)).expect("carried out");
        }
        recover(directory.path()).expect("recovered");
        assert_eq!(found(directory.path()), tree(NEW), "after {done}");
    }
}

#[test]
fn an_undoing_that_was_broken_off_anywhere_is_finished() {
    let steps = changes().len();
    for (done, undone) in (0..=steps).flat_map(|done| (0..=steps).map(move |undone| (done, undone))) {
        let directory = project();
        let journal = Journal::of(directory.path(), &changes());
        journal.stage(&changes()).expect("staged");
        for (index, step) in journal.steps.iter().enumerate().take(done) {
            journal.carry_out(index, step, &journal.target(step)).expect("carried out");
        }
        journal.turn_back().expect("turned back");
        for (index, step) in journal.steps.iter().enumerate().rev().take(undone) {
            journal.undo(index, step, &journal.target(step)).expect("undone");
        }
        recover(directory.path()).expect("recovered");
        assert_eq!(found(directory.path()), tree(OLD), "after {done} and {undone}");
    }
}

#[test]
fn a_refusal_in_the_middle_undoes_what_was_done() {
    let directory = project();
    let root = directory.path();
    fs::write(root.join("e"), "in the way of a directory").expect("written");
    assert!(commit(root, &changes()).is_err());
    fs::remove_file(root.join("e")).expect("removed");
    assert_eq!(found(root), tree(OLD));
}

#[test]
fn a_journal_that_is_none_is_not_guessed_at() {
    let directory = project();
    let place = directory.path().join(memory::DIRECTORY).join(JOURNAL);
    for text in
        ["", "scaffold journal 1\nforward\n", "scaffold journal 1\nsideways\nend\n", "scaffold journal 2\nback\nend\n"]
    {
        fs::write(&place, text).expect("written");
        assert!(matches!(recover(directory.path()), Err(OutputError::BrokenJournal(_))), "{text:?}");
    }
}
