//! The view of `queries.rs`: the statements of an entity and the functions around them.

use super::bodies::{Bodies, Purpose};
use super::deletion::{self, Deletion};
use super::relations::{Included, Links, by_name, find_all_name, included, is_shown, key_of_row, links, referenced};
use super::shape::{Key, Names, deleted_at, living_and};
use super::statements::{self, Statement};
use crate::model::{Column, Database, Entity, EntityId, Model, Operation, Type};
use crate::target::sample::Samples;
use crate::target::{rust, sql};
use serde::Serialize;
use std::collections::BTreeSet;

#[derive(Debug, Serialize)]
pub struct QueriesView {
    pub names: Names,
    pub uses: String,
    pub key: Key,
    pub select: String,
    pub count: String,
    pub find: Statement,
    pub find_for_update: Option<Statement>,
    /// Something lists these rows.
    pub lists: bool,
    pub insert: Option<Write>,
    pub update: Option<Write>,
    /// Functions that find relations of a body that lead nowhere.
    pub reference_checks: Vec<ReferenceCheck>,
    pub deletion: Option<Deletion>,
    pub included: Vec<Included>,
    pub fetches: Vec<Fetch>,
    pub links: Vec<LinkQueries>,
}

/// An insert or an update.
#[derive(Debug, Serialize)]
pub struct Write {
    pub input: String,
    /// `, password_hash: &str`.
    pub hashes: String,
    pub statement: Statement,
    /// Finds relations that lead nowhere before the write does.
    pub dangling: Option<ReferenceCheck>,
    /// Links that the body sets.
    pub links: Vec<SetLinks>,
}

#[derive(Debug, Clone, Serialize)]
pub struct ReferenceCheck {
    pub function: &'static str,
    pub input: String,
    pub statement: Statement,
}

#[derive(Debug, Serialize)]
pub struct SetLinks {
    pub name: String,
    pub member: String,
    /// The key of the written row, to pass on.
    pub key: String,
}

/// Rows of many keys at once.
#[derive(Debug, Serialize)]
pub struct Fetch {
    pub name: String,
    pub doc: String,
    /// `Uuid`, `(String, i32)`.
    pub key: String,
    pub many: bool,
    pub before: String,
    pub after: String,
    /// Names of the key's parts where it has more than one: they go into the statement as tuples.
    pub parts: Vec<String>,
    pub key_of_row: String,
}

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
    pub clear: Statement,
    pub link: Statement,
    pub unlink: Statement,
}

pub fn view(model: &Model, id: EntityId, samples: &Samples<'_>) -> QueriesView {
    let entity = model.entity(id);
    let names = Names::of(entity);
    let key = Key::of(model, entity);
    let bodies = Bodies { model, entity, names: &names, samples };
    let links: Vec<LinkQueries> = links(model, id).into_iter().map(|link| link_queries(model, entity, link)).collect();
    let writes = entity.offers(Operation::Update) || entity.offers(Operation::Delete);
    let lock = model.database == Database::Postgres && (writes || links.iter().any(|link| !link.view.through));
    let insert = entity.offers(Operation::Create).then(|| write(&bodies, Purpose::Create, &key));
    let update = entity.offers(Operation::Update).then(|| write(&bodies, Purpose::Update, &key));
    let mut reference_checks: Vec<ReferenceCheck> =
        insert.iter().chain(&update).filter_map(|write| write.dangling.clone()).collect();
    reference_checks.dedup_by(|second, first| second.function == first.function);
    let view = QueriesView {
        lists: is_listed(model, id),
        reference_checks,
        select: statements::select(entity),
        count: statements::count(entity),
        find: statements::find(entity, &key, false),
        find_for_update: lock.then(|| statements::find(entity, &key, true)),
        insert,
        update,
        deletion: entity.offers(Operation::Delete).then(|| deletion::deletion(model, id, &key)),
        included: included(model, id),
        fetches: fetches(model, id),
        links,
        uses: String::new(),
        key,
        names,
    };
    let uses = rust::uses(imports(model, entity, &view));
    QueriesView { uses, ..view }
}

/// Whether a route lists rows of this entity: its own, or the links of another.
fn is_listed(model: &Model, id: EntityId) -> bool {
    let linked = model.entities.iter().flat_map(|entity| &entity.many_to_many).any(|link| link.target == id);
    model.entity(id).offers(Operation::List) || linked && is_shown(model.entity(id))
}

