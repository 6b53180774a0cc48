//! Enums whose values are keywords, and whose stored texts are anything.

use super::{Setting, names, texts};
use crate::document::{Node, Piece};
use crate::random::Random;
use scaffold::name::Name;

pub struct Enum {
    pub name: String,
    pub values: Vec<String>,
    pub node: Node,
}

const ODD: &[&str] =
    &["Self", "None", "Some", "Ok", "PG-13", "a-b", "A", "true", "null", "no", "Unknown", "x-1", "self"];

pub fn add(random: &mut Random, setting: &mut Setting, types: &mut names::Taken) {
    let name = names::type_name(random);
    let normal = Name::new(&name);
    if !name.starts_with(|first: char| first.is_ascii_uppercase())
        || normal.pascal() == "R"
        || !names::is_short(&name)
        || !types.claim(&[normal.pascal()])
    {
        return;
    }
    let (mut values, mut variants) = (Vec::new(), names::Taken::default());
    for _ in 0..random.between(1, 6) {
        let value = match random.chance(40) {
            true => (*random.pick(ODD)).to_owned(),
            false => random.pick(&names::words()).trim_end_matches('_').to_owned(),
        };
        if variants.claim(&[Name::new(&value).type_ident()]) {
            values.push(value);
        }
    }
    let node = if random.chance(50) {
        Node::names(&values)
    } else {
        Node::Map(values.iter().enumerate().map(|(index, value)| (value.clone(), held(random, index))).collect())
    };
    setting.enums.push(Enum { name, values, node });
}

/// What the database holds, in each form that says so; the number keeps values apart.
fn held(random: &mut Random, index: usize) -> Node {
    let (text, twin) = texts::sized(random, 1, 40, true);
    let value = Node::wording(format!("{text}{index}"), format!("{twin}{index}"));
    match random.below(4) {
        0 => value,
        1 => Node::Map(vec![("doc".to_owned(), texts::prose(random))]),
        2 => Node::Map(vec![("value".to_owned(), value), ("doc".to_owned(), texts::prose(random))]),
        _ => {
            let was = Node::line(vec![Piece::fixed(format!("formerly{index}"))]);
            Node::Map(vec![("value".to_owned(), value), ("was".to_owned(), was)])
        }
    }
}
