//! The queries around a many-to-many relation.

use super::access::{depends, is_owned, owned, owned_among, owned_text, takes_scope};
use super::fetches::{Keys, free_table, wanted_keys};
use super::links::{Links, all_links};
use super::shape::{Key, deleted_at};
use super::statements::{self, Statement};
use crate::model::{Column, Database, Entity, EntityId, ManyToMany, Model, Operation};
use crate::target::sql::{PageOfEach, Source};
use crate::target::{rust, sql};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct LinkQueries {
    pub view: Links,
    /// `(Uuid,)`, the key of the rows that link.
    pub key: String,
    /// `Uuid`, the key of a linked row in a body.
    pub set_key: String,
    pub keys: Keys,
    /// It depends on the caller which rows are seen.
    pub scoped: bool,
    /// `["target.author_id = ", ""]`, the condition of an owner, where rows have one.
    pub owned: Option<String>,
    /// The same of the rows that links are: `["link.student_id = ", ""]`.
    pub links_owned: Option<String>,
    /// The scope in which rows to link are looked for: `, &scope`.
    pub find_scope: &'static str,
    /// `scope == Scope::Nothing || `, where rows have no owners to be held against.
    pub unseen: &'static str,
    /// Not everybody may link every row, and a body says nothing about links to what the caller does not see.
    pub asks: bool,
    /// A route or a body makes links.
    pub made: bool,
    pub clear: Statement,
    pub link: Statement,
    pub unlink: Statement,
}

/// The queries of an entity's links.
pub fn link_queries(model: &Model, id: EntityId) -> Vec<LinkQueries> {
    let entity = model.entity(id);
    let links = all_links(model, id).into_iter();
    let named = links.filter_map(|view| {
        let link = entity.many_to_many.iter().find(|link| link.name.snake() == view.name)?;
        Some(queries_of(model, entity, link, view))
    });
    named.collect()
}

fn queries_of(model: &Model, entity: &Entity, link: &ManyToMany, view: Links) -> LinkQueries {
    let own = Key::of(model, entity);
    let target = model.entity(link.target);
    let table = sql::quote(&link.table).into_owned();
    let (source, linked) = (quoted(&link.source_columns), quoted(&link.target_columns));
    let columns: Vec<&Column> = entity.key_columns().collect();
    let types: Vec<String> = columns.iter().map(|column| rust::field_type(model, &column.ty)).collect();
    let all: Vec<String> = source.iter().chain(&linked).cloned().collect();
    let placeholders: Vec<String> = (1..=all.len()).map(|index| format!("${index}")).collect();
    let own_binds: Vec<String> = own.parts.iter().map(|part| part.ident.clone()).collect();
    let target_binds = view.target_key.parts.iter().map(|part| part.ident.clone());
    let both: Vec<String> = own_binds.iter().cloned().chain(target_binds).collect();
    let asks = depends(target, Operation::Read);
    let among = link.through.and_then(|rows| owned_among(model, model.entity(rows), Some("link")));
    let links_owned = view.links_owned.as_ref().map(|usual| among.unwrap_or_else(|| usual.clone()));
    LinkQueries {
        key: format!("({},)", types.join(", ")),
        set_key: view.target_key.parts.first().map(|part| part.owned.clone()).unwrap_or_default(),
        keys: linked_rows(model, entity, link, is_owned(target) || links_owned.is_some()),
        scoped: takes_scope(target, Operation::List),
        owned: is_owned(target).then(|| owned_text(model, target, Some("target"))),
        links_owned,
        find_scope: match (is_owned(target), asks) {
            (true, true) => ", &scope",
            (true, false) => ", &Scope::Every",
            (false, _) => "",
        },
        unseen: if asks && !is_owned(target) { "scope == Scope::Nothing || " } else { "" },
        asks,
        made: !view.through || view.member.is_some(),
        clear: clear(model, link, own_binds),
        link: Statement {
            sql: statements::literal(&[
                format!("insert into {table} ({})", all.join(", ")),
                format!("values ({}) on conflict do nothing", placeholders.join(", ")),
            ]),
            binds: both.clone(),
        },
        unlink: Statement {
            sql: statements::literal(&[format!("delete from {table} where {}", equal(&all))]),
            binds: both,
        },
        view,
    }
}

