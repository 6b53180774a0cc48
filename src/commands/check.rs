//! `scaffold check`.

use super::Console;
use super::failure::Rejected;
use crate::cli::{Check, Emit};
use minijinja::value::Value;
use scaffold::model::Model;
use scaffold::plan::Ownership;
use scaffold::source::Source;
use scaffold::spec;
use serde::Serialize;
use serde_json::json;

#[derive(Serialize)]
struct PlannedFile<'a> {
    path: &'a str,
    template: &'a str,
    ownership: Ownership,
    view: &'a Value,
}

pub fn run(console: &Console, arguments: &Check) -> anyhow::Result<()> {
    let source = spec::read(&arguments.file).map_err(Rejected)?;
    let model = scaffold::examine(&source).map_err(Rejected)?;
    match arguments.emit {
        Some(Emit::Model) => console.result_json(&model),
        Some(Emit::Plan) => emit_plan(console, &model),
        None => tell(console, &source, &model),
    }
}

fn tell(console: &Console, source: &Source, model: &Model) -> anyhow::Result<()> {
    let advice = scaffold::advice(source, model);
    if console.json() {
        return console.result_json(&json!({"ok": true, "diagnostics": advice.to_json()}));
    }
    console.advise(&advice);
    let fields = model.entities.iter().map(|entity| entity.fields.len()).sum();
    let (entities, fields) = (count(model.entities.len(), "entity", "entities"), count(fields, "field", "fields"));
    let warnings = match advice.diagnostics().len() {
        0 => String::new(),
        number => format!(", but {},", count(number, "warning", "warnings")),
    };
    console.talk(&format!("{}: no mistakes{warnings} in {entities} with {fields}", source.path()));
    Ok(())
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

fn emit_plan(console: &Console, model: &Model) -> anyhow::Result<()> {
    let plan = scaffold::plan(model)?;
    let files: Vec<PlannedFile<'_>> = plan
        .files
        .iter()
        .map(|file| PlannedFile {
            path: &file.path,
            template: file.template,
            ownership: file.ownership,
            view: &file.view,
        })
        .collect();
    console.result_json(&files)
}
