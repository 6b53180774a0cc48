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

use model::Model;
use plan::Plan;
use render::{RenderError, RenderedFile};
use target::sample::NeedsExample;

/// Why a checked model becomes no files.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    #[error("no example of `{entity}.{field}` could be made up ({reason}); give one in the long form: `example: …`")]
    NeedsExample { entity: String, field: String, reason: String },
    #[error(transparent)]
    Render(#[from] RenderError),
}

/// Every file of the service that `model` describes, formatted, sorted by path; nothing is written.
///
/// # Errors
/// A field without an example, a missing rustfmt, or a template of ours that fails.
pub fn generate(model: &Model) -> Result<Vec<RenderedFile>, GenerateError> {
    Ok(render::render(&plan(model)?)?)
}

/// What [`generate`] renders.
///
/// # Errors
/// A field without an example.
pub fn plan(model: &Model) -> Result<Plan, GenerateError> {
    plan::plan(model).map_err(|NeedsExample { entity, field, reason }| {
        let entity = model.entity(entity);
        let field = entity.fields[field].name.to_string();
        GenerateError::NeedsExample { entity: entity.name.pascal(), field, reason }
    })
}
