//! The view of `types.rs`: the row, the bodies with their rules, and what lists offer.

use super::bodies::{Bodies, DefaultFunction, Input, Member, Pattern, Purpose, attribute, is_lowered};
use super::relations::{Included, included};
use super::rename::rename;
use super::rules::schema_attributes;
use super::shape::{Names, is_filled_json, returned, value_type};
use crate::model::{
    Column, Database, Default, Entity, EntityId, Expression, Field, Literal, Model, Operand, Operation, Type,
};
use crate::name::JsonCase;
use crate::target::sample::Samples;
use crate::target::{rust, sql};
use serde::Serialize;
use std::collections::BTreeSet;

#[derive(Debug, Serialize)]
pub struct TypesView {
    pub names: Names,
    pub uses: String,
    pub title: String,
    pub doc: Vec<String>,
    /// `#[…]` lines of the row.
    pub attributes: Vec<String>,
    pub members: Vec<Member>,
    pub included: Vec<Included>,
    pub page_size: u32,
    pub inputs: Vec<Input>,
    /// The type that a patch is applied to.
    pub patched: Option<String>,
    pub defaults: Vec<DefaultFunction>,
    pub patterns: Vec<Pattern>,
    pub columns: Vec<String>,
    pub search: String,
    pub include: String,
    pub max_page: Option<u32>,
}

pub fn view(model: &Model, id: EntityId, samples: &Samples<'_>) -> TypesView {
    let entity = model.entity(id);
    let names = Names::of(model, entity);
    let bodies = Bodies { model, entity, names: &names, samples };
    let included = included(model, id);
    let inputs = bodies.inputs();
    TypesView {
        uses: rust::uses(imports(&bodies, &included, &inputs)),
        title: rust::comment(entity.doc.as_deref().unwrap_or_default()),
        doc: entity
            .doc
            .as_deref()
            .map(rust::doc_lines)
            .filter(|doc| !doc.is_empty())
            .unwrap_or_else(|| vec![capital(&names)]),
        attributes: row_attributes(model, &names),
        members: returned(entity).map(|(field, column)| row_member(model, field, column)).collect(),
        page_size: model.page_size,
        patched: entity.offers(Operation::Update).then(|| bodies.name(Purpose::Update)),
        defaults: bodies.defaults(),
        patterns: bodies.patterns(),
        columns: columns(model, entity),
        search: quoted(
            entity
                .columns()
                .filter(|(field, _)| field.searchable)
                .map(|(_, column)| sql::quote(&column.name).into_owned()),
        ),
        include: quoted(included.iter().map(|relation| relation.name.clone())),
        max_page: (entity.api.max_page != 100).then_some(entity.api.max_page),
        inputs,
        included,
        names,
    }
}

fn capital(names: &Names) -> String {
    let article = if names.article == "an" { "An" } else { "A" };
    format!("{article} {}.", names.singular)
}

fn quoted(items: impl Iterator<Item = String>) -> String {
    items.map(|item| rust::string(&item)).collect::<Vec<_>>().join(", ")
}

fn row_attributes(model: &Model, names: &Names) -> Vec<String> {
    let case = (model.json_case == JsonCase::Camel).then(|| "#[serde(rename_all = \"camelCase\")]".to_owned());
    let schema = (names.row != names.schema).then(|| format!("#[schema(as = {})]", names.schema));
    case.into_iter().chain(schema).collect()
}

fn row_member(model: &Model, field: &Field, column: &Column) -> Member {
    let optional = !field.required;
    let plain = rust::field_type(model, &column.ty);
    let ty = if optional { format!("Option<{plain}>") } else { plain };
    let mut schema = schema_attributes(field, &column.ty);
    if optional {
        schema.insert(0, "required".into());
    }
    schema.extend(value_type(field, &column.ty, &ty));
    let ident = column.member.ident();
    let mut storage = Vec::new();
    if ident.strip_prefix("r#").unwrap_or(&ident) != column.name {
        storage.push(format!("rename = {}", rust::string(&column.name)));
    }
    if model.database == Database::Sqlite && matches!(column.ty, Type::List { .. }) {
        storage.push("json".into());
    }
    let serde = rename(model, &column.member).into_iter().collect();
    let attributes = [attribute("serde", serde), attribute("schema", schema), attribute("sqlx", storage)];
    Member {
        doc: field.doc.as_deref().map(rust::doc_lines).unwrap_or_default(),
        attributes: attributes.into_iter().flatten().collect(),
        ty,
        ident,
    }
}

