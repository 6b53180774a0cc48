//! Planned files become text: every template rendered, then all Rust formatted at once. Nothing is written.

mod builtin;
mod environment;
mod error;
mod own;
mod rustfmt;
mod templates;

pub use crate::plan::Ownership;
pub use builtin::{similar_template, template_names, template_source};
pub use error::{Fault, RenderError};
pub use own::{Flaw, ORIGINALS, TemplatesError};
pub use rustfmt::format_text;
pub use templates::Templates;

use crate::plan::{Plan, PlannedFile};
use minijinja::Value;

/// A file as it will stand in the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedFile {
    /// Relative to the project, `/` between parts.
    pub path: String,
    pub contents: Vec<u8>,
    pub ownership: Ownership,
    /// snake_case name of the entity the file is made for.
    pub entity: Option<String>,
    /// For Rust: tells texts apart as they were before they were formatted. For a migration: what is remembered behind it.
    pub fingerprint: Option<String>,
}

/// Gives the text that an earlier run made of a path's text with this fingerprint, so that it need not be formatted.
pub type Formatted<'a> = &'a dyn Fn(&str, &str) -> Option<Vec<u8>>;

/// Renders and formats every planned file, in the plan's order.
///
/// # Errors
/// A template that fails and Rust that rustfmt refuses are mistakes of a team's own template, where one took part, else
/// bugs of this tool; a missing rustfmt is neither.
pub fn render(plan: &Plan, templates: &Templates, formatted: Formatted<'_>) -> Result<Vec<RenderedFile>, RenderError> {
    let mut files = unformatted(plan, templates)?;
    rustfmt::format(&mut files, templates.style(), formatted).map_err(|refusal| match refusal {
        rustfmt::Refusal::Text { path, reason } => {
            let planned = plan.files.iter().find(|planned| Some(&planned.path) == path.as_ref());
            templates.refused(planned, reason)
        }
        rustfmt::Refusal::Missing => RenderError::NoRustfmt,
        rustfmt::Refusal::Io(error) => RenderError::Io(error),
    })?;
    Ok(files)
}

/// Renders every planned file and leaves Rust as the templates make it: no other program runs.
///
/// # Errors
/// A template that fails.
pub fn unformatted(plan: &Plan, templates: &Templates) -> Result<Vec<RenderedFile>, RenderError> {
    plan.files.iter().map(|planned| file(templates, planned)).collect()
}

/// Renders one template that belongs to no plan, such as the starter spec.
///
/// # Errors
/// As [`render`].
pub fn render_text(template: &'static str, templates: &Templates, view: &Value) -> Result<String, RenderError> {
    templates.fill(template, view)
}

fn file(templates: &Templates, planned: &PlannedFile) -> Result<RenderedFile, RenderError> {
    let template = planned.template;
    let contents = match template.ends_with(".j2") {
        true => templates.fill(template, &planned.view)?.into_bytes(),
        false => templates.source(template).ok_or(RenderError::NoTemplate { template })?.to_vec(),
    };
    Ok(RenderedFile {
        path: planned.path.clone(),
        contents,
        ownership: planned.ownership,
        entity: planned.entity.clone(),
        fingerprint: None,
    })
}
