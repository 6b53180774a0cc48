//! Relations as an entity's own files see them: what can be included, listed beneath it and linked to it.

use super::shape::{Inverse, Key, Names, article, body, capitalize, deleted_at, inverses};
use crate::model::{Column, Entity, EntityId, Field, ManyToMany, Model, Operation, ToOne};
use crate::name::Name;
use crate::target::{rust, sql};
use serde::Serialize;

/// A relation that `include` may name.
#[derive(Debug, Clone, Serialize)]
pub struct Included {
    /// `author`, in the query and in JSON.
    pub name: String,
    /// `author`, the member of the row.
    pub ident: String,
    /// `Option<Option<Box<User>>>` or `Option<Vec<Tag>>`.
    pub ty: String,
    pub many: bool,
    /// Function that fetches the related rows by key: `resources::users::queries::find_all`.
    pub fetch: String,
    /// The key of a row, an `Option`: `Some(row.author_id)`.
    pub key: String,
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
    /// `author_id = `, one for each part, with the value to bind.
    pub conditions: Vec<Condition>,
    /// One row at the most.
    pub one: bool,
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

/// Links to rows of another entity, or of the same.
#[derive(Debug, Clone, Serialize)]
pub struct Links {
    /// `tags`, for functions: `list_tags`, `tags_of`, `set_tags`.
    pub name: String,
    /// `tag`, for `link_tag`.
    pub one: String,
    pub title: String,
    /// `Tags`.
    pub title_capital: String,
    pub title_one: String,
    pub article: &'static str,
    /// `Page<Tag>`, `Success<Page<Tag>>`.
    pub page_body: String,
    pub target_includes: bool,
    /// `list_post_tags`, the id of the operation.
    pub operation: String,
    /// `tags`, the segment of the path.
    pub path: String,
    pub target: Names,
    pub target_key: Key,
    /// The key of both rows as one argument list: `id: Uuid, tag_id: Uuid`.
    pub arguments: String,
    /// `id, tag_id`.
    pub pass: String,
    /// `(id, tag_id)` and its type.
    pub pattern: String,
    pub owned: String,
    pub params: String,
    /// `tag_ids`, where links can be set in a body.
    pub member: Option<String>,
    /// The pointer of that member: `/tag_ids`.
    pub pointer: String,
    /// How one key of the body is passed on: `*tag_id` or `tag_id`.
    pub pass_item: String,
    /// Links are rows of a join entity: read only here.
    pub through: bool,
    /// `exists (select 1 from posts_tags where tag_id = tags.id and post_id = `, with the values to bind.
    pub within: String,
    pub within_values: Vec<Condition>,
    pub module: String,
}

/// Relations of an entity that its rows can show.
pub fn included(model: &Model, id: EntityId) -> Vec<Included> {
    let entity = model.entity(id);
    let shown = |id: EntityId| is_shown(model.entity(id));
    let forward = entity.relations().filter(|(field, relation)| field.returned() && shown(relation.target));
    let back = inverses(model, id);
    let back = back.iter().filter(|inverse| shown(inverse.child));
    let links = entity.many_to_many.iter().filter(|link| shown(link.target));
    forward
        .map(|(field, relation)| to_one(model, entity, field, relation))
        .chain(back.map(|inverse| inverse_of(model, entity, inverse)))
        .chain(links.map(|link| many(model, entity, link)))
        .collect()
}

/// Whether clients may see rows of an entity at all.
pub fn is_shown(entity: &Entity) -> bool {
    entity.offers(Operation::Read) || entity.offers(Operation::List)
}

fn to_one(model: &Model, entity: &Entity, field: &Field, relation: &ToOne) -> Included {
    let target = model.entity(relation.target);
    let names = Names::of(target);
    let columns: Vec<&Column> = field.columns.iter().collect();
    Included {
        name: field.name.json(model.json_case),
        ident: field.name.ident(),
        ty: format!("Option<Option<Box<{}>>>", names.row),
        many: false,
        fetch: format!("{}::queries::{}", names.reach(), find_all_name(target, &relation.references)),
        key: key_of_row(entity, &columns),
        import: format!("crate::{}::{}", names.reach(), names.row),
        row: names.row,
    }
}

fn inverse_of(model: &Model, entity: &Entity, inverse: &Inverse<'_>) -> Included {
    let names = Names::of(model.entity(inverse.child));
    let columns = referenced(entity, &inverse.relation.references);
    let ty = match inverse.relation.one_to_one {
        true => format!("Option<Option<Box<{}>>>", names.row),
        false => format!("Option<Vec<{}>>", names.row),
    };
    Included {
        name: inverse.name.json(model.json_case),
        ident: inverse.name.ident(),
        ty,
        many: !inverse.relation.one_to_one,
        fetch: format!("{}::queries::{}", names.reach(), by_name(inverse.field, inverse.relation)),
        key: key_of_row(entity, &columns),
        import: format!("crate::{}::{}", names.reach(), names.row),
        row: names.row,
    }
}

fn many(model: &Model, entity: &Entity, link: &ManyToMany) -> Included {
    let names = Names::of(model.entity(link.target));
    let columns: Vec<&Column> = entity.key_columns().collect();
    let parts = key_parts(&columns);
    Included {
        name: link.name.json(model.json_case),
        ident: link.name.ident(),
        ty: format!("Option<Vec<{}>>", names.row),
        many: true,
        fetch: format!("{}_of", link.name.snake()),
        key: format!("Some(({},))", parts.join(", ")),
        import: format!("crate::{}::{}", names.reach(), names.row),
        row: names.row,
    }
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
    let named = entity.relations().filter(|(field, _)| field.returned());
    named
        .filter_map(|(field, relation)| {
            let inverse = relation.inverse.as_ref()?;
            let parent = model.entity(relation.target);
            let offered = parent.offers(Operation::Read) && entity.offers(Operation::List);
            offered.then(|| nested_list(model, field, relation, inverse))
        })
        .collect()
}

/// `list_user_posts`, or `list_items_of_order` where `order_items` are an entity of their own.
fn operation_beneath(model: &Model, verb: &str, parent: &Names, name: &Name) -> String {
    let plain = format!("{}_{}", parent.operation, name.snake());
    let is_taken = |entity: &Entity| [entity.name.snake(), entity.plural.snake()].contains(&plain.as_str());
    match model.entities.iter().any(is_taken) {
        true => format!("{verb}_{}_of_{}", name.snake(), parent.operation),
        false => format!("{verb}_{plain}"),
    }
}

fn nested_list(model: &Model, field: &Field, relation: &ToOne, inverse: &Name) -> Nested {
    let target = model.entity(relation.target);
    let parent = Names::of(target);
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
    let verb = if relation.one_to_one { "get" } else { "list" };
    Nested {
        handler: format!("{verb}_by_{}", field.name.snake()),
        operation: operation_beneath(model, verb, &parent, inverse),
        path: format!("/{}{}/{}", parent.path, key.path, inverse.kebab()),
        find_parent: format!("{}::queries::find", parent.reach()),
        reads_parent: !whole_key,
        one_key: if values.len() == 1 { values.concat() } else { format!("({})", values.join(", ")) },
        one_key_again: if copied { "key" } else { "key.clone()" },
        conditions,
        one: relation.one_to_one,
        title: inverse.prose(),
        query: by_name(field, relation),
        parent,
        key,
    }
}

/// Many-to-many relations of an entity.
pub fn links(model: &Model, id: EntityId) -> Vec<Links> {
    let entity = model.entity(id);
    let shown = entity.many_to_many.iter().filter(|link| is_shown(model.entity(link.target)));
    shown.map(|link| link_view(model, entity, link)).collect()
}

fn link_view(model: &Model, entity: &Entity, link: &ManyToMany) -> Links {
    let target = model.entity(link.target);
    let alone = entity.many_to_many.iter().filter(|other| other.target == link.target).count() == 1;
    let one = if alone && target.name != entity.name { target.name.clone() } else { link.name.clone() };
    let one = one.snake().to_owned();
    let own = Key::of(model, entity);
    let target_key = Key::prefixed(model, target, Some(&one));
    let names = Names::of(target);
    let both = |own: &str, other: &str| format!("{own}, {other}");
    let settable = link.through.is_none() && target_key.parts.len() == 1;
    let owned: Vec<String> = own.parts.iter().chain(&target_key.parts).map(|part| part.owned.clone()).collect();
    let idents: Vec<String> = own.parts.iter().chain(&target_key.parts).map(|part| part.ident.clone()).collect();
    let (within, within_values) = within(model, link, target, &own);
    Links {
        name: link.name.snake().to_owned(),
        title: link.name.prose(),
        title_capital: capitalize(&link.name.prose()),
        article: article(&one),
        page_body: body(model, format!("Page<{}>", names.row)),
        target_includes: !included(model, link.target).is_empty(),
        title_one: one.replace('_', " "),
        operation: operation_beneath(model, "list", &Names::of(entity), &link.name),
        path: link.name.kebab(),
        arguments: both(&own.arguments, &target_key.arguments),
        pass: both(&own.pass, &target_key.pass),
        pattern: format!("({})", idents.join(", ")),
        owned: format!("({})", owned.join(", ")),
        params: both(&own.params, &target_key.params),
        member: settable.then(|| link.member.ident()),
        pointer: format!("/{}", link.member.json(model.json_case)),
        pass_item: if rust::is_copy(&target_key.parts[0].ty) { "*key".into() } else { "key".into() },
        through: link.through.is_some(),
        within,
        within_values,
        module: names.reach(),
        target: names,
        target_key,
        one,
    }
}

/// The condition that keeps a list of the target to rows linked from one row, and the values it binds.
fn within(model: &Model, link: &ManyToMany, target: &Entity, own: &Key) -> (String, Vec<Condition>) {
    let table = sql::quote(&target.table);
    let join = link
        .target_columns
        .iter()
        .zip(target.key_columns())
        .map(|(column, key)| format!("link.{} = {table}.{}", sql::quote(column), sql::quote(&key.name)));
    let living = link.through.and_then(|through| deleted_at(model.entity(through)));
    let terms: Vec<String> = join.chain(living.map(|column| format!("link.{column} is null"))).collect();
    let select = format!("exists (select 1 from {} as link where {}", sql::quote(&link.table), terms.join(" and "));
    let values = link.source_columns.iter().zip(&own.parts).map(|(column, part)| Condition {
        sql: rust::string(&format!(" and link.{} = ", sql::quote(column))),
        value: part.owned_value(),
    });
    (rust::string(&select), values.collect())
}
