//! Tables before and after, held against each other: what is new, renamed, different or gone.

use super::backfill::{Filling, Need, backfill, filling, need};
use super::conversion::{Conversion, conversion};
use super::former::{Telling, former_columns, telling};
use super::joins::joins;
use super::snapshot::{ColumnSnapshot, PieceSnapshot, Snapshot, TableSnapshot};
use super::values::{renamed_values, respelled};
use crate::model::{Column, Entity, Field, Model};
use crate::target::sql::{self, Table, quote};

/// What becomes of one table.
#[derive(Debug, Clone)]
pub enum Change {
    Create(Table),
    Alter(Box<Alteration>),
    Drop(TableSnapshot),
}

impl Change {
    /// The table as it is afterwards; what one that is new holds has no types.
    pub fn outcome(&self) -> Option<TableSnapshot> {
        match self {
            Self::Create(table) => Some(TableSnapshot::of(table, Vec::new())),
            Self::Alter(alteration) => Some(alteration.new.clone()),
            Self::Drop(_) => None,
        }
    }

    pub fn creates(&self, name: &str) -> bool {
        matches!(self, Self::Create(table) if table.name == name)
    }

    pub fn drops(&self, name: &str) -> bool {
        matches!(self, Self::Drop(table) if table.name == name)
    }
}

/// A table that goes on living.
#[derive(Debug, Clone)]
pub struct Alteration {
    pub old: TableSnapshot,
    pub new: TableSnapshot,
    /// The new table as SQL.
    pub table: Table,
    /// Every column of the new table, in its order.
    pub columns: Vec<NewColumn>,
    pub dropped: Vec<ColumnSnapshot>,
}

/// A column of the new table and where its values come from.
#[derive(Debug, Clone)]
pub struct NewColumn {
    pub new: ColumnSnapshot,
    /// `title varchar(200) not null`.
    pub definition: String,
    /// The column that it was.
    pub old: Option<ColumnSnapshot>,
    pub conversion: Conversion,
    /// An SQL expression for rows that have no value.
    pub backfill: Option<String>,
    pub filling: Filling,
    /// What would be such an expression, where there is none.
    pub need: Need,
    /// What says that it was called otherwise.
    pub telling: Telling,
    /// Enum values as they were and as they are stored now.
    pub renamed_values: Vec<(String, String)>,
}

impl NewColumn {
    pub fn is_renamed(&self) -> bool {
        self.old.as_ref().is_some_and(|old| old.name != self.new.name)
    }

    /// Required now, and not before.
    pub fn becomes_required(&self) -> bool {
        self.new.required && self.old.as_ref().is_some_and(|old| !old.required)
    }
}

impl Alteration {
    /// Names of columns as they were and as they are.
    pub fn renames(&self) -> Vec<(&str, &str)> {
        let columns = self.columns.iter().filter_map(|column| {
            let old = column.old.as_ref()?;
            column.is_renamed().then_some((old.name.as_str(), column.new.name.as_str()))
        });
        columns.collect()
    }

    /// The table's name as it was and as it is.
    pub fn renamed(&self) -> Option<(&str, &str)> {
        (self.old.name != self.new.name).then_some((self.old.name.as_str(), self.new.name.as_str()))
    }

    /// Whether more than indexes and comments differ.
    pub fn changes_table(&self) -> bool {
        let (old, new) = (&self.old, &self.new);
        // What no constraint tells apart.
        let changes_values = |column: &NewColumn| match &column.conversion {
            Conversion::Lossless => !column.renamed_values.is_empty(),
            Conversion::Narrowing => !column.renamed_values.is_empty() || column.new.ty.get("list").is_some(),
            Conversion::Refused(_) => true,
        };
        old.name != new.name
            || !old.has_columns_of(new)
            || sorted(&old.constraints) != sorted(&new.constraints)
            || self.columns.iter().any(changes_values)
    }

    pub fn is_nothing(&self) -> bool {
        let (old, new) = (&self.old, &self.new);
        !self.changes_table() && sorted(&old.indexes) == sorted(&new.indexes) && old.comments == new.comments
    }
}

fn sorted(pieces: &[PieceSnapshot]) -> Vec<&PieceSnapshot> {
    let mut pieces: Vec<&PieceSnapshot> = pieces.iter().collect();
    pieces.sort_by(|a, b| a.name.cmp(&b.name));
    pieces
}

