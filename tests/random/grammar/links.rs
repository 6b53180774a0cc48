//! Many-to-many relations, with a table of their own or through an entity.

use super::entities::Draft;
use super::fields::Field;
use super::kinds::Value;
use super::{Setting, names, texts};
use crate::document::Node;
use crate::random::Random;
use scaffold::name::Name;

pub fn add(random: &mut Random, setting: &Setting, drafts: &mut [Draft], tables: &mut names::Taken) {
    for index in 0..drafts.len() {
        if drafts[index].short && random.chance(35) {
            plain(random, setting, drafts, index, tables);
        }
    }
    for join in 2..drafts.len() {
        if random.chance(25) {
            through(random, setting, drafts, join);
        }
    }
}

fn plain(random: &mut Random, setting: &Setting, drafts: &mut [Draft], index: usize, tables: &mut names::Taken) {
    let targets: Vec<usize> =
        (0..drafts.len()).filter(|target| drafts[*target].short && drafts[*target].key.len() == 1).collect();
    if targets.is_empty() {
        return;
    }
    let target = if targets.contains(&index) && random.chance(30) { index } else { *random.pick(&targets) };
    let written = names::field(random);
    let name = Name::new(&written);
    let table = Name::new(&drafts[index].table).join(name.snake()).snake().to_owned();
    let key = Name::new(&drafts[target].key[0].0);
    let member = name.singular().join(key.plural().snake());
    let shown = [name.json(setting.case()), member.json(setting.case())];
    let longest = table.len().max(name.snake().len() + key.snake().len() + 1);
    if longest > 60 || tables.has(&table) || !drafts[index].members.claim(&shown) {
        return;
    }
    tables.take(&table);
    let mut field = Field::new(format!("{}[]", drafts[target].referred));
    if random.chance(30) {
        field.others.push(("doc", texts::prose(random)));
    }
    drafts[index].has_links = true;
    let node = field.node(random, "to");
    drafts[index].fields.push((written, node));
}

/// Makes an entity that points once at each of two others the join between them.
fn through(random: &mut Random, setting: &Setting, drafts: &mut [Draft], join: usize) {
    let ends: Vec<usize> = (0..join).filter(|end| drafts[*end].short && names_once(drafts, join, *end)).collect();
    let [source, target] = random.several(&ends, 2)[..] else { return };
    let written = names::field(random);
    if !names::is_short(&written) || !drafts[join].short {
        return;
    }
    let name = Name::new(&written);
    let shown = [name.json(setting.case()), name.singular().join("ids").json(setting.case())];
    if !drafts[source].members.claim(&shown) {
        return;
    }
    let mut field = Field::new(format!("{}[]", drafts[target].referred));
    field.values.push(("through", Value::plain(&drafts[join].referred)));
    let node = field.node(random, "to");
    drafts[source].fields.push((written, node));
}

/// Whether exactly one relation of `join` leads to `end`, and to its key.
fn names_once(drafts: &[Draft], join: usize, end: usize) -> bool {
    let to_end = |node: &Node| {
        let text = match node {
            Node::Leaf(leaf) => leaf.pieces[0].text.clone(),
            Node::Map(entries) => match &entries[0].1 {
                Node::Leaf(leaf) if node.entry("references").is_none() => leaf.pieces[0].text.clone(),
                Node::Leaf(leaf) => format!("{} {}", leaf.pieces[0].text, "by another field"),
                _ => String::new(),
            },
            Node::List(_) => String::new(),
        };
        text.trim_end_matches('?').to_owned()
    };
    let written = drafts[end].referred.as_str();
    let ways: Vec<String> = drafts[join].fields.iter().map(|(_, node)| to_end(node)).collect();
    let any = ways.iter().filter(|way| way.split([' ', '?']).next() == Some(written)).count();
    any == 1 && ways.iter().any(|way| way == written)
}
