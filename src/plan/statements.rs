//! The SQL of an entity as finished Rust literals, with what each statement binds.

use super::access::{self, ScopedRelation};
use super::bodies::{Bodies, Purpose, default_value};
use super::relations::referenced;
use super::shape::{Key, Presence, deleted_at, living, returned};
use crate::model::{Column, Database, Default, Entity, Field, FieldOrigin, Model, ToOne, Type};
use crate::target::{rust, sql};
use serde::Serialize;

/// A statement and its values, in order.
#[derive(Debug, Clone, Serialize)]
pub struct Statement {
    /// A Rust string literal.
    pub sql: String,
    pub binds: Vec<String>,
}

/// Columns of a line of SQL in the generated sources.
const WIDTH: usize = 84;

/// A string literal of several lines, indented as it stands in a call.
pub fn literal(lines: &[String]) -> String {
    let indented: Vec<String> = lines.iter().flat_map(|line| wrap(line)).collect();
    rust::string(&indented.join("\n         "))
}

/// Breaks a long line after commas.
fn wrap(line: &str) -> Vec<String> {
    let text = line.trim_start();
    let indent = &line[..line.len() - text.len()];
    let mut lines = Vec::new();
    let mut current = indent.to_owned();
    for word in words(text) {
        if !current.is_empty() && current.len() + word.len() >= WIDTH && current.ends_with(',') {
            lines.push(std::mem::take(&mut current));
            current.push_str(indent);
            current.push_str("   ");
        }
        if current.len() > indent.len() {
            current.push(' ');
        }
        current.push_str(&word);
    }
    lines.push(current);
    lines
}

/// Words of a line, the arguments of a function in one.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match words.last_mut() {
            Some(last) if !last.starts_with('(') && last.matches('(').count() > last.matches(')').count() => {
                last.push(' ');
                last.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
    }
    words
}

/// `id, title, created_at`: what a row is made of.
pub fn returned_columns(entity: &Entity, prefix: &str) -> String {
    let name = |(_, column): (&Field, &Column)| format!("{prefix}{}", sql::quote(&column.name));
    returned(entity).map(name).collect::<Vec<_>>().join(", ")
}

/// Names of columns as SQL has them.
pub fn quoted<'a>(columns: impl Iterator<Item = &'a Column>) -> Vec<String> {
    columns.map(|column| sql::quote(&column.name).into_owned()).collect()
}

pub fn table(entity: &Entity) -> String {
    sql::quote(&entity.table).into_owned()
}

/// `select … from posts where true`, ready for more conditions.
pub fn select(entity: &Entity) -> String {
    let lines = [
        format!("select {}", returned_columns(entity, "")),
        format!("from {}", table(entity)),
        format!("where {}", living(entity)),
    ];
    literal(&lines)
}

pub fn count(entity: &Entity) -> String {
    literal(&[format!("select count(*) from {} where {}", table(entity), living(entity))])
}

/// The row with this key, where it is in the scope.
pub fn find(model: &Model, entity: &Entity, key: &Key, lock: bool) -> Statement {
    let living = deleted_at(entity).map(|column| format!(" and {column} is null")).unwrap_or_default();
    let mut binds = Binds(key.parts.iter().map(|part| part.ident.clone()).collect());
    let mut lines = vec![
        format!("select {}", returned_columns(entity, "")),
        format!("from {}", table(entity)),
        format!("where {}{living}", key.condition(1)),
    ];
    if access::is_owned(entity) {
        lines.push(format!("  and {}", within("scope", &access::owned(model, entity, None), &mut binds)));
    }
    lines.extend(lock.then(|| "for update".to_owned()));
    Statement { sql: literal(&lines), binds: binds.0 }
}

/// The condition that a row is in the scope of a variable.
fn within(scope: &str, [before, after]: &[String; 2], binds: &mut Binds) -> String {
    let every = binds.add(format!("{scope}.every()"));
    let owner = binds.add(format!("{scope}.owner()"));
    format!("({every} or {before}{owner}{after})")
}

/// What a column is set to, and what that binds.
struct Value {
    column: String,
    sql: String,
}

/// Collects binds and hands out their placeholders.
#[derive(Default)]
struct Binds(Vec<String>);

impl Binds {
    fn add(&mut self, expression: String) -> String {
        self.0.push(expression);
        format!("${}", self.0.len())
    }

    /// The moment of the write, bound once for all columns that take it.
    fn now(&mut self) -> String {
        self.once("Instant::now()".to_owned())
    }

    fn once(&mut self, expression: String) -> String {
        match self.0.iter().position(|bind| *bind == expression) {
            Some(index) => format!("${}", index + 1),
            None => self.add(expression),
        }
    }
}

