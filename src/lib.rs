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
use render::{RenderError, RenderedFile};

/// Every file of the service that `model` describes, formatted, sorted by path; nothing is written.
///
/// # Errors
/// A missing rustfmt, or a template of ours that fails.
pub fn generate(model: &Model) -> Result<Vec<RenderedFile>, RenderError> {
    render::render(&plan::plan(model).expect("samples"))
}
