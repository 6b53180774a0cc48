//! Names and values that a spec gives up and takes at once, so that one migration would mix up what they stood for.

use super::compare::{Change, former, former_column, given_up};
use super::former::by_former_name;
use super::joins::former_names;
use super::problem::{Problem, RENAMED};
use super::respell::respell;
use super::snapshot::{ColumnSnapshot, PieceSnapshot, Snapshot, TableSnapshot};
use super::values::{former_value, held, held_for, name_of, values_of};
use crate::model::{Database, Entity, EnumValue, Model};

/// What no single migration can do.
pub fn contradictions(before: &[(String, Snapshot)], changes: &[Change], model: &Model) -> Vec<Problem> {
    let mut problems = Vec::new();
    for entity in &model.entities {
        if let Some(was) = entity.was.as_ref().filter(|_| known(before, entity.name.snake()))
            && known(before, was.snake())
        {
            problems.push(both(entity.name.snake().to_owned(), was.pascal(), &entity.name.pascal(), "entity"));
        }
        if let Some((_, old)) = former(before, entity) {
            let new = Snapshot::of(model, entity).table;
            problems.extend(fields(model, entity, (&old.table, &new)));
            problems.extend(conditions(entity, (&old.table, &new)));
            problems.extend(links(entity, old));
        }
    }
    problems.extend(taken(before, changes, model.database));
    problems
}

fn known(before: &[(String, Snapshot)], name: &str) -> bool {
    before.iter().any(|(known, _)| known == name)
}

/// `was` of something that is there beside what it is said to have been.
fn both(subject: String, was: String, now: &str, what: &str) -> Problem {
    Problem {
        subject,
        reason: format!("says that it was `{was}`, and the {what} `{now}` is there already, beside it"),
        ways: vec![
            format!("in two steps: take `{now}` out, `scaffold sync`, and give `{was}` its name"),
            "if the rename was long ago: remove `was`".to_owned(),
        ],
    }
}

fn fields(model: &Model, entity: &Entity, (old, new): (&TableSnapshot, &TableSnapshot)) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (field, column) in entity.columns() {
        let subject = || format!("{}.{}", entity.table, column.name);
        let mut names = by_former_name(model, field, column, old).into_iter();
        if let Some(was) = field.was.as_ref().filter(|_| old.column(&column.name).is_some())
            && names.any(|was| given_up(old, new, &was).is_some())
        {
            problems.push(both(subject(), was.snake().to_owned(), field.name.snake(), "field"));
        }
        if let Some(held) = former_column(model, (field, column), old, new) {
            problems.extend(values(values_of(model, &column.ty), held, &subject()));
        }
    }
    problems
}

/// SQL of the spec's own that names a column which is not there any more.
fn conditions(entity: &Entity, (old, new): (&TableSnapshot, &TableSnapshot)) -> Vec<Problem> {
    let uniques = entity.uniques.iter().map(|unique| (&unique.name, [unique.filter.as_ref(), None]));
    let indexes = entity.indexes.iter().map(|index| (&index.name, [index.filter.as_ref(), index.sql.as_ref()]));
    let mut problems = Vec::new();
    for (piece, sql) in uniques.chain(indexes) {
        let names = |column: &&ColumnSnapshot| sql.into_iter().flatten().any(|sql| names_in(sql, &column.name));
        let gone = old.columns.iter().filter(|column| new.column(&column.name).is_none());
        problems.extend(gone.filter(names).map(|column| Problem {
            subject: format!("{}.{piece}", entity.table),
            reason: format!("names the column `{}` in its SQL, which is not there any more", column.name),
            ways: vec!["write what it is called now, or take it out".to_owned()],
        }));
    }
    problems
}

fn names_in(sql: &str, column: &str) -> bool {
    respell(sql, &[(column, "")]) != sql
}

fn links(entity: &Entity, old: &Snapshot) -> Vec<Problem> {
    let has = |name: &Option<String>| name.as_ref().is_some_and(|name| old.joins.iter().any(|join| join.name == *name));
    let links = entity.many_to_many.iter().filter(|link| link.through.is_none());
    let renamed = links.filter_map(|link| {
        let names = former_names(old, link);
        let was = link.was.as_ref().filter(|_| names.iter().all(has))?;
        Some(both(link.table.clone(), was.snake().to_owned(), link.name.snake(), "link"))
    });
    renamed.collect()
}

