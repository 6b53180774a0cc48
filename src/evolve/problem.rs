//! What a migration does only when it is told to, and what it cannot do.

use super::backfill::{Filling, Need};
use super::compare::{Alteration, Change, NewColumn};
use super::conversion::{Conversion, conversion};
use super::former::Telling;
use super::reference::{Reference, repointed};
use super::snapshot::{ColumnSnapshot, Snapshot, TableSnapshot};
use crate::model::{Entity, Model};
use serde::Serialize;
use std::collections::BTreeSet;

/// What the user has agreed to, each by its name in the database: `posts`, `posts.title`.
#[derive(Debug, Clone, Default)]
pub struct Allowed {
    pub drops: Vec<String>,
    pub cascades: Vec<String>,
}

/// One thing that has to be decided first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// `posts.title`.
    pub subject: String,
    pub reason: String,
    /// What can be done about it.
    pub ways: Vec<String>,
}

/// What may be dropped, and is not there or stays.
pub fn idle_drops<'a>(before: &[(String, Snapshot)], model: &Model, allowed: &'a Allowed) -> Vec<&'a str> {
    if allowed.drops.is_empty() {
        return Vec::new();
    }
    let after: Vec<(&Entity, Snapshot)> = model.tables().map(|entity| (entity, Snapshot::of(model, entity))).collect();
    let names = |table: &TableSnapshot, called: &str| -> Vec<String> {
        let columns = table.columns.iter().map(|column| format!("{called}.{}", column.name));
        columns.chain([called.to_owned()]).collect()
    };
    let kept = after.iter().flat_map(|(_, snapshot)| snapshot.tables()).flat_map(|table| names(table, &table.name));
    let kept: BTreeSet<String> = kept.collect();
    let is_gone = |name: &str| {
        before.iter().any(|(entity, snapshot)| {
            // A table that is renamed meanwhile may be called by its new name.
            let now = after.iter().find(|(now, _)| now.was_called(entity));
            let renamed = now.into_iter().flat_map(|(now, _)| names(&snapshot.table, &now.table));
            snapshot.tables().flat_map(|table| names(table, &table.name)).chain(renamed).any(|known| known == name)
        })
    };
    let is_idle = |name: &&str| kept.contains(*name) || !is_gone(name);
    allowed.drops.iter().map(String::as_str).filter(is_idle).collect()
}

/// Everything that has to be decided before the changes can become a migration.
pub fn problems(changes: &[Change], allowed: &Allowed, model: &Model) -> Vec<Problem> {
    let created = changes.iter().any(|change| matches!(change, Change::Create(_)));
    let problems = changes.iter().flat_map(|change| match change {
        Change::Create(_) => Vec::new(),
        Change::Drop(table) => dropped_table(table, created, allowed).into_iter().collect(),
        Change::Alter(alteration) => {
            let retargeted = retargeted(alteration, changes, model);
            let mut problems = altered(alteration, changes, allowed);
            problems.retain(|problem| retargeted.iter().all(|first| first.subject != problem.subject));
            problems.extend(retargeted);
            problems
        }
    });
    problems.collect()
}

fn dropped_table(table: &TableSnapshot, created: bool, allowed: &Allowed) -> Option<Problem> {
    let ways = [
        Some(format!("to lose it with all its rows: --allow-drop {}", table.name)),
        created.then(|| match table.is_join() {
            true => "if it was renamed: `was=former_name` at the link that it is now".to_owned(),
            false => RENAMED.to_owned(),
        }),
    ];
    (!allowed.drops.contains(&table.name)).then(|| Problem {
        subject: table.name.clone(),
        reason: "is no more in the spec".to_owned(),
        ways: ways.into_iter().flatten().collect(),
    })
}

pub const RENAMED: &str = "if it was renamed: `was: FormerName` in the entity that it is now";

