//! Relations as an entity's own files see them: what can be included, listed beneath it and linked to it.

use super::access::{Admission, Gate, admission, depends, gate, is_owned, scope_of, shows_by_caller, takes_scope};
use super::rename::rename;
use super::shape::{Inverse, Key, Names, inverses, is_account_operation};
use crate::model::{Column, Entity, EntityId, Field, ManyToMany, Model, Operation, ToOne};
use crate::name::Name;
use crate::target::{rust, sql};
use serde::Serialize;
use std::iter;

/// A relation that `include` may name.
#[derive(Debug, Clone, Serialize)]
pub struct Included {
    /// `author`, in the query and in JSON.
    pub name: String,
    /// `author`, the member of the row.
    pub ident: String,
    /// `rename = "self"`, where the member is called otherwise in JSON.
    pub rename: Option<String>,
    /// `Option<Option<Box<User>>>` or `Option<Vec<Tag>>`.
    pub ty: String,
    pub many: bool,
    /// Function that fetches the related rows by key: `resources::users::queries::find_all`.
    pub fetch: String,
    /// The key of a row, an `Option`: `Some(row.author_id)`.
    pub key: String,
    /// Which of the related rows the caller sees: `&resources::users::ACCESS.read.scope(caller)`.
    pub scope: Option<String>,
    /// Path of the related row's type.
    #[serde(skip)]
    pub import: String,
    /// `User`, or none where it is the row's own type.
    #[serde(skip)]
    pub row: String,
}

/// A list of this entity's rows beneath one of another entity: `GET /users/{id}/posts`.
#[derive(Debug, Clone, Serialize)]
pub struct Nested {
    /// `list_by_author` or `get_by_user`.
    pub handler: String,
    pub operation: String,
    pub path: String,
    pub parent: Names,
    pub key: Key,
    /// `resources::users::queries::find`.
    pub find_parent: String,
    /// Whether the parent's row is needed for the condition.
    pub reads_parent: bool,
    pub gate: Gate,
    /// The rule of who may read the parent.
    pub parent_admission: Admission,
    /// `author_id = `, one for each part, with the value to bind.
    pub conditions: Vec<Condition>,
    /// One row at the most.
    pub one: bool,
    /// `, &scope` or `, &Scope::Every`, in which that row is looked for.
    pub one_scope: String,
    /// `posts`, the way back in words.
    pub title: String,
    /// `one_by_user`, the query of the one row.
    pub query: String,
    /// The parent's key as one value: `id`, `(branch, shelf)`.
    pub one_key: String,
    /// The same value once more.
    pub one_key_again: &'static str,
}

#[derive(Debug, Clone, Serialize)]
pub struct Condition {
    pub sql: String,
    pub value: String,
}

/// Relations of an entity that its rows can show.
pub fn included(model: &Model, id: EntityId) -> Vec<Included> {
    let entity = model.entity(id);
    let shown = |id: EntityId| is_shown(model.entity(id));
    let forward = entity.relations().filter(|(field, relation)| field.returned() && shown(relation.target));
    let back = inverses(model, id);
    let back = back.iter().filter(|inverse| shown(inverse.child));
    let links = shown_links(model, entity);
    forward
        .map(|(field, relation)| to_one(model, entity, field, relation))
        .chain(back.map(|inverse| inverse_of(model, entity, inverse)))
        .chain(links.map(|link| many(model, entity, link)))
        .collect()
}

/// What rows can show of others: each entity with the operation whose rule decides about it.
pub fn included_targets(model: &Model, id: EntityId) -> Vec<(EntityId, Operation)> {
    let entity = model.entity(id);
    let forward = entity.relations().filter(|(field, _)| field.returned());
    let forward = forward.map(|(_, relation)| (relation.target, Operation::Read));
    let back = inverses(model, id).into_iter().map(|inverse| (inverse.child, Operation::List));
    let shown = forward.chain(back).filter(|(target, _)| is_shown(model.entity(*target)));
    let links = shown_links(model, entity).flat_map(|link| iter::once(link.target).chain(link.through));
    shown.chain(links.map(|id| (id, Operation::List))).collect()
}

/// Links that clients may see: where they are rows of an entity, its own list is for somebody.
pub fn shown_links<'a>(model: &'a Model, entity: &'a Entity) -> impl Iterator<Item = &'a ManyToMany> {
    let listed = |id: EntityId| !model.entity(id).access.list.nobody();
    let links = entity.many_to_many.iter();
    links.filter(move |link| is_shown(model.entity(link.target)) && link.through.is_none_or(listed))
}

/// Whether clients may see rows of an entity at all.
pub fn is_shown(entity: &Entity) -> bool {
    entity.offers(Operation::Read) || entity.offers(Operation::List)
}

