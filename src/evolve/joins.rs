//! The tables of links before and after.

use super::backfill::{Filling, Need};
use super::compare::{Change, NewColumn, finish};
use super::conversion::{Conversion, conversion};
use super::former::Telling;
use super::reference::Reference;
use super::snapshot::{ColumnSnapshot, Snapshot, TableSnapshot, type_value};
use super::values::{renamed_values, respelled};
use crate::model::{Column, Entity, ManyToMany, Model};
use crate::name::Name;
use crate::target::sql;

/// Join tables have no data but their keys, so that only their names tell them apart: the present one, or that which
/// the link had when its entity, its table or the link itself had another name.
pub fn joins(
    model: &Model,
    entity: &Entity,
    before: &[(String, Snapshot)],
    (old, new): (&Snapshot, &Snapshot),
) -> Vec<Change> {
    let links = entity.many_to_many.iter().filter(|link| link.through.is_none());
    let mut changes = Vec::new();
    let mut matched = Vec::new();
    for ((link, now), table) in links.zip(&new.joins).zip(sql::join_tables(model, entity)) {
        let Some(former) = former_join(old, link, now) else {
            changes.push(Change::Create(table));
            continue;
        };
        matched.push(former);
        let was = &old.joins[former];
        let keys = entity.key_columns().chain(model.entity(link.target).key_columns());
        let pairs = was.columns.iter().zip(&now.columns).zip(keys).zip(&table.columns);
        let columns = pairs.map(|(((was_column, now), key), made)| {
            let typed = match key_column(before, was, was_column) {
                Some(key) => ColumnSnapshot { ty: key.ty.clone(), ..was_column.clone() },
                None => was_column.clone(),
            };
            link_column(model, (&typed, was_column), (now, key), made.definition())
        });
        let columns = columns.collect();
        changes.push(Change::Alter(Box::new(finish(was, now.clone(), table, columns))));
    }
    let gone = old.joins.iter().enumerate().filter(|(index, _)| !matched.contains(index));
    changes.extend(gone.map(|(_, join)| Change::Drop(join.clone())));
    changes
}

/// Names that the link's table may have had: under the link's former name, and under its present one.
pub fn former_names(old: &Snapshot, link: &ManyToMany) -> [Option<String>; 2] {
    let named = |link: &Name| Name::new(&old.table.name).join(link.snake()).snake().to_owned();
    [link.was.as_ref().map(named), Some(named(&link.name))]
}

fn former_join(old: &Snapshot, link: &ManyToMany, now: &TableSnapshot) -> Option<usize> {
    let [was, same] = former_names(old, link);
    let names = [Some(now.name.clone()), same, was];
    let named = |name: &String| old.joins.iter().position(|join| join.name == *name);
    let former = names.iter().flatten().find_map(named)?;
    (old.joins[former].columns.len() == now.columns.len()).then_some(former)
}

/// The part of a key that the column of a join table points at.
fn key_column<'a>(
    before: &'a [(String, Snapshot)],
    join: &TableSnapshot,
    column: &ColumnSnapshot,
) -> Option<&'a ColumnSnapshot> {
    let (table, target) = Reference::all(join).find_map(|(_, reference)| reference.leads(&column.name))?;
    let (_, end) = before.iter().find(|(_, snapshot)| snapshot.table.name == table)?;
    end.table.column(&target)
}

fn link_column(
    model: &Model,
    (typed, old): (&ColumnSnapshot, &ColumnSnapshot),
    (now, key): (&ColumnSnapshot, &Column),
    definition: String,
) -> NewColumn {
    let renamed_values = renamed_values(model, &key.ty, typed);
    let new = ColumnSnapshot { ty: type_value(model, &key.ty), ..now.clone() };
    let conversion = match conversion(&respelled(typed, &renamed_values), &new) {
        Conversion::Refused(_) => Conversion::Refused("points at a key that changes its type".to_owned()),
        other => other,
    };
    NewColumn {
        conversion,
        new: now.clone(),
        definition,
        old: Some(old.clone()),
        backfill: None,
        filling: Filling::One,
        need: Need::OwnValue,
        telling: Telling::Never,
        renamed_values,
    }
}
