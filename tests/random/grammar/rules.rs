//! `checks:` that rows can keep.

use super::entities::{Draft, Known};
use super::kinds::Kind;
use super::{Setting, names, texts};
use crate::document::{Form, Leaf, Node, Piece};
use crate::random::Random;
use scaffold::name::Name;

pub fn add(random: &mut Random, setting: &Setting, draft: &mut Draft) {
    let word = |name: &str| ["and", "or", "not", "null"].contains(&name.to_lowercase().as_str());
    let free = |known: &&Known| {
        !word(&known.written) && known.kind.as_ref().is_some_and(Kind::is_comparable) && !known.list && !known.limited
    };
    let free: Vec<Known> =
        draft.known.iter().filter(free).filter(|known| !known.default && !known.unique).cloned().collect();
    let mut rules = Vec::new();
    let mut taken = names::Taken::default();
    // Two would exclude one another every so often.
    let mut ordered = false;
    for _ in 0..random.below(3) {
        let written = names::field(random);
        let name = Name::new(&written).snake().to_owned();
        if name.len() > 40 || draft.columns.has(&name) || !taken.claim(&[name]) {
            continue;
        }
        if let Some(pieces) = rule(random, setting, draft, &free, &mut ordered) {
            rules.push((written, Node::Leaf(Leaf { pieces, form: Form::Quoted })));
        }
    }
    if !rules.is_empty() {
        draft.others.push(("checks", Node::Map(rules)));
    }
}

fn rule(
    random: &mut Random,
    setting: &Setting,
    draft: &Draft,
    free: &[Known],
    ordered: &mut bool,
) -> Option<Vec<Piece>> {
    if free.is_empty() {
        return None;
    }
    let one = random.pick(free);
    let kind = one.kind.as_ref()?;
    let name = &one.written;
    let alike = |other: &Kind| other == kind || other.is_integer() && kind.is_integer();
    let same = |other: &&Known| other.written != *name && other.kind.as_ref().is_some_and(alike) && kind.is_bounded();
    let pair: Vec<&Known> = free.iter().filter(same).collect();
    if let Some(other) = pair.first().filter(|_| !*ordered && random.chance(70)) {
        *ordered = true;
        let operator = random.pick(&["<", "<=", "!=", ">="]);
        let nullable = random.pick(&["", "X == null or "]).replace('X', name);
        let nullable = if one.required { String::new() } else { nullable };
        return Some(vec![Piece::fixed(format!("{nullable}{name} {operator} {}", other.written))]);
    }
    let mut pieces = vec![Piece::fixed(format!("{name} != "))];
    pieces.push(literal(random, setting, draft, kind)?);
    if kind.is_bounded() && random.chance(40) {
        // What two comparisons say would be said by one, or by none.
        let value = pieces.remove(1);
        let (one, other) = *random.pick(&[("!=", "!="), (">=", "<"), ("<=", ">"), (">", "!="), ("!=", "==")]);
        let nothing = if random.chance(30) { format!("{name} != null and ") } else { String::new() };
        let rest = Piece::fixed(format!(" or {nothing}{name} {other} "));
        return Some(vec![Piece::fixed(format!("{name} {one} ")), value.clone(), rest, value]);
    }
    match random.below(4) {
        0 => {
            pieces.insert(0, Piece::fixed("not not ("));
            pieces.push(Piece::fixed(")"));
        }
        1 if !one.required => pieces.insert(0, Piece::fixed(format!("({name} == null) or "))),
        2 => {
            pieces.insert(0, Piece::fixed("(("));
            pieces.push(Piece::fixed(format!(")) or {name} != ")));
            pieces.push(literal(random, setting, draft, kind)?);
        }
        _ => {}
    }
    Some(pieces)
}

/// The twin with an ending of its own: what rows can break hangs on which texts of the rules are the same.
fn marked(text: &str, twin: &str) -> String {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    let ending = (0..6).map(|place| char::from(b'a' + (hash >> (8 * place) & 15) as u8));
    let length = twin.chars().count();
    twin.chars().take(length.saturating_sub(6)).chain(ending).take(length).collect()
}

/// A value that no sample has, in the quotes that it allows.
fn literal(random: &mut Random, setting: &Setting, draft: &Draft, kind: &Kind) -> Option<Piece> {
    match kind {
        // Two rules with one value each would leave none.
        Kind::Bool => Some(Piece::fixed("true".to_owned())),
        Kind::Enum(index) => {
            let values = &setting.enums[*index].values;
            (values.len() > 2).then(|| Piece::fixed(format!("'{}'", random.pick(values))))
        }
        Kind::String { min, max } | Kind::Text { min, max } if *max > 3 => {
            let (text, twin) = texts::sized(random, (*min).max(2), *max, true);
            let twin = marked(&text, &twin);
            let quote = |text: &str| {
                let text = text.replace('"', "'");
                format!("\"{text}\"")
            };
            Some(Piece { text: quote(&text), twin: Some(quote(&twin)), spare: false })
        }
        Kind::String { .. } | Kind::Text { .. } | Kind::Char(_) => None,
        kind => {
            let value = kind.value(random, setting, 3);
            let is_field = draft.columns.has(&value.text);
            Some(Piece::fixed(if is_field { format!("'{}'", value.text) } else { format!("\"{}\"", value.text) }))
        }
    }
}
