//! The only writer: it knows what stood in a project before, what shall stand there, and moves from one to the other.

mod branches;
mod create;
mod decision;
mod disk;
mod eject;
mod error;
mod forgotten;
mod git;
mod journal;
mod lock;
mod memory;
mod merge;
mod moves;
mod project;
mod route;
mod secret;
mod staging;
#[cfg(test)]
mod tests;
mod update;

pub use create::{create, recover, vacant, workspace};
pub use decision::Policy;
pub use eject::{Ejection, Renewal, eject};
pub use error::{Conflict, OutputError, Reason};
pub use forgotten::fingerprint;
pub use git::Git;
pub use journal::Change;
pub use merge::Resolution;
pub use project::Project;
pub use route::route;
pub use update::Update;

use crate::render::RenderedFile;

/// Name of the spec in every project.
pub const SPEC: &str = "scaffold.yaml";

/// One run's whole outcome, in memory.
#[derive(Debug, Clone)]
pub struct Generation {
    /// Text of [`SPEC`].
    pub spec: String,
    /// The same as this run has read it; none where it has read none.
    pub spec_read: Option<String>,
    pub files: Vec<RenderedFile>,
    /// Version of the spec language.
    pub language: u32,
    pub database: String,
    /// Where a team's own templates lie, as seen from the project; none where all are built in.
    pub templates: Option<String>,
    /// snake_case name and database snapshot of each entity.
    pub snapshots: Vec<(String, String)>,
    /// snake_case names of entities as they were and as they are.
    pub renamed: Vec<(String, String)>,
    /// JSON Schema of the spec language, for editors.
    pub schema: String,
}

impl Generation {
    /// Every path that a new project gets, sorted.
    pub fn paths(&self) -> Vec<String> {
        let remembered = memory::places(self);
        let generated = self.files.iter().map(|file| file.path.clone());
        let mut paths: Vec<String> = generated.chain(remembered).chain([SPEC.to_owned()]).collect();
        paths.sort();
        paths
    }
}
