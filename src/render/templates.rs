//! The templates of a run: the built-in ones, some of them replaced by a team's own.

use super::builtin::template_source;
use super::own::{Flaw, Own, TemplatesError};
use super::{RenderError, environment};
use crate::plan::PlannedFile;
use minijinja::{Environment, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// The template that says how generated Rust is formatted, here and in the project.
const STYLE: &str = "project/rustfmt.toml";

/// Where each template's text comes from.
#[derive(Debug)]
pub struct Templates {
    /// The directory of the team's own, without symbolic links.
    directory: PathBuf,
    own: Arc<BTreeMap<String, String>>,
    outdated: Vec<String>,
    environment: Environment<'static>,
}

impl Templates {
    /// The built-in ones only.
    pub fn built_in() -> Self {
        Self::of(PathBuf::new(), Own::default())
    }

    /// The built-in ones, but for those that `directory` has a file for.
    ///
    /// # Errors
    /// There is no such directory, the system refuses to read it, or files in it are no templates: all of them at once.
    pub fn read(directory: &Path) -> Result<Self, TemplatesError> {
        let place = fs::canonicalize(directory).ok().filter(|place| place.is_dir());
        let place = place.ok_or_else(|| TemplatesError::NotADirectory(directory.to_owned()))?;
        let mut own = Own::read(&place)?;
        let mut flaws = std::mem::take(&mut own.flaws);
        let templates = Self::of(place, own);
        flaws.extend(templates.own.keys().filter(|name| name.ends_with(".j2")).filter_map(|name| {
            let error = templates.environment.get_template(name).err()?;
            let place = templates.place(name, error.line());
            Some(Flaw { path: place.into(), reason: format!("cannot be read: {}", reason(&error)) })
        }));
        if flaws.is_empty() { Ok(templates) } else { Err(TemplatesError::Flaws(flaws)) }
    }

    fn of(directory: PathBuf, own: Own) -> Self {
        let texts = Arc::new(own.texts);
        let environment = environment::new({
            let own = Arc::clone(&texts);
            move |name| text(&own, name)
        });
        Self { directory, own: texts, outdated: own.outdated, environment }
    }

    /// Names of the team's own, sorted; pieces that they include are among them.
    pub fn own(&self) -> impl Iterator<Item = &str> {
        self.own.keys().map(String::as_str)
    }

    /// Names of those of the team's own of which the built-in one has changed since it was ejected.
    pub fn outdated(&self) -> &[String] {
        &self.outdated
    }

    /// A template as it was written.
    pub(super) fn source(&self, name: &str) -> Option<&[u8]> {
        self.own.get(name).map(String::as_bytes).or_else(|| template_source(name))
    }

    /// How Rust is formatted: a file for rustfmt.
    pub(super) fn style(&self) -> &[u8] {
        self.source(STYLE).unwrap_or_default()
    }

    /// Fills in one template.
    pub(super) fn fill(&self, name: &str, view: &Value) -> Result<String, RenderError> {
        let filled = self.environment.get_template(name).and_then(|template| template.render(view));
        let mut text = filled.map_err(|error| self.failure(name, &error))?;
        text.truncate(text.trim_end().len());
        text.push('\n');
        Ok(text)
    }

    /// The innermost template of the team's own that a failure went through, else the innermost one at all; an include
    /// hides it.
    fn failure(&self, outermost: &str, error: &minijinja::Error) -> RenderError {
        let chain: Vec<_> = std::iter::successors(Some(error), inner).collect();
        let own = chain.iter().rfind(|error| error.name().is_some_and(|name| self.own.contains_key(name)));
        let culprit = own.or(chain.last()).copied().unwrap_or(error);
        let name = culprit.name().unwrap_or(outermost);
        let source = self.source(name).and_then(|source| str::from_utf8(source).ok());
        RenderError::Template {
            template: self.place(name, culprit.line()),
            reason: reason(chain.last().copied().unwrap_or(error)),
            snippet: source.zip(culprit.line()).map(|(source, line)| excerpt(source, line)).unwrap_or_default(),
            is_own: own.is_some(),
        }
    }

    /// Where a template stands: a file of the team's own with its line, else its name.
    fn place(&self, name: &str, line: Option<usize>) -> String {
        if !self.own.contains_key(name) {
            return name.to_owned();
        }
        let path = self.directory.join(name).display().to_string();
        line.map_or(path.clone(), |line| format!("{path}:{line}"))
    }

    /// What rustfmt refuses, with the templates of the team's own that the file is made of.
    pub(super) fn refused(&self, planned: Option<&PlannedFile>, reason: String) -> RenderError {
        let Some(planned) = planned else {
            return RenderError::Format { culprit: None, reason, is_own: !self.own.is_empty() };
        };
        let own = self.own_parts(planned);
        let template = match own.is_empty() {
            true => planned.template.to_owned(),
            false => own.iter().map(|name| self.place(name, None)).collect::<Vec<_>>().join("` and `"),
        };
        RenderError::Format { culprit: Some((planned.path.clone(), template)), reason, is_own: !own.is_empty() }
    }

    /// Which of the team's own take part in a file: it is made once more, and the loader is listened to.
    fn own_parts(&self, planned: &PlannedFile) -> BTreeSet<String> {
        let parts = Arc::new(Mutex::new(BTreeSet::from([planned.template.to_owned()])));
        let environment = environment::new({
            let (own, parts) = (Arc::clone(&self.own), Arc::clone(&parts));
            move |name| {
                parts.lock().ok()?.insert(name.to_owned());
                text(&own, name)
            }
        });
        // That it can be made is known: rustfmt has seen it.
        let _ = environment.get_template(planned.template).and_then(|template| template.render(&planned.view));
        let mut parts = parts.lock().map(|parts| parts.clone()).unwrap_or_default();
        parts.retain(|name| self.own.contains_key(name));
        parts
    }
}

fn text(own: &BTreeMap<String, String>, name: &str) -> Option<String> {
    let built_in = || template_source(name).and_then(|source| str::from_utf8(source).ok()).map(str::to_owned);
    own.get(name).cloned().or_else(built_in)
}

/// The failure of an included template that one is made of.
fn inner<'e>(error: &&'e minijinja::Error) -> Option<&'e minijinja::Error> {
    (*error).source()?.downcast_ref()
}

