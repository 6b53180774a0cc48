//! `unique:` and `index:` in every form.

use super::Setting;
use super::entities::{Draft, Known};
use super::kinds::Kind;
use crate::document::{Form, Leaf, Node, Piece};
use crate::random::Random;
use scaffold::model::Database;

pub fn add(random: &mut Random, setting: &Setting, draft: &mut Draft) {
    let usable: Vec<Known> = draft.known.iter().filter(|known| known.can_be_indexed(setting)).cloned().collect();
    if usable.is_empty() {
        return;
    }
    let mut uniques = Vec::new();
    if random.chance(25) {
        let open: Vec<Known> = usable.iter().filter(|known| !known.hidden).cloned().collect();
        let count = random.between(1, 3);
        let fields = random.several(&open, count);
        uniques.extend(unique(random, draft, &fields));
    }
    let mut indexes = Vec::new();
    for _ in 0..random.below(3) {
        indexes.push(index(random, setting, draft, &usable));
    }
    if !uniques.is_empty() {
        draft.others.push(("unique", Node::List(uniques)));
    }
    if !indexes.is_empty() {
        draft.others.push(("index", Node::List(indexes)));
    }
}

fn unique(random: &mut Random, draft: &mut Draft, fields: &[Known]) -> Option<Node> {
    let columns: Vec<String> = fields.iter().flat_map(|known| known.columns.clone()).collect();
    let filter = random.chance(30).then(|| condition(random, fields)).flatten();
    let written = filter.as_ref().map(|filter| filter.text.clone());
    if fields.is_empty() || !draft.constrain(&columns, written.as_deref()) {
        return None;
    }
    let names: Vec<String> = fields.iter().map(|known| known.written.clone()).collect();
    Some(match filter {
        Some(filter) => Node::Map(vec![
            ("fields".to_owned(), Node::names(&names)),
            ("where".to_owned(), Node::Leaf(Leaf { pieces: vec![filter], form: Form::Quoted })),
        ]),
        None => Node::names(&names),
    })
}

/// SQL of the user's own, with a hostile text inside its quotes.
fn condition(random: &mut Random, fields: &[Known]) -> Option<Piece> {
    let known = fields.first()?;
    let column = &known.column;
    let text = matches!(known.kind, Some(Kind::String { .. } | Kind::Text { .. } | Kind::Char(_)));
    if text && random.chance(60) {
        let (text, twin) = super::texts::sized(random, 1, 30, true);
        let sql = |text: &str| format!("\"{column}\" <> '{}'", text.replace('\'', "''").replace('\\', "/"));
        return Some(Piece { text: sql(&text), twin: Some(sql(&twin)), spare: false });
    }
    Some(Piece::fixed(format!("\"{column}\" is not null")))
}

fn index(random: &mut Random, setting: &Setting, draft: &Draft, usable: &[Known]) -> Node {
    let postgres = setting.database == Database::Postgres;
    let lists: Vec<&Known> = draft.known.iter().filter(|known| known.list).collect();
    let map =
        |entries: Vec<(&str, Node)>| Node::Map(entries.into_iter().map(|(key, node)| (key.to_owned(), node)).collect());
    match random.below(6) {
        0 if postgres && !lists.is_empty() => {
            let name = &random.pick(&lists).written;
            map(vec![("fields", Node::names(std::slice::from_ref(name))), ("method", Node::text("gin"))])
        }
        1 => {
            let known = random.pick(usable);
            let method = random.pick(&["btree", "hash", "brin"]);
            // A relation may be to a truth value.
            let bad = *method != "btree" && (known.columns.len() > 1 || matches!(known.kind, None | Some(Kind::Bool)));
            let method = if bad { "btree" } else { method };
            map(vec![("fields", Node::names(std::slice::from_ref(&known.written))), ("method", Node::text(method))])
        }
        2 => {
            let column = &random.pick(usable).column;
            map(vec![("sql", Node::text(format!("coalesce(\"{column}\", null)")))])
        }
        3 => {
            let fields = random.several(usable, 1);
            let filter = condition(random, &fields).map_or_else(|| "true".to_owned(), |piece| piece.text);
            let names: Vec<String> = fields.iter().map(|known| known.written.clone()).collect();
            let twin = filter.clone();
            map(vec![("fields", Node::names(&names)), ("where", Node::wording(filter, twin))])
        }
        _ => {
            let count = random.between(1, 3);
            let fields = random.several(usable, count);
            let directed =
                |known: &Known, descends: bool| format!("{}{}", known.written, if descends { " desc" } else { "" });
            let names: Vec<String> = fields.iter().map(|known| directed(known, random.chance(30))).collect();
            Node::names(&names)
        }
    }
}
