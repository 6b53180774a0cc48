//! What git leaves of two branches in a generated file: marked places where both sides are the tool's own lines.

use std::collections::HashSet;

/// A file's lines as the tool knows them.
pub struct Known<'t> {
    /// Its last generation, which git has merged as it did the file, but with the lines of both sides.
    pub base: &'t str,
    pub new: &'t str,
}

/// Puts the lines of both sides in place of each marked one that has none but lines of the tool, unless a side lacks
/// one that its user may have taken out. None where there is no such place.
pub fn settle(text: &str, known: &Known<'_>) -> Option<String> {
    let lines: HashSet<&str> = known.base.lines().chain(known.new.lines()).collect();
    let mut settled = String::with_capacity(text.len());
    let mut rest: &str = text;
    let mut is_settled = false;
    while let Some(start) = find(rest, "<<<<<<< ") {
        let (before, place) = rest.split_at(start);
        let Some(length) = find(place, ">>>>>>> ").map(|last| last + line(&place[last..]).len()) else { break };
        let (place, behind) = place.split_at(length);
        settled.push_str(before);
        let sides = Sides::of(place).filter(|sides| sides.both().lines().all(|line| lines.contains(line)));
        match sides.filter(|sides| !sides.may_lack_a_line(known)) {
            Some(sides) => {
                settled.push_str(&sides.both());
                is_settled = true;
            }
            None => settled.push_str(place),
        }
        rest = behind;
    }
    settled.push_str(rest);
    is_settled.then_some(settled)
}

/// Whether a text has a place with markers, git's or the tool's own.
pub fn is_marked(text: &[u8]) -> bool {
    let Some(start) = str::from_utf8(text).ok().and_then(|text| find(text, "<<<<<<< ").map(|at| &text[at..])) else {
        return false;
    };
    find(start, "=======").is_some_and(|middle| find(&start[middle..], ">>>>>>> ").is_some())
}

/// A marked place.
struct Sides<'t> {
    ours: &'t str,
    theirs: &'t str,
    /// What both sides were made from; some settings of git show it.
    ancestor: Option<&'t str>,
}

impl<'t> Sides<'t> {
    fn of(place: &'t str) -> Option<Self> {
        let middle = find(place, "=======")?;
        let last = find(place, ">>>>>>> ")?;
        let ours = &place[line(place).len()..middle];
        let (ours, ancestor) = match find(ours, "||||||| ") {
            Some(at) => (&ours[..at], Some(&ours[at + line(&ours[at..]).len()..])),
            None => (ours, None),
        };
        let theirs = place.get(middle + line(&place[middle..]).len()..last)?;
        Some(Self { ours, theirs, ancestor })
    }

    fn both(&self) -> String {
        format!("{}{}", self.ours, self.theirs)
    }

    /// Whether one side may have taken out by hand a line that the other side has: the tool still writes it.
    fn may_lack_a_line(&self, known: &Known<'_>) -> bool {
        let is_written =
            |line: &&str| line.contains(char::is_alphanumeric) && known.new.lines().any(|new| new == *line);
        let lacks = |side: &str, other: &str| {
            other.lines().filter(|line| side.lines().all(|own| own != *line)).any(|line| is_written(&line))
        };
        match self.ancestor {
            Some(ancestor) => lacks(self.ours, ancestor) || lacks(self.theirs, ancestor),
            // Where both sides have only added lines, so have their generations, in the same order.
            None => {
                let is_part = |part: &str, whole: &str| {
                    let mut whole = whole.lines();
                    part.lines().all(|line| whole.any(|other| other == line))
                };
                let (ours, theirs) = (self.ours, self.theirs);
                is_part(ours, theirs) && lacks(ours, theirs)
                    || is_part(theirs, ours) && lacks(theirs, ours)
                    || !known.base.contains(&self.both())
            }
        }
    }
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

    fn settled(text: &str, base: &str) -> Option<String> {
        settle(text, &Known { base, new: "" })
    }

    #[test]
    fn places_of_known_lines_are_settled_and_others_stay() {
        let base = "one\ntwo\nthree\nfour\n";
        assert_eq!(settled(MERGED, base).as_deref(), Some(base));
        let with_ancestor = MERGED.replace("=======", "||||||| base\nold\n=======");
        assert_eq!(settled(&with_ancestor, base).as_deref(), Some(base));
        assert_eq!(settled(&MERGED.replace("three", "mine"), base), None);
        let twice = MERGED.replace("two", "mine") + MERGED;
        assert_eq!(settled(&twice, base), Some(MERGED.replace("two", "mine") + base));
    }

    #[test]
    fn a_line_that_one_side_may_have_taken_out_is_not_put_back() {
        let base = "one\nnote\nsub\nfour\n";
        let taken = "one\n<<<<<<< HEAD\n=======\nnote\nsub\n>>>>>>> other\nfour\n";
        let with_ancestor = taken.replace("=======", "||||||| base\nnote\n=======");
        let replaced = "one\n<<<<<<< HEAD\nfav\n=======\nnote\nsub\n>>>>>>> other\nfour\n";
        for text in [taken, &with_ancestor, replaced] {
            assert_eq!(settle(text, &Known { base: "one\nnote\nfav\nsub\nfour\n", new: base }), None, "{text}");
        }
        // The tool itself has taken it out.
        let new = "one\nfour\n";
        assert_eq!(settle(taken, &Known { base, new }).as_deref(), Some(base));
        assert_eq!(settle(&with_ancestor, &Known { base, new }).as_deref(), Some(base));
    }

    #[test]
    fn text_without_such_places_is_left_alone() {
        for text in ["", "one\n", "<<<<<<< HEAD\n", "=======\n>>>>>>> x\n", "<<<<<<< a\n>>>>>>> b\n"] {
            assert_eq!(settled(text, "one"), None, "{text:?}");
        }
    }
}
