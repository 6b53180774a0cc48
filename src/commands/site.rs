//! A project with the templates that it is made from: which they are, and how the project names them.

use super::failure::Refused;
use crate::cli::TemplateChoice;
use anyhow::Context;
use scaffold::output::{self, OutputError, Project};
use scaffold::render::{Templates, TemplatesError};
use scaffold::spec::LANGUAGE;
use std::env;
use std::path::Path;

/// The templates of a run.
pub struct Chosen {
    pub templates: Templates,
    /// The directory of the team's own as seen from the project, as its lock has it.
    pub directory: Option<String>,
}

impl Chosen {
    pub fn built_in() -> Self {
        Self { templates: Templates::built_in(), directory: None }
    }

    /// Templates from `directory` on, for a project that need not exist yet.
    pub fn named(directory: &Path, project: &Path) -> anyhow::Result<Self> {
        let templates = Templates::read(directory)?;
        Ok(Self { templates, directory: Some(output::route(project, directory)?) })
    }

    /// What the project has recorded.
    pub fn recorded(project: &Project) -> anyhow::Result<Self> {
        let Some(directory) = project.templates() else { return Ok(Self::built_in()) };
        let templates = Templates::read(&project.root.join(directory)).map_err(|error| match error {
            TemplatesError::NotADirectory(place) => Refused(format!(
                "this project is made from the templates in `{directory}`, and there is no directory at {place:?}; put \
                 it there, name another one with `scaffold sync --templates DIR`, or return to the built-in ones with \
                 `scaffold sync --no-templates`"
            ))
            .into(),
            error => anyhow::Error::from(error),
        })?;
        Ok(Self { templates, directory: Some(directory.to_owned()) })
    }

    /// What others have to know of a directory that is no part of the project.
    pub fn hint(&self) -> Option<String> {
        let directory = self.directory.as_deref().filter(|directory| Path::new(directory).starts_with(".."))?;
        Some(format!("note: whoever works on this project needs the templates at `{directory}`, as seen from it"))
    }
}

pub struct Site {
    pub project: Project,
    pub chosen: Chosen,
}

impl Site {
    /// The project that the current directory lies in, made as before.
    pub fn open() -> anyhow::Result<Self> {
        Self::choose(&TemplateChoice::default())
    }

    /// The same with other templates, where some are chosen.
    pub fn choose(choice: &TemplateChoice) -> anyhow::Result<Self> {
        let project = project()?;
        let chosen = match &choice.templates {
            _ if choice.no_templates => Chosen::built_in(),
            Some(directory) => Chosen::named(directory, &project.root)?,
            None => Chosen::recorded(&project)?,
        };
        Ok(Self { project, chosen })
    }
}

/// The project that the current directory lies in.
fn project() -> anyhow::Result<Project> {
    let here = env::current_dir().context("cannot tell the current directory")?;
    let project = Project::open(&here)?;
    match project.language().parse::<u32>() {
        Ok(language) if language <= LANGUAGE => Ok(project),
        _ => Err(Refused(format!(
            "this project is written in version {} of the language, and this scaffold knows {LANGUAGE}; install a newer one",
            project.language()
        ))
        .into()),
    }
}

/// The same, where there is one.
pub fn project_here() -> anyhow::Result<Option<Project>> {
    match project() {
        Ok(project) => Ok(Some(project)),
        Err(error) if matches!(error.downcast_ref(), Some(OutputError::NotAProject(_))) => Ok(None),
        Err(error) => Err(error),
    }
}
