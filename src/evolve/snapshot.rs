//! The database part of an entity as text, from which a later run computes what changed.

use crate::model::{Default, Entity, Field, Literal, ManyToMany, Model, OnDelete, ToOne, Type};
use crate::name::constraint;
use serde::Serialize;
use serde_json::{Map, Value, json};

#[derive(Serialize)]
struct Column<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    ty: Value,
    required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    native: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<Value>,
}

#[derive(Serialize)]
struct ForeignKey<'a> {
    name: &'a str,
    columns: Vec<&'a str>,
    table: &'a str,
    references: Vec<&'a str>,
    on_delete: OnDelete,
}

/// The snake_case name and the snapshot of each entity, in spec order.
pub fn snapshots(model: &Model) -> Vec<(String, String)> {
    let entities = model.entities.iter();
    entities.map(|entity| (entity.name.snake().to_owned(), snapshot(model, entity))).collect()
}

/// One JSON object; every column, key and constraint is a line of its own, so that versions of it merge and read well.
fn snapshot(model: &Model, entity: &Entity) -> String {
    let foreign_keys = entity.relations().map(|(field, relation)| foreign_key(model, field, relation));
    let checks = entity.checks.iter().map(|check| json!({"name": check.constraint, "rule": check.text}));
    let lists = [
        ("columns", lines(entity.columns().map(|(field, part)| column(model, field, part)))),
        ("foreign_keys", lines(foreign_keys)),
        ("uniques", lines(&entity.uniques)),
        ("indexes", lines(&entity.indexes)),
        ("checks", lines(checks)),
        (
            "joins",
            lines(entity.many_to_many.iter().filter(|link| link.through.is_none()).map(|link| join(model, link))),
        ),
    ];
    let key: Vec<&str> = entity.key_columns().map(|column| column.name.as_str()).collect();
    let mut text = format!(
        "{{\n  \"table\": {},\n  \"soft_delete\": {},\n  \"primary_key\": {}",
        json!(entity.table),
        entity.soft_delete,
        json!({"name": constraint::<&str>(&entity.table, &[], "pkey"), "columns": key}),
    );
    for (name, lines) in lists.into_iter().filter(|(_, lines)| !lines.is_empty()) {
        text.push_str(&format!(",\n  \"{name}\": [\n    {}\n  ]", lines.join(",\n    ")));
    }
    text.push_str("\n}\n");
    text
}

fn lines<T: Serialize>(items: impl IntoIterator<Item = T>) -> Vec<String> {
    items.into_iter().map(|item| json!(item).to_string()).collect()
}

fn column<'a>(model: &Model, field: &'a Field, column: &'a crate::model::Column) -> Column<'a> {
    let default = field.default.as_ref().map(|default| match default {
        Default::Literal(value) => literal(model, value),
        other => json!(other),
    });
    Column {
        name: &column.name,
        ty: type_value(model, &column.ty),
        required: field.required,
        native: field.native.as_deref(),
        default,
        min: field.min.as_ref().map(|value| literal(model, value)),
        max: field.max.as_ref().map(|value| literal(model, value)),
    }
}

fn foreign_key<'a>(model: &'a Model, field: &'a Field, relation: &'a ToOne) -> ForeignKey<'a> {
    ForeignKey {
        name: &relation.constraint,
        columns: field.columns.iter().map(|column| column.name.as_str()).collect(),
        table: &model.entity(relation.target).table,
        references: relation.references.iter().map(String::as_str).collect(),
        on_delete: relation.on_delete,
    }
}

fn join(model: &Model, link: &ManyToMany) -> Value {
    json!({
        "table": link.table,
        "source": {"name": link.source_constraint, "columns": link.source_columns},
        "target": {"name": link.target_constraint, "columns": link.target_columns,
            "table": model.entity(link.target).table, "index": link.target_index},
    })
}

/// Enums are spelled out: their values are part of what the database checks.
fn type_value(model: &Model, ty: &Type) -> Value {
    match ty {
        Type::Enum(id) => {
            let values = &model.enumeration(*id).values;
            json!({"enum": values.iter().map(|value| &value.stored).collect::<Vec<_>>()})
        }
        Type::List { of, min, max } => json!({"list": {"of": type_value(model, of), "min": min, "max": max}}),
        other => json!(other),
    }
}

fn literal(model: &Model, value: &Literal) -> Value {
    match value {
        Literal::Enum(id, index) => json!(model.enumeration(*id).values[*index].stored),
        Literal::List(items) => items.iter().map(|item| literal(model, item)).collect(),
        other => match json!(other) {
            Value::Object(tagged) => Map::into_iter(tagged).next().map_or(Value::Null, |(_, inner)| inner),
            plain => plain,
        },
    }
}
