//! Rules of access as generated code spells them, and the condition that a row has a certain owner.

use super::relations::{included_targets, referenced};
use super::shape::Names;
use crate::model::{Access, Database, Entity, EntityId, FieldKind, Model, Operation, Rule};
use crate::name::Name;
use crate::target::{rust, sql};
use serde::Serialize;

/// The rule of one operation.
#[derive(Debug, Serialize)]
pub struct RuleView {
    /// `update`.
    pub operation: &'static str,
    /// `Rule::owner().or(&[UserRole::Admin])`.
    pub rule: String,
}

/// How a handler takes its caller, and the rule of its own that it holds.
#[derive(Debug, Clone, Serialize)]
pub struct Gate {
    /// `LoggedIn(caller): LoggedIn`.
    pub argument: Option<&'static str>,
    /// `security(("bearer" = []))`.
    pub security: Option<&'static str>,
    /// Some who have logged in are refused whatever they ask for: nobody reads what they send.
    pub refuses: bool,
    #[serde(flatten)]
    pub admission: Admission,
}

/// A rule that is held before rows are looked for.
#[derive(Debug, Clone, Serialize)]
pub struct Admission {
    /// `let scope = ACCESS.update.admit(&caller)?;`, none where the rule is for everybody.
    pub line: Option<String>,
    /// `, &scope` or `, &Scope::Every`: what rows are looked for in, where it matters whose they are.
    pub scope: String,
}

/// The rules of an entity; none where there are no accounts.
pub fn rules(model: &Model, entity: &Entity) -> Option<Vec<RuleView>> {
    model.auth.as_ref()?;
    let rule = |operation: Operation| RuleView {
        operation: operation.word(),
        rule: spell(model, entity.access.rule(operation)),
    };
    Some(Operation::ALL.into_iter().map(rule).collect())
}

fn spell(model: &Model, rule: &Rule) -> String {
    let roles = role_list(model, &rule.roles);
    match rule {
        rule if rule.public => "Rule::public()".to_owned(),
        rule if rule.user => "Rule::user()".to_owned(),
        rule if rule.owner && rule.roles.is_empty() => "Rule::owner()".to_owned(),
        rule if rule.owner => format!("Rule::owner().or(&[{roles}])"),
        rule if rule.nobody() => "Rule::nobody()".to_owned(),
        _ => format!("Rule::roles(&[{roles}])"),
    }
}

/// `UserRole::Editor, UserRole::Admin`.
fn role_list(model: &Model, roles: &[usize]) -> String {
    roles.iter().map(|&role| role_path(model, role)).collect::<Vec<_>>().join(", ")
}

/// `UserRole::Admin`.
pub fn role_path(model: &Model, role: usize) -> String {
    let Some(auth) = &model.auth else { return String::new() };
    let roles = model.enumeration(auth.roles);
    format!("{}::{}", rust::enum_name(model, roles), roles.values[role].variant)
}

/// `UserRole`.
pub fn role_type(model: &Model) -> Option<String> {
    model.auth.as_ref().map(|auth| rust::enum_name(model, model.enumeration(auth.roles)))
}

/// Whether it matters to some operation who owns a row.
pub fn is_owned(entity: &Entity) -> bool {
    let Access { list, read, create, update, delete } = &entity.access;
    entity.owner.is_some() && [list, read, create, update, delete].iter().any(|rule| rule.owner)
}

/// Whether what is seen of an entity by this operation depends on who asks.
pub fn depends(entity: &Entity, operation: Operation) -> bool {
    !entity.access.rule(operation).public
}

/// Whether a function that finds rows for this operation is told in which scope.
pub fn takes_scope(entity: &Entity, operation: Operation) -> bool {
    is_owned(entity) || depends(entity, operation)
}

/// The scope of rows of another resource that come with the answer, as an argument: none where all see all of them.
pub fn scope_of(entity: &Entity, reach: &str, operation: Operation) -> Option<String> {
    match takes_scope(entity, operation) {
        true if depends(entity, operation) => Some(format!("&{reach}::ACCESS.{}.scope(caller)", operation.word())),
        true => Some("&Scope::Every".to_owned()),
        false => None,
    }
}

/// The rule of an operation, held with its outcome in a variable; `place` leads to the resource: `resources::users::`.
pub fn admission(entity: &Entity, operation: Operation, place: &str, variable: &str) -> Admission {
    let held = depends(entity, operation);
    // A create looks for no row that could be anybody's.
    let owned = is_owned(entity) && operation != Operation::Create;
    let binding = if owned { format!("let {variable} = ") } else { String::new() };
    Admission {
        line: held.then(|| format!("{binding}{place}ACCESS.{}.admit(&caller)?;", operation.word())),
        scope: match (owned, held) {
            (false, _) => String::new(),
            (true, true) => format!(", &{variable}"),
            (true, false) => ", &Scope::Every".to_owned(),
        },
    }
}

/// The handler of an operation: `others` where rules of other resources are held too, `looks` where it shows rows
/// of others to those who may see them.
pub fn gate(entity: &Entity, operation: Operation, others: bool, looks: bool) -> Gate {
    let admission = admission(entity, operation, "", "scope");
    let (argument, security) = match (admission.line.is_some() || others, looks) {
        (true, _) => (Some("LoggedIn(caller): LoggedIn"), Some("security((\"bearer\" = []))")),
        (false, true) => (Some("caller: Caller"), Some("security((), (\"bearer\" = []))")),
        (false, false) => (None, None),
    };
    let rule = entity.access.rule(operation);
    Gate { argument, security, refuses: !(rule.public || rule.user || rule.owner), admission }
}

