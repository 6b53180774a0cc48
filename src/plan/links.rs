//! Many-to-many relations as an entity's own files see them: lists of links, and links made and taken away.

use super::access::{Admission, Gate, admission, depends, gate, is_owned, owned_text, shows_by_caller};
use super::relations::{Condition, included_targets, operation_beneath, shown_links};
use super::shape::{Key, Names, article, body, capitalize, deleted_at};
use crate::model::{Entity, EntityId, ManyToMany, Model, Operation};
use crate::name::Name;
use crate::target::{rust, sql};
use serde::Serialize;

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
    /// One key of the body and its index, under names that the row's own key does not have.
    pub item: &'static str,
    pub index: &'static str,
    /// How that key is passed on: `*key` or `key`.
    pub pass_item: String,
    /// Links are rows of a join entity, or nobody may update what has them: no route makes any.
    pub through: bool,
    /// `exists (select 1 from posts_tags where tag_id = tags.id and post_id = `, with the values to bind.
    pub within: String,
    pub within_values: Vec<Condition>,
    pub module: String,
    /// Handlers that list the links, and those that make one or take one away.
    pub list_gate: Gate,
    pub link_gate: Gate,
    /// The rules of who may list and read the target.
    pub target_list: Admission,
    pub target_read: Admission,
    /// The rule of who may list the rows that links are, where not everybody may.
    pub links_line: Option<String>,
    /// `["link.student_id = ", ""]`, the condition of an owner, where such a row has one.
    pub links_owned: Option<String>,
    pub include_caller: &'static str,
}

/// Many-to-many relations of an entity that have routes: these lead over a row that somebody reads.
pub fn links(model: &Model, id: EntityId) -> Vec<Links> {
    let read = !model.entity(id).access.read.nobody();
    if read { all_links(model, id) } else { Vec::new() }
}

/// The same with those that rows only show.
pub fn all_links(model: &Model, id: EntityId) -> Vec<Links> {
    let entity = model.entity(id);
    shown_links(model, entity).map(|link| link_view(model, entity, link)).collect()
}

fn link_view(model: &Model, entity: &Entity, link: &ManyToMany) -> Links {
    let target = model.entity(link.target);
    let one = name_of_one(model, entity, link).snake().to_owned();
    let own = Key::of(model, entity);
    let target_key = Key::prefixed(model, target, Some(&one));
    let is_own = |name: &str| own.parts.iter().any(|part| part.ident == name);
    let item = if is_own("key") { "item" } else { "key" };
    let names = Names::of(model, target);
    let both = |own: &str, other: &str| format!("{own}, {other}");
    let written = entity.offers(Operation::Create) || entity.offers(Operation::Update);
    let settable = written && link.through.is_none() && target_key.parts.len() == 1;
    let owned: Vec<String> = own.parts.iter().chain(&target_key.parts).map(|part| part.owned.clone()).collect();
    let idents: Vec<String> = own.parts.iter().chain(&target_key.parts).map(|part| part.ident.clone()).collect();
    let (within, within_values) = within(model, link, target, &own);
    let target_looks = shows_by_caller(model, link.target);
    let rows = link.through.map(|id| model.entity(id)).filter(|rows| depends(rows, Operation::List));
    let others = depends(target, Operation::List) || rows.is_some();
    let place = format!("{}::", names.reach());
    Links {
        name: link.name.snake().to_owned(),
        title: link.name.prose(),
        title_capital: capitalize(&link.name.prose()),
        article: article(&one),
        page_body: body(model, format!("Page<{}>", names.row)),
        target_includes: !included_targets(model, link.target).is_empty(),
        title_one: one.replace('_', " "),
        operation: operation_beneath(model, "list", &Names::of(model, entity), &link.name),
        path: link.name.kebab(),
        arguments: both(&own.arguments, &target_key.arguments),
        pass: both(&own.pass, &target_key.pass),
        pattern: format!("({})", idents.join(", ")),
        owned: format!("({})", owned.join(", ")),
        params: both(&own.params, &target_key.params),
        member: settable.then(|| link.member.ident()),
        pointer: format!("/{}", link.member.json(model.json_case)),
        pass_item: format!("{}{item}", if rust::is_copy(&target_key.parts[0].ty) { "*" } else { "" }),
        item,
        index: if is_own("index") { "position" } else { "index" },
        through: link.through.is_some() || entity.access.update.nobody(),
        within,
        within_values,
        list_gate: gate(entity, Operation::Read, others, target_looks),
        link_gate: gate(entity, Operation::Update, depends(target, Operation::Read), false),
        target_list: admission(target, Operation::List, &place, "targets"),
        target_read: admission(target, Operation::Read, &place, "targets"),
        links_line: rows.and_then(|rows| {
            admission(rows, Operation::List, &format!("{}::", Names::of(model, rows).reach()), "links").line
        }),
        links_owned: rows.filter(|rows| is_owned(rows)).map(|rows| owned_text(model, rows, Some("link"))),
        include_caller: if target_looks { ", &caller" } else { "" },
        module: names.reach(),
        target: names,
        target_key,
        one,
    }
}

/// What one linked row is called: by its entity, unless that has several links or is the row's own; by the link's own
/// name where two would be called alike.
fn name_of_one(model: &Model, entity: &Entity, link: &ManyToMany) -> Name {
    let short = |link: &ManyToMany| {
        let alone = entity.many_to_many.iter().filter(|other| other.target == link.target).count() == 1;
        let target = &model.entity(link.target).name;
        if alone && *target != entity.name { target.clone() } else { link.name.singular() }
    };
    let name = short(link);
    let is_shared = entity.many_to_many.iter().filter(|other| short(other) == name).count() > 1;
    if is_shared { link.name.clone() } else { name }
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
