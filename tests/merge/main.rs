//! Hand edits of generated files under changes of the spec: no line of a user's is lost.
//!
//! `SCAFFOLD_CELLS=all` tries every edit under every change, and long walks; otherwise some of them.

mod edits;
mod project;
mod specs;
mod walk;

use edits::{EDITS, Edit};
use project::Place;
use scaffold::output::{Generation, OutputError, Reason, Resolution};
use specs::services;
use std::collections::BTreeMap;

/// One test at a time: a process that one of them starts holds the locks of all for a moment.
static TURN: std::sync::Mutex<()> = std::sync::Mutex::new(());

/// Whether a long run was asked for.
fn full() -> bool {
    std::env::var_os("SCAFFOLD_CELLS").is_some()
}

/// One edit of every file at once, then one change of the spec. Returns how many files were held against it.
fn try_cells(edit: &Edit, born: &Generation, next: &Generation) -> usize {
    let place = Place::born(born);
    let edited: Vec<String> = place.paths().into_iter().filter(|path| edit.apply(&place.root, path)).collect();
    let before = place.tree();
    if let Err(error) = place.update(next, Resolution::Stop) {
        let OutputError::Conflicts(conflicts) = error else { panic!("{}: {error}", edit.name) };
        assert_eq!(place.tree(), before, "{}: a stop writes", edit.name);
        assert!(conflicts.iter().all(|conflict| edited.contains(&conflict.path)), "{}: {conflicts:?}", edit.name);
        let lasting =
            conflicts.iter().filter(|conflict| [Reason::NotAFile, Reason::Occupied].contains(&conflict.reason));
        if lasting.count() > 0 {
            assert!(place.update(next, Resolution::Ours).is_err(), "{}: written over what is no file", edit.name);
            assert_eq!(place.tree(), before, "{}: a stop writes", edit.name);
            return edited.len();
        }
        let resolution = if next.spec.len().is_multiple_of(2) { Resolution::Ours } else { Resolution::Markers };
        let outcome = place.update(next, resolution);
        let abandoned = |error: &OutputError| matches!(error, OutputError::Conflicts(conflicts) if conflicts.iter().all(|conflict| conflict.reason == Reason::Abandoned));
        if outcome.is_err_and(|error| abandoned(&error)) {
            place.update(next, Resolution::Ours).expect("settled");
        }
    }
    let after = place.tree();
    for path in &edited {
        assert!(edit.survives(&before, &after, path), "{}: {path} lost a line under\n{}", edit.name, next.spec);
    }
    assert_eq!(after.get("mine.rs"), before.get("mine.rs"));
    edited.len()
}

#[test]
fn no_edit_is_lost_under_any_change() {
    let _turn = TURN.lock().expect("the other test went well");
    let mut cells: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, edit) in EDITS.iter().enumerate() {
        for service in services() {
            for (number, next) in service.next.iter().enumerate() {
                if full() || number % EDITS.len() == index {
                    *cells.entry(edit.name).or_default() += try_cells(edit, &service.born, next);
                }
            }
        }
    }
    println!("{} cells: {cells:?}", cells.values().sum::<usize>());
    assert!(cells.values().sum::<usize>() >= if full() { 2000 } else { 500 });
}
