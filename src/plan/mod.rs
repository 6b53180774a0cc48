//! What files exist and what each template is given: the one list of everything that comes out.

mod access;
mod admin;
mod auth;
mod bodies;
mod deletion;
mod fetches;
mod files;
mod handlers;
mod link_bodies;
mod linking;
mod links;
mod lock;
mod manifest;
mod module;
mod own_bodies;
mod project;
mod queries;
mod readme;
mod recursion;
mod relations;
mod rename;
mod rules;
mod seed;
mod seed_count;
mod shape;
mod statements;
mod tests;
mod types;

pub use seed_count::shortages;

use crate::model::Model;
use crate::target::sample::{NeedsExample, Samples};
use minijinja::Value;

/// Who may change a file after it was generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ownership {
    /// Registry and data files: rewritten by every run, and headed so.
    Tool,
    /// Everything a person may edit.
    Shared,
    /// Made by a program from another file: new as long as nobody else has changed it, and left alone from then on.
    Derived,
    /// Written at birth and never again.
    Once,
}

/// One file to come: rendered from a template, or copied where the template's name does not end in `.j2`.
#[derive(Debug, Clone)]
pub struct PlannedFile {
    /// Relative to the project, `/` between parts.
    pub path: String,
    /// Relative to `templates/`.
    pub template: &'static str,
    pub ownership: Ownership,
    /// The snake_case name of the entity this file is made for, `None` for the project as a whole: where the lock
    /// lists it.
    pub entity: Option<String>,
    pub view: Value,
}

/// The whole output, sorted by path.
#[derive(Debug, Clone)]
pub struct Plan {
    pub files: Vec<PlannedFile>,
}

/// Decides every file of the service.
///
/// # Errors
/// Where no sample value can be made up for a field, so that neither documents nor tests could show it.
pub fn plan(model: &Model) -> Result<Plan, NeedsExample> {
    let samples = Samples::all(model)?;
    let supply = tests::Supply::of(model, &samples);
    let tests = samples.iter().map(|(id, samples)| (*id, tests::view(model, *id, samples, &supply))).collect();
    let mut files = files::project(model, &samples, &tests);
    for (id, samples) in &samples {
        files.extend(files::resource(model, *id, samples, &tests[id]));
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Plan { files })
}
