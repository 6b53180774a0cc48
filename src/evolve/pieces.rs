//! Constraints and indexes on PostgreSQL: which stay, which go, and how those that are new take their place.

use super::compare::{Alteration, Change};
use super::postgres::{Phases, drop_constraint};
use super::reference::Reference;
use super::respell::respell;
use super::snapshot::PieceSnapshot;
use crate::name;
use crate::target::sql::quote;

/// The changes, with foreign keys as PostgreSQL leaves them by itself where what they point at gets another name.
pub fn followed(changes: &[Change]) -> Vec<Change> {
    let mut followed = changes.to_vec();
    for change in &mut followed {
        let Change::Alter(alteration) = change else { continue };
        for piece in &mut alteration.old.constraints {
            let target = Reference::read(piece).map(|reference| reference.table);
            let altered = altered(changes).find(|other| Some(&other.old.name) == target.as_ref());
            if let (Some(altered), Some((own, target))) = (altered, piece.sql.split_once(" references ")) {
                let renames: Vec<(&str, &str)> = altered.renames().into_iter().chain(altered.renamed()).collect();
                piece.sql = format!("{own} references {}", respell(target, &renames));
            }
        }
    }
    followed.retain(|change| !matches!(change, Change::Alter(alteration) if alteration.is_nothing()));
    followed
}

fn altered(changes: &[Change]) -> impl Iterator<Item = &Alteration> {
    changes.iter().filter_map(|change| match change {
        Change::Alter(alteration) => Some(&**alteration),
        Change::Create(_) | Change::Drop(_) => None,
    })
}

/// Constraints that are no more, or no more the same.
pub fn given_up(alteration: &Alteration) -> impl Iterator<Item = &PieceSnapshot> {
    gone(&alteration.old.constraints, &alteration.new.constraints, alteration)
}

fn given_up_indexes(alteration: &Alteration) -> impl Iterator<Item = &PieceSnapshot> {
    gone(&alteration.old.indexes, &alteration.new.indexes, alteration)
}

fn gone<'a>(
    old: &'a [PieceSnapshot],
    new: &'a [PieceSnapshot],
    alteration: &'a Alteration,
) -> impl Iterator<Item = &'a PieceSnapshot> {
    let kept = |piece: &PieceSnapshot| new.iter().any(|now| same(old, now, alteration) == Some(piece));
    old.iter().filter(move |piece| !kept(piece))
}

/// Constraints that were not there, or not the same.
pub fn new_constraints(alteration: &Alteration) -> impl Iterator<Item = &PieceSnapshot> {
    added(&alteration.old.constraints, &alteration.new.constraints, alteration)
}

/// Indexes that were not there, or not the same.
pub fn new_indexes(alteration: &Alteration) -> impl Iterator<Item = &PieceSnapshot> {
    added(&alteration.old.indexes, &alteration.new.indexes, alteration)
}

fn added<'a>(
    old: &'a [PieceSnapshot],
    new: &'a [PieceSnapshot],
    alteration: &'a Alteration,
) -> impl Iterator<Item = &'a PieceSnapshot> {
    new.iter().filter(|now| same(old, now, alteration).is_none())
}

/// Names of what gets an index that has to be built.
fn built(alteration: &Alteration) -> impl Iterator<Item = &str> {
    let uniques = new_constraints(alteration).filter(|constraint| is_unique(constraint));
    uniques.chain(new_indexes(alteration)).map(|piece| piece.name.as_str())
}

pub fn is_unique(constraint: &PieceSnapshot) -> bool {
    columns_of_unique(constraint).is_some()
}

pub fn is_check(constraint: &PieceSnapshot) -> bool {
    constraint.sql.starts_with(&format!("constraint {} check ", quote(&constraint.name)))
}

fn columns_of_unique(constraint: &PieceSnapshot) -> Option<&str> {
    constraint.sql.strip_prefix(&format!("constraint {} unique ", quote(&constraint.name)))
}

/// The old piece that is `new` under another name or spelling.
fn same<'a>(old: &'a [PieceSnapshot], new: &PieceSnapshot, alteration: &Alteration) -> Option<&'a PieceSnapshot> {
    if holds_renamed_keys(new, alteration) {
        return None;
    }
    old.iter().find(|piece| spellings(piece, new, alteration).contains(&new.sql))
}

/// What the old piece would be if it is the new one under another name: a column may be called like its table.
fn spellings(old: &PieceSnapshot, new: &PieceSnapshot, alteration: &Alteration) -> [String; 2] {
    let mut renames = alteration.renames();
    renames.push((&old.name, &new.name));
    let spelled = respell(&old.sql, &renames);
    renames.extend(alteration.renamed());
    [spelled, respell(&old.sql, &renames)]
}

/// A foreign key that is given up for the time in which both ends get their new values.
fn holds_renamed_keys(piece: &PieceSnapshot, alteration: &Alteration) -> bool {
    let renamed = |name: &String| {
        alteration.columns.iter().any(|column| column.new.name == *name && !column.renamed_values.is_empty())
    };
    Reference::read(piece).is_some_and(|reference| reference.columns.iter().any(renamed))
}

