//! To-one relations: to keys and to unique fields, to itself, optional, one-to-one, as a key, with a way back.

use super::entities::{Draft, Known};
use super::fields::Field;
use super::kinds::{Kind, Value};
use super::{Setting, names, texts};
use crate::document::Node;
use crate::random::Random;
use scaffold::name::Name;

/// What a relation points at: members and types.
type Parts = Vec<(String, Kind)>;

/// A relation before its words.
struct Claimed {
    written: String,
    columns: Vec<String>,
    members: Vec<String>,
    /// Columns of the user's own naming.
    renamed: bool,
}

/// Makes relations the key of an entity: one alone is a shared key.
pub fn keyed(random: &mut Random, setting: &Setting, drafts: &mut [Draft], index: usize) {
    let targets: Vec<usize> = (0..index).filter(|target| drafts[*target].short).collect();
    let count = random.between(1, 2);
    let marked = random.chance(50);
    for target in random.several(&targets, count) {
        let parts = drafts[target].key.clone();
        let Some(claimed) = claim(random, setting, &mut drafts[index], &parts) else { continue };
        let mut field = Field::new(drafts[target].referred.clone());
        if marked {
            field.flags.push("pk");
        }
        rename(&claimed, &mut field);
        way_back(random, setting, drafts, (index, target), &mut field);
        if random.chance(50) {
            field.values.push(("on_delete", Value::plain(random.pick(&["cascade", "restrict"]))));
        }
        let draft = &mut drafts[index];
        draft.key.extend(claimed.members.iter().cloned().zip(parts.into_iter().map(|(_, kind)| kind)));
        draft.key_fields.push(claimed.written.clone());
        draft.known.push(known(&claimed, true, false));
        draft.fields.push((claimed.written, field.node(random, "to")));
    }
    let draft = &mut drafts[index];
    if !marked && !draft.key.is_empty() {
        draft.others.push(("key", Node::names(&draft.key_fields)));
    }
}

/// Adds a relation, if names for it are free.
pub fn add(random: &mut Random, setting: &Setting, drafts: &mut [Draft], index: usize) {
    let mut optional = random.chance(50);
    let targets: Vec<usize> =
        (0..drafts.len()).filter(|target| drafts[*target].short && (optional || *target < index)).collect();
    if targets.is_empty() {
        return;
    }
    let target = match optional && drafts[index].short && random.chance(25) {
        true => index,
        false => *random.pick(&targets),
    };
    let (references, parts) = pointed_at(random, drafts, index, target);
    let Some(claimed) = claim(random, setting, &mut drafts[index], &parts) else { return };
    let invisible = random.chance(8);
    optional |= invisible;
    let mark = if optional { "?" } else { "" };
    let mut field = Field::new(format!("{}{mark}", drafts[target].referred));
    rename(&claimed, &mut field);
    if let Some(references) = references {
        field.others.push(("references", Node::names(&references)));
    }
    way_back(random, setting, drafts, (index, target), &mut field);
    let unique = words(random, &mut drafts[index], &claimed, optional, &mut field);
    let changeable = !invisible && !field.flags.contains(&"immutable");
    if invisible {
        field.flags.retain(|flag| *flag != "immutable");
        field.flags.push(*random.pick(&["readonly", "internal"]));
    }
    if random.chance(20) {
        field.others.push(("doc", texts::prose(random)));
    }
    if random.chance(8) {
        field.others.push(("message", texts::prose(random)));
    }
    let mut known = known(&claimed, !optional, unique);
    known.changeable = changeable;
    known.hidden = field.flags.contains(&"internal");
    let draft = &mut drafts[index];
    draft.known.push(known);
    draft.fields.push((claimed.written, field.node(random, "to")));
}

/// The key of the target, or a unique field of one that has all its fields already.
fn pointed_at(random: &mut Random, drafts: &[Draft], index: usize, target: usize) -> (Option<Vec<String>>, Parts) {
    let pointed = &drafts[target];
    let exact = |known: &&Known| known.kind.as_ref().is_some_and(|kind| *kind != Kind::Float);
    let unique = pointed.known.iter().filter(|known| known.unique && exact(known));
    let unique: Vec<&Known> = unique.filter(|known| names::is_short(&known.written)).collect();
    if target < index && !pointed.soft_delete && !unique.is_empty() && random.chance(40) {
        let chosen = *random.pick(&unique);
        let kind = chosen.kind.clone().expect("a scalar");
        return (Some(vec![chosen.written.clone()]), vec![(Name::new(&chosen.written).snake().to_owned(), kind)]);
    }
    (None, pointed.key.clone())
}

fn claim(random: &mut Random, setting: &Setting, draft: &mut Draft, parts: &Parts) -> Option<Claimed> {
    for _ in 0..20 {
        let written = names::field(random);
        let name = Name::new(&written);
        let members: Vec<String> = parts.iter().map(|(member, _)| name.join(member).snake().to_owned()).collect();
        let renamed = random.chance(10);
        let columns: Vec<String> = match renamed {
            true => members.iter().map(|member| format!("{member}_C").chars().take(63).collect()).collect(),
            false => members.clone(),
        };
        let mut shown: Vec<String> = members.iter().map(|member| Name::new(member).json(setting.case())).collect();
        shown.push(name.json(setting.case()));
        let fits = columns.iter().chain(&members).all(|column| column.len() <= 63);
        let system = columns.iter().any(|column| names::is_system_column(column));
        if fits && !system && draft.claim(&shown, &columns) {
            return Some(Claimed { written, columns, members, renamed });
        }
    }
    None
}

fn rename(claimed: &Claimed, field: &mut Field) {
    match claimed.columns.as_slice() {
        _ if !claimed.renamed => {}
        [only] => field.values.push(("column", Value::plain(only))),
        several => field.others.push(("columns", Node::names(several))),
    }
}

fn way_back(
    random: &mut Random,
    setting: &Setting,
    drafts: &mut [Draft],
    (_, target): (usize, usize),
    field: &mut Field,
) {
    let written = names::field(random);
    let member = Name::new(&written).json(setting.case());
    if random.chance(60) && drafts[target].members.claim(&[member]) {
        field.values.push(("as", Value::plain(written)));
    }
}

/// Words of a relation; says whether it is one-to-one.
fn words(random: &mut Random, draft: &mut Draft, claimed: &Claimed, optional: bool, field: &mut Field) -> bool {
    let kinds: &[&str] =
        if optional { &["restrict", "cascade", "set_null", "set_null"] } else { &["restrict", "cascade"] };
    if random.chance(60) {
        field.values.push(("on_delete", Value::plain(random.pick(kinds))));
    }
    let unique = random.chance(15) && draft.constrain(&claimed.columns, None);
    if unique {
        field.flags.push("unique");
    }
    match random.below(10) {
        0 => field.flags.push("no_index"),
        1 => field.flags.push("index"),
        2 => field.flags.push("immutable"),
        _ => {}
    }
    unique
}

fn known(claimed: &Claimed, required: bool, unique: bool) -> Known {
    let mut known = Known::scalar(&claimed.written, &claimed.columns[0], Kind::Uuid, required, false);
    known.kind = None;
    known.columns.clone_from(&claimed.columns);
    known.unique = unique;
    known.changeable = false;
    known
}
