//! Text that matches a pattern, found by walking the parsed expression.

use super::series::{Number, Series};
use crate::model::Type;
use regex::Regex;
use regex_syntax::hir::{Class, Hir, HirKind};
use serde_json::Value;
use std::iter;
use std::rc::Rc;

/// Letters that read well, the best first.
const PLEASANT: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_. @/+#:,!?$%&*()=";
/// Rows for which a series is held against its pattern.
const PROBES: [u64; 14] = [0, 1, 2, 7, 9, 10, 11, 25, 99, 100, 123, 999, 1_000, 9_999];
/// Most values that are listed one by one.
pub(super) const LISTED: usize = 40;
/// Digits in a counter: no test needs more rows.
const COUNTER: usize = 6;

/// One place of a match: the letters that may stand there.
type Slot = Rc<[char]>;

/// A series that matches `pattern`: `own` where it does already, else one made from the pattern.
pub(super) fn series(pattern: &str, ty: &Type, own: Option<Series>, distinct: bool) -> Option<Series> {
    let regex = Regex::new(pattern).ok()?;
    if let Some(own) = own.filter(|own| fits(own, &regex)) {
        return Some(own);
    }
    let (min, max) = match ty {
        Type::String { min, max } | Type::Text { min, max } | Type::Password { min, max } => (*min, *max),
        Type::Char { length } => (*length, *length),
        _ => return None,
    };
    let shapes = shapes(pattern, min as usize, max as usize)?;
    let right = |text: &str| {
        let size = text.chars().count();
        regex.is_match(text) && size >= min as usize && size <= max as usize && !text.contains('\n')
    };
    let counter = best_counter(&shapes, &right);
    if let Some((digits, series)) = &counter
        && (!distinct || *digits >= 4)
    {
        return Some(series.clone());
    }
    let wanted = listed(distinct);
    let texts = shapes.iter().flat_map(|shape| spread(shape, wanted)).filter(|text| right(text));
    let listed = cycle(texts, wanted);
    match (counter, listed) {
        (Some((_, series)), Some(listed)) if series.distinct() <= listed.distinct() => Some(listed),
        (Some((_, series)), _) => Some(series),
        (None, listed) => listed,
    }
}

/// How many values are listed one by one.
pub(super) fn listed(distinct: bool) -> usize {
    if distinct { LISTED } else { 3 }
}

/// The first texts, up to so many, that differ from one another; none where there is none.
pub(super) fn cycle(texts: impl Iterator<Item = String>, most: usize) -> Option<Series> {
    let mut values: Vec<String> = Vec::new();
    for text in texts {
        if !values.contains(&text) {
            values.push(text);
        }
        if values.len() == most {
            break;
        }
    }
    (!values.is_empty()).then(|| Series::Cycle(values.into_iter().map(Value::from).collect()))
}

/// Whether rows of a series match.
pub(super) fn fits(series: &Series, regex: &Regex) -> bool {
    PROBES.iter().all(|row| series.at(*row).as_str().is_some_and(|text| regex.is_match(text)))
}

/// Matches of at most so many characters, the plainest first.
pub(super) fn matches(pattern: &str, max: usize) -> Vec<String> {
    let shapes = shapes(pattern, 0, max).unwrap_or_default();
    shapes.iter().flat_map(|shape| spread(shape, 1)).collect()
}

/// A match of so many characters.
pub(super) fn sized(pattern: &str, size: usize) -> Option<String> {
    let regex = Regex::new(pattern).ok()?;
    let shapes = shapes(pattern, size, size)?;
    let mut texts = shapes.iter().flat_map(|shape| spread(shape, 1));
    texts.find(|text| text.chars().count() == size && regex.is_match(text))
}

/// The longest counter that matches on every row, with its digits.
fn best_counter(shapes: &[Vec<Slot>], right: &impl Fn(&str) -> bool) -> Option<(usize, Series)> {
    let counters = shapes.iter().filter_map(|shape| counter(shape));
    let sound = counters.filter(|(_, series)| PROBES.iter().all(|row| series.at(*row).as_str().is_some_and(right)));
    sound.reduce(|best, next| if next.0 > best.0 { next } else { best })
}

