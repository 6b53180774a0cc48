//! The queries around a many-to-many relation.

use super::access::{depends, is_owned, owned, takes_scope};
use super::fetches::{free_column, part_names};
use super::links::{Links, all_links};
use super::shape::{Key, deleted_at};
use super::statements::{self, Statement};
use crate::model::{Column, Entity, EntityId, ManyToMany, Model, Operation};
use crate::target::{rust, sql};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct LinkQueries {
    pub view: Links,
    /// `(Uuid,)`, the key of the rows that link.
    pub key: String,
    /// `Uuid`, the key of a linked row in a body.
    pub set_key: String,
    pub parts: Vec<String>,
    pub before: String,
    pub after: String,
    /// It depends on the caller which rows are seen.
    pub scoped: bool,
    /// `["target.author_id = ", ""]`, the condition of an owner, where rows have one.
    pub owned: Option<String>,
    /// A condition follows the keys.
    pub narrowed: bool,
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
    let narrowed = is_owned(target) || view.links_owned.is_some();
    let (before, after) = linked_rows(model, entity, link, narrowed);
    LinkQueries {
        key: format!("({},)", types.join(", ")),
        set_key: view.target_key.parts.first().map(|part| part.owned.clone()).unwrap_or_default(),
        parts: part_names(&columns),
        before,
        after,
        scoped: takes_scope(target, Operation::List),
        owned: is_owned(target).then(|| {
            let parts = owned(model, target, Some("target")).map(|part| rust::string(&part));
            format!("[{}]", parts.join(", "))
        }),
        narrowed,
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

/// The select of linked rows up to the keys of those that link, and what follows the keys.
fn linked_rows(model: &Model, entity: &Entity, link: &ManyToMany, narrowed: bool) -> (String, String) {
    let target = model.entity(link.target);
    let key: Vec<String> = target.key_columns().map(|column| sql::quote(&column.name).into_owned()).collect();
    let parents: Vec<String> = quoted(&link.source_columns).iter().map(|column| format!("link.{column}")).collect();
    let aliases: Vec<String> =
        (0..entity.key_columns().count()).map(|index| free_column(target, &format!("parent_{index}"))).collect();
    let place = free_column(target, "place");
    let order: Vec<String> = key.iter().map(|key| format!("target.{key}")).collect();
    let selected = parents.iter().zip(&aliases).map(|(column, alias)| format!("{column} as {alias}"));
    let joined =
        key.iter().zip(quoted(&link.target_columns)).map(|(key, column)| format!("target.{key} = link.{column}"));
    let alive = deleted_at(target).map(|column| format!("target.{column} is null and "));
    let valid = link.through.and_then(|through| deleted_at(model.entity(through)));
    let valid = valid.map(|column| format!("link.{column} is null and "));
    let tuple = if parents.len() == 1 { parents.concat() } else { format!("({})", parents.join(", ")) };
    let lines = [
        format!("select {}, {} from (", aliases.join(", "), statements::returned_columns(target, "")),
        format!("    select target.*, {},", selected.collect::<Vec<_>>().join(", ")),
        format!(
            "        row_number() over (partition by {} order by {}) as {place}",
            parents.join(", "),
            order.join(", ")
        ),
        format!("    from {} as link", sql::quote(&link.table)),
        format!("    join {} as target on {}", statements::table(target), joined.collect::<Vec<_>>().join(" and ")),
        format!("    where {}{}{tuple} in (", alive.unwrap_or_default(), valid.unwrap_or_default()),
    ];
    let close = if narrowed { ")" } else { "))" };
    let after = format!("{close} as ranked where {place} <= {} order by {}", model.page_size, key.join(", "));
    (statements::literal(&lines), rust::string(&after))
}

fn quoted(columns: &[String]) -> Vec<String> {
    columns.iter().map(|column| sql::quote(column).into_owned()).collect()
}

/// `post_id = $1 and tag_id = $2`.
fn equal(columns: &[String]) -> String {
    let terms = columns.iter().enumerate().map(|(index, column)| format!("{column} = ${}", index + 1));
    terms.collect::<Vec<_>>().join(" and ")
}
