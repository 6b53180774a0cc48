//! What columns were called before.

use super::reference::Reference;
use super::snapshot::TableSnapshot;
use crate::model::{Column, Entity, Field, FieldKind, FieldOrigin, Model};
use crate::name::Name;

/// How a spec says what a column was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Telling {
    /// `was=` at this field, which is the column's name without this ending.
    Was {
        field: String,
        ending: String,
    },
    /// `was=` at a field that becomes the generated one.
    InTwoSteps,
    Never,
}

pub fn telling(field: &Field, column: &Column) -> Telling {
    match field.origin {
        FieldOrigin::Spec => Telling::Was {
            field: field.name.snake().to_owned(),
            ending: match field.kind {
                FieldKind::Scalar(_) => String::new(),
                FieldKind::ToOne(_) => {
                    column.member.snake().strip_prefix(field.name.snake()).unwrap_or_default().to_owned()
                }
            },
        },
        FieldOrigin::CreatedAt | FieldOrigin::UpdatedAt => Telling::InTwoSteps,
        FieldOrigin::Key | FieldOrigin::DeletedAt => Telling::Never,
    }
}

/// What a column is known by, whatever its name in the database: its member, or the usual name of a timestamp.
pub fn calling<'a>(field: &Field, column: &'a Column) -> &'a str {
    match field.origin {
        FieldOrigin::CreatedAt => "created_at",
        FieldOrigin::UpdatedAt => "updated_at",
        FieldOrigin::Spec | FieldOrigin::Key | FieldOrigin::DeletedAt => column.member.snake(),
    }
}

/// Columns that a field's may have been, the likeliest first: `writer_id` of an `author` that `was=writer`,
/// `country_code` of a `country` whose key `was=code`, and its own where `column=` is new, another one or gone.
pub fn former_columns(model: &Model, field: &Field, column: &Column, old: &TableSnapshot) -> Vec<String> {
    let same = match field.origin {
        FieldOrigin::CreatedAt | FieldOrigin::UpdatedAt => vec![calling(field, column).to_owned()],
        FieldOrigin::Key => return old.key().into_iter().take(1).collect(),
        FieldOrigin::Spec | FieldOrigin::DeletedAt => members(model, field, column, &field.name),
    };
    // What was no relation has to be told.
    let is_alike = |name: &String| {
        let refers = Reference::all(old).any(|(_, reference)| reference.columns.contains(name));
        refers == matches!(field.kind, FieldKind::ToOne(_))
    };
    let same = held(old, same).into_iter().filter(is_alike);
    by_former_name(model, field, column, old).into_iter().chain(same).collect()
}

/// Columns that it may have been under the field's former name.
pub fn by_former_name(model: &Model, field: &Field, column: &Column, old: &TableSnapshot) -> Vec<String> {
    let was = field.was.as_ref();
    held(old, was.map(|was| members(model, field, column, was)).unwrap_or_default())
}

/// The columns that are called so.
fn held(old: &TableSnapshot, callings: Vec<String>) -> Vec<String> {
    callings.iter().filter_map(|calling| old.called(calling)).map(|column| column.name.clone()).collect()
}

/// The column's member if the field is called `name`: a relation's ends with a part of the target's key.
fn members(model: &Model, field: &Field, column: &Column, name: &Name) -> Vec<String> {
    let FieldKind::ToOne(relation) = &field.kind else { return vec![name.snake().to_owned()] };
    let own = column.member.snake().strip_prefix(field.name.snake());
    let own = own.map(|part| format!("{}{part}", name.snake()));
    let index = field.columns.iter().position(|candidate| candidate.name == column.name);
    let target = index.and_then(|index| relation.references.get(index));
    let part = target.and_then(|target| part(model.entity(relation.target), target));
    let parts = part.map(|(field, column)| {
        let names = [field.was.as_ref(), Some(&field.name)].into_iter().flatten();
        names.flat_map(move |was| members(model, field, column, was))
    });
    let joined = parts.into_iter().flatten().map(|part| name.join(&part).snake().to_owned());
    own.into_iter().chain(joined).collect()
}

fn part<'a>(entity: &'a Entity, name: &str) -> Option<(&'a Field, &'a Column)> {
    entity.columns().find(|(_, column)| column.name == name)
}