fn to_one(model: &Model, entity: &Entity, field: &Field, relation: &ToOne) -> Included {
    let target = model.entity(relation.target);
    let names = Names::of(model, target);
    let columns: Vec<&Column> = field.columns.iter().collect();
    Included {
        name: field.name.json(model.json_case),
        ident: field.name.ident(),
        rename: rename(model, &field.name),
        ty: format!("Option<Option<Box<{}>>>", names.row),
        many: false,
        fetch: format!("{}::queries::{}", names.reach(), find_all_name(target, &relation.references)),
        key: key_of_row(entity, &columns),
        scope: scope_of(target, &names.reach(), Operation::Read),
        import: format!("crate::{}::{}", names.reach(), names.row),
        row: names.row,
    }
}

fn inverse_of(model: &Model, entity: &Entity, inverse: &Inverse<'_>) -> Included {
    let names = Names::of(model, model.entity(inverse.child));
    let columns = referenced(entity, &inverse.relation.references);
    let ty = match inverse.relation.one_to_one {
        true => format!("Option<Option<Box<{}>>>", names.row),
        false => format!("Option<Vec<{}>>", names.row),
    };
    Included {
        name: inverse.name.json(model.json_case),
        ident: inverse.name.ident(),
        rename: rename(model, inverse.name),
        ty,
        many: !inverse.relation.one_to_one,
        fetch: format!("{}::queries::{}", names.reach(), by_name(inverse.field, inverse.relation)),
        key: key_of_row(entity, &columns),
        scope: scope_of(model.entity(inverse.child), &names.reach(), Operation::List),
        import: format!("crate::{}::{}", names.reach(), names.row),
        row: names.row,
    }
}

fn many(model: &Model, entity: &Entity, link: &ManyToMany) -> Included {
    let names = Names::of(model, model.entity(link.target));
    let columns: Vec<&Column> = entity.key_columns().collect();
    let parts = key_parts(&columns);
    let scopes = iter::once(scope_of(model.entity(link.target), &names.reach(), Operation::List));
    let scopes: Vec<String> = scopes.chain(iter::once(links_scope(model, link))).flatten().collect();
    Included {
        name: link.name.json(model.json_case),
        ident: link.name.ident(),
        rename: rename(model, &link.name),
        ty: format!("Option<Vec<{}>>", names.row),
        many: true,
        fetch: format!("{}_of", link.name.snake()),
        key: format!("Some(({},))", parts.join(", ")),
        scope: (!scopes.is_empty()).then(|| scopes.join(", ")),
        import: format!("crate::{}::{}", names.reach(), names.row),
        row: names.row,
    }
}

/// The scope of the rows that links are, where not everybody sees all of them.
fn links_scope(model: &Model, link: &ManyToMany) -> Option<String> {
    let entity = model.entity(link.through?);
    let scope = scope_of(entity, &Names::of(model, entity).reach(), Operation::List);
    scope.filter(|_| depends(entity, Operation::List))
}

/// `find_all`, or `find_all_by_code` where a relation points at something other than the primary key.
pub fn find_all_name(target: &Entity, references: &[String]) -> String {
    let key: Vec<&String> = target.key_columns().map(|column| &column.name).collect();
    if references.iter().collect::<Vec<_>>() == key {
        return "find_all".into();
    }
    let members: Vec<&str> = referenced(target, references).iter().map(|column| column.member.snake()).collect();
    format!("find_all_by_{}", members.join("_and_"))
}

/// `by_author` for many rows of each parent, `one_by_user` for one.
pub fn by_name(field: &Field, relation: &ToOne) -> String {
    let many = if relation.one_to_one { "one_by" } else { "by" };
    format!("{many}_{}", field.name.snake())
}

/// The target's columns that a foreign key points at.
pub fn referenced<'a>(target: &'a Entity, references: &[String]) -> Vec<&'a Column> {
    references
        .iter()
        .filter_map(|name| target.columns().map(|(_, column)| column).find(|column| column.name == *name))
        .collect()
}

fn key_parts(columns: &[&Column]) -> Vec<String> {
    let part = |column: &&Column| {
        let clone = if rust::is_copy(&column.ty) { "" } else { ".clone()" };
        format!("row.{}{clone}", column.member.ident())
    };
    columns.iter().map(part).collect()
}