/// Everything that differs, new tables before those that change, dropped ones last.
pub fn compare(before: &[(String, Snapshot)], model: &Model) -> Vec<Change> {
    let mut changes = Vec::new();
    // Join tables point at two others, so that they come behind all of them.
    let mut linked = Vec::new();
    let mut matched: Vec<&str> = Vec::new();
    for id in sql::dependency_order(model).into_iter().chain(model.own_table_ids()) {
        let entity = model.entity(id);
        let Some((name, old)) = former(before, entity) else {
            changes.push(Change::Create(sql::table(model, entity)));
            linked.extend(sql::join_tables(model, entity).into_iter().map(Change::Create));
            continue;
        };
        matched.push(name);
        let new = Snapshot::of(model, entity);
        let table = sql::table(model, entity);
        changes.push(Change::Alter(Box::new(alteration(model, entity, &old.table, new.table.clone(), table))));
        linked.extend(joins(model, entity, before, (old, &new)));
    }
    changes.extend(linked);
    let gone = before.iter().filter(|(name, _)| !matched.contains(&name.as_str()));
    changes.extend(gone.flat_map(|(_, old)| old.joins.iter().chain([&old.table]).cloned().map(Change::Drop)));
    changes.retain(|change| !matches!(change, Change::Alter(alteration) if alteration.is_nothing()));
    let rank = |change: &Change| match change {
        Change::Create(_) => 0,
        Change::Alter(_) => 1,
        Change::Drop(_) => 2,
    };
    changes.sort_by_key(rank);
    changes
}

/// The snapshot of what an entity was, under its name or the one that it had.
pub fn former<'a>(before: &'a [(String, Snapshot)], entity: &Entity) -> Option<(&'a str, &'a Snapshot)> {
    let named = |name: &str| before.iter().find(|(known, _)| known == name).map(|(name, old)| (name.as_str(), old));
    named(entity.name.snake()).or_else(|| entity.was.as_ref().and_then(|was| named(was.snake())))
}

fn alteration(model: &Model, entity: &Entity, old: &TableSnapshot, new: TableSnapshot, table: Table) -> Alteration {
    let fields: Vec<(&Field, &Column)> = entity.columns().collect();
    let mut columns = Vec::new();
    for (((field, column), now), made) in fields.iter().zip(&new.columns).zip(&table.columns) {
        let former = former_column(model, (field, column), old, &new);
        let renamed_values = former.map(|former| renamed_values(model, &column.ty, former)).unwrap_or_default();
        columns.push(NewColumn {
            definition: made.definition(),
            conversion: former.map_or(Conversion::Lossless, |old| conversion(&respelled(old, &renamed_values), now)),
            old: former.cloned(),
            backfill: backfill(model, entity, field, column),
            filling: filling(model, entity, field, column),
            need: need(model, entity, field, column),
            telling: telling(field, column),
            new: now.clone(),
            renamed_values,
        });
    }
    finish(old, new, table, columns)
}

/// The old column that a field's is now.
pub fn former_column<'a>(
    model: &Model,
    (field, column): (&Field, &Column),
    old: &'a TableSnapshot,
    new: &TableSnapshot,
) -> Option<&'a ColumnSnapshot> {
    let renamed = || former_columns(model, field, column, old).into_iter().find_map(|was| given_up(old, new, &was));
    old.column(&column.name).or_else(renamed)
}

/// The old column of this name, where no other field has it now.
pub fn given_up<'a>(old: &'a TableSnapshot, new: &TableSnapshot, name: &str) -> Option<&'a ColumnSnapshot> {
    old.column(name).filter(|_| new.column(name).is_none())
}

pub fn finish(old: &TableSnapshot, new: TableSnapshot, table: Table, columns: Vec<NewColumn>) -> Alteration {
    let kept = |name: &str| columns.iter().any(|column| column.old.as_ref().is_some_and(|old| old.name == name));
    let dropped = old.columns.iter().filter(|column| !kept(&column.name)).cloned().collect();
    Alteration { old: old.clone(), new, table, columns, dropped }
}

/// `alter table … rename to …`, a name given up before another table takes it.
pub fn table_renames(changes: &[Change]) -> Vec<String> {
    let renamed = changes.iter().filter_map(|change| match change {
        Change::Alter(alteration) => alteration.renamed(),
        Change::Create(_) | Change::Drop(_) => None,
    });
    let mut waiting: Vec<(&str, &str)> = renamed.collect();
    let mut statements = Vec::new();
    while !waiting.is_empty() {
        let free = |(_, now): &(&str, &str)| waiting.iter().all(|(was, _)| was != now);
        let next = waiting.iter().position(free).unwrap_or(0);
        let (was, now) = waiting.remove(next);
        statements.push(format!("alter table {} rename to {};", quote(was), quote(now)));
    }
    statements
}
