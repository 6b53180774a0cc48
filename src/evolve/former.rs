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

/// Names that a field's column may have had, the likeliest first: `writer_id` of an `author` that `was=writer`,
/// `country_code` of a `country` whose key `was=code`, and its own where `column=` is new.
pub fn former_columns(model: &Model, field: &Field, column: &Column, old: &TableSnapshot) -> Vec<String> {
    match field.origin {
        FieldOrigin::CreatedAt => return vec!["created_at".to_owned()],
        FieldOrigin::UpdatedAt => return vec!["updated_at".to_owned()],
        FieldOrigin::Key => return old.key().into_iter().take(1).collect(),
        FieldOrigin::Spec | FieldOrigin::DeletedAt => {}
    }
    let renamed = field.was.as_ref().map(|was| members(model, field, column, was)).unwrap_or_default();
    let same = members(model, field, column, &field.name);
    // What was no relation has to be told.
    let is_alike = |name: &String| {
        let refers = Reference::all(old).any(|(_, reference)| reference.columns.contains(name));
        refers == matches!(field.kind, FieldKind::ToOne(_))
    };
    let same = same.into_iter().filter(is_alike);
    renamed.into_iter().chain(same).filter(|name| *name != column.name).collect()
}

/// Names that it may have had under the field's former name.
pub fn by_former_name(model: &Model, field: &Field, column: &Column) -> Vec<String> {
    let was = field.was.as_ref();
    was.map(|was| members(model, field, column, was)).unwrap_or_default()
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