/// `Some(row.author_id)`, `row.parent_id`, `row.branch_code.clone().zip(row.shelf)`.
pub fn key_of_row(entity: &Entity, columns: &[&Column]) -> String {
    let parts = key_parts(columns);
    let required: Vec<bool> = columns.iter().map(|column| is_required(entity, column)).collect();
    if required.iter().all(|required| *required) {
        return match parts.as_slice() {
            [part] => format!("Some({part})"),
            parts => format!("Some(({}))", parts.join(", ")),
        };
    }
    let optional = |(part, required): (String, bool)| if required { format!("Some({part})") } else { part };
    let parts: Vec<String> = parts.into_iter().zip(required).map(optional).collect();
    match parts.as_slice() {
        [part] => part.clone(),
        [first, second] => format!("{first}.zip({second})"),
        parts => {
            let names: Vec<String> = (0..parts.len()).map(|index| format!("part_{index}")).collect();
            let some: Vec<String> = names.iter().map(|name| format!("Some({name})")).collect();
            format!(
                "match ({}) {{ ({}) => Some(({})), _ => None }}",
                parts.join(", "),
                some.join(", "),
                names.join(", ")
            )
        }
    }
}

fn is_required(entity: &Entity, column: &Column) -> bool {
    entity.columns().any(|(field, own)| own.name == column.name && field.required)
}

/// Lists of `id`'s rows beneath the rows they point at.
pub fn nested(model: &Model, id: EntityId) -> Vec<Nested> {
    let entity = model.entity(id);
    let looks = shows_by_caller(model, id);
    let named = entity.relations().filter(|(field, _)| field.returned());
    named
        .filter_map(|(field, relation)| {
            let inverse = relation.inverse.as_ref()?;
            let parent = model.entity(relation.target);
            let offered = parent.offers(Operation::Read) && entity.offers(Operation::List);
            offered.then(|| nested_list(model, entity, (field, relation), inverse, looks && !relation.one_to_one))
        })
        .collect()
}

/// `list_user_posts`, or `list_items_of_order` where `order_items` are an entity of their own.
pub fn operation_beneath(model: &Model, verb: &str, parent: &Names, name: &Name) -> String {
    let plain = format!("{}_{}", parent.operation, name.snake());
    let is_taken = |entity: &Entity| [entity.name.snake(), entity.plural.snake()].contains(&plain.as_str());
    match model.entities.iter().any(is_taken) || is_account_operation(model, &plain) {
        true => format!("{verb}_{}_of_{}", name.snake(), parent.operation),
        false => format!("{verb}_{plain}"),
    }
}

fn nested_list(
    model: &Model,
    entity: &Entity,
    (field, relation): (&Field, &ToOne),
    inverse: &Name,
    looks: bool,
) -> Nested {
    let target = model.entity(relation.target);
    let parent = Names::of(model, target);
    let key = Key::of(model, target);
    let whole_key = find_all_name(target, &relation.references) == "find_all";
    let bound = |index: usize| match whole_key {
        true => key.parts[index].owned_value(),
        false => {
            let column = referenced(target, &relation.references)[index];
            let clone = if rust::is_copy(&column.ty) { "" } else { ".clone()" };
            // A parent without a value has nothing beneath it.
            let given = if is_required(target, column) { "" } else { ".ok_or(Error::NotFound)?" };
            let given = if relation.one_to_one { given } else { "" };
            format!("parent.{}{clone}{given}", column.member.ident())
        }
    };
    let conditions = field.columns.iter().enumerate().map(|(index, column)| Condition {
        sql: rust::string(&format!("{} = ", sql::quote(&column.name))),
        value: bound(index),
    });
    let conditions: Vec<Condition> = conditions.collect();
    let copied = field.columns.iter().all(|column| rust::is_copy(&column.ty));
    let values: Vec<&str> = conditions.iter().map(|condition| condition.value.as_str()).collect();
    let gate = gate(entity, Operation::List, depends(target, Operation::Read), looks);
    let one_scope = match takes_scope(entity, Operation::List) {
        true if is_owned(entity) => gate.admission.scope.clone(),
        true => ", &Scope::Every".to_owned(),
        false => String::new(),
    };
    let verb = if relation.one_to_one { "get" } else { "list" };
    Nested {
        handler: format!("{verb}_by_{}", field.name.snake()),
        operation: operation_beneath(model, verb, &parent, inverse),
        path: format!("/{}{}/{}", parent.path, key.path, inverse.kebab()),
        find_parent: format!("{}::queries::find", parent.reach()),
        reads_parent: !whole_key,
        gate,
        parent_admission: admission(target, Operation::Read, &format!("{}::", parent.reach()), "parents"),
        one_key: if values.len() == 1 { values.concat() } else { format!("({})", values.join(", ")) },
        one_key_again: if copied { "key" } else { "key.clone()" },
        conditions,
        one_scope,
        one: relation.one_to_one,
        title: inverse.prose(),
        query: by_name(field, relation),
        parent,
        key,
    }
}
