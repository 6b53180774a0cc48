//! The view of a delete: what it refuses, what goes with the row, and what stays hidden.

use super::relations::referenced;
use super::shape::{Key, KeyPart, Names, deleted_at};
use super::statements::{Statement, literal, table};
use crate::model::{Entity, EntityId, Field, Model, OnDelete, Operation, ToOne};
use crate::target::{rust, sql};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct Deletion {
    /// Living rows that forbid the delete.
    pub restricting: Vec<Statement>,
    /// The row itself.
    pub own: Statement,
    /// Whether the row is only marked.
    pub soft: bool,
    /// Rows that are deleted softly with it, each by its own rules.
    pub children: Vec<Child>,
    /// Rows of the same kind that are.
    pub chain: Option<Chain>,
    /// Statements before the row goes: rows deleted softly that would hold it.
    pub before: Vec<Statement>,
    /// Statements after it is marked: rows removed with it, relations emptied.
    pub after: Vec<Statement>,
}

#[derive(Debug, Serialize)]
pub struct Child {
    pub select: Statement,
    /// `(Uuid,)`.
    pub key: String,
    /// What that needs.
    #[serde(skip)]
    pub imports: Vec<String>,
    /// `(id,)`.
    pub pattern: String,
    /// `resources::comments::queries::delete`.
    pub delete: String,
    pub pass: String,
    /// `comments`, those to delete.
    pub variable: String,
}

/// Rows under rows of the same kind, however deep: taken one after the other, since a future for each of them inside the
/// one before would use up the stack.
#[derive(Debug, Serialize)]
pub struct Chain {
    /// `(Uuid,)`.
    pub key: String,
    /// `(id,)`, of owned values.
    pub first: String,
    /// `(id,)`.
    pub pattern: String,
    pub selects: Vec<ChainSelect>,
    /// `by_parent`, or all of them together.
    pub below: String,
}

#[derive(Debug, Serialize)]
pub struct ChainSelect {
    /// `by_parent`.
    pub variable: String,
    pub statement: Statement,
}

impl Deletion {
    pub fn imports(&self) -> Vec<String> {
        let mut paths = vec!["crate::error::Error".to_owned()];
        let marked = self.own.binds.iter().any(|bind| bind == "Instant::now()");
        paths.extend(marked.then(|| "crate::values::Instant".to_owned()));
        paths.extend(self.children.iter().flat_map(|child| child.imports.iter().cloned()));
        paths
    }

    pub fn reaches_others(&self) -> bool {
        !self.children.is_empty()
    }
}

/// Whether accounts can go with a row: with the row itself, with those that go with it, and so on. The way is followed
/// from the accounts up, where few relations lead and none has to be looked for.
pub fn takes_accounts(model: &Model, id: EntityId) -> bool {
    let mut reached: Vec<EntityId> = model.auth.iter().map(|auth| auth.account).collect();
    let mut next = 0;
    while let Some(&child) = reached.get(next) {
        let relations = model.entity(child).relations().map(|(_, relation)| relation);
        for parent in
            relations.filter(|relation| relation.on_delete == OnDelete::Cascade).map(|relation| relation.target)
        {
            if parent == id {
                return true;
            }
            if !reached.contains(&parent) {
                reached.push(parent);
            }
        }
        next += 1;
    }
    false
}

pub fn deletion(model: &Model, id: EntityId, key: &Key) -> Deletion {
    let entity = model.entity(id);
    let binds: Vec<String> = key.parts.iter().map(|part| part.ident.clone()).collect();
    let soft = deleted_at(entity);
    let own = match &soft {
        Some(column) => Statement {
            sql: literal(&[
                format!("update {} set {column} = ${}", table(entity), binds.len() + 1),
                format!("where {} and {column} is null", key.condition(1)),
            ]),
            binds: binds.iter().cloned().chain(["Instant::now()".to_owned()]).collect(),
        },
        None => Statement {
            sql: literal(&[format!("delete from {} where {}", table(entity), key.condition(1))]),
            binds: binds.clone(),
        },
    };
    let mut deletion = Deletion {
        restricting: Vec::new(),
        own,
        soft: soft.is_some(),
        children: Vec::new(),
        chain: None,
        before: Vec::new(),
        after: Vec::new(),
    };
    let mut selects = Vec::new();
    for (child, field, relation) in model.references_to(id) {
        let reference = Reference { model, entity, key, binds: &binds, child: model.entity(child), field, relation };
        match reference.chained(child == id) {
            Some(select) => selects.push(select),
            None => reference.add(&mut deletion),
        }
    }
    deletion.chain = (!selects.is_empty()).then(|| chain(key, selects));
    deletion
}

fn chain(key: &Key, selects: Vec<ChainSelect>) -> Chain {
    let tuple = |of: fn(&KeyPart) -> String| {
        let parts: Vec<String> = key.parts.iter().map(of).collect();
        format!("({},)", parts.join(", "))
    };
    let variables: Vec<&str> = selects.iter().map(|select| select.variable.as_str()).collect();
    Chain {
        key: tuple(|part| part.owned.clone()),
        first: tuple(
            |part| {
                if rust::is_copy(&part.ty) { part.ident.clone() } else { format!("{}.to_owned()", part.ident) }
            },
        ),
        pattern: tuple(|part| part.ident.clone()),
        below: match variables.as_slice() {
            [one] => (*one).to_owned(),
            more => format!("[{}].concat()", more.join(", ")),
        },
        selects,
    }
}

