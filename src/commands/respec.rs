//! What commands share that change the spec: it is edited as text, checked as it would be, and synced.

use super::failure::Rejected;
use super::site::Site;
use super::{Console, sync};
use crate::cli::{Dangers, Merging};
use scaffold::model::Model;
use scaffold::source::Source;
use scaffold::spec;
use serde_json::Value;

/// A project and its spec before the change.
pub struct Respec {
    pub site: Site,
    pub source: Source,
    pub model: Model,
}

/// What is told once the change is made.
pub struct Deed {
    /// Member of the JSON result, and its value.
    pub member: (&'static str, Value),
    /// `Added Comment.`
    pub sentence: String,
}

impl Respec {
    pub fn open() -> anyhow::Result<Self> {
        let site = Site::open()?;
        let source = spec::read(&site.project.spec_path()).map_err(Rejected)?;
        let model = scaffold::check::check(&source).map_err(Rejected)?;
        Ok(Self { site, source, model })
    }

    /// What the changed text means.
    pub fn check(&self, text: &str) -> anyhow::Result<Model> {
        Ok(scaffold::check::check(&self.as_it_would_be(text)).map_err(Rejected)?)
    }

    fn as_it_would_be(&self, text: &str) -> Source {
        self.source.replaced(format!("{} (as it would be)", self.source.path()), text)
    }

    /// Brings the project in line with the changed text, and tells it.
    pub fn carry_out(
        &self,
        console: &Console,
        (text, model): (String, &Model),
        (merging, dangers, force): (&Merging, &Dangers, bool),
        deed: &Deed,
    ) -> anyhow::Result<()> {
        let sources = (&self.source, &self.as_it_would_be(&text));
        let (generation, advice) = sync::generation(console, &self.site, sources, model, &sync::allowed(dangers))?;
        let mut update = sync::update(&self.site, &generation, merging.conflict, force)?;
        sync::apply(console, &self.site.project, &mut update, merging)?;
        if console.json() {
            let (member, value) = &deed.member;
            let mut result = sync::result(&update, merging, &advice);
            result[member] = value.clone();
            return console.result_json(&result);
        }
        sync::tell(console, &update, merging)?;
        if !merging.dry_run {
            console.talk(&deed.sentence);
        }
        Ok(())
    }
}