/// Columns that lists may be filtered and sorted by, and those of the key.
fn columns(model: &Model, entity: &Entity) -> Vec<String> {
    let is_key = |column: &Column| entity.key_columns().any(|key| key.name == column.name);
    let offered = entity.columns().filter(|(field, column)| field.filterable || field.sortable || is_key(column));
    offered
        .map(|(field, column)| {
            let ty = rust::field_type(model, &column.ty);
            let member = rust::string(&column.member.json(model.json_case));
            let name = rust::string(&sql::quote(&column.name));
            let nullable = if field.required { "" } else { ".nullable()" };
            let filter = if field.filterable { ".filter()" } else { "" };
            let sort = match (is_key(column), field.sortable) {
                (true, _) => ".key()",
                (false, true) => ".sort()",
                (false, false) => "",
            };
            let lowercase = if is_lowered(&column.ty) { ".lowercase()" } else { "" };
            format!("Column::new::<{ty}>({member}, {name}){nullable}{lowercase}{filter}{sort}")
        })
        .collect()
}

fn imports(bodies: &Bodies<'_>, included: &[Included], inputs: &[Input]) -> BTreeSet<String> {
    let (model, entity, names) = (bodies.model, bodies.entity, bodies.names);
    let mut paths: BTreeSet<String> =
        ["serde::Serialize", "sqlx::FromRow", "utoipa::ToSchema", "crate::filter::Column", "crate::page::Listed"]
            .map(str::to_owned)
            .into();
    if returned(entity).chain(bodies.all()).any(|(field, column)| is_filled_json(field, &column.ty)) {
        paths.insert("crate::values::JsonValue".into());
    }
    let row = returned(entity).map(|(_, column)| &column.ty);
    let input = bodies.all().map(|(_, column)| &column.ty);
    let links = bodies.settable_links();
    let keys = links.iter().flat_map(|link| model.entity(link.target).key_columns()).map(|column| &column.ty);
    paths.extend(row.chain(input).chain(keys).filter_map(|ty| rust::type_imports(model, ty)));
    paths.extend(included.iter().filter(|relation| relation.row != names.row).map(|relation| relation.import.clone()));
    if !inputs.is_empty() {
        paths.extend(["serde::Deserialize", "crate::validate::Faults", "crate::validate::Validate"].map(str::to_owned));
    }
    if entity.offers(Operation::Update) {
        paths.insert("crate::extract::Patch".into());
    }
    if !bodies.patterns().is_empty() {
        paths.extend(["std::sync::LazyLock".to_owned(), "regex::Regex".to_owned()]);
    }
    let semantic = |ty: &Type| match ty {
        Type::List { of, .. } => matches!(**of, Type::Semantic { .. }),
        ty => matches!(ty, Type::Semantic { .. }),
    };
    if bodies.all().any(|(_, column)| semantic(&column.ty)) {
        paths.insert("crate::text".into());
    }
    let mut attributes = inputs.iter().flat_map(|input| &input.members).flat_map(|member| &member.attributes);
    if attributes.any(|attribute| attribute.contains("body::given")) {
        paths.insert("crate::body".into());
    }
    paths.extend(macro_imports(bodies));
    paths
}

fn collect_literals<'a>(expression: &'a Expression, literals: &mut Vec<&'a Literal>) {
    match expression {
        Expression::Compare(left, _, right) => {
            literals.extend([left, right].into_iter().filter_map(|operand| match operand {
                Operand::Literal(literal) => Some(literal),
                Operand::Field(_) | Operand::Null => None,
            }));
        }
        Expression::And(left, right) | Expression::Or(left, right) => {
            collect_literals(left, literals);
            collect_literals(right, literals);
        }
        Expression::Not(inner) => collect_literals(inner, literals),
    }
}

/// The macros of rules and defaults that are literal dates.
fn macro_imports(bodies: &Bodies<'_>) -> Vec<String> {
    let mut literals: Vec<&Literal> = Vec::new();
    for (field, _) in bodies.all() {
        literals.extend([&field.min, &field.max].into_iter().flatten());
        if let Some(Default::Literal(literal)) = &field.default {
            literals.push(literal);
        }
    }
    for check in bodies.checks() {
        collect_literals(&check.expression, &mut literals);
    }
    literals.into_iter().flat_map(rust::macro_imports).map(str::to_owned).collect()
}
