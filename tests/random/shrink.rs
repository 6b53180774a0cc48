//! From a spec that fails to a small one that fails in the same way.

use crate::document::Node;
use crate::judges::Failure;

/// Most specs that are tried.
const TRIES: usize = 3000;

/// Takes parts away and makes texts harmless for as long as `fails` finds the same judge complaining.
pub fn shrink(document: &Node, failure: &Failure, fails: impl Fn(&Node) -> Option<Failure>) -> (Node, Failure) {
    let (mut smallest, mut last) = (document.clone(), failure.clone());
    let mut tries = 0;
    loop {
        let mut progress = false;
        let mut change = 0;
        while tries < TRIES {
            let mut candidate = smallest.clone();
            let mut turn = change;
            if !apply(&mut candidate, &mut turn) {
                break;
            }
            tries += 1;
            match fails(&candidate).filter(|found| found.judge == failure.judge) {
                Some(found) if candidate != smallest => {
                    (smallest, last, progress) = (candidate, found, true);
                }
                _ => change += 1,
            }
        }
        if !progress || tries >= TRIES {
            return (smallest, last);
        }
    }
}

/// Makes the change of number `turn`, counted from the top of the tree; false where there are not so many.
fn apply(node: &mut Node, turn: &mut usize) -> bool {
    match node {
        Node::Map(entries) => {
            if *turn < entries.len() {
                entries.remove(*turn);
                return true;
            }
            *turn -= entries.len();
            entries.iter_mut().any(|(_, value)| apply(value, turn))
        }
        Node::List(items) => {
            if *turn < items.len() {
                items.remove(*turn);
                return true;
            }
            *turn -= items.len();
            items.iter_mut().any(|item| apply(item, turn))
        }
        Node::Leaf(leaf) => {
            for index in 0..leaf.pieces.len() {
                let piece = &mut leaf.pieces[index];
                if piece.spare {
                    if *turn == 0 {
                        leaf.pieces.remove(index);
                        return true;
                    }
                    *turn -= 1;
                }
                if let Some(twin) = piece.twin.clone().filter(|twin| *twin != leaf.pieces[index].text) {
                    if *turn == 0 {
                        leaf.pieces[index].text = twin;
                        return true;
                    }
                    *turn -= 1;
                }
            }
            false
        }
    }
}
