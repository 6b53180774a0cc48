//! The map of the house: text → spec → model → plan → rendered files → disk, one direction only.

pub mod check;
pub mod diagnostic;
pub mod edit;
pub mod evolve;
pub mod model;
pub mod name;
pub mod output;
pub mod plan;
pub mod render;
pub mod source;
pub mod spec;
pub mod target;

use check::Advice;
use diagnostic::Report;
use model::Model;
use plan::Plan;
use render::{Formatted, RenderError, RenderedFile, Templates};
use source::Source;
use target::sample::{NeedsExample, Samples};

/// Why a checked model becomes no files.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    #[error(transparent)]
    NeedsExample(#[from] NeedsExample),
    #[error(transparent)]
    Render(#[from] RenderError),
}

/// Everything that is wrong with a spec: what [`check::check`] finds, and fields without an example.
pub fn examine(source: &Source) -> Result<Model, Report> {
    let model = check::check(source)?;
    match Samples::all(&model) {
        Ok(_) => Ok(model),
        Err(missing) => Err(report(source, &model, &missing)),
    }
}

/// What a spec without mistakes says, and perhaps does not mean.
pub fn advice(source: &Source, model: &Model) -> Report {
    let mut advice = Advice::of(source, model);
    if advice.asks_for_seeds()
        && let Ok(samples) = Samples::all(model)
    {
        for shortage in plan::shortages(model, &samples) {
            advice.fewer_rows(shortage.entity, shortage.rows, &shortage.reason);
        }
    }
    advice.report()
}

/// A field without an example as a mistake of the spec.
pub fn report(source: &Source, model: &Model, missing: &NeedsExample) -> Report {
    let entity = model.entity(missing.entity);
    check::needs_example(source, entity, &entity.fields[missing.field], &missing.reason)
}

/// Every file of the service that `model` describes, formatted, sorted by path; nothing is written. What an earlier run
/// has formatted is asked for before rustfmt is.
///
/// # Errors
/// A field without an example, a missing rustfmt, or a template that fails.
pub fn generate(
    model: &Model,
    templates: &Templates,
    formatted: Formatted<'_>,
) -> Result<Vec<RenderedFile>, GenerateError> {
    Ok(render::render(&plan(model)?, templates, formatted)?)
}

/// What [`generate`] renders.
///
/// # Errors
/// A field without an example.
pub fn plan(model: &Model) -> Result<Plan, GenerateError> {
    Ok(plan::plan(model)?)
}
