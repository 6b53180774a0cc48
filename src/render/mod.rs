//! Planned files become text: every template rendered, then all Rust formatted at once. Nothing is written.

mod environment;
mod error;
mod rustfmt;

pub use crate::plan::Ownership;
pub use environment::{template_names, template_source};
pub use error::RenderError;
pub use rustfmt::format_text;

use crate::plan::{Plan, PlannedFile};
use minijinja::{Environment, Value};

/// A file as it will stand in the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedFile {
    /// Relative to the project, `/` between parts.
    pub path: String,
    pub contents: Vec<u8>,
    pub ownership: Ownership,
    /// snake_case name of the entity the file is made for.
    pub entity: Option<String>,
    /// For Rust: tells texts apart as they were before they were formatted.
    pub fingerprint: Option<String>,
}

/// Gives the text that an earlier run made of a path's text with this fingerprint, so that it need not be formatted.
pub type Formatted<'a> = &'a dyn Fn(&str, &str) -> Option<Vec<u8>>;

/// Renders and formats every planned file, in the plan's order.
///
/// # Errors
/// A template that fails and Rust that rustfmt refuses are bugs of this tool; a missing rustfmt is not.
pub fn render(plan: &Plan, formatted: Formatted<'_>) -> Result<Vec<RenderedFile>, RenderError> {
    let mut files = unformatted(plan)?;
    let templates: Vec<&str> = plan.files.iter().map(|planned| planned.template).collect();
    rustfmt::format(&mut files, &templates, formatted)?;
    Ok(files)
}

/// Renders every planned file and leaves Rust as the templates make it: no other program runs.
///
/// # Errors
/// A template that fails is a bug of this tool.
pub fn unformatted(plan: &Plan) -> Result<Vec<RenderedFile>, RenderError> {
    let environment = environment::new();
    plan.files.iter().map(|planned| file(&environment, planned)).collect()
}

/// Renders one template that belongs to no plan, such as the starter spec.
///
/// # Errors
/// As [`render`].
pub fn render_text(template: &'static str, view: &Value) -> Result<String, RenderError> {
    text(&environment::new(), template, view)
}

fn file(environment: &Environment<'_>, planned: &PlannedFile) -> Result<RenderedFile, RenderError> {
    let contents = if planned.template.ends_with(".j2") {
        text(environment, planned.template, &planned.view)?.into_bytes()
    } else {
        let source = template_source(planned.template);
        source.ok_or(RenderError::NoTemplate { template: planned.template })?.to_vec()
    };
    Ok(RenderedFile {
        path: planned.path.clone(),
        contents,
        ownership: planned.ownership,
        entity: planned.entity.clone(),
        fingerprint: None,
    })
}

fn text(environment: &Environment<'_>, template: &'static str, view: &Value) -> Result<String, RenderError> {
    if template_source(template).is_none() {
        return Err(RenderError::NoTemplate { template });
    }
    let mut text = environment
        .get_template(template)
        .and_then(|loaded| loaded.render(view))
        .map_err(|error| RenderError::template(template, &error))?;
    text.truncate(text.trim_end().len());
    text.push('\n');
    Ok(text)
}
