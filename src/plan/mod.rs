//! What files exist and what each template is given: the one list of everything that comes out.

use crate::model::Model;
use minijinja::Value;

/// Who may change a file after it was generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ownership {
    /// Registry and data files: rewritten by every run, and headed so.
    Tool,
    /// Everything a person may edit.
    Shared,
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
pub fn plan(_model: &Model) -> Plan {
    Plan { files: Vec::new() }
}
