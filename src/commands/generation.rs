//! From a checked spec to everything that a run would write.

use super::Console;
use super::failure::Rejected;
use super::site::Chosen;
use scaffold::GenerateError;
use scaffold::diagnostic::Report;
use scaffold::evolve;
use scaffold::model::{Database, Model};
use scaffold::output::Generation;
use scaffold::render::Formatted;
use scaffold::source::Source;
use scaffold::spec::{LANGUAGE, schema};

/// `text` is the spec as it will stand in the project, and `model` what it means; mistakes are shown in `source`, and
/// warnings are told and returned.
pub fn of(
    console: &Console,
    source: &Source,
    text: String,
    model: &Model,
    chosen: &Chosen,
    formatted: Formatted<'_>,
) -> anyhow::Result<(Generation, Report)> {
    let generated = console.during("Generating", || scaffold::generate(model, &chosen.templates, formatted));
    let files = generated.map_err(|error| match error {
        GenerateError::NeedsExample(missing) => Rejected(scaffold::report(source, model, &missing)).into(),
        GenerateError::Render(_) => anyhow::Error::from(error),
    })?;
    let advice = scaffold::advice(source, model);
    console.advise(&advice);
    let generation = Generation {
        spec: text,
        spec_read: None,
        files,
        language: LANGUAGE,
        database: database(model).to_owned(),
        templates: chosen.directory.clone(),
        snapshots: evolve::snapshots(model),
        renamed: renamed(model),
        schema: schema::json_schema(),
    };
    Ok((generation, advice))
}

fn renamed(model: &Model) -> Vec<(String, String)> {
    let entities = model.entities.iter();
    entities
        .filter_map(|entity| Some((entity.was.as_ref()?.snake().to_owned(), entity.name.snake().to_owned())))
        .collect()
}

/// The database's name as the spec writes it.
pub fn database(model: &Model) -> &'static str {
    match model.database {
        Database::Sqlite => "sqlite",
        Database::Postgres => "postgres",
    }
}