fn write(bodies: &Bodies<'_>, purpose: Purpose, key: &Key) -> Write {
    let create = purpose == Purpose::Create;
    let both = bodies.entity.offers(Operation::Create) && bodies.name(Purpose::Create) == bodies.name(Purpose::Update);
    let function = if both || create { "check_references" } else { "check_changed_references" };
    let links = bodies.settable_links().into_iter().map(|link| SetLinks {
        name: link.name.snake().to_owned(),
        member: link.member.ident(),
        key: if create { key.of_row("row") } else { key.own_pass.clone() },
    });
    Write {
        input: bodies.name(purpose),
        hashes: hashes(bodies, purpose).iter().map(|hash| format!(", {}: {}", hash.name, hash.ty)).collect(),
        statement: if create { statements::insert(bodies) } else { statements::update(bodies, key) },
        dangling: statements::dangling(bodies, purpose).map(|statement| ReferenceCheck {
            function,
            input: bodies.name(purpose),
            statement,
        }),
        links: links.collect(),
    }
}

/// A password's hash on its way into a statement.
#[derive(Debug, Clone, Serialize)]
pub struct HashArgument {
    pub name: String,
    /// `&str` or `Option<&str>`.
    pub ty: &'static str,
    /// `&input.password` or `input.password.as_ref()`.
    pub password: String,
    pub optional: bool,
    /// How the hash is passed on.
    pub pass: String,
}

/// Passwords of a body.
pub fn hashes(bodies: &Bodies<'_>, purpose: Purpose) -> Vec<HashArgument> {
    let passwords = bodies.fields(purpose).filter(|field| matches!(field.scalar(), Some(Type::Password { .. })));
    passwords
        .map(|field| {
            let column = &field.columns[0];
            let name = format!("{}_hash", column.member.snake());
            let optional = Bodies::optional(field, purpose);
            let member = format!("input.{}", column.member.ident());
            HashArgument {
                ty: if optional { "Option<&str>" } else { "&str" },
                password: if optional { format!("{member}.as_ref()") } else { format!("&{member}") },
                pass: if optional { format!("{name}.as_deref()") } else { format!("&{name}") },
                optional,
                name,
            }
        })
        .collect()
}

/// Functions that other entities need to include this one's rows.
fn fetches(model: &Model, id: EntityId) -> Vec<Fetch> {
    let entity = model.entity(id);
    let mut names = BTreeSet::new();
    let pointed_at = model
        .references_to(id)
        .filter(|(_, field, _)| field.returned())
        .filter(|(_, _, relation)| names.insert(find_all_name(entity, &relation.references)))
        .map(|(_, _, relation)| find_all(model, entity, &relation.references));
    let mut fetches: Vec<Fetch> = pointed_at.collect();
    for (field, relation) in
        entity.relations().filter(|(field, relation)| field.returned() && relation.inverse.is_some())
    {
        let columns: Vec<&Column> = field.columns.iter().collect();
        fetches.push(by_relation(
            model,
            entity,
            &columns,
            by_name(field, relation),
            relation.one_to_one,
            field.required,
        ));
    }
    fetches
}

fn find_all(model: &Model, entity: &Entity, references: &[String]) -> Fetch {
    let columns = referenced(entity, references);
    Fetch {
        name: find_all_name(entity, references),
        doc: "Rows by their keys.".into(),
        key: key_type(model, &columns),
        many: false,
        before: statements::literal(&[
            format!("select {}", statements::returned_columns(entity, "")),
            format!("from {}", statements::table(entity)),
            format!("where {}{} in (", living_and(entity), tuple(&columns)),
        ]),
        after: rust::string(")"),
        parts: part_names(&columns),
        key_of_row: key_of_row(&columns, true),
    }
}