pub fn insert(bodies: &Bodies<'_>) -> Statement {
    let entity = bodies.entity;
    let mut binds = Binds::default();
    let mut values = Vec::new();
    for field in &entity.fields {
        for column in &field.columns {
            if let Some(value) = inserted(bodies, field, column, &mut binds) {
                values.push(Value { column: sql::quote(&column.name).into_owned(), sql: value });
            }
        }
    }
    let join = |part: &dyn Fn(&Value) -> String| values.iter().map(part).collect::<Vec<_>>().join(", ");
    let target = match values.is_empty() {
        true => vec![format!("insert into {} default values", table(entity))],
        false => vec![
            format!("insert into {} ({})", table(entity), join(&|value| value.column.clone())),
            format!("values ({})", join(&|value| value.sql.clone())),
        ],
    };
    let returning = format!("returning {}", returned_columns(entity, ""));
    let lines: Vec<String> = target.into_iter().chain([returning]).collect();
    Statement { sql: literal(&lines), binds: binds.0 }
}

/// The SQL of a column in an insert; none where the database has the value.
fn inserted(bodies: &Bodies<'_>, field: &Field, column: &Column, binds: &mut Binds) -> Option<String> {
    match field.origin {
        _ if field.caller => Some(binds.add("owner".into())),
        FieldOrigin::Key => (column.ty == Type::Uuid).then(|| binds.add("Uuid::now_v7()".into())),
        FieldOrigin::CreatedAt | FieldOrigin::UpdatedAt => Some(binds.now()),
        FieldOrigin::DeletedAt => None,
        FieldOrigin::Spec if bodies.accepts(field, Purpose::Create) => {
            Some(written(bodies, field, column, Purpose::Create, binds))
        }
        FieldOrigin::Spec => default_value(bodies.model, field, &column.ty).map(|value| {
            let value = stored(bodies.model, &column.ty, &value);
            let of_clock = matches!(field.default, Some(Default::Now | Default::Today));
            if of_clock { binds.once(value) } else { binds.add(value) }
        }),
    }
}

/// The SQL of a column that a body sets.
fn written(bodies: &Bodies<'_>, field: &Field, column: &Column, purpose: Purpose, binds: &mut Binds) -> String {
    let presence = Bodies::presence(field, purpose);
    if presence == Presence::Kept {
        let given = binds.add(format!("input.{}.is_some()", column.member.ident()));
        let value = binds.add(bound(bodies.model, column, presence));
        return format!("case when {given} then {value} else {} end", sql::quote(&column.name));
    }
    let placeholder = binds.add(bound(bodies.model, column, presence));
    match &field.default {
        _ if Bodies::keeps(field, purpose) => format!("coalesce({placeholder}, {})", sql::quote(&column.name)),
        Some(Default::Sql(expression)) => format!("coalesce({placeholder}, {expression})"),
        _ => placeholder,
    }
}

/// A member of the body, as it is bound.
fn bound(model: &Model, column: &Column, presence: Presence) -> String {
    let ident = column.member.ident();
    let kept = presence == Presence::Kept;
    match &column.ty {
        Type::Password { .. } => format!("{}_hash", column.member.snake()),
        Type::List { .. } if model.database == Database::Sqlite => match presence {
            Presence::Always => format!("sqlx::types::Json(&input.{ident})"),
            Presence::Optional => format!("input.{ident}.as_ref().map(sqlx::types::Json)"),
            Presence::Kept => format!("input.{ident}.as_ref().and_then(Option::as_ref).map(sqlx::types::Json)"),
        },
        ty if rust::is_copy(ty) && kept => format!("input.{ident}.flatten()"),
        ty if rust::is_copy(ty) => format!("input.{ident}"),
        _ if kept => format!("input.{ident}.as_ref().and_then(Option::as_ref)"),
        _ => format!("&input.{ident}"),
    }
}

/// An owned value, as it is bound.
fn stored(model: &Model, ty: &Type, value: &str) -> String {
    match ty {
        Type::List { of, .. } if model.database == Database::Sqlite => {
            format!("sqlx::types::Json::<Vec<{}>>({value})", rust::field_type(model, of))
        }
        Type::List { of, .. } => format!("Vec::<{}>::from({value})", rust::field_type(model, of)),
        Type::Decimal { precision, scale } => {
            value.replacen("Decimal::new(", &format!("Decimal::<{precision}, {scale}>::new("), 1)
        }
        ty if ty.is_text() => value.trim_end_matches(".to_owned()").to_owned(),
        _ => value.to_owned(),
    }
}