/// Whether rows of an entity are shown with others that not everybody sees.
pub fn shows_by_caller(model: &Model, id: EntityId) -> bool {
    included_targets(model, id).into_iter().any(|(target, operation)| depends(model.entity(target), operation))
}

/// Whether lists of some resource are narrowed to an owner.
pub fn narrows(model: &Model) -> bool {
    model.entities.iter().any(is_owned)
}

/// The condition that a row belongs to an account, around the account's key; `alias` is what the row's table is
/// called in the statement, where it has another name there.
pub fn owned(model: &Model, entity: &Entity, alias: Option<&str>) -> [String; 2] {
    let path = entity.owner.as_ref().map_or(&[][..], |owner| owner.path.as_slice());
    owned_along(model, entity, path, alias)
}

/// The condition as a statement holds it that finds rows by another column, where that differs: SQLite, which keeps no
/// statistics, might take the index of the owner's column in place of the other.
pub fn owned_among(model: &Model, entity: &Entity, alias: Option<&str>) -> Option<String> {
    let direct = entity.owner.as_ref().is_some_and(|owner| owner.path.len() == 1);
    let [before, after] = owned(model, entity, alias);
    (direct && model.database == Database::Sqlite).then(|| spell_owned(&[format!("+{before}"), after]))
}

/// `["author_id = ", ""]`.
pub fn owned_text(model: &Model, entity: &Entity, alias: Option<&str>) -> String {
    spell_owned(&owned(model, entity, alias))
}

fn spell_owned(parts: &[String; 2]) -> String {
    format!("[{}]", parts.each_ref().map(|part| rust::string(part)).join(", "))
}

/// The condition along a path from the entity to the account.
pub fn owned_along(model: &Model, entity: &Entity, path: &[usize], alias: Option<&str>) -> [String; 2] {
    let mut before = String::new();
    let mut here = entity;
    let mut place = match alias {
        Some(alias) => format!("{alias}."),
        None if path.len() > 1 => format!("{}.", sql::quote(&entity.table)),
        None => String::new(),
    };
    for (step, &index) in path.iter().enumerate() {
        let field = &here.fields[index];
        if step + 1 == path.len() {
            return [format!("{before}{place}{} = ", sql::quote(&field.columns[0].name)), ")".repeat(step)];
        }
        let FieldKind::ToOne(relation) = &field.kind else { break };
        let target = model.entity(relation.target);
        let alias = format!("parent_{}", step + 1);
        let joined =
            field.columns.iter().zip(referenced(target, &relation.references)).map(|(column, key)| {
                format!("{alias}.{} = {place}{}", sql::quote(&key.name), sql::quote(&column.name))
            });
        let joined: Vec<String> = joined.collect();
        let table = sql::quote(&target.table);
        before += &format!("exists (select 1 from {table} as {alias} where {} and ", joined.join(" and "));
        (here, place) = (target, format!("{alias}."));
    }
    let key = entity.key_columns().next().map(|column| sql::quote(&column.name).into_owned()).unwrap_or_default();
    [format!("{place}{key} = "), String::new()]
}

/// A relation of a body that must lead to what the caller may see, or to what is the caller's.
#[derive(Debug, Clone, Serialize)]
pub struct ScopedRelation {
    #[serde(skip)]
    pub relation: Name,
    /// `order_scope`.
    pub variable: String,
    /// `resources::orders::ACCESS.read.scope(caller)`.
    pub scope: String,
    /// The condition that the row pointed at has an owner, around the owner.
    #[serde(skip)]
    pub owned: Option<[String; 2]>,
}

/// Relations of a body whose targets not everybody sees, and the one that leads to the row's owner.
pub fn scoped_relations(model: &Model, entity: &Entity, operation: Operation) -> Vec<ScopedRelation> {
    let mut scoped: Vec<ScopedRelation> = Vec::new();
    let first = entity.owner.as_ref().filter(|owner| owner.path.len() > 1);
    for (index, field) in entity.fields.iter().enumerate() {
        let FieldKind::ToOne(relation) = &field.kind else { continue };
        let target = model.entity(relation.target);
        let variable = format!("{}_scope", field.name.snake());
        let seen = depends(target, Operation::Read).then(|| ScopedRelation {
            relation: field.name.clone(),
            variable: variable.clone(),
            scope: format!("{}::ACCESS.read.scope(caller)", Names::of(model, target).reach()),
            owned: is_owned(target).then(|| owned(model, target, None)),
        });
        let rest = first.filter(|owner| owner.path[0] == index && entity.access.rule(operation).owner);
        let own = rest.map(|owner| ScopedRelation {
            relation: field.name.clone(),
            variable: variable.clone(),
            scope: format!("super::ACCESS.{}.scope(caller)", operation.word()),
            owned: Some(owned_along(model, target, &owner.path[1..], None)),
        });
        match (seen, own) {
            (Some(seen), Some(own)) if seen.owned == own.owned => {
                scoped.push(ScopedRelation { scope: format!("{}.and({})", seen.scope, own.scope), ..own });
            }
            (seen, own) => {
                scoped.extend(seen);
                scoped.extend(own.map(|own| ScopedRelation { variable: format!("own_{variable}"), ..own }));
            }
        }
    }
    scoped
}
