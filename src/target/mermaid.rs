//! The entities and their relations as a Mermaid diagram.

use crate::model::{Column, Entity, Field, Model, ToOne};
use crate::name::JsonCase;

/// The lines of an `erDiagram`.
pub fn diagram(model: &Model) -> Vec<String> {
    let mut lines = vec!["erDiagram".to_owned()];
    for entity in &model.entities {
        lines.extend(relations(model, entity));
    }
    for entity in &model.entities {
        lines.push(format!("    {} {{", quoted(entity)));
        lines.extend(entity.columns().map(|(field, column)| attribute(model, entity, field, column)));
        lines.push("    }".to_owned());
    }
    lines
}

fn relations(model: &Model, entity: &Entity) -> Vec<String> {
    let to_one = entity.relations().map(|(field, relation)| to_one(model, entity, field, relation));
    let links = entity.many_to_many.iter().filter(|link| link.through.is_none());
    let many = links.map(|link| {
        let target = quoted(model.entity(link.target));
        format!("    {} }}o--o{{ {target} : \"{}\"", quoted(entity), link.name.json(model.json_case))
    });
    to_one.chain(many).collect()
}

fn to_one(model: &Model, entity: &Entity, field: &Field, relation: &ToOne) -> String {
    let parent = if field.required { "||" } else { "|o" };
    let child = if relation.one_to_one { "o|" } else { "o{" };
    let target = quoted(model.entity(relation.target));
    let label = relation.inverse.as_ref().unwrap_or(&field.name).json(model.json_case);
    format!("    {target} {parent}--{child} {} : \"{label}\"", quoted(entity))
}

fn attribute(model: &Model, entity: &Entity, field: &Field, column: &Column) -> String {
    let is_key = entity.key_fields().any(|key| key.name == field.name);
    let is_relation = field.scalar().is_none();
    let marks = [(is_key, "PK"), (is_relation, "FK"), (field.unique && !is_key, "UK")];
    let marks: Vec<&str> = marks.iter().filter(|(holds, _)| *holds).map(|(_, mark)| *mark).collect();
    let line = format!(
        "        {} {} {}",
        column.ty.notation(&|id| model.enumeration(id).name.pascal()),
        member(column, model.json_case),
        marks.join(", ")
    );
    line.trim_end().to_owned()
}

/// Mermaid takes these words for marks, whatever their case.
fn member(column: &Column, case: JsonCase) -> String {
    let name = column.member.json(case);
    if ["pk", "fk", "uk"].contains(&name.to_lowercase().as_str()) { format!("{name}_") } else { name }
}

/// Any name may stand in quotes, even a word of Mermaid's own.
fn quoted(entity: &Entity) -> String {
    format!("\"{}\"", entity.name.pascal())
}