fn by_relation(model: &Model, entity: &Entity, columns: &[&Column], name: String, one: bool, required: bool) -> Fetch {
    let table = statements::table(entity);
    let returned = statements::returned_columns(entity, "");
    let key: Vec<String> = entity.key_columns().map(|column| sql::quote(&column.name).into_owned()).collect();
    let place = free_column(entity, "place");
    let (before, after) = match one {
        true => {
            let lines = [
                format!("select {returned}"),
                format!("from {table}"),
                format!("where {}{} in (", living_and(entity), tuple(columns)),
            ];
            (statements::literal(&lines), ")".to_owned())
        }
        false => {
            let lines = [
                format!("select {returned} from ("),
                format!(
                    "    select *, row_number() over (partition by {} order by {}) as {place}",
                    list(columns),
                    key.join(", ")
                ),
                format!("    from {table}"),
                format!("    where {}{} in (", living_and(entity), tuple(columns)),
            ];
            let after = format!(")) as ranked where {place} <= {} order by {}", model.page_size, key.join(", "));
            (statements::literal(&lines), after)
        }
    };
    Fetch {
        name,
        doc: if one { "The one row of each parent.".into() } else { "Rows of each parent, a page at the most.".into() },
        key: key_type(model, columns),
        many: !one,
        before,
        after: rust::string(&after),
        parts: part_names(columns),
        key_of_row: key_of_row(columns, required),
    }
}

/// A column name that the table does not have.
fn free_column(entity: &Entity, wish: &str) -> String {
    let mut name = wish.to_owned();
    while entity.columns().any(|(_, column)| column.name == name) {
        name.push('_');
    }
    name
}

fn list(columns: &[&Column]) -> String {
    columns.iter().map(|column| sql::quote(&column.name)).collect::<Vec<_>>().join(", ")
}

fn tuple(columns: &[&Column]) -> String {
    if columns.len() == 1 { list(columns) } else { format!("({})", list(columns)) }
}

fn key_type(model: &Model, columns: &[&Column]) -> String {
    let types: Vec<String> = columns.iter().map(|column| rust::field_type(model, &column.ty)).collect();
    if types.len() == 1 { types.concat() } else { format!("({})", types.join(", ")) }
}

/// Empty for a key of one part.
fn part_names(columns: &[&Column]) -> Vec<String> {
    if columns.len() == 1 { Vec::new() } else { (0..columns.len()).map(|index| format!("part_{index}")).collect() }
}

fn link_queries(model: &Model, entity: &Entity, view: Links) -> LinkQueries {
    let link = entity.many_to_many.iter().find(|link| link.name.snake() == view.name).expect("links come from here");
    let target = model.entity(link.target);
    let own = Key::of(model, entity);
    let table = sql::quote(&link.table).into_owned();
    let quoted = |columns: &[String]| columns.iter().map(|column| sql::quote(column).into_owned()).collect::<Vec<_>>();
    let (source, linked) = (quoted(&link.source_columns), quoted(&link.target_columns));
    let target_key: Vec<String> = target.key_columns().map(|column| sql::quote(&column.name).into_owned()).collect();
    let parents: Vec<String> = source.iter().map(|column| format!("link.{column}")).collect();
    let aliases: Vec<String> = (0..source.len()).map(|index| free_column(target, &format!("parent_{index}"))).collect();
    let place = free_column(target, "place");
    let join: Vec<String> =
        target_key.iter().zip(&linked).map(|(key, column)| format!("target.{key} = link.{column}")).collect();
    let order: Vec<String> = target_key.iter().map(|key| format!("target.{key}")).collect();
    let selected: Vec<String> =
        parents.iter().zip(&aliases).map(|(column, alias)| format!("{column} as {alias}")).collect();
    let mut living: Vec<String> =
        deleted_at(target).map(|column| format!("target.{column} is null")).into_iter().collect();
    living.extend(
        link.through
            .and_then(|through| deleted_at(model.entity(through)))
            .map(|column| format!("link.{column} is null")),
    );
    living.push(if parents.len() == 1 { parents[0].clone() } else { format!("({})", parents.join(", ")) });
    let lines = [
        format!("select {}, {} from (", aliases.join(", "), statements::returned_columns(target, "")),
        format!("    select target.*, {},", selected.join(", ")),
        format!(
            "        row_number() over (partition by {} order by {}) as {place}",
            parents.join(", "),
            order.join(", ")
        ),
        format!("    from {table} as link join {} as target on {}", statements::table(target), join.join(" and ")),
        format!("    where {} in (", living.join(" and ")),
    ];
    let columns: Vec<&Column> = entity.key_columns().collect();
    let all: Vec<String> = source.iter().chain(&linked).cloned().collect();
    let placeholders: Vec<String> = (1..=all.len()).map(|index| format!("${index}")).collect();
    let condition = |columns: &[String]| {
        let terms = columns.iter().enumerate().map(|(index, column)| format!("{column} = ${}", index + 1));
        terms.collect::<Vec<_>>().join(" and ")
    };
    let own_binds: Vec<String> = own.parts.iter().map(|part| part.ident.clone()).collect();
    let both: Vec<String> =
        own_binds.iter().cloned().chain(view.target_key.parts.iter().map(|part| part.ident.clone())).collect();
    LinkQueries {
        key: format!(
            "({},)",
            columns.iter().map(|column| rust::field_type(model, &column.ty)).collect::<Vec<_>>().join(", ")
        ),
        set_key: view.target_key.parts.first().map(|part| part.owned.clone()).unwrap_or_default(),
        parts: part_names(&columns),
        before: statements::literal(&lines),
        after: rust::string(&format!(
            ")) as ranked where {place} <= {} order by {}",
            model.page_size,
            target_key.join(", ")
        )),
        clear: Statement {
            sql: statements::literal(&[format!("delete from {table} where {}", condition(&source))]),
            binds: own_binds,
        },
        link: Statement {
            sql: statements::literal(&[
                format!("insert into {table} ({})", all.join(", ")),
                format!("values ({}) on conflict do nothing", placeholders.join(", ")),
            ]),
            binds: both.clone(),
        },
        unlink: Statement {
            sql: statements::literal(&[format!("delete from {table} where {}", condition(&all))]),
            binds: both,
        },
        view,
    }
}