/// A relation that points at the row to be deleted.
struct Reference<'a> {
    model: &'a Model,
    entity: &'a Entity,
    key: &'a Key,
    binds: &'a [String],
    child: &'a Entity,
    field: &'a Field,
    relation: &'a ToOne,
}

impl Reference<'_> {
    /// The rows to delete next, where they are of the same kind.
    fn chained(&self, same: bool) -> Option<ChainSelect> {
        let dead = deleted_at(self.entity).filter(|_| same && self.relation.on_delete == OnDelete::Cascade)?;
        let columns: Vec<&str> = self.key.parts.iter().map(|part| part.column.as_str()).collect();
        let points = self.condition();
        Some(ChainSelect {
            variable: format!("by_{}", self.field.name.snake()),
            statement: self.statement(&[format!(
                "select {} from {} where {points} and {dead} is null",
                columns.join(", "),
                table(self.entity)
            )]),
        })
    }

    fn add(&self, deletion: &mut Deletion) {
        let dead = deleted_at(self.child);
        let child = table(self.child);
        let points = self.condition();
        let living = dead.as_ref().map(|column| format!(" and {column} is null")).unwrap_or_default();
        match (deletion.soft, self.relation.on_delete) {
            (true, OnDelete::Restrict) => {
                deletion
                    .restricting
                    .push(self.statement(&[format!("select 1 from {child} where {points}{living} limit 1")]));
            }
            (true, OnDelete::SetNull) => {
                let empty: Vec<String> =
                    self.field.columns.iter().map(|column| format!("{} = null", sql::quote(&column.name))).collect();
                deletion
                    .after
                    .push(self.statement(&[format!("update {child} set {} where {points}", empty.join(", "))]));
            }
            (true, OnDelete::Cascade) if dead.is_some() && self.child.offers(Operation::Delete) => {
                deletion.children.push(self.child(&points, &living));
            }
            (true, OnDelete::Cascade) => match dead {
                Some(column) => {
                    let set = format!("update {child} set {column} = ${} where {points}{living}", self.binds.len() + 1);
                    let binds = self.binds.iter().cloned().chain(["Instant::now()".to_owned()]).collect();
                    deletion.after.push(Statement { sql: literal(&[set]), binds });
                }
                None => deletion.after.push(self.statement(&[format!("delete from {child} where {points}")])),
            },
            (false, OnDelete::Restrict) => deletion.before.extend(dead.map(|column| {
                self.statement(&[format!("delete from {child} where {points} and {column} is not null")])
            })),
            (false, _) => {}
        }
    }

    fn statement(&self, lines: &[String]) -> Statement {
        Statement { sql: literal(lines), binds: self.binds.to_vec() }
    }

    /// `post_id = $1`, or through a select where the relation points at something else than the key.
    fn condition(&self) -> String {
        let key: Vec<&String> = self.entity.key_columns().map(|column| &column.name).collect();
        let direct = self.relation.references.iter().collect::<Vec<_>>() == key;
        let terms = self.field.columns.iter().zip(referenced(self.entity, &self.relation.references)).enumerate();
        let term = |(index, (column, target)): (usize, (&crate::model::Column, &crate::model::Column))| {
            let own = sql::quote(&column.name);
            match direct {
                true => format!("{own} = ${}", index + 1),
                false => {
                    let target = sql::quote(&target.name);
                    format!("{own} = (select {target} from {} where {})", table(self.entity), self.key.condition(1))
                }
            }
        };
        terms.map(term).collect::<Vec<_>>().join(" and ")
    }

    fn child(&self, points: &str, living: &str) -> Child {
        let names = Names::of(self.model, self.child);
        let key = Key::of(self.model, self.child);
        let columns: Vec<&str> = key.parts.iter().map(|part| part.column.as_str()).collect();
        let types: Vec<String> =
            self.child.key_columns().map(|column| rust::field_type(self.model, &column.ty)).collect();
        let idents: Vec<String> =
            key.parts.iter().map(|part| format!("child_{}", part.ident.trim_start_matches("r#"))).collect();
        let pass: Vec<String> = key
            .parts
            .iter()
            .zip(&idents)
            .map(|(part, ident)| if rust::is_copy(&part.ty) { ident.clone() } else { format!("&{ident}") })
            .collect();
        let hides = |bind: &String| rust::has_variable(bind, &names.many);
        Child {
            imports: self.child.key_columns().filter_map(|column| rust::type_imports(self.model, &column.ty)).collect(),
            select: self.statement(&[format!(
                "select {} from {} where {points}{living}",
                columns.join(", "),
                table(self.child)
            )]),
            key: format!("({},)", types.join(", ")),
            pattern: format!("({},)", idents.join(", ")),
            delete: format!("{}::queries::delete", names.reach()),
            pass: pass.join(", "),
            variable: if self.binds.iter().any(hides) { "rows".to_owned() } else { names.many },
        }
    }
}
