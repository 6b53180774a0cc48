//! The database part of an entity as text, from which a later run computes what changed.

use crate::model::{
    Column, Default, Entity, Field, Index, IndexColumn, Literal, ManyToMany, Model, ToOne, Type, Unique,
};
use crate::name::constraint;
use serde_json::{Map, Value, json};

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
        ("uniques", lines(entity.uniques.iter().map(unique))),
        ("indexes", lines(entity.indexes.iter().map(index))),
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
        json!({"name": constraint(&entity.table, &[] as &[&str], "pkey"), "columns": key}),
    );
    for (name, lines) in lists.into_iter().filter(|(_, lines)| !lines.is_empty()) {
        text.push_str(&format!(",\n  \"{name}\": [\n    {}\n  ]", lines.join(",\n    ")));
    }
    text.push_str("\n}\n");
    text
}

fn lines(items: impl Iterator<Item = Value>) -> Vec<String> {
    items.map(|item| item.to_string()).collect()
}

fn column(model: &Model, field: &Field, column: &Column) -> Value {
    let default = field.default.as_ref().map(|default| match default {
        Default::Literal(value) => json!({"literal": literal(model, value)}),
        other => json!(other),
    });
    present([
        ("name", Some(json!(column.name))),
        ("type", Some(type_value(model, &column.ty))),
        ("required", Some(json!(field.required))),
        ("native", field.native.as_ref().map(|native| json!(native))),
        ("default", default),
        ("min", field.min.as_ref().map(|value| literal(model, value))),
        ("max", field.max.as_ref().map(|value| literal(model, value))),
    ])
}

fn foreign_key(model: &Model, field: &Field, relation: &ToOne) -> Value {
    json!({
        "name": relation.constraint,
        "columns": field.columns.iter().map(|column| &column.name).collect::<Vec<_>>(),
        "table": model.entity(relation.target).table,
        "references": relation.references,
        "on_delete": relation.on_delete,
    })
}

fn unique(unique: &Unique) -> Value {
    present([
        ("name", Some(json!(unique.name))),
        ("columns", Some(json!(unique.columns))),
        ("where", unique.filter.as_ref().map(|filter| json!(filter))),
    ])
}

fn index(index: &Index) -> Value {
    let column = |column: &IndexColumn| {
        let descending = column.descending.then(|| json!(true));
        present([("name", Some(json!(column.name))), ("descending", descending)])
    };
    let columns: Vec<Value> = index.columns.iter().map(column).collect();
    present([
        ("name", Some(json!(index.name))),
        ("columns", Some(json!(columns))),
        ("where", index.filter.as_ref().map(|filter| json!(filter))),
        ("method", index.method.as_ref().map(|method| json!(method))),
        ("sql", index.sql.as_ref().map(|sql| json!(sql))),
    ])
}

/// An object of the members that there are.
fn present<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
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