fn imports(model: &Model, entity: &Entity, view: &QueriesView) -> BTreeSet<String> {
    let mut paths: BTreeSet<String> = ["crate::db::Connection", "crate::error::Result"].map(str::to_owned).into();
    paths.insert(format!("super::{}", view.names.row));
    let mut add = |path: &str| paths.insert(path.to_owned());
    if view.lists {
        add("crate::page::ListQuery");
        add("crate::page::Page");
    }
    for write in view.insert.iter().chain(&view.update) {
        add(&format!("super::{}", write.input));
        if write.statement.binds.iter().any(|bind| bind == "Instant::now()") {
            add("crate::values::Instant");
        }
        if write.statement.binds.iter().any(|bind| bind.starts_with("Uuid::")) {
            add("uuid::Uuid");
        }
        if write.dangling.is_some() {
            add("crate::problem::Fault");
            add("crate::error::Error");
        }
        if !write.links.is_empty() {
            add("crate::problem::Fault");
        }
    }
    if let Some(deletion) = &view.deletion {
        deletion.imports().into_iter().for_each(|path| {
            add(path);
        });
    }
    if !view.fetches.is_empty() || !view.links.is_empty() {
        ["std::collections::HashMap", "sqlx::QueryBuilder", "crate::relation"].into_iter().for_each(|path| {
            add(path);
        });
    }
    if !view.included.is_empty() {
        add("crate::page::Include");
    }
    let foreign = view.included.iter().any(|relation| relation.fetch.starts_with("resources::"));
    let nested = view.deletion.as_ref().is_some_and(Deletion::reaches_others);
    if foreign || nested || view.links.iter().any(|link| link.view.member.is_some()) {
        add("crate::resources");
    }
    for link in &view.links {
        add("crate::relation::Linked");
        if link.view.target.row != view.names.row {
            add(&format!("crate::{}::{}", link.view.module, link.view.target.row));
        }
    }
    paths.extend(key_imports(model, entity, view));
    paths
}

/// Types of the keys that functions take.
fn key_imports(model: &Model, entity: &Entity, view: &QueriesView) -> Vec<String> {
    let own = entity.key_columns().map(|column| &column.ty);
    let relations = entity.relations().filter(|(_, relation)| relation.inverse.is_some());
    let foreign = relations.flat_map(|(field, _)| field.columns.iter().map(|column| &column.ty));
    let pointed = model
        .references_to(EntityId(model.entities.iter().position(|other| other.name == entity.name).unwrap_or_default()));
    let pointed: Vec<&Type> = pointed
        .flat_map(|(_, _, relation)| referenced(entity, &relation.references))
        .map(|column| &column.ty)
        .collect();
    let linked = view.links.iter().flat_map(|link| link.view.target_key.parts.iter().map(|part| &part.ty));
    own.chain(foreign).chain(pointed).chain(linked).filter_map(|ty| rust::type_imports(model, ty)).collect()
}
