//! A project on disk, and generations of it as the commands make them.

use scaffold::check::check;
use scaffold::evolve::snapshots;
use scaffold::output::{self, Generation, OutputError, Policy, Project, Resolution, Update};
use scaffold::render::{Templates, format_text};
use scaffold::source::Source;
use scaffold::spec::schema;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use walkdir::WalkDir;

/// What stands at each path; links and directories have no contents.
pub type Tree = BTreeMap<String, Option<Vec<u8>>>;

/// What a spec makes, without migrations: those are another test's.
pub fn generation(spec: &str) -> Generation {
    let model = check(&Source::new("scaffold.yaml", spec)).unwrap_or_else(|report| panic!("{report:?}\n{spec}"));
    let renamed = model
        .entities
        .iter()
        .filter_map(|entity| Some((entity.was.as_ref()?.snake().to_owned(), entity.name.snake().to_owned())));
    Generation {
        spec: spec.to_owned(),
        spec_read: None,
        files: scaffold::generate(&model, &Templates::built_in(), &|_, _| None).expect("generated"),
        language: 1,
        database: "sqlite".to_owned(),
        templates: None,
        snapshots: snapshots(&model),
        renamed: renamed.collect(),
        schema: schema::json_schema(),
    }
}

pub struct Place {
    pub root: PathBuf,
    _directory: TempDir,
}

impl Place {
    pub fn born(generation: &Generation) -> Self {
        // In memory where there is such a place: what these thousands of files wait for is the disk.
        let directory = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a directory");
        let root = directory.path().join("project");
        output::create(&root, generation, false).expect("created");
        Self { root, _directory: directory }
    }

    /// Generated files that may be edited.
    pub fn paths(&self) -> Vec<String> {
        let base = self.root.join(".scaffold/base");
        let files = WalkDir::new(&base).sort_by_file_name().into_iter().map(|entry| entry.expect("an entry"));
        let files = files.filter(|entry| entry.file_type().is_file());
        files.map(|entry| entry.path().strip_prefix(&base).expect("below").to_string_lossy().into_owned()).collect()
    }

    pub fn update(&self, generation: &Generation, resolution: Resolution) -> Result<(), OutputError> {
        let project = Project::open(&self.root)?;
        let templates = Templates::built_in();
        let format = |text: &str| format_text(text, &templates);
        let policy = Policy { resolution, remove_edited: false, format: &format };
        Update::of(&project, generation, &policy)?.commit(&project)
    }

    pub fn tree(&self) -> Tree {
        tree(&self.root)
    }
}

fn tree(root: &Path) -> Tree {
    let entries = WalkDir::new(root).into_iter().map(|entry| entry.expect("an entry"));
    let contents = |path: &Path| (path.is_file() && !path.is_symlink()).then(|| fs::read(path).expect("a file"));
    let name = |path: &Path| path.strip_prefix(root).expect("below").to_string_lossy().into_owned();
    entries.map(|entry| (name(entry.path()), contents(entry.path()))).collect()
}