fn altered(alteration: &Alteration, changes: &[Change], allowed: &Allowed) -> Vec<Problem> {
    let mut problems = Vec::new();
    let subject = |column: &str| format!("{}.{column}", alteration.new.name);
    for column in &alteration.dropped {
        let names = [subject(&column.name), format!("{}.{}", alteration.old.name, column.name)];
        if !names.iter().any(|name| allowed.drops.contains(name)) {
            problems.push(dropped_column(alteration, column, changes));
        }
    }
    for column in &alteration.columns {
        let name = subject(&column.new.name);
        if let Conversion::Refused(reason) = &column.conversion {
            let way = "give the new type to a new field, and copy what can be copied in a migration of your own";
            problems.push(Problem { subject: name, reason: reason.clone(), ways: vec![way.to_owned()] });
        } else if let Some(target) = empty_target(alteration, column, changes) {
            problems.push(Problem {
                subject: name,
                reason: format!("makes the rows that exist point at `{target}`, which is new and has no rows"),
                ways: postponements(column, &target),
            });
        } else if column.old.is_none() && column.new.required && column.backfill.is_none() {
            problems.push(Problem {
                subject: name,
                reason: "is required, and the rows that exist have no value for it".to_owned(),
                ways: fillings(&column.need),
            });
        } else if column.old.is_none() && column.backfill.is_some() && fills_alike(column) {
            problems.push(Problem {
                subject: name,
                reason: "is unique, and the rows that exist would all get the same value".to_owned(),
                ways: fillings(&column.need),
            });
        } else if column.old.as_ref().is_some_and(|old| old.counter != column.new.counter) {
            problems.push(key(name));
        }
    }
    let now = alteration.new.key();
    let now: Vec<_> = now.iter().map(|column| former_name(alteration, column)).collect();
    if !alteration.old.key().iter().map(|column| Some(column.as_str())).eq(now) {
        problems.push(key(alteration.new.name.clone()));
    }
    problems.extend(cascades(alteration, allowed));
    problems
}

/// Whether a unique column would be filled with one value.
fn fills_alike(column: &NewColumn) -> bool {
    column.filling == Filling::One && matches!(column.need, Need::OwnValue | Need::Login)
}

/// Keys of one table mean nothing in another, even where both are numbers.
fn retargeted(alteration: &Alteration, changes: &[Change], model: &Model) -> Vec<Problem> {
    let table = &alteration.new.name;
    let problems = repointed(alteration, changes).into_iter().map(|relation| {
        let way = match model.own_table_ids().any(|id| model.entity(id).table == *table) {
            true => "in two steps: take `auth` out, `scaffold sync`, and bring it back with the other account",
            false => "in two steps: take it out of the spec, `scaffold sync`, and bring it back as something new",
        };
        let renamed = changes.iter().any(|change| change.drops(&relation.was))
            && changes.iter().any(|change| change.creates(&relation.now));
        Problem {
            // The relation of a join table goes with the table.
            subject: match alteration.new.is_join() {
                true => table.clone(),
                false => format!("{table}.{}", relation.column),
            },
            reason: format!("points at `{}` now: its rows hold keys of `{}`", relation.now, relation.was),
            ways: [way.to_owned()].into_iter().chain(renamed.then(|| RENAMED.to_owned())).collect(),
        }
    });
    problems.collect()
}

/// The table that rows which exist would have to point at, where the same migration makes it: no key can be right then.
fn empty_target(alteration: &Alteration, column: &NewColumn, changes: &[Change]) -> Option<String> {
    let has_value = |column: &NewColumn| column.new.required || column.old.is_none() && column.backfill.is_some();
    // A key of several columns points nowhere as long as one of them is null.
    let binds = |name: &String| alteration.columns.iter().any(|column| column.new.name == *name && has_value(column));
    let references = Reference::all(&alteration.new).map(|(_, reference)| reference);
    let mut bound = references
        .filter(|reference| reference.columns.contains(&column.new.name) && reference.columns.iter().all(binds));
    let created = |reference: &Reference| changes.iter().any(|change| change.creates(&reference.table));
    bound.find(created).map(|reference| reference.table)
}

/// How a relation comes in whose table has no rows yet.
fn postponements(column: &NewColumn, target: &str) -> Vec<String> {
    let first = format!("in two steps: first `{target}` without it, `scaffold sync`, and");
    match &column.need {
        _ if column.old.is_some() => vec![format!("{first} the rows that its values name; then the relation")],
        Need::Key { owner, .. } => {
            let unset = if column.new.required { "`?`" } else { "no `backfill`" };
            vec![format!("{first} a row in it; then the relation with `backfill=KEY`"), unowned(unset, *owner)]
        }
        need => fillings(need),
    }
}

/// A relation that rows which exist do without.
fn unowned(unset: &str, owner: bool) -> String {
    match owner {
        true => {
            format!("{unset}, and they have no owner: only roles that `access` names reach what it gives to owners")
        }
        false => format!("{unset}, and they point at none"),
    }
}