/// The foreign key that goes where a new one differs from it only in what deletes do.
pub fn taken_over<'a>(new: &PieceSnapshot, alteration: &'a Alteration) -> Option<&'a PieceSnapshot> {
    let leads = |sql: &str| sql.split(" on delete ").next().map(str::to_owned);
    let was = |old: &&PieceSnapshot| spellings(old, new, alteration).iter().any(|sql| leads(sql) == leads(&new.sql));
    Reference::read(new)?;
    alteration.old.constraints.iter().find(was)
}

/// Renames what stays what it is, and drops what does not.
pub fn settle(alteration: &Alteration, phases: &mut Phases) {
    renamed(alteration, phases);
    for constraint in given_up(alteration).filter(|constraint| Reference::read(constraint).is_none()) {
        if !built(alteration).any(|name| name == constraint.name) {
            phases.change.push(drop_constraint(&alteration.new.name, constraint));
        }
    }
    for index in given_up_indexes(alteration) {
        let is_replaced = built(alteration).any(|name| name == index.name);
        let name = if is_replaced { aside(&index.name) } else { index.name.clone() };
        phases.unused.push(format!("drop index concurrently if exists {};", quote(&name)));
    }
}

/// Adds what is new.
pub fn add(alteration: &Alteration, phases: &mut Phases) {
    for constraint in new_constraints(alteration) {
        add_constraint(alteration, constraint, phases);
    }
    for index in new_indexes(alteration) {
        add_index(alteration, index, phases);
    }
}

fn renamed(alteration: &Alteration, phases: &mut Phases) {
    let (old, new) = (&alteration.old, &alteration.new);
    for now in &new.constraints {
        if let Some(was) = same(&old.constraints, now, alteration).filter(|was| was.name != now.name) {
            let (table, was, now) = (quote(&new.name), quote(&was.name), quote(&now.name));
            phases.change.push(format!("alter table {table} rename constraint {was} to {now};"));
        }
    }
    for now in &new.indexes {
        if let Some(was) = same(&old.indexes, now, alteration).filter(|was| was.name != now.name) {
            phases.change.push(rename_index(&was.name, &now.name));
        }
    }
}

fn rename_index(was: &str, now: &str) -> String {
    format!("alter index {} rename to {};", quote(was), quote(now))
}

fn add_constraint(alteration: &Alteration, constraint: &PieceSnapshot, phases: &mut Phases) {
    let table = quote(&alteration.new.name);
    let name = quote(&constraint.name);
    if let Some(columns) = columns_of_unique(constraint) {
        let build = Build::of(&constraint.name, alteration);
        let index = quote(&build.index);
        phases.index.push(format!("create unique index concurrently if not exists {index} on {table} {columns};"));
        phases.key.extend(build.makes_room);
        phases.key.push(format!("alter table {table} add constraint {name} unique using index {index};"));
        return;
    }
    let add = format!("alter table {table} add {} not valid;", constraint.sql);
    match Reference::read(constraint) {
        None => phases.change.push(add),
        // At once, so that there is no moment without it.
        Some(_) if taken_over(constraint, alteration).is_some() && !holds_renamed_keys(constraint, alteration) => {
            phases.again.push(add)
        }
        // It may need a unique that is not there before.
        Some(_) => phases.key.push(add),
    }
    phases.check.push(format!("alter table {table} validate constraint {name};"));
}

fn add_index(alteration: &Alteration, index: &PieceSnapshot, phases: &mut Phases) {
    let build = Build::of(&index.name, alteration);
    let [ours, built] = [&index.name, &build.index].map(|name| format!(" index {} on ", quote(name)));
    let create = index.sql.replacen(&ours, &built, 1);
    phases.index.push(create.replacen(" index ", " index concurrently if not exists ", 1));
    if let Some(makes_room) = build.makes_room {
        phases.key.push(makes_room);
        phases.key.push(rename_index(&build.index, &index.name));
    }
}

/// How an index comes to a name that another one has until it is there: duplicates that it finds leave the old one.
struct Build {
    /// What it is called while it is built.
    index: String,
    /// The statement that gives its name free.
    makes_room: Option<String>,
}

impl Build {
    fn of(name: &str, alteration: &Alteration) -> Self {
        let constraint = given_up(alteration).find(|piece| piece.name == name);
        let makes_room = match constraint {
            Some(constraint) => Some(drop_constraint(&alteration.new.name, constraint)),
            None => given_up_indexes(alteration).any(|old| old.name == name).then(|| rename_index(name, &aside(name))),
        };
        let index = if makes_room.is_some() { name::constraint::<&str>(name, &[], "new") } else { name.to_owned() };
        Self { index, makes_room }
    }
}

/// What an index is called between the moment in which another one takes its name and its end.
fn aside(name: &str) -> String {
    name::constraint::<&str>(name, &[], "old")
}