/// Takes away the links of a row, those to rows that the caller sees.
fn clear(model: &Model, link: &ManyToMany, mut binds: Vec<String>) -> Statement {
    let target = model.entity(link.target);
    let (table, mine) = (sql::quote(&link.table), equal(&quoted(&link.source_columns)));
    let (asks, is_owned) = (depends(target, Operation::Read), is_owned(target));
    let every = binds.len() + 1;
    let text = match (asks, is_owned) {
        (false, _) => format!("delete from {table} where {mine}"),
        (true, false) => format!("delete from {table} where {mine} and ${every}"),
        (true, true) => {
            let [before, after] = owned(model, target, Some("target"));
            let keys = target.key_columns().zip(quoted(&link.target_columns));
            let joined: Vec<String> =
                keys.map(|(key, column)| format!("target.{} = link.{column}", sql::quote(&key.name))).collect();
            format!(
                "delete from {table} as link where {mine} and (${every} or exists (select 1 from {} as target where {} and {before}${}{after}))",
                statements::table(target),
                joined.join(" and "),
                every + 1
            )
        }
    };
    binds.extend(asks.then(|| "scope.every()".to_owned()));
    binds.extend((asks && is_owned).then(|| "scope.owner()".to_owned()));
    Statement { sql: statements::literal(&[text]), binds }
}

/// `more` where the condition of an owner follows.
fn linked_rows(model: &Model, entity: &Entity, link: &ManyToMany, more: bool) -> Keys {
    let target = model.entity(link.target);
    let wanted = free_table(model, "wanted");
    let keys = wanted_keys(target, entity.key_columns().count());
    let row_key = statements::quoted(target.key_columns());
    let linked: Vec<String> = quoted(&link.target_columns).iter().map(|column| format!("link.{column}")).collect();
    let joined: Vec<String> =
        row_key.iter().zip(&linked).map(|(key, column)| format!("target.{key} = {column}")).collect();
    let join = format!("{} as target on {}", statements::table(target), joined.join(" and "));
    let alive = deleted_at(target).map(|column| format!("target.{column} is null"));
    // SQLite takes the rows themselves from outside.
    let needs_target =
        model.database == Database::Postgres || alive.is_some() || is_owned(target) || may_lead_nowhere(model, link);
    let valid = link.through.and_then(|through| deleted_at(model.entity(through)));
    let valid = valid.map(|column| format!("link.{column} is null"));
    let sources = quoted(&link.source_columns).into_iter().zip(&keys);
    let equal = sources.map(|(column, key)| format!("link.{column} = {wanted}.{key}"));
    let pages = PageOfEach {
        wanted: &wanted,
        keys: &keys,
        returned: format!("{}, {}", keys.join(", "), statements::returned_columns(target, "")),
        table: statements::table(target),
        row_key,
        source: Source {
            table: format!("{} as link", sql::quote(&link.table)),
            join: needs_target.then_some(join),
            rows: "target.*",
            order: linked.clone(),
            row_key: linked,
            conditions: alive.into_iter().chain(valid).chain(equal).collect(),
            repeats: link.through.is_some(),
        },
        limit: model.page_size,
    };
    let taken = Keys::pages(&pages, model.database, more);
    // Even the key of one part comes as a tuple.
    Keys { pattern: if keys.len() == 1 { "(key,)".into() } else { taken.pattern }, ..taken }
}

/// Whether the rows that links are may do without what they link to.
fn may_lead_nowhere(model: &Model, link: &ManyToMany) -> bool {
    let rows = link.through.map(|through| model.entity(through));
    let mut columns = rows.into_iter().flat_map(Entity::columns);
    columns.any(|(field, column)| !field.required && link.target_columns.contains(&column.name))
}

fn quoted(columns: &[String]) -> Vec<String> {
    columns.iter().map(|column| sql::quote(column).into_owned()).collect()
}

/// `post_id = $1 and tag_id = $2`.
fn equal(columns: &[String]) -> String {
    let terms = columns.iter().enumerate().map(|(index, column)| format!("{column} = ${}", index + 1));
    terms.collect::<Vec<_>>().join(" and ")
}
