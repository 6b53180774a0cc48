//! The view of a resource's `mod.rs`: its routes, and the constraints that requests can break.

use super::access::{RuleView, role_type, rules};
use super::handlers::HandlersView;
use super::rules::check_message;
use super::shape::Names;
use crate::model::{Database, Entity, EntityId, FieldOrigin, Model, Operation};
use crate::name;
use crate::target::rust;
use serde::Serialize;
use std::collections::BTreeSet;

#[derive(Debug, Serialize)]
pub struct ModuleView {
    pub names: Names,
    pub title: String,
    pub exports: String,
    /// `handlers::list, handlers::create`: one list for each path.
    pub routes: Vec<String>,
    /// Who may do what; none where there are no accounts.
    pub rules: Option<Vec<RuleView>>,
    /// `UserRole`, where a rule names one.
    pub role: Option<String>,
    /// `Constraint::unique("posts.slug", &["/slug"])`.
    pub constraints: Vec<String>,
}

pub fn view(model: &Model, id: EntityId, handlers: &HandlersView) -> ModuleView {
    let entity = model.entity(id);
    let mut exports: BTreeSet<String> = [handlers.names.row.clone()].into();
    exports.extend(handlers.bodies.iter().cloned());
    exports.extend(handlers.update.iter().map(|update| update.patch.clone()));
    let named = |names: &[(&str, bool)]| {
        let offered = names.iter().filter(|(_, offered)| *offered);
        offered.map(|(name, _)| format!("handlers::{name}")).collect::<Vec<_>>().join(", ")
    };
    let update = handlers.update.is_some();
    let mut routes = vec![
        named(&[("list", handlers.list), ("create", handlers.create.is_some())]),
        named(&[("get", handlers.read), ("replace", update), ("change", update), ("delete", handlers.delete)]),
    ];
    routes.extend(handlers.nested.iter().map(|nested| format!("handlers::{}", nested.handler)));
    for link in &handlers.links {
        routes.push(format!("handlers::list_{}", link.name));
        if !link.through {
            routes.push(format!("handlers::link_{0}, handlers::unlink_{0}", link.one));
        }
    }
    ModuleView {
        title: rust::comment(entity.doc.as_deref().unwrap_or_default()),
        exports: exports.into_iter().collect::<Vec<_>>().join(", "),
        routes: routes.into_iter().filter(|route| !route.is_empty()).collect(),
        role: role_type(model).filter(|_| {
            Operation::ALL.iter().any(|&operation| {
                let rule = entity.access.rule(operation);
                !rule.public && !rule.user && !rule.roles.is_empty()
            })
        }),
        rules: rules(model, entity),
        constraints: constraints(model, entity),
        names: handlers.names.clone(),
    }
}

/// Constraints that a request can break, by the names that the database reports.
fn constraints(model: &Model, entity: &Entity) -> Vec<String> {
    let pointer = |field: usize| format!("/{}", entity.fields[field].columns[0].member.json(model.json_case));
    let pointers =
        |fields: &[usize]| fields.iter().map(|field| rust::string(&pointer(*field))).collect::<Vec<_>>().join(", ");
    let reported = |name: &str, columns: &[String]| match model.database {
        Database::Postgres => rust::string(name),
        Database::Sqlite => {
            let columns: Vec<String> = columns.iter().map(|column| format!("{}.{column}", entity.table)).collect();
            rust::string(&columns.join(", "))
        }
    };
    let mut constraints = Vec::new();
    if entity.key_fields().all(|field| field.origin == FieldOrigin::Spec) {
        let columns: Vec<String> = entity.key_columns().map(|column| column.name.clone()).collect();
        let name = name::constraint(&entity.table, &[] as &[&str], "pkey");
        constraints.push(format!("Constraint::unique({}, &[{}])", reported(&name, &columns), pointers(&entity.key)));
    }
    for unique in &entity.uniques {
        constraints.push(format!(
            "Constraint::unique({}, &[{}])",
            reported(&unique.name, &unique.columns),
            pointers(&unique.fields)
        ));
    }
    if model.database == Database::Postgres {
        constraints.extend(entity.relations().map(|(field, relation)| {
            let member = rust::string(&format!("/{}", field.columns[0].member.json(model.json_case)));
            format!("Constraint::reference({}, &[{member}])", rust::string(&relation.constraint))
        }));
    }
    for check in &entity.checks {
        let mut fields: Vec<usize> = check.expression.fields().collect();
        fields.dedup();
        let (name, message) = (rust::string(&check.constraint), rust::string(&check_message(check)));
        constraints.push(format!("Constraint::check({name}, &[{}], {message})", pointers(&fields)));
    }
    constraints
}