/// What gives rows that exist a value for a required column.
fn fillings(need: &Need) -> Vec<String> {
    match need {
        Need::Value => {
            vec!["`backfill=value` for those rows, a default for all, or `?` to make it optional".to_owned()]
        }
        Need::OwnValue => {
            let way = "add it as optional with `?`, give each row a value of its own, and make it required then";
            vec![way.to_owned()]
        }
        Need::Login => {
            let way = "without `auth` first: add it as optional with `?`, give each row a value of its own, and then turn `auth` on";
            vec![way.to_owned()]
        }
        Need::Key { table, owner } => {
            vec![format!("`backfill=KEY`, the row of `{table}` that all of them point at"), unowned("`?`", *owner)]
        }
    }
}

fn dropped_column(alteration: &Alteration, column: &ColumnSnapshot, changes: &[Change]) -> Problem {
    let subject = format!("{}.{}", alteration.new.name, column.name);
    if alteration.old.hides_rows(column) {
        return Problem {
            reason: "is no more in the spec, and without it rows that were deleted are there again".to_owned(),
            ways: vec![
                format!("to have them back, as far as they break no `unique`: --allow-drop {subject}"),
                "to be rid of them: delete them in a migration of your own, before".to_owned(),
            ],
            subject,
        };
    }
    let could_be =
        |added: &&NewColumn| added.old.is_none() && !matches!(conversion(column, &added.new), Conversion::Refused(_));
    let renamed = alteration.columns.iter().filter(could_be).filter_map(|added| renaming(added, column));
    let lost = format!("to lose its values: --allow-drop {subject}");
    let ways = [lost].into_iter().chain(renamed).chain(linked(alteration, column, changes)).collect();
    Problem { subject, reason: "is no more in the spec".to_owned(), ways }
}

/// How a relation becomes rows of a new table that points at both of its ends.
fn linked(alteration: &Alteration, column: &ColumnSnapshot, changes: &[Change]) -> Option<String> {
    let (_, was) = Reference::all(&alteration.old).find(|(_, key)| key.columns == [column.name.as_str()])?;
    let ends = [&alteration.new.name, &was.table];
    changes.iter().find_map(|change| {
        let Change::Create(table) = change else { return None };
        let snapshot = TableSnapshot::of(table, Vec::new());
        let points_at = |end: &&String| Reference::all(&snapshot).any(|(_, key)| key.table == **end);
        ends.iter().all(points_at).then(|| {
            format!(
                "to keep them in `{0}`, in two steps: leave it beside `{0}`, `scaffold sync`, copy them in a migration \
                 of your own, and take it out then",
                table.name
            )
        })
    })
}

/// How to say that a new column is the one that is gone.
fn renaming(added: &NewColumn, gone: &ColumnSnapshot) -> Option<String> {
    match &added.telling {
        Telling::Was { field, ending } => {
            let was = gone.calling().strip_suffix(ending.as_str()).filter(|was| !was.is_empty() && was != field)?;
            Some(format!("if it is `{field}` now: `was={was}` at that field"))
        }
        Telling::InTwoSteps => {
            let (now, was) = (&added.new.name, &gone.name);
            Some(format!(
                "if it is `{now}` now, in two steps: `timestamps: false` and a field `{now}: datetime was={was}`, and \
                 then `timestamps` again"
            ))
        }
        Telling::Never => None,
    }
}

fn key(subject: String) -> Problem {
    Problem {
        subject,
        reason: "changes its primary key, and rows elsewhere may point at it".to_owned(),
        ways: vec!["make a new entity, and move the rows in a migration of your own".to_owned()],
    }
}

/// Deletes that would begin to take other rows with them.
fn cascades(alteration: &Alteration, allowed: &Allowed) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (constraint, reference) in Reference::all(&alteration.new).filter(|(_, reference)| reference.cascades()) {
        let was: Vec<&str> = reference.columns.iter().filter_map(|column| former_name(alteration, column)).collect();
        let began = Reference::all(&alteration.old).find(|(_, old)| old.columns == was).map(|(_, old)| old.cascades());
        let subject = format!("{}.{}", alteration.new.name, constraint.name);
        if began == Some(false) && !allowed.cascades.contains(&subject) {
            problems.push(Problem {
                reason: "would let deletes of the row that it points at delete rows here too".to_owned(),
                ways: vec![format!("if that is meant: --allow-cascade {subject}")],
                subject,
            });
        }
    }
    problems
}

fn former_name<'a>(alteration: &'a Alteration, column: &str) -> Option<&'a str> {
    let kept = alteration.columns.iter().find(|kept| kept.new.name == column)?;
    kept.old.as_ref().map(|old| old.name.as_str())
}