/// Ways through the pattern, of the right size: each branch of its alternatives, with shorter and longer repeats.
fn shapes(pattern: &str, min: usize, max: usize) -> Option<Vec<Vec<Slot>>> {
    let hir = regex_syntax::parse(pattern).ok()?;
    let any: Slot = PLEASANT.chars().filter(char::is_ascii_alphanumeric).collect();
    let filler = |count| iter::repeat_n(any.clone(), count);
    let mut shapes = Vec::new();
    for branch in 0..widest(&hir).min(12) {
        for extra in (0..16).chain([min]) {
            let mut walk = Walk { branch, extra, spare: max.saturating_add(1), slots: Vec::new() };
            if walk.take(&hir).is_none() {
                continue;
            }
            // Where the pattern is not anchored, anything may stand before and behind.
            let missing = min.saturating_sub(walk.slots.len());
            let longer = missing.max(COUNTER.min(max.saturating_sub(walk.slots.len())));
            let behind = |count| walk.slots.iter().cloned().chain(filler(count)).collect::<Vec<Slot>>();
            let ahead = |count| filler(count).chain(walk.slots.iter().cloned()).collect::<Vec<Slot>>();
            for shape in [behind(missing), ahead(missing), behind(longer), ahead(longer)] {
                if shape.len() <= max && !shapes.contains(&shape) {
                    shapes.push(shape);
                }
            }
        }
    }
    Some(shapes)
}

/// Branches of the alternative that has most.
fn widest(hir: &Hir) -> usize {
    let own = if let HirKind::Alternation(branches) = hir.kind() { branches.len() } else { 1 };
    hir.kind().subs().iter().map(widest).fold(own, usize::max)
}

struct Walk {
    /// Which alternative is taken.
    branch: usize,
    /// How often a repetition runs beyond what it must.
    extra: usize,
    /// Most characters worth collecting.
    spare: usize,
    slots: Vec<Slot>,
}

impl Walk {
    /// Appends the places of `hir`; none where it can match nothing or gets too long.
    fn take(&mut self, hir: &Hir) -> Option<()> {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => {
                let text = std::str::from_utf8(&literal.0).ok()?;
                self.slots.extend(text.chars().map(|letter| Slot::from([letter])));
            }
            HirKind::Class(class) => self.slots.push(Some(letters(class)).filter(|slot| !slot.is_empty())?),
            HirKind::Repetition(repetition) => {
                let most = repetition.max.unwrap_or(u32::MAX) as usize;
                let times = (repetition.min as usize + self.extra).min(most);
                let start = self.slots.len();
                if times > 0 {
                    self.take(&repetition.sub)?;
                }
                let once = self.slots[start..].to_vec();
                for _ in 1..times {
                    self.slots.extend_from_slice(&once);
                    if once.is_empty() || self.slots.len() > self.spare {
                        break;
                    }
                }
            }
            HirKind::Capture(capture) => self.take(&capture.sub)?,
            HirKind::Concat(parts) => parts.iter().try_for_each(|part| self.take(part))?,
            HirKind::Alternation(branches) => self.take(&branches[self.branch.min(branches.len() - 1)])?,
        }
        (self.slots.len() <= self.spare).then_some(())
    }
}

fn letters(class: &Class) -> Slot {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class.iter().map(|range| (range.start(), range.end())).collect(),
        Class::Bytes(class) => {
            class.iter().map(|range| (char::from(range.start()), char::from(range.end().min(127)))).collect()
        }
    };
    let held = |letter: &char| ranges.iter().any(|(start, end)| (start..=end).contains(&letter));
    let pleasant: Slot = PLEASANT.chars().filter(held).collect();
    if !pleasant.is_empty() {
        return pleasant;
    }
    let others = ranges.iter().flat_map(|(start, end)| (*start..=*end).take(26));
    others.filter(|letter| !letter.is_control()).take(26).collect()
}

/// The shape with its longest run of digits as a counter, and how many digits that has.
fn counter(shape: &[Slot]) -> Option<(usize, Series)> {
    let digital = |slot: &Slot| ('0'..='9').all(|digit| slot.contains(&digit));
    let mut best = 0..0;
    let mut start = 0;
    for end in 1..=shape.len() {
        if !digital(&shape[end - 1]) {
            start = end;
        } else if end - start > best.len() {
            best = start..end;
        }
    }
    let digits = best.len().min(COUNTER);
    if digits == 0 {
        return None;
    }
    let from = best.end - digits;
    let fixed = |slots: &[Slot], offset: usize| -> String {
        slots.iter().enumerate().map(|(index, slot)| slot[(offset + index) % slot.len()]).collect()
    };
    let number = Number::cyclic(10_u64.pow(digits as u32), 0, digits);
    Some((digits, Series::numbered(&fixed(&shape[..from], 0), number, &fixed(&shape[best.end..], 0))))
}

/// Different texts of one shape: the last places change first.
fn spread(shape: &[Slot], count: usize) -> impl Iterator<Item = String> {
    let ways = shape.iter().fold(1_usize, |ways, slot| ways.saturating_mul(slot.len()));
    let text = move |turn: usize| -> String {
        let mut turn = turn;
        let mut letters: Vec<char> = Vec::new();
        for (index, slot) in shape.iter().enumerate().rev() {
            letters.push(slot[(index + turn) % slot.len()]);
            turn /= slot.len();
        }
        letters.iter().rev().collect()
    };
    (0..ways.min(count * 4)).map(text)
}
