//! Three texts into one: what the tool wrote last, what it writes now, and what stands on disk.

use diffy::{ConflictStyle, IncompleteHunkStyle, MergeOptions};
use serde::Serialize;

/// Whose text counts in a place that both sides changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Resolution {
    /// Nobody's: nothing is written at all.
    Stop,
    /// Both stand there between markers, to be settled by hand.
    Markers,
    /// What is on disk.
    Ours,
    /// What is generated now.
    Theirs,
}

/// A merge, cut where the sides differ.
#[derive(Debug, PartialEq, Eq)]
pub struct Merged(Vec<Piece>);

#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Agreed(String),
    Disputed { ours: String, theirs: String },
}

/// Merges the edits that lead from `base` to `ours` and to `theirs`.
pub fn merge(base: &str, ours: &str, theirs: &str) -> Merged {
    let length = 1 + [base, ours, theirs].into_iter().map(longest_run).max().unwrap_or_default();
    let mut options = MergeOptions::new();
    options
        .set_conflict_style(ConflictStyle::Merge)
        .set_incomplete_hunk_style(IncompleteHunkStyle::Git)
        .set_conflict_marker_length(length);
    match options.merge(base, ours, theirs) {
        Ok(text) => Merged(vec![Piece::Agreed(text)]),
        Err(text) => Merged(pieces(&text, length)),
    }
}

/// The longest run of a marker's character, so that a marker of one more is no line of the texts.
fn longest_run(text: &str) -> usize {
    let mut longest = 0;
    let mut run = (0, '\0');
    for character in text.chars() {
        let marks = matches!(character, '<' | '=' | '>');
        run = if marks && run.1 == character { (run.0 + 1, character) } else { (usize::from(marks), character) };
        longest = longest.max(run.0);
    }
    longest
}

fn pieces(text: &str, length: usize) -> Vec<Piece> {
    let marker = |mark: char| mark.to_string().repeat(length);
    let (begin, middle, end) = (marker('<'), marker('='), marker('>'));
    let mut pieces = Vec::new();
    let mut agreed = String::new();
    let mut lines = text.split_inclusive('\n');
    while let Some(line) = lines.next() {
        if !line.starts_with(&begin) {
            agreed.push_str(line);
            continue;
        }
        pieces.push(Piece::Agreed(std::mem::take(&mut agreed)));
        let ours = lines.by_ref().take_while(|line| !line.starts_with(&middle)).collect();
        let theirs = lines.by_ref().take_while(|line| !line.starts_with(&end)).collect();
        pieces.push(Piece::Disputed { ours, theirs });
    }
    pieces.push(Piece::Agreed(agreed));
    pieces
}

impl Merged {
    /// The line, counted from 1 in our text, where the sides first differ.
    pub fn first_dispute(&self) -> Option<usize> {
        let mut line = 1;
        for piece in &self.0 {
            match piece {
                Piece::Agreed(text) => line += text.matches('\n').count(),
                Piece::Disputed { .. } => return Some(line),
            }
        }
        None
    }

    pub fn resolve(&self, resolution: Resolution) -> String {
        self.0.iter().map(|piece| piece.resolve(resolution)).collect()
    }
}

impl Piece {
    fn resolve(&self, resolution: Resolution) -> String {
        match (self, resolution) {
            (Self::Agreed(text), _) => text.clone(),
            (Self::Disputed { ours, .. }, Resolution::Ours) => ours.clone(),
            (Self::Disputed { theirs, .. }, Resolution::Theirs) => theirs.clone(),
            (Self::Disputed { ours, theirs }, Resolution::Markers | Resolution::Stop) => {
                format!("<<<<<<< yours\n{ours}=======\n{theirs}>>>>>>> generated\n")
            }
        }
    }
}

/// How a file begins and ends its lines, which is no edit of what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Form {
    byte_order_mark: bool,
    carriage_returns: bool,
}

const BYTE_ORDER_MARK: char = '\u{feff}';

impl Form {
    /// A text without its form, and the form. Line ends count as form where all of them are the same.
    pub fn split(text: &str) -> (Self, String) {
        let bare = text.strip_prefix(BYTE_ORDER_MARK);
        let byte_order_mark = bare.is_some();
        let bare = bare.unwrap_or(text);
        let ends = bare.matches('\n').count();
        let carriage_returns = ends > 0 && bare.matches("\r\n").count() == ends;
        let bare = if carriage_returns { bare.replace("\r\n", "\n") } else { bare.to_owned() };
        (Self { byte_order_mark, carriage_returns }, bare)
    }

    pub fn apply(self, text: &str) -> String {
        let mark = self.byte_order_mark.then_some(BYTE_ORDER_MARK);
        let text = if self.carriage_returns { text.replace('\n', "\r\n") } else { text.to_owned() };
        mark.into_iter().collect::<String>() + &text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "one\ntwo\nthree\nfour\nfive\n";

    #[test]
    fn edits_in_different_places_are_all_kept() {
        let merged = merge(BASE, &BASE.replace("one", "ONE"), &BASE.replace("five", "FIVE"));
        assert_eq!(merged.first_dispute(), None);
        assert_eq!(merged.resolve(Resolution::Stop), "ONE\ntwo\nthree\nfour\nFIVE\n");
    }

    #[test]
    fn a_disputed_place_is_given_to_either_side_and_the_rest_to_both() {
        let ours = BASE.replace("one", "ONE").replace("three", "our three");
        let merged = merge(BASE, &ours, &BASE.replace("three", "their three").replace("five", "FIVE"));
        assert_eq!(merged.first_dispute(), Some(3));
        assert_eq!(merged.resolve(Resolution::Ours), "ONE\ntwo\nour three\nfour\nFIVE\n");
        assert_eq!(merged.resolve(Resolution::Theirs), "ONE\ntwo\ntheir three\nfour\nFIVE\n");
        assert_eq!(
            merged.resolve(Resolution::Markers),
            "ONE\ntwo\n<<<<<<< yours\nour three\n=======\ntheir three\n>>>>>>> generated\nfour\nFIVE\n"
        );
    }

    #[test]
    fn text_that_looks_like_a_marker_is_text() {
        let ours = BASE.replace("two", "<<<<<<<< ours\nours\n========\n>>>>>>>> theirs");
        let merged = merge(BASE, &ours, &BASE.replace("two", "2"));
        assert_eq!(merged.resolve(Resolution::Ours), ours);
        assert_eq!(merged.resolve(Resolution::Theirs), BASE.replace("two", "2"));
    }

    #[test]
    fn the_form_of_a_file_is_no_edit() {
        for form in ["a\nb\n", "a\r\nb\r\n", "\u{feff}a\nb", "a\r\nb\n", ""] {
            let (split, bare) = Form::split(form);
            assert_eq!(split.apply(&bare), form, "{form:?}");
        }
        assert_eq!(Form::split("\u{feff}a\r\nb\r\n").1, "a\nb\n");
    }
}
