//! Tables before and after, held against each other: what is new, renamed, different or gone.

use super::backfill::{Need, backfill, is_volatile, need};
use super::conversion::{Conversion, conversion};
use super::snapshot::{ColumnSnapshot, PieceSnapshot, Snapshot, TableSnapshot};
use crate::model::{Column, Entity, Field, FieldKind, ManyToMany, Model, Type};
use crate::target::sql::{self, Table, quote};

/// What becomes of one table.
#[derive(Debug, Clone)]
pub enum Change {
    Create(Table),
    Alter(Box<Alteration>),
    Drop(TableSnapshot),
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
    /// Whether it has another value for each of them.
    pub volatile: bool,
    /// What would be such an expression, where there is none.
    pub need: Need,
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
    /// Names as they were and as they are: the table's and its columns'.
    pub fn renames(&self) -> Vec<(&str, &str)> {
        let columns = self.columns.iter().filter_map(|column| {
            let old = column.old.as_ref()?;
            column.is_renamed().then_some((old.name.as_str(), column.new.name.as_str()))
        });
        let table = (self.old.name != self.new.name).then_some((self.old.name.as_str(), self.new.name.as_str()));
        table.into_iter().chain(columns).collect()
    }

    /// Whether more than indexes and comments differ.
    pub fn changes_table(&self) -> bool {
        let (old, new) = (&self.old, &self.new);
        let changes_values = |column: &NewColumn| {
            !column.renamed_values.is_empty() || matches!(column.conversion, Conversion::Refused(_))
        };
        old.name != new.name
            || !old.has_columns_of(new)
            || sorted(&old.constraints) != sorted(&new.constraints)
            || self.columns.iter().any(changes_values)
    }

    fn is_nothing(&self) -> bool {
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
        linked.extend(joins(model, entity, old, &new));
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
fn former<'a>(before: &'a [(String, Snapshot)], entity: &Entity) -> Option<(&'a str, &'a Snapshot)> {
    let named = |name: &str| before.iter().find(|(known, _)| known == name).map(|(name, old)| (name.as_str(), old));
    named(entity.name.snake()).or_else(|| entity.was.as_ref().and_then(|was| named(was.snake())))
}

fn alteration(model: &Model, entity: &Entity, old: &TableSnapshot, new: TableSnapshot, table: Table) -> Alteration {
    let fields: Vec<(&Field, &Column)> = entity.columns().collect();
    let mut columns = Vec::new();
    for (((field, column), now), made) in fields.iter().zip(&new.columns).zip(&table.columns) {
        let former = old.column(&now.name).or_else(|| {
            let was = former_column(field, column)?;
            old.column(&was).filter(|_| new.column(&was).is_none())
        });
        let renamed_values = former.map(|former| renamed_values(model, &column.ty, former)).unwrap_or_default();
        columns.push(NewColumn {
            definition: made.definition(),
            conversion: former.map_or(Conversion::Lossless, |old| conversion(&respelled(old, &renamed_values), now)),
            old: former.cloned(),
            backfill: backfill(model, field, column),
            volatile: is_volatile(field),
            need: need(model, entity, field, column),
            new: now.clone(),
            renamed_values,
        });
    }
    finish(old, new, table, columns)
}

fn finish(old: &TableSnapshot, new: TableSnapshot, table: Table, columns: Vec<NewColumn>) -> Alteration {
    let kept = |name: &str| columns.iter().any(|column| column.old.as_ref().is_some_and(|old| old.name == name));
    let dropped = old.columns.iter().filter(|column| !kept(&column.name)).cloned().collect();
    Alteration { old: old.clone(), new, table, columns, dropped }
}

/// The column that held the field under its former name: `writer_id` of an `author` that `was=writer`.
fn former_column(field: &Field, column: &Column) -> Option<String> {
    let was = field.was.as_ref()?;
    match &field.kind {
        FieldKind::Scalar(_) => Some(was.snake().to_owned()),
        FieldKind::ToOne(_) => {
            let part = column.member.snake().strip_prefix(field.name.snake())?;
            Some(format!("{}{part}", was.snake()))
        }
    }
}

/// Values of an enum that the spec calls otherwise now, where the old column holds the former name.
fn renamed_values(model: &Model, ty: &Type, old: &ColumnSnapshot) -> Vec<(String, String)> {
    let Type::Enum(id) = ty else { return Vec::new() };
    let held = |value: &str| old.ty["enum"].as_array().is_some_and(|values| values.iter().any(|held| held == value));
    let values = model.enumeration(*id).values.iter().filter_map(|value| {
        let was = value.was.as_ref()?;
        (held(was) && !held(&value.stored)).then(|| (was.clone(), value.stored.clone()))
    });
    values.collect()
}

/// The old column as if its values had their new names already.
fn respelled(old: &ColumnSnapshot, renamed: &[(String, String)]) -> ColumnSnapshot {
    let mut old = old.clone();
    for held in old.ty.get_mut("enum").and_then(|values| values.as_array_mut()).into_iter().flatten() {
        if let Some((_, now)) = renamed.iter().find(|(was, _)| held == was) {
            *held = now.as_str().into();
        }
    }
    old
}

/// Join tables have no data but their keys, so that they are matched by name or, where their entity was renamed, in
/// their order.
fn joins(model: &Model, entity: &Entity, old: &Snapshot, new: &Snapshot) -> Vec<Change> {
    let tables = sql::join_tables(model, entity);
    let links: Vec<&ManyToMany> = entity.many_to_many.iter().filter(|link| link.through.is_none()).collect();
    let was = |index: usize| Some(format!("{}_{}", old.table.name, links.get(index)?.was.as_ref()?.snake()));
    let in_order = old.table.name != new.table.name && old.joins.len() == new.joins.len();
    let mut changes = Vec::new();
    let mut matched = Vec::new();
    for (index, (now, table)) in new.joins.iter().zip(tables).enumerate() {
        let named = |name: &str| old.joins.iter().position(|join| join.name == name);
        let former = named(&now.name).or_else(|| named(&was(index)?)).or(in_order.then_some(index));
        let former = former.filter(|&former| old.joins[former].columns.len() == now.columns.len());
        let Some(former) = former else {
            changes.push(Change::Create(table));
            continue;
        };
        matched.push(former);
        let pairs = old.joins[former].columns.iter().zip(&now.columns).zip(&table.columns);
        let columns = pairs.map(|((was, now), made)| NewColumn {
            new: now.clone(),
            definition: made.definition(),
            conversion: match was.stored == now.stored {
                true => Conversion::Lossless,
                false => Conversion::Refused("points at a key that changes its type".to_owned()),
            },
            old: Some(was.clone()),
            backfill: None,
            volatile: false,
            need: Need::OwnValue,
            renamed_values: Vec::new(),
        });
        let columns = columns.collect();
        changes.push(Change::Alter(Box::new(finish(&old.joins[former], now.clone(), table, columns))));
    }
    let gone = old.joins.iter().enumerate().filter(|(index, _)| !matched.contains(index));
    changes.extend(gone.map(|(_, join)| Change::Drop(join.clone())));
    changes
}

/// `alter table … rename to …`, a name given up before another table takes it.
pub fn table_renames(changes: &[Change]) -> Vec<String> {
    let renamed = changes.iter().filter_map(|change| match change {
        Change::Alter(alteration) if alteration.old.name != alteration.new.name => {
            Some((alteration.old.name.as_str(), alteration.new.name.as_str()))
        }
        _ => None,
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