pub fn update(bodies: &Bodies<'_>, key: &Key) -> Statement {
    let entity = bodies.entity;
    let mut binds = Binds(key.parts.iter().map(|part| part.ident.clone()).collect());
    let mut set = Vec::new();
    for field in &entity.fields {
        for column in &field.columns {
            let name = sql::quote(&column.name);
            if bodies.accepts(field, Purpose::Update) {
                set.push(format!("{name} = {}", written(bodies, field, column, Purpose::Update, &mut binds)));
            } else if field.origin == FieldOrigin::UpdatedAt {
                set.push(format!("{name} = {}", binds.now()));
            }
        }
    }
    set.extend(unconfirmed(bodies, &set));
    if set.is_empty() {
        set.extend(key.parts.iter().map(|part| format!("{0} = {0}", part.column)));
    }
    let lines = [
        format!("update {}", table(entity)),
        format!("set {}", set.join(", ")),
        format!("where {}", key.condition(1)),
        format!("returning {}", returned_columns(entity, "")),
    ];
    Statement { sql: literal(&lines), binds: binds.0 }
}

/// Takes back that an address is confirmed where the account gets another one.
fn unconfirmed(bodies: &Bodies<'_>, set: &[String]) -> Option<String> {
    let auth = bodies.model.auth.as_ref()?;
    let name = |index: usize| sql::quote(&bodies.entity.fields[index].columns[0].name);
    if bodies.model.entity(auth.account).name != bodies.entity.name {
        return None;
    }
    let (verified, email) = (name(auth.email_verified_at?), format!("{} = ", name(auth.email)));
    let same = set.iter().find(|assignment| assignment.starts_with(&email))?;
    Some(format!("{verified} = case when {same} then {verified} end"))
}

/// Rows of pointers whose relation in the body leads nowhere, or to what the caller may not see; none where the
/// database tells by itself.
pub fn dangling(bodies: &Bodies<'_>, purpose: Purpose, scopes: &[ScopedRelation], key: &Key) -> Option<Statement> {
    let model = bodies.model;
    let mut binds = Binds::default();
    let scopes_of = |field: &Field| scopes.iter().filter(|scope| scope.relation == field.name).collect::<Vec<_>>();
    let checked = bodies.entity.relations().filter(|(field, relation)| {
        let target = model.entity(relation.target);
        let silent = model.database == Database::Sqlite || target.soft_delete || !scopes_of(field).is_empty();
        bodies.accepts(field, purpose) && silent
    });
    let lines: Vec<String> = checked
        .map(|(field, relation)| {
            let scopes = scopes_of(field);
            let mut line = missing(bodies, field, relation, purpose, &scopes, &mut binds);
            if purpose == Purpose::Update && !scopes.is_empty() {
                line += &format!("\n  and not {}", unchanged(bodies, field, key, purpose, &mut binds));
            }
            line
        })
        .collect();
    let joined: Vec<String> = lines
        .iter()
        .enumerate()
        .map(|(index, line)| match index {
            0 => line.clone(),
            _ => format!("union all {line}"),
        })
        .collect();
    (!lines.is_empty()).then(|| Statement { sql: literal(&joined), binds: binds.0 })
}

/// The condition that the row points there already, where it may stay.
fn unchanged(bodies: &Bodies<'_>, field: &Field, key: &Key, purpose: Purpose, binds: &mut Binds) -> String {
    let own = key.parts.iter().map(|part| (part.column.clone(), part.ident.clone()));
    let same = field.columns.iter().map(|column| {
        (sql::quote(&column.name).into_owned(), bound(bodies.model, column, Bodies::presence(field, purpose)))
    });
    let terms: Vec<String> =
        own.chain(same).map(|(column, value)| format!("{column} = {}", binds.add(value))).collect();
    format!("exists (select 1 from {} where {})", table(bodies.entity), terms.join(" and "))
}

fn missing(
    bodies: &Bodies<'_>,
    field: &Field,
    relation: &ToOne,
    purpose: Purpose,
    scopes: &[&ScopedRelation],
    binds: &mut Binds,
) -> String {
    let model = bodies.model;
    let target = model.entity(relation.target);
    let optional = Bodies::optional(field, purpose);
    let pointer = format!("/{}", field.columns[0].member.json(model.json_case));
    let mut given = Vec::new();
    let mut terms = Vec::new();
    for (column, key) in field.columns.iter().zip(referenced(target, &relation.references)) {
        let placeholder = binds.add(bound(model, column, Bodies::presence(field, purpose)));
        given.extend(optional.then(|| format!("{placeholder} is not null and ")));
        terms.push(format!("{} = {placeholder}", sql::quote(&key.name)));
    }
    terms.extend(deleted_at(target).map(|column| format!("{column} is null")));
    terms.extend(scopes.iter().map(|scope| match &scope.owned {
        Some(owned) => within(&scope.variable, owned, binds),
        None => binds.add(format!("{}.every()", scope.variable)),
    }));
    // Keeps a soft delete of the target waiting until the row that points at it is there.
    let lock = if model.database == Database::Postgres { " for key share" } else { "" };
    let exists = format!("not exists (select 1 from {} where {}{lock})", table(target), terms.join(" and "));
    format!("select {} where {}{exists}", sql::text_literal(&pointer), given.concat())
}