fn reason(error: &minijinja::Error) -> String {
    error.detail().map_or_else(|| error.kind().to_string(), str::to_owned)
}

/// The line at fault (counted from 1) between its neighbours.
fn excerpt(source: &str, line: usize) -> String {
    let numbered = source.lines().enumerate().map(|(index, content)| (index + 1, content));
    let near = numbered.filter(|(number, _)| number.abs_diff(line) <= 2);
    let lines = near.map(|(number, content)| {
        let marker = if number == line { '>' } else { ' ' };
        format!("{marker} {number:>4} | {content}")
    });
    lines.collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::template_names;
    use super::*;

    fn own(texts: &[(&str, &str)]) -> Templates {
        let texts = texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        Templates::of(PathBuf::from("/team"), Own { texts: texts.collect(), ..Own::default() })
    }

    #[test]
    fn every_built_in_template_can_be_parsed() {
        let templates = Templates::built_in();
        for name in template_names().iter().filter(|name| name.ends_with(".j2")) {
            assert!(templates.environment.get_template(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn a_failure_shows_the_line_and_the_file_of_the_team() {
        let templates = own(&[("a.j2", "a\n{% include 'b.j2' %}\n"), ("b.j2", "a\nb {{ c.d }}\ne\n")]);
        let error = templates.fill("a.j2", &Value::from(())).expect_err("undefined");
        let RenderError::Template { template, snippet, is_own, .. } = error else { panic!("another error") };
        assert_eq!((template.as_str(), is_own), ("/team/b.j2:2", true));
        assert_eq!(snippet, "     1 | a\n>    2 | b {{ c.d }}\n     3 | e");
    }

    #[test]
    fn who_includes_a_built_in_template_wrongly_is_to_blame() {
        let templates = own(&[("a.j2", "\n\n{% include 'resource/nested.rs.j2' %}\n")]);
        let error = templates.fill("a.j2", &Value::from(())).expect_err("undefined");
        let RenderError::Template { template, is_own, .. } = error else { panic!("another error") };
        assert_eq!((template.as_str(), is_own), ("/team/a.j2:3", true));
    }

    #[test]
    fn a_failure_of_a_built_in_template_is_ours() {
        let error = own(&[]).fill("resource/nested.rs.j2", &Value::from(())).expect_err("undefined");
        assert!(matches!(error, RenderError::Template { template, is_own: false, .. } if template.ends_with(".j2")));
    }
}
