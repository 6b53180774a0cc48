//! What git leaves of two branches in a generated file: marked places where both sides are the tool's own lines.

use std::collections::HashSet;

/// Puts the lines of both sides in place of each marked one that has no line but `known` ones. None where there is no
/// such place.
pub fn settle(text: &str, known: &HashSet<&str>) -> Option<String> {
    let mut settled = String::with_capacity(text.len());
    let mut rest: &str = text;
    let mut is_settled = false;
    while let Some(start) = find(rest, "<<<<<<< ") {
        let (before, place) = rest.split_at(start);
        let Some(length) = find(place, ">>>>>>> ").map(|last| last + line(&place[last..]).len()) else { break };
        let (place, behind) = place.split_at(length);
        settled.push_str(before);
        match both_sides(place).filter(|sides| sides.lines().all(|line| known.contains(line))) {
            Some(sides) => {
                settled.push_str(&sides);
                is_settled = true;
            }
            None => settled.push_str(place),
        }
        rest = behind;
    }
    settled.push_str(rest);
    is_settled.then_some(settled)
}

/// The lines of a marked place without the markers, and without the common ancestor that some show.
fn both_sides(place: &str) -> Option<String> {
    let middle = find(place, "=======")?;
    let last = find(place, ">>>>>>> ")?;
    let ours = &place[line(place).len()..middle];
    let ours = find(ours, "||||||| ").map_or(ours, |ancestor| &ours[..ancestor]);
    let theirs = place.get(middle + line(&place[middle..]).len()..last)?;
    Some(format!("{ours}{theirs}"))
}

/// Where the first line begins that starts with `mark`.
fn find(text: &str, mark: &str) -> Option<usize> {
    let mut at = 0;
    text.split_inclusive('\n').find_map(|line| {
        let start = at;
        at += line.len();
        line.starts_with(mark).then_some(start)
    })
}

/// The first line with its end.
fn line(text: &str) -> &str {
    text.split_inclusive('\n').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MERGED: &str = "one\n<<<<<<< HEAD\ntwo\n=======\nthree\n>>>>>>> other\nfour\n";

    fn settled(text: &str, known: &[&str]) -> Option<String> {
        settle(text, &known.iter().copied().collect())
    }

    #[test]
    fn places_of_known_lines_are_settled_and_others_stay() {
        let known = ["two", "three"];
        assert_eq!(settled(MERGED, &known).as_deref(), Some("one\ntwo\nthree\nfour\n"));
        let with_ancestor = MERGED.replace("=======", "||||||| base\nold\n=======");
        assert_eq!(settled(&with_ancestor, &known).as_deref(), Some("one\ntwo\nthree\nfour\n"));
        assert_eq!(settled(&MERGED.replace("three", "mine"), &known), None);
        let twice = MERGED.replace("two", "mine") + MERGED;
        assert_eq!(settled(&twice, &known), Some(MERGED.replace("two", "mine") + "one\ntwo\nthree\nfour\n"));
    }

    #[test]
    fn text_without_such_places_is_left_alone() {
        for text in ["", "one\n", "<<<<<<< HEAD\n", "=======\n>>>>>>> x\n", "<<<<<<< a\n>>>>>>> b\n"] {
            assert_eq!(settled(text, &["one"]), None, "{text:?}");
        }
    }
}