fn values(values: &[EnumValue], old: &ColumnSnapshot, subject: &str) -> Vec<Problem> {
    let held = held(old);
    let stays = |value: &str| values.iter().any(|now| now.stored == value);
    let moves = |value: &str| values.iter().any(|now| former_value(values, now, old) == Some(value));
    let lost: Vec<&str> = held.iter().copied().filter(|value| !stays(value) && !moves(value)).collect();
    let mut problems = Vec::new();
    for value in values {
        problems.extend(taken_value(values, value, old, subject));
        let (Some(was), is_held) = (value.was.as_deref(), held.contains(&value.stored.as_str())) else { continue };
        let named = held_for(old, &value.name);
        // Its name was there beside what it is said to have been.
        let is_beside = named.is_some_and(|named| !stays(named));
        if held.contains(&was) && named != Some(was) && (is_held || is_beside) && !stays(was) {
            problems.push(both(subject.to_owned(), was.to_owned(), &value.name, "value"));
        } else if former_value(values, value, old).is_none() && !is_held && !lost.is_empty() {
            problems.push(Problem {
                subject: subject.to_owned(),
                reason: format!("has the value `{}` that says it was `{was}`, and no row holds that", value.name),
                ways: vec![
                    format!("`was` is what the database held, which is gone now: `{}`", lost.join("`, `")),
                    "if nothing was renamed: remove `was`".to_owned(),
                ],
            });
        }
    }
    problems
}

/// What rows hold for one value, given to another while either of them changes: rows of both would be the same then.
fn taken_value(values: &[EnumValue], value: &EnumValue, old: &ColumnSnapshot, subject: &str) -> Option<Problem> {
    let (stored, name) = (&value.stored, &value.name);
    let holder = name_of(old, stored).filter(|holder| holder != name)?;
    let stays = values.iter().any(|other| other.name == holder);
    (stays || held_for(old, name).is_some()).then(|| Problem {
        subject: subject.to_owned(),
        reason: format!("has `{stored}` for the value `{name}`, which the former `{holder}` gives up at the same time"),
        ways: vec![format!("in two steps: first something else for `{name}`, `scaffold sync`, and then `{stored}`")],
    })
}

/// Tables that would take a name before it is free.
fn taken(before: &[(String, Snapshot)], changes: &[Change], database: Database) -> Vec<Problem> {
    let tables: Vec<&TableSnapshot> = before.iter().flat_map(|(_, snapshot)| snapshot.tables()).collect();
    let is_dropped = |name: &str| changes.iter().any(|change| change.drops(name));
    let mut problems = Vec::new();
    for change in changes {
        let Some(new) = change.outcome() else { continue };
        let own = match change {
            Change::Alter(alteration) => Some(&alteration.old.name),
            Change::Create(_) | Change::Drop(_) => None,
        };
        let others = || tables.iter().filter(|other| Some(&other.name) != own);
        let is_new = own.is_none();
        let clash = names(&new, database).into_iter().find_map(|name| {
            let holder = others().find(|other| names(other, database).contains(&name))?;
            Some((name.to_owned(), &holder.name))
        });
        problems.extend(clash.map(|(name, holder)| {
            Problem {
                subject: new.name.clone(),
                reason: format!("takes the name `{name}`, which the former `{holder}` gives up at the same time"),
                ways: [format!("in two steps: first what becomes of `{holder}`, `scaffold sync`, and then the rest")]
                    .into_iter()
                    .chain((is_new && is_dropped(holder)).then(|| RENAMED.to_owned()))
                    .collect(),
            }
        }));
    }
    problems
}

/// What a table has that no other one may be called in its database.
fn names(table: &TableSnapshot, database: Database) -> Vec<&str> {
    let is_index = |piece: &&PieceSnapshot| {
        database == Database::Postgres && [" primary key (", " unique ("].iter().any(|kind| piece.sql.contains(kind))
    };
    let keys = table.constraints.iter().filter(is_index);
    [&table.name].into_iter().chain(keys.chain(&table.indexes).map(|piece| &piece.name)).map(String::as_str).collect()
}
